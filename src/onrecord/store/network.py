"""Who did what to whom, and what was said and done on which day: counted in the database, not one by one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, and_, case, func, or_, select

from onrecord.actors.unresolved import is_unresolved
from onrecord.record import Frozen
from onrecord.store.question import Kind, Question, find_conditions
from onrecord.store.tables import actors, event_actors, events, statements

_MOST_EDGES = 2_000  # more than can be drawn or read at once; the answer says when it stops here
_MOST_DAYS = 20_000
_MOST_NAMED = 12  # outlets or actors that are told apart in a chart; the others stand together

Part = Literal["sort", "status", "outlet", "actor"]


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


class Network(NamedTuple):
    """The edges between actors with a name. `nameless` counts the events left out since an end has none ("them")."""

    edges: list[Edge]
    nameless: int


class Day(Frozen, frozen=True):
    """How many items a day has, of one sort (an act or a type), form or status, outlet, or actor.

    What was not asked for, or is not known, is None; outlets and actors that are not among those with most items are
    "". `actor` is who speaks or acts, by the id in the case, `actor_name` its name.
    """

    day: str
    number: int
    sort: str | None = None
    status: str | None = None
    outlet: str | None = None
    actor: str | None = None
    actor_name: str | None = None


def find_network(connection: Connection, question: Question) -> Network:
    """The edges of the network of the events that the question asks for, those with most events first.

    Reports that people marked as one event count once. Whoever has no name ("them", "its", "two of the three") is no
    end of an edge.
    """
    doing, taking = event_actors.alias("doing"), event_actors.alias("taking")
    one, other = actors.alias("one"), actors.alias("other")
    source = func.coalesce(one.c.merged_into, one.c.id).label("source")
    target = func.coalesce(other.c.merged_into, other.c.id).label("target")
    number = func.count(events.c.counts_as.distinct()).label("number")
    ends = (
        events.join(doing, and_(doing.c.event == events.c.number, doing.c.part == "actor"))
        .join(taking, and_(taking.c.event == events.c.number, taking.c.part == "recipient"))
        .join(one, one.c.id == doing.c.actor)
        .join(other, other.c.id == taking.c.actor)
    )
    conditions = find_conditions(connection, question, "event")
    query = (
        select(source, target, events.c.type, events.c.status, number, func.min(events.c.day), func.max(events.c.day))
        .select_from(ends)
        .where(*conditions, one.c.kind != "unnamed", other.c.kind != "unnamed")
        .group_by(source, target, events.c.type, events.c.status)
        .order_by(number.desc(), source, target, events.c.type, events.c.status)
        .limit(_MOST_EDGES)
    )
    rows = connection.execute(query).all()
    names = _find_names(connection, {id for row in rows for id in row[:2]})
    edges = [
        Edge(a, names.get(a, a), b, names.get(b, b), type, status, count, first, last)
        for a, b, type, status, count, first, last in rows
    ]
    kept = [e for e in edges if not is_unresolved(e.source_name) and not is_unresolved(e.target_name)]
    unnamed = (
        select(func.count(events.c.counts_as.distinct()))
        .select_from(ends)
        .where(*conditions, or_(one.c.kind == "unnamed", other.c.kind == "unnamed"))
    )
    nameless = sum(e.number for e in edges) - sum(e.number for e in kept)
    return Network(kept, nameless + (connection.execute(unnamed).scalar() or 0))


def count_days(connection: Connection, question: Question, kind: Kind, parts: Collection[Part]) -> list[Day]:
    """Items by day and by each of `parts`, oldest day first; those without a day are left out.

    By actor an event counts for each who acts in it.
    """
    source, columns = _find_columns(kind, "actor" in parts)
    day = (events if kind == "event" else statements).c.day
    conditions = [*find_conditions(connection, question, kind), day.is_not(None)]
    by = [day]
    asked = [name for name in columns if name in parts]
    for name in asked:
        column = columns[name]
        if name in ("outlet", "actor"):
            most = select(column).select_from(source).where(*conditions, column.is_not(None)).group_by(column)
            kept = connection.execute(most.order_by(func.count().desc(), column).limit(_MOST_NAMED)).scalars().all()
            column = case((column.in_(kept), column), (column.is_(None), None), else_="")
        by.append(column.label(f"by_{name}"))
    query = select(*by, func.count()).select_from(source).where(*conditions)
    rows = connection.execute(query.group_by(*by).order_by(*by).limit(_MOST_DAYS)).all()
    found = [(row[0], row[-1], dict(zip(asked, row[1:-1], strict=True))) for row in rows]
    names = _find_names(connection, {str(more["actor"]) for _, _, more in found if more.get("actor")})
    return [Day(day, number, **more, actor_name=names.get(more.get("actor") or "")) for day, number, more in found]


def _find_columns(kind: Kind, with_actors: bool) -> tuple[Any, dict[Part, Any]]:
    """What is counted, and the column of each part."""
    table = events if kind == "event" else statements
    source: Any = table
    if with_actors and kind == "event":
        acting = event_actors.alias("acting")
        source = table.outerjoin(acting, and_(acting.c.event == events.c.number, acting.c.part == "actor"))
        source = source.outerjoin(actors, actors.c.id == acting.c.actor)
    elif with_actors:
        source = table.outerjoin(actors, actors.c.id == statements.c.speaker_actor)
    sort, status = (events.c.type, events.c.status) if kind == "event" else (statements.c.act, statements.c.form)
    actor = func.coalesce(actors.c.merged_into, actors.c.id)
    return source, {"sort": sort, "status": status, "outlet": table.c.outlet, "actor": actor}


def _find_names(connection: Connection, ids: set[str]) -> dict[str, str]:
    held = connection.execute(select(actors.c.id, actors.c.name).where(actors.c.id.in_(ids)))
    return {str(row.id): str(row.name) for row in held}
