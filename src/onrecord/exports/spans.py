"""Every place of a story that an item of its record is pinned to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from onrecord.record import Event, Frozen, Record, Span, Statement
from onrecord.store.reading import make_finding_id

ItemKind = Literal["statement", "event", "actor", "timex", "finding"]


class Pin(Frozen, frozen=True):
    """One span of one item. `role` says what the words are to the item; `number` counts those of one role from 0."""

    item: str
    kind: ItemKind
    role: str
    number: int
    span: Span


def find_pins(record: Record) -> Iterator[Pin]:
    """All spans of all items: statements, events, actors, timexes, findings, each in the record's order."""
    for statement in record.statements:
        yield from _pin(statement.id, "statement", _statement_roles(statement))
    for event in record.events:
        yield from _pin(event.id, "event", _event_roles(event))
    for actor in record.actors:
        yield from _pin(actor.id, "actor", [("mention", tuple(m.span for m in actor.mentions))])
    for timex in record.timexes:
        yield from _pin(timex.id, "timex", [("timex", (timex.span,))])
    for finding in record.findings:
        yield from _pin(make_finding_id(record.story.id, finding), "finding", [("finding", finding.spans)])


def _statement_roles(statement: Statement) -> list[tuple[str, tuple[Span | None, ...]]]:
    return [
        ("source", (statement.source,)),
        ("cue", (statement.cue,)),
        ("content", statement.contents),
        ("addressee", (statement.addressee,)),
        ("venue", (statement.venue,)),
        ("place", (statement.place,)),
    ]


def _event_roles(event: Event) -> list[tuple[str, tuple[Span | None, ...]]]:
    return [("trigger", (event.trigger,)), ("object", event.objects), ("place", (event.place,))]


def _pin(item: str, kind: ItemKind, roles: list[tuple[str, tuple[Span | None, ...]]]) -> Iterator[Pin]:
    for role, spans in roles:
        for number, span in enumerate(s for s in spans if s is not None):
            yield Pin(item, kind, role, number, span)
