"""Who did what to whom, and who spoke to whom, as a graph in GraphML: for Gephi, Cytoscape, yEd, networkx.

An actor is one node wherever the case meets it, as people merged and split it there. Of records without a case it is
one by its outside identifier, else by kind, country, and name. An edge is one event between one pair, or one statement
to somebody; its `status` says whether it happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from onrecord.exports.contents import Cast, Entry, Index, Options, Tally, find_event_days
from onrecord.exports.ontologies import find_quad
from onrecord.record import Actor, Record

_NODE_KEYS = ("label", "kind", "country", "sectors", "same_as")
_EDGE_KEYS = (
    "relation", "label", "type", "mode", "contexts", "status", "words", "date", "enddate", "according_to", "item",
    "story", "url",
)  # fmt: skip
_EDGE_NUMBERS = ("quad_code", "scale", "confidence")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""

Attributes = dict[str, str | float | None]


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One directed graph, written as it goes; only the names of the nodes written are kept in memory."""
    seen: set[str] = set()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        for name in _NODE_KEYS:
            file.write(f'<key id="n_{name}" for="node" attr.name="{name}" attr.type="string"/>\n')
        for name in (*_EDGE_KEYS, *_EDGE_NUMBERS):
            kind = "double" if name in _EDGE_NUMBERS else "string"
            file.write(f'<key id="e_{name}" for="edge" attr.name="{name}" attr.type="{kind}"/>\n')
        file.write('<graph id="onrecord" edgedefault="directed">\n')
        for entry in entries:
            record = entry.counts
            if record is None:
                continue
            cast = Cast(entry)
            for source, target, attributes in _find_edges(record, tally):
                for actor in (source, target):
                    node = make_node_id(actor, cast)
                    if node not in seen:
                        seen.add(node)
                        file.write(_show_node(actor, cast))
                        tally.written["nodes"] += 1
                ends = make_node_id(source, cast), make_node_id(target, cast)
                file.write(_show_edge(ends, attributes, tally.written["edges"]))
                tally.written["edges"] += 1
        file.write("</graph>\n</graphml>\n")


def make_node_id(actor: Actor, cast: Cast) -> str:
    """The same for the same actor of any page. Somebody unnamed is somebody else on every page."""
    known = cast.find_id(actor)
    if known:
        return known
    key = [actor.kind, actor.country or "", actor.name.casefold()]
    if actor.same_as:
        key = [actor.same_as[0]]
    elif actor.kind == "unnamed":
        key = [actor.id]
    return f"n-{hashlib.sha256('|'.join(key).encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _find_edges(record: Record, tally: Tally) -> Iterator[tuple[Actor, Actor, Attributes]]:
    yield from _find_event_edges(record, tally)
    yield from _find_speech_edges(record)


def _find_event_edges(record: Record, tally: Tally) -> Iterator[tuple[Actor, Actor, Attributes]]:
    index = Index(record)
    for event in record.events:
        actors, recipients = index.actors(event.actors), index.actors(event.recipients)
        pairs = [(a, r) for a in actors for r in recipients]
        if not recipients:  # all who meet are actors: each pair is an edge, in the order of the page
            pairs = [(a, b) for i, a in enumerate(actors) for b in actors[i + 1 :]]
        if not pairs:
            tally.left_out["events with nobody on one of the two sides"] += 1
        days = find_event_days(record, event, index)
        quad = find_quad(event.type)
        for source, target in pairs:
            yield (
                source,
                target,
                {
                    "relation": "event",
                    "label": f"{event.type} {event.mode or ''}".strip(),
                    "type": event.type,
                    "mode": event.mode,
                    "contexts": " ".join(event.contexts) or None,
                    "status": event.status,
                    "words": index.words(event.trigger),
                    "date": days[0] if days and days[2] else None,
                    "enddate": days[1] if days and days[2] else None,
                    "according_to": index.name(event.according_to),
                    "quad_code": quad.code if quad else None,
                    "scale": quad.scale if quad else None,
                    "confidence": event.confidence,
                    **_place(event.id, record),
                },
            )


def _find_speech_edges(record: Record) -> Iterator[tuple[Actor, Actor, Attributes]]:
    index = Index(record)
    for statement in record.statements:
        speaker, addressee = index.actor(statement.speaker), index.actor_at(statement.addressee)
        timex = index.timex(statement.time)
        if speaker and addressee:
            yield (
                speaker,
                addressee,
                {
                    "relation": "statement",
                    "label": statement.act,
                    "type": statement.act,
                    "mode": statement.form,
                    "words": index.words(statement.cue),
                    "date": timex.earliest if timex else None,
                    "enddate": timex.latest if timex else None,
                    "confidence": statement.confidence,
                    **_place(statement.id, record),
                },
            )


def _place(item: str, record: Record) -> Attributes:
    return {"item": item, "story": record.story.id, "url": record.story.url}


def _show_node(actor: Actor, cast: Cast) -> str:
    attributes: Attributes = {
        "label": cast.find_name(actor),
        "kind": actor.kind,
        "country": actor.country,
        "sectors": " ".join(actor.sectors) or None,
        "same_as": " ".join(actor.same_as) or None,
    }
    return f"<node id={quoteattr(make_node_id(actor, cast))}>{_show_attributes('n', attributes)}</node>\n"


def _show_edge(ends: tuple[str, str], attributes: Attributes, number: int) -> str:
    source, target = map(quoteattr, ends)
    return f'<edge id="e{number}" source={source} target={target}>{_show_attributes("e", attributes)}</edge>\n'


def _show_attributes(prefix: str, attributes: Attributes) -> str:
    shown = ((name, _make_xml(str(value))) for name, value in attributes.items() if value is not None)
    return "".join(f'<data key="{prefix}_{name}">{value}</data>' for name, value in shown)


def _make_xml(text: str) -> str:
    """Text with U+FFFD for what XML 1.0 cannot hold, even escaped: most control characters, and surrogates."""
    return escape("".join(c if _is_xml(ord(c)) else "\ufffd" for c in text))


def _is_xml(code: int) -> bool:
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
