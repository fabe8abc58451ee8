"""A story's text cut wherever the words of an item begin or end, for a template to draw.

Text stays text here: a piece holds the words as the page has them, and the template escapes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from onrecord.exports.spans import Pin
from onrecord.record import Frozen, Span

# What an item's words are drawn as, the strongest first; a piece under several shows the first two.
_DRAWN = (
    ("event", "trigger"), ("statement", "content"), ("statement", "cue"), ("statement", "source"), ("event", "object"),
    ("timex", "timex"), ("finding", "finding"), ("statement", "addressee"), ("statement", "venue"),
    ("statement", "place"), ("event", "place"), ("actor", "mention"),
)  # fmt: skip
_ORDER = {drawn: place for place, drawn in enumerate(_DRAWN)}


class Label(Frozen, frozen=True):
    """An item's short name in the text ("S1") that leads to its card, and what it says to those who do not see."""

    label: str
    item: str
    kind: str
    title: str


class Piece(Frozen, frozen=True):
    """Words that the same items share. `labels` are of the items that begin here."""

    words: str
    start: int
    kinds: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    furniture: bool = False


class Paragraph(Frozen, frozen=True):
    """A line of the story's text; `start` is where it begins, in code points."""

    start: int
    pieces: tuple[Piece, ...]


def cut_text(text: str, pins: list[Pin], labels: Mapping[str, Label], furniture: Iterable[Span]) -> list[Paragraph]:
    """The paragraphs of a text, in pieces; paragraphs without any words are left out. Linear in text and pins."""
    out = sorted(furniture)
    beginning = _find_beginnings(pins, labels)
    cuts = sorted(_find_cuts(text, pins, out))
    paragraphs: list[Paragraph] = []
    held: list[Piece] = []
    for span, over in _lay_over(cuts, pins):
        words = span.of(text)
        if words == "\n":
            _end_paragraph(paragraphs, held)
            continue
        shown = sorted((p for p in over if p.item in labels or p.kind == "actor"), key=_rank)
        held.append(
            Piece(
                words,
                span.start,
                tuple(dict.fromkeys(f"{p.kind}-{p.role}" for p in shown)),
                tuple(dict.fromkeys(p.item for p in shown)),
                tuple(labels[id] for id in beginning.pop(span.start, [])),
                any(f.holds(span) for f in out),
            )
        )
    _end_paragraph(paragraphs, held)
    return paragraphs


def _end_paragraph(paragraphs: list[Paragraph], held: list[Piece]) -> None:
    if any(piece.words.strip() for piece in held):
        paragraphs.append(Paragraph(held[0].start, tuple(held)))
    held.clear()


def _rank(pin: Pin) -> int:
    return _ORDER.get((pin.kind, pin.role), len(_ORDER))


def _find_beginnings(pins: list[Pin], labels: Mapping[str, Label]) -> dict[int, list[str]]:
    first: dict[str, int] = {}
    for pin in pins:
        if pin.item in labels:
            first[pin.item] = min(first.get(pin.item, pin.span.start), pin.span.start)
    beginnings: dict[int, list[str]] = {}
    for id in labels:
        if id in first:
            beginnings.setdefault(first[id], []).append(id)
    return beginnings


def _find_cuts(text: str, pins: list[Pin], furniture: list[Span]) -> set[int]:
    cuts = {0, len(text)}
    for span in (*(p.span for p in pins), *furniture):
        cuts |= {min(span.start, len(text)), min(span.end, len(text))}
    at = text.find("\n")
    while at >= 0:
        cuts |= {at, at + 1}
        at = text.find("\n", at + 1)
    return cuts


def _lay_over(cuts: list[int], pins: list[Pin]) -> Iterator[tuple[Span, list[Pin]]]:
    waiting = sorted(pins, key=lambda p: (p.span.start, -p.span.end))[::-1]
    over: list[Pin] = []
    for start, end in pairwise(cuts):
        over = [p for p in over if p.span.end > start]
        while waiting and waiting[-1].span.start <= start:
            pin = waiting.pop()
            if pin.span.end > start:
                over.append(pin)
        yield Span(start, end), over
