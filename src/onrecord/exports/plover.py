"""Events as PLOVER's JSON lines, for those who work with event data.

The fields are those of the manual's exchange format. It lets providers add their own: `onrecord` holds what the format
has no place for, above all whether the event happened and whose word it is. Each report of an event is a line; those
that people marked as the same event share a `link`. Where a page names nobody who acts, `actor` is an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.exports.contents import Cast, Entry, Index, Options, Tally, find_event_days, find_same
from onrecord.exports.ontologies import PLOVER_CODEBOOK, find_quad
from onrecord.exports.writing import make_json
from onrecord.record import Actor, Event, Record, Span

_STATUS = {
    "claimed": "claimed: somebody's word",
    "supposed": "supposed only: not said to have happened",
    "future": "future: announced or expected",
    "denied": "denied: said not to have happened",
}


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One event a line. An event without any date, which the format requires, is left out and counted."""
    with path.open("wb") as file:
        for entry in entries:
            record = entry.counts
            if record is None:
                continue
            cast, same = Cast(entry), find_same(entry)
            for event in record.events:
                line = _show_event(record, event, cast, options)
                if line is None:
                    tally.left_out["events without a date, on pages without a date of publication"] += 1
                    continue
                if event.id in same:
                    line["link"] = same[event.id]
                file.write(make_json(line) + b"\n")
                tally.written["events"] += 1


def _show_event(record: Record, event: Event, cast: Cast, options: Options) -> dict[str, Any] | None:
    index = Index(record)
    days = find_event_days(record, event, index)
    if days is None:
        return None
    first, last, own = days
    quad = find_quad(event.type)
    sentence = _find_paragraph(record, event.trigger)
    fields: dict[str, Any] = {
        "id": event.id,
        "has_event": True,
        "date": first,
        "enddate": last if last != first else None,
        "actor": [_show_actor(actor, cast) for actor in index.actors(event.actors)],
        "recipient": [_show_actor(actor, cast) for actor in index.actors(event.recipients)] or None,
        "event": [event.type],
        "mode": event.mode,
        "context": list(event.contexts) or None,
        "event_loc": {"extracted_place": index.words(event.place)} if event.place else None,
        "event_text": [index.words(event.trigger)],
        "quad_code": quad.code if quad else None,
        "event_scale": quad.scale if quad else None,
        "text": sentence.of(record.story.text) if options.with_text else None,
        "text_info": {"sequence": _count_paragraph(record, sentence), "start": event.trigger.start,
                      "end": event.trigger.end},
        "cite_info": _cite(record),
        "coder": f"onrecord {record.made_by.version}, model {record.made_by.model[:12]}",
        "comment": _comment(event, index, own),
        "onrecord": {
            "status": event.status,
            "rule": event.rule or None,
            "according_to": index.name(event.according_to),
            "within": event.within,
            "confidence": event.confidence,
            "story": record.story.id,
            "date_of": "event" if own else "publication",
        },
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}


def _show_actor(actor: Actor, cast: Cast) -> dict[str, Any]:
    fields = {
        "code": actor.country or "",
        "sector": " ".join(actor.sectors) or None,
        "entity_text": actor.name,
        "identifier_id": actor.same_as[0] if actor.same_as else cast.find_id(actor),
        "identifier_text": cast.find_name(actor) if cast.find_id(actor) else None,
        "office": actor.role,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _cite(record: Record) -> dict[str, Any]:
    story = record.story
    fields = {
        "url": story.url,
        "title": story.title,
        "language": story.language,
        "publication": story.outlet,
        "coder": f"onrecord {record.made_by.version}",
        "codebook": PLOVER_CODEBOOK,
        "version": "2.0",
    }
    return {name: value for name, value in fields.items() if value is not None}


def _comment(event: Event, index: Index, own_date: bool) -> str | None:
    said = [_STATUS[event.status]] if event.status in _STATUS else []
    name = index.name(event.according_to)
    said += [f"according to {name}"] if name else []
    said += [] if own_date else ["date of publication: the page gives no day of the event"]
    return "; ".join(said) or None


def _find_paragraph(record: Record, span: Span) -> Span:
    """The paragraph that the span begins in; the whole text where the story has no blocks there."""
    whole = Span(0, len(record.story.text))
    return next((b.span for b in record.story.blocks if b.span.start <= span.start < b.span.end), whole)


def _count_paragraph(record: Record, paragraph: Span) -> int:
    return next((number for number, b in enumerate(record.story.blocks, 1) if b.span == paragraph), 1)
