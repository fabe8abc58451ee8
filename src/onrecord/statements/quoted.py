"""A quotation told by two: "..., Orr said Tuesday, according to the Times", where the network found the second only."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.model.attribution import Attribution
from onrecord.quotes import INSIDE, MARK
from onrecord.record import Span
from onrecord.tokens import Tokens

_SAID = frozenset("said says wrote added".split())
_SOURCE = 14  # words before the verb
_REST = 4  # words behind it, such as "on Tuesday"


def add_quoted(text: str, quoted: bytes, tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """`found`, and behind each whose content is a quotation with its own "somebody said", that statement.

    `quoted` says of each character what `quotes.quoted_characters` does. Scores and chances are those of the
    attribution around it, for want of its own.
    """
    cues = [a.cue for a in found if a.cue is not None]
    out = []
    for a in found:
        out.append(a)
        inner = _find_inner(text, quoted, tokens, a)
        if inner is not None and inner.cue is not None and not any(c.overlaps(inner.cue) for c in cues):
            out.append(inner)
    return out


def _find_inner(text: str, quoted: bytes, tokens: Tokens, a: Attribution) -> Attribution | None:
    content = a.contents[0]
    if len(a.contents) != 1 or quoted[content.start] != MARK:
        return None
    marks = [i for i in range(content.start + 1, content.end) if quoted[i] == MARK and quoted[i - 1] in (INSIDE, MARK)]
    if not marks:
        return None
    words = [w for w in tokens.words_in(Span(marks[-1] + 1, content.end)) if w.of(text)[0].isalnum()]
    verbs = [i for i, w in enumerate(words) if w.of(text) in _SAID]
    if len(verbs) != 1 or not 0 < verbs[0] <= _SOURCE or len(words) - verbs[0] - 1 > _REST:
        return None
    source = Span(words[0].start, words[verbs[0] - 1].end)
    quotation = Span(content.start, marks[-1] + 1)
    return msgspec.structs.replace(
        a, source=source, cue=words[verbs[0]], contents=(quotation,), addressee=None, outlet=None
    )
