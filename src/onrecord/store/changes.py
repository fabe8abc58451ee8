"""What a page says now that it did not say before: paragraphs and headlines that were changed, added, or taken out."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from onrecord.quotes import join_parts
from onrecord.record import Frozen, Record, Span, Story

# Paragraphs that share at least this much are one paragraph, changed; difflib's own measure of "close" is 0.6.
_ALIKE = 0.6


class Change(Frozen, frozen=True):
    """One change between two captures. `before` or `after` is empty where something was added or taken out.

    `what` is title, byline, outlet, published, or text. For text, the spans say where it stands in either story, and
    `lost` are the ids of statements that stand in the old words and that the new page does not have.
    """

    what: str
    before: str
    after: str
    before_span: Span | None = None
    after_span: Span | None = None
    lost: tuple[str, ...] = ()


def find_changes(old: Record, new: Record) -> list[Change]:
    """What changed between two records of a page, in the order of the page."""
    return [*_find_header_changes(old.story, new.story), *_find_text_changes(old, new)]


def _find_header_changes(old: Story, new: Story) -> Iterator[Change]:
    for what in ("title", "byline", "outlet"):
        before, after = getattr(old, what) or "", getattr(new, what) or ""
        if before != after:
            yield Change(what, before, after)
    published = (old.published.value if old.published else "", new.published.value if new.published else "")
    if published[0] != published[1]:
        yield Change("published", *published)


def _find_text_changes(old: Record, new: Record) -> Iterator[Change]:
    old_spans, new_spans = _find_paragraphs(old.story.text), _find_paragraphs(new.story.text)
    old_words = [span.of(old.story.text) for span in old_spans]
    new_words = [span.of(new.story.text) for span in new_spans]
    matcher = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False)
    said_now = {join_parts(new.story.text, s.contents) for s in new.statements}
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for before, after in _pair(old_words[i1:i2], new_words[j1:j2]):
            old_span = old_spans[i1 + before] if before is not None else None
            new_span = new_spans[j1 + after] if after is not None else None
            yield Change(
                "text",
                old_span.of(old.story.text) if old_span else "",
                new_span.of(new.story.text) if new_span else "",
                old_span,
                new_span,
                _find_lost(old, old_span, said_now),
            )


def _find_paragraphs(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def _pair(old: list[str], new: list[str]) -> Iterator[tuple[int | None, int | None]]:
    """Changed paragraphs with those that they became, in order; the rest were taken out or added."""
    taken = 0
    for i, words in enumerate(old):
        for j in range(taken, len(new)):
            if difflib.SequenceMatcher(None, words.split(), new[j].split(), autojunk=False).ratio() >= _ALIKE:
                yield from ((None, k) for k in range(taken, j))
                yield i, j
                taken = j + 1
                break
        else:
            yield i, None
    yield from ((None, k) for k in range(taken, len(new)))


def _find_lost(old: Record, span: Span | None, said_now: set[str]) -> tuple[str, ...]:
    if span is None:
        return ()
    text = old.story.text
    return tuple(
        s.id
        for s in old.statements
        if any(span.holds(c) for c in s.contents) and join_parts(text, s.contents) not in said_now
    )
