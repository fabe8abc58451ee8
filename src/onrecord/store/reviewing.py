"""What people should look at first: the queue of items that nobody has confirmed, corrected, or rejected."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, func, not_, select, true, tuple_

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store.browsing import Batch, fetch_events, fetch_statements
from onrecord.store.entries import EventEntry, StatementEntry
from onrecord.store.question import Kind, Question, find_conditions
from onrecord.store.tables import events, statements


class Waiting(Frozen, frozen=True):
    """An item that waits for a person: one of the two."""

    statement: StatementEntry | None = None
    event: EventEntry | None = None


Order = Literal["weight", "confidence"]

# What does most harm where it is wrong: words between quotation marks put into a named mouth, and grave acts.
_WEIGHTY_ACTS = ("threat", "accusation", "denial")
_WEIGHTY_TYPES = ("ASSAULT", "COERCE", "MOBILIZE", "SANCTION", "THREATEN", "ACCUSE")
_MOST_COUNTED = 1_000


class _Part(NamedTuple):
    """A part of the queue; within it the machine's least sure items come first."""

    kind: Kind
    table: Table
    condition: ColumnElement[bool]


class _Key(NamedTuple):
    part: int
    confidence: float
    number: int


def list_waiting(connection: Connection, question: Question, order: Order, after: str | None) -> Batch[Waiting]:
    """The items that wait: by `weight`, what does most harm if wrong, or by `confidence` alone, statements first."""
    limit, parts = question.limit or 20, _find_parts(order)
    start = _read_key(after, len(parts)) if after else None
    found: list[tuple[_Key, Waiting]] = []
    for place in range(start.part if start else 0, len(parts)):
        last = start if start and start.part == place else None
        found += _find_in(connection, question, parts[place], _Place(place, last, limit + 1 - len(found)))
        if len(found) > limit:
            key = found[limit - 1][0]
            return Batch([w for _, w in found[:limit]], f"{key.part}~{key.confidence!r}~{key.number}")
    return Batch([w for _, w in found], None)


def count_waiting(connection: Connection, question: Question) -> int:
    """How many items wait, as far as it counts: up to 1,000 of a kind."""
    total = 0
    for part in _find_parts("confidence"):
        unseen = _unseen(connection, question, part).limit(_MOST_COUNTED).subquery()
        total += int(connection.execute(select(func.count()).select_from(unseen)).scalar() or 0)
    return total


class _Place(NamedTuple):
    part: int
    after: _Key | None
    limit: int


def _find_in(connection: Connection, question: Question, part: _Part, place: _Place) -> list[tuple[_Key, Waiting]]:
    table = part.table
    key = (table.c.confidence, table.c.number)
    query = _unseen(connection, question, part).order_by(*key).limit(place.limit)
    if place.after:
        query = query.where(tuple_(*key) > tuple_(place.after.confidence, place.after.number))
    keys = {row.number: _Key(place.part, row.confidence, row.number) for row in connection.execute(query)}
    numbers = list(keys)
    if part.kind == "statement":
        found = [Waiting(statement=entry) for entry in fetch_statements(connection, numbers)]
    else:
        found = [Waiting(event=entry) for entry in fetch_events(connection, numbers)]
    return list(zip(keys.values(), found, strict=True))


def _unseen(connection: Connection, question: Question, part: _Part) -> Select[Any]:
    table = part.table
    asked = [*find_conditions(connection, question, part.kind), table.c.review == "unseen", part.condition]
    return select(table.c.confidence, table.c.number).where(*asked)


def _find_parts(order: Order) -> list[_Part]:
    if order == "confidence":
        return [_Part("statement", statements, true()), _Part("event", events, true())]
    spoken = and_(statements.c.speaker_actor.is_not(None), statements.c.form != "indirect")
    grave = statements.c.act.in_(_WEIGHTY_ACTS)
    return [
        _Part("statement", statements, and_(grave, spoken)),
        _Part("event", events, events.c.type.in_(_WEIGHTY_TYPES)),
        _Part("statement", statements, and_(not_(grave), spoken)),
        _Part("event", events, events.c.type.not_in(_WEIGHTY_TYPES)),
        _Part("statement", statements, not_(spoken)),
    ]


def _read_key(written: str, parts: int) -> _Key:
    try:
        part, confidence, number = written.split("~")
        key = _Key(int(part), float(confidence), int(number))
    except ValueError:
        key = _Key(-1, 0.0, 0)
    if not 0 <= key.part < parts or not 0 <= key.confidence <= 1 or not 0 <= key.number < 1 << 62:
        raise UsageError(f"{written[:60]}: the queue cannot go on from there. Begin it anew.")
    return key
