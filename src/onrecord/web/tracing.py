"""Chains of sources as one graph: from pages, through the outlets that they name, to who is said to have said it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.compare import Link, Telling
from onrecord.compare.chains import Verdict, name_outlet
from onrecord.compare.speakers import make_speaker, relate
from onrecord.record import Frozen, Record
from onrecord.web.cards import NOBODY
from onrecord.web.drawing import show_day
from onrecord.web.visit import Visit

_DEEPEST = 5  # columns between pages and sources, at most: two pages may name each other


class Node(Frozen, frozen=True):
    """A page, an outlet without a page here, or who said it. `layer` is its column, from the left."""

    id: str
    name: str
    note: str
    layer: int
    address: str


class Hop(Frozen, frozen=True):
    """One step back, and whether it was confirmed; `number` statements take it, `text` is about the first of them."""

    source: str
    target: str
    verdict: Verdict
    number: int
    text: str
    address: str


class Graph(Frozen, frozen=True):
    """Pages, outlets, and sources, with the hops between them."""

    nodes: tuple[Node, ...]
    hops: tuple[Hop, ...]


class Traced(Frozen, frozen=True):
    """A chain with its second hop: whether the outlet's page, of `day`, names the same source, and why that is said."""

    link: Link
    verdict: Verdict
    text: str
    day: str | None = None


def trace(visit: Visit, links: Iterable[Link]) -> list[Traced]:
    """Look on the pages that were cited whom they name for the words."""
    records: dict[str, Record | None] = {}
    return [_trace(visit, link, records) for link in links]


def _trace(visit: Visit, link: Link, records: dict[str, Record | None]) -> Traced:
    if link.story is None or link.span is None:
        return Traced(link, link.verdict, link.text)
    if link.story not in records:
        captures = visit.desk.captures(link.story)
        opened = visit.desk.open(captures[0]) if captures else None
        records[link.story] = opened.reading.record if opened else None
    record = records[link.story]
    published = record.story.published.value if record and record.story.published else None
    speakers = {a.id: make_speaker(a) for a in record.actors} if record else {}
    there = [
        speakers[s.speaker]
        for s in (record.statements if record else ())
        if s.speaker in speakers and any(span.overlaps(link.span) for span in s.contents)
    ]
    relations = {relate(link.telling.speaker, speaker): speaker.name for speaker in there}
    if "same" in relations:
        return Traced(link, "confirmed", f"{link.cited} names {relations['same']}, too", published)
    if "other" in relations:
        return Traced(link, "altered", f"{link.cited} names {relations['other']}", published)
    return Traced(link, "not checked", f"whom {link.cited} names could not be compared", published)


def make_graph(traced: Sequence[Traced]) -> Graph:
    """The chains as one graph. Who is named by several pages stands in it once."""
    nodes: dict[str, tuple[str, str, str]] = {}  # name, note, and address
    hops: dict[tuple[str, str, Verdict], list[Hop]] = {}
    for chain in traced:
        link, telling = chain.link, chain.link.telling
        address = f"/chains#c-{telling.statement}"
        page = _add_page(nodes, telling.story, telling.outlet or "unknown outlet", telling.published)
        if link.story:
            cited = _add_page(nodes, link.story, link.cited, chain.day)
        else:
            cited = f"outlet {name_outlet(link.cited)}"
            nodes.setdefault(cited, (link.cited, "outlet", address))
        _add_hop(hops, Hop(page, cited, link.verdict, 1, link.text, address))
        source = _name_source(telling, link.cited)
        if source is not None:
            id, name, note = source
            nodes.setdefault(id, (name, note, address))
            _add_hop(hops, Hop(cited, id, chain.verdict, 1, chain.text, address))
    joined = [_join(same) for same in hops.values()]
    layers = _find_layers(nodes, joined)
    return Graph(tuple(Node(id, name, note, layers[id], at) for id, (name, note, at) in nodes.items()), tuple(joined))


def _add_page(nodes: dict[str, tuple[str, str, str]], story: str, outlet: str, day: str | None) -> str:
    nodes.setdefault(story, (outlet, f"page of {show_day(day)}" if day else "page", f"/stories/{story}"))
    return story


def _add_hop(hops: dict[tuple[str, str, Verdict], list[Hop]], hop: Hop) -> None:
    if hop.source != hop.target:
        hops.setdefault((hop.source, hop.target, hop.verdict), []).append(hop)


def _join(same: list[Hop]) -> Hop:
    first = same[0]
    return Hop(first.source, first.target, first.verdict, len(same), first.text, first.address)


def _name_source(telling: Telling, cited: str) -> tuple[str, str, str] | None:
    """The id, name, and kind of who said it; None where that is the outlet itself."""
    speaker = telling.speaker
    if speaker is None:
        return "nobody", NOBODY, "source"
    if speaker.kind == "outlet" and name_outlet(speaker.name) == name_outlet(cited):
        return None
    return f"who {speaker.name.casefold()}", speaker.name, speaker.role or speaker.kind


def _find_layers(nodes: Iterable[str], hops: Sequence[Hop]) -> dict[str, int]:
    """Each node right of those that lead to it; sources, from which nothing leads on, all in the last column."""
    layers = dict.fromkeys(nodes, 0)
    for _ in range(_DEEPEST):
        for hop in hops:
            layers[hop.target] = min(max(layers[hop.target], layers[hop.source] + 1), _DEEPEST)
    last = max(layers.values(), default=0)
    return {id: last if id.startswith("who ") or id == "nobody" else layer for id, layer in layers.items()}
