"""Who did what to whom, and what was said and done on which day: counted in the database, not one by one."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from onrecord.record import Frozen
from onrecord.store.question import Kind, Question, find_conditions
from onrecord.store.tables import actors, event_actors, events, statements

_MOST_EDGES = 2_000  # more than can be drawn or read at once; the answer says when it stops here
_MOST_DAYS = 20_000


class Edge(Frozen, frozen=True):
    """Events of one type and status from one actor of the case to another: how many, and from when to when."""

    source: str
    source_name: str
    target: str
    target_name: str
    type: str
    status: str
    number: int
    first_day: str | None
    last_day: str | None


class Day(Frozen, frozen=True):
    """How many items of one sort (an act, or a type and status) one outlet has for a day."""

    day: str
    sort: str
    status: str
    outlet: str | None
    number: int


def find_edges(connection: Connection, question: Question) -> list[Edge]:
    """The edges of the network of the events that the question asks for, those with most events first.

    Reports that people marked as one event count once. Whoever has no name ("them") is no end of an edge.
    """
    doing, taking = event_actors.alias("doing"), event_actors.alias("taking")
    one, other = actors.alias("one"), actors.alias("other")
    source = func.coalesce(one.c.merged_into, one.c.id).label("source")
    target = func.coalesce(other.c.merged_into, other.c.id).label("target")
    number = func.count(events.c.counts_as.distinct()).label("number")
    query = (
        select(source, target, events.c.type, events.c.status, number, func.min(events.c.day), func.max(events.c.day))
        .join(doing, (doing.c.event == events.c.number) & (doing.c.part == "actor"))
        .join(taking, (taking.c.event == events.c.number) & (taking.c.part == "recipient"))
        .join(one, one.c.id == doing.c.actor)
        .join(other, other.c.id == taking.c.actor)
        .where(*find_conditions(connection, question, "event"), one.c.kind != "unnamed", other.c.kind != "unnamed")
        .group_by(source, target, events.c.type, events.c.status)
        .order_by(number.desc(), source, target, events.c.type, events.c.status)
        .limit(_MOST_EDGES)
    )
    rows = connection.execute(query).all()
    ids = {id for row in rows for id in row[:2]}
    held = connection.execute(select(actors.c.id, actors.c.name).where(actors.c.id.in_(ids)))
    names = {str(row.id): str(row.name) for row in held}
    return [
        Edge(a, names.get(a, a), b, names.get(b, b), type, status, count, first, last)
        for a, b, type, status, count, first, last in rows
    ]


def count_days(connection: Connection, question: Question, kind: Kind) -> list[Day]:
    """Items by day, sort, and outlet, oldest day first; those without a day are left out."""
    table = events if kind == "event" else statements
    sort = events.c.type if kind == "event" else statements.c.act
    status = events.c.status if kind == "event" else statements.c.form
    query = (
        select(table.c.day, sort, status, table.c.outlet, func.count())
        .where(*find_conditions(connection, question, kind), table.c.day.is_not(None))
        .group_by(table.c.day, sort, status, table.c.outlet)
        .order_by(table.c.day, sort, status, table.c.outlet)
        .limit(_MOST_DAYS)
    )
    return [Day(*row) for row in connection.execute(query)]
