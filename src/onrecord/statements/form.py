"""Direct, mixed, or indirect: by the quotation marks around the words of a content."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.quotes import INSIDE, SINGLE
from onrecord.record import Form, Span

WHOLLY = 0.9  # share of letters within marks from which a content is direct; "adding that “...”" stays below it
HARDLY = 0.03  # share up to which it is indirect


def find_form(text: str, quoted: bytes, cue: Span | None, contents: Sequence[Span]) -> Form:
    """The form of a statement; `quoted` as `quotes.quoted_characters` gives it.

    Where the cue itself stands within quotation marks, the marks are those of a statement around this one,
    and its own words are a paraphrase ("he thinks it is over" inside somebody's quotation).
    """
    if cue is not None and quoted[cue.start] in (INSIDE, SINGLE):
        return "indirect"
    letters = [quoted[i] in (INSIDE, SINGLE) for c in contents for i in range(c.start, c.end) if text[i].isalnum()]
    share = sum(letters) / max(len(letters), 1)
    if share >= WHOLLY:
        return "direct"
    return "mixed" if share > HARDLY else "indirect"
