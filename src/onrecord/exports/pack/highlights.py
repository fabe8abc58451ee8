"""A story's text with every item's words marked, however they overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from onrecord.exports.pack.markup import make_tag, show_bare
from onrecord.exports.spans import Pin
from onrecord.record import Frozen, Span


class Item(Frozen, frozen=True):
    """An item as the index names it: its label in the text ("S1"), the HTML id of its card, and a name to hear.

    `pinned` says whether there are words in the text for it.
    """

    label: str
    card: str
    name: str
    pinned: bool = True


def mark_text(text: str, pins: list[Pin], items: Mapping[str, Item], furniture: tuple[Span, ...]) -> str:
    """The text as HTML paragraphs: cut wherever a span begins or ends, each piece marked with the items it belongs to.

    A paragraph is what stands between two line feeds. The first piece of each item has its label before it, as
    generated content, so that what a reader copies are the page's words alone.
    """
    starting = _find_starting(pins, items)
    pieces = []
    for piece, over in _lay_over(_find_cuts(text, pins, furniture), pins):
        pieces += [_show_label(items[id]) for id in starting.pop(piece.start, [])]
        words = piece.of(text)
        if words == "\n":
            pieces.append("</p>\n<p>")
        else:
            pieces.append(_show_piece(words, over, items, any(span.holds(piece) for span in furniture)))
    return f"<p>{''.join(pieces)}</p>"


def _find_cuts(text: str, pins: list[Pin], furniture: tuple[Span, ...]) -> list[int]:
    cuts = {0, len(text)}
    for span in (*(p.span for p in pins), *furniture):
        cuts |= {min(span.start, len(text)), min(span.end, len(text))}
    for place, character in enumerate(text):
        if character == "\n":
            cuts |= {place, place + 1}
    return sorted(cuts)


def _find_starting(pins: list[Pin], items: Mapping[str, Item]) -> dict[int, list[str]]:
    """The items whose first words begin at each place, in the order of `items`."""
    first: dict[str, int] = {}
    for pin in pins:
        first[pin.item] = min(first.get(pin.item, pin.span.start), pin.span.start)
    starting: dict[int, list[str]] = {}
    for id in items:
        if id in first:
            starting.setdefault(first[id], []).append(id)
    return starting


def _lay_over(cuts: list[int], pins: list[Pin]) -> Iterator[tuple[Span, list[Pin]]]:
    """Each piece between two cuts with the pins over it, in one pass over both."""
    waiting = sorted(pins, key=lambda p: (p.span.start, -p.span.end))[::-1]
    open_pins: list[Pin] = []
    for start, end in pairwise(cuts):
        open_pins = [p for p in open_pins if p.span.end > start]
        while waiting and waiting[-1].span.start <= start:
            pin = waiting.pop()
            if pin.span.end > start:
                open_pins.append(pin)
        yield Span(start, end), open_pins


def _show_label(item: Item) -> str:
    if item.label.startswith("A"):  # actors are met in every line: their first words can be jumped to, unlabelled
        return make_tag("span", "", id=f"at-{item.card}")
    return make_tag(
        "a", "", class_=f"label {item.label[0].lower()}", href=f"#{item.card}", id=f"at-{item.card}",
        data_label=item.label, aria_label=f"{item.label}: {item.name}",
    )  # fmt: skip


def _show_piece(words: str, over: list[Pin], items: Mapping[str, Item], is_furniture: bool) -> str:
    shown = show_bare(words)
    if is_furniture:
        return make_tag("span", shown, class_="furniture", title="not part of the story")
    if not over:
        return shown
    roles = dict.fromkeys(f"{p.kind}-{p.role}" for p in over)
    cards = dict.fromkeys(items[p.item].card for p in over if p.item in items)
    names = dict.fromkeys(f"{items[p.item].label} {p.role}" for p in over if p.item in items)
    return make_tag("mark", shown, class_=" ".join(roles), data_items=" ".join(cards), title="; ".join(names))
