"""Where a correction's words stand in a story that was read again or captured again.

Method: a quotation with its surroundings (W3C TextQuoteSelector) and its place (TextPositionSelector), in that order of
trust where they disagree. Whether words moved, changed, or went is said, never guessed away.
"""

from __future__ import annotations

import difflib
import re

from onrecord.record import Span
from onrecord.store.correction import Anchor, AnchorState

_CONTEXT = 32  # code points on each side, as Hypothesis keeps; enough to tell two places of a word apart
# Words this long stand for themselves; shorter ones ("he", "on Friday") only where their surroundings come along.
_LONG = 24
_ENOUGH_CONTEXT = 12
_ALIKE = 0.6  # share of the words that must still be there for them to count as changed and not as gone
_STEP = 64  # places at which a very common word is looked at, at most

_WORD = re.compile(r"\w+")  # case: "stay open," and "stay open" are the same words


def make_anchor(text: str, span: Span) -> Anchor:
    """The anchor of a span of the story's text."""
    return Anchor(
        exact=span.of(text),
        prefix=text[max(0, span.start - _CONTEXT) : span.start],
        suffix=text[span.end : span.end + _CONTEXT],
        start=span.start,
        end=span.end,
    )


def find_anchor(text: str, anchor: Anchor) -> tuple[AnchorState, Span | None]:
    """Where the anchored words stand in `text`, and whether they are still the same; None where they are gone."""
    place = Span(anchor.start, anchor.end)
    if place.of(text) == anchor.exact and _measure_context(text, place, anchor) >= _needed(anchor):
        return "exact", place
    found = _find_quotation(text, anchor)
    if found is not None:
        return ("exact" if found == place else "moved"), found
    changed = _find_between(text, anchor) or _find_alike(text, anchor)
    return ("changed", changed) if changed else ("gone", None)


def _needed(anchor: Anchor) -> int:
    """How much of the surroundings must agree; all of them where they are short."""
    if len(anchor.exact) >= _LONG:
        return 0
    return min(_ENOUGH_CONTEXT, len(anchor.prefix) + len(anchor.suffix))


def _measure_context(text: str, span: Span, anchor: Anchor) -> int:
    """How many code points next to the span agree with the anchor's, on both sides together."""
    before = 0
    while (
        before < len(anchor.prefix)
        and before < span.start
        and text[span.start - before - 1] == anchor.prefix[len(anchor.prefix) - before - 1]
    ):
        before += 1
    after = 0
    while (
        after < len(anchor.suffix) and span.end + after < len(text) and text[span.end + after] == anchor.suffix[after]
    ):
        after += 1
    return before + after


def _find_quotation(text: str, anchor: Anchor) -> Span | None:
    if not anchor.exact:
        return None
    best: tuple[int, int, Span] | None = None
    at = text.find(anchor.exact)
    looked_at = 0
    while at >= 0 and looked_at < _STEP:
        span = Span(at, at + len(anchor.exact))
        ranked = (_measure_context(text, span, anchor), -abs(at - anchor.start), span)
        if best is None or ranked[:2] > best[:2]:
            best = ranked
        at = text.find(anchor.exact, at + 1)
        looked_at += 1
    return best[2] if best and best[0] >= _needed(anchor) else None


def _find_between(text: str, anchor: Anchor) -> Span | None:
    """What stands between the same surroundings now."""
    before, after = anchor.prefix[-_ENOUGH_CONTEXT:], anchor.suffix[:_ENOUGH_CONTEXT]
    if len(before) < _ENOUGH_CONTEXT or len(after) < _ENOUGH_CONTEXT:
        return None
    at = text.find(before)
    while at >= 0:
        start = at + len(before)
        end = text.find(after, start, start + 2 * len(anchor.exact) + 2 * _CONTEXT)
        if end > start and _share_words(anchor.exact, text[start:end]):
            return Span(start, end)
        at = text.find(before, at + 1)
    return None


def _share_words(old: str, new: str) -> bool:
    """Whether the words are near enough to be the same place edited; one word for another always is."""
    old_words, new_words = _WORD.findall(old.lower()), _WORD.findall(new.lower())
    if max(len(old_words), len(new_words)) <= 2:
        return True
    return difflib.SequenceMatcher(None, old_words, new_words, autojunk=False).ratio() >= _ALIKE / 2


def _find_alike(text: str, anchor: Anchor) -> Span | None:
    """The paragraph part that shares most of the anchored words in their order."""
    wanted = _WORD.findall(anchor.exact.lower())
    if len(wanted) < 4:
        return None
    best: tuple[float, Span] | None = None
    start = 0
    for line in text.split("\n"):
        places = [(m.start(), m.end(), m.group().lower()) for m in _WORD.finditer(line)]
        blocks = [
            b
            for b in difflib.SequenceMatcher(None, wanted, [p[2] for p in places], autojunk=False).get_matching_blocks()
            if b.size
        ]
        share = sum(b.size for b in blocks) / len(wanted)
        if blocks and share >= _ALIKE and (best is None or share > best[0]):
            first, last = places[blocks[0].b], places[blocks[-1].b + blocks[-1].size - 1]
            best = (share, Span(start + first[0], start + last[1]))
        start += len(line) + 1
    return best[1] if best else None
