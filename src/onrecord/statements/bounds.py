"""Where contents end: before what the same source says next, and not in the middle of a quotation."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

import msgspec

from onrecord.model.attribution import Attribution
from onrecord.quotes import INSIDE, MARK
from onrecord.record import Span
from onrecord.tokens import Tokens

_AND = re.compile(r",? ?\b(?:and|but|or|then|while)(?: (?:also|later|then|\w+ly))? $|, $")
_AND_LENGTH = 30  # characters of the longest such words
_VERB = re.compile(r"(?:[a-z]+(?:ed|s|ing)|said|told|wrote|thought|made|gave|held|found|is|was|has|had)(?: |$)")
_QUOTATION = re.compile(bytes([0x5B, MARK, INSIDE, 0x5D]) + b"+")
_MOST = 0.5  # share of a quotation that is enough to take all of it


def cut_before_next(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """ "Orr said he had sold crates | and denied that ...": that cue is no part of the content before it.

    The content ends before the conjunction or the comma in front of that cue, where it is a verb with its source before
    the content and its own content behind it.
    """
    nexts = sorted((a for a in found if _is_next(text, a)), key=_cue_start)
    starts = [_cue_start(a) for a in nexts]
    return [_cut(text, a, nexts, starts) for a in found]


def _is_next(text: str, a: Attribution) -> bool:
    if a.cue is None or a.source is None or not a.source.end <= a.cue.start < a.cue.end <= a.contents[0].start:
        return False
    return _AND.search(text[max(0, a.cue.start - _AND_LENGTH) : a.cue.start]) is not None and bool(
        _VERB.match(a.cue.of(text).lower())
    )


def _cue_start(a: Attribution) -> int:
    return a.cue.start if a.cue is not None else -1


def _cut(text: str, a: Attribution, nexts: Sequence[Attribution], starts: Sequence[int]) -> Attribution:
    if a.source is None or a.cue is None:
        return a
    contents = []
    for c in a.contents:
        inside = nexts[bisect.bisect_right(starts, c.start) : bisect.bisect_left(starts, c.end)]
        after = next((b for b in inside if _stands_before(b.source, c, a)), None)
        contents.append(c if after is None or c.overlaps(a.cue) else _end_before_and(text, c, _cue_start(after)))
    return msgspec.structs.replace(a, contents=tuple(contents)) if tuple(contents) != a.contents else a


def _stands_before(source: Span | None, content: Span, a: Attribution) -> bool:
    return source is not None and source.end <= content.start and not any(source.overlaps(c) for c in a.contents)


def _end_before_and(text: str, content: Span, cue: int) -> Span:
    """The content up to the conjunction in front of `cue`; whole where nothing would be left of it."""
    start = max(content.start, cue - _AND_LENGTH)
    match = _AND.search(text, start, cue)
    end = match.start() if match is not None else content.end
    return Span(content.start, end) if end > content.start else content


def fill_quotations(quoted: bytes, tokens: Tokens, found: Sequence[Attribution]) -> list[Attribution]:
    """A content that has the beginning or most of a quotation has all of it, where source and cue are outside.

    `quoted` says of each character what `quotes.quoted_characters` does.
    """
    return [_fill(quoted, tokens, a) if a.parent is None and a.cue is not None else a for a in found]


def _fill(quoted: bytes, tokens: Tokens, a: Attribution) -> Attribution:
    others = [s for s in (a.source, a.cue) if s is not None]
    contents: list[Span] = []
    for c in a.contents:
        for quotation in _find_quotations(quoted, tokens, c):
            both = min(quotation.end, c.end) - max(quotation.start, c.start)
            whole = Span(min(quotation.start, c.start), max(quotation.end, c.end))
            enough = c.start <= quotation.start + 1 or both >= _MOST * (quotation.end - quotation.start)
            if enough and not any(whole.overlaps(s) for s in others):
                c = whole
        if contents and c.start <= contents[-1].end:
            last = contents.pop()
            c = Span(last.start, max(last.end, c.end))
        contents.append(c)
    return msgspec.structs.replace(a, contents=tuple(contents)) if tuple(contents) != a.contents else a


def _find_quotations(quoted: bytes, tokens: Tokens, content: Span) -> list[Span]:
    """The quotations of one paragraph that `content` has a part of, marks included, in order."""
    paragraph = tokens.paragraph_at(content.start)
    if paragraph is None:
        return []
    flags = quoted[paragraph.start : paragraph.end]
    runs = (Span(paragraph.start + m.start(), paragraph.start + m.end()) for m in _QUOTATION.finditer(flags))
    return [r for r in runs if r.overlaps(content)]
