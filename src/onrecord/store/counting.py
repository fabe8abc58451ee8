"""The case in numbers, and its actors by how much they say: counted over all rows, and kept for those who look next.

Counting a million statements takes seconds, so what was counted stays in tables, with the newest page and correction
that it counts. Whoever shows it sees from these whether there is anything newer.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, func, select

from onrecord.record import Frozen
from onrecord.store.asking import ActorCount, count_actors
from onrecord.store.correction_tables import corrections
from onrecord.store.count_tables import actor_counts, case_counts, kept_charts
from onrecord.store.entries import ActorEntry
from onrecord.store.opening import Database
from onrecord.store.tables import actors, events, findings, pages, statements, stories


class State(NamedTuple):
    """The newest page and the newest correction of a case, by number: they change whenever either is added."""

    page: int
    correction: int


class Overview(Frozen, frozen=True):
    """What is in a case, in numbers."""

    pages: int
    stories: int
    statements: int
    events: int
    actors: int
    findings: int
    corrections: int
    rejected: int
    first_day: str | None
    last_day: str | None


class Counted(NamedTuple):
    """The case in numbers, as it was in a state, and how many seconds the counting took."""

    state: State
    overview: Overview
    seconds: float


def find_state(connection: Connection) -> State:
    """The state that the case is in."""
    last = [connection.execute(select(func.max(table.c.number))).scalar() or 0 for table in (pages, corrections)]
    return State(int(last[0]), int(last[1]))


def find_counted(connection: Connection) -> Counted | None:
    """What was counted last; None where nothing ever was."""
    row = connection.execute(select(case_counts)).first()
    if row is None:
        return None
    overview = msgspec.convert(row.overview, Overview)
    return Counted(State(row.last_page, row.last_correction), overview, row.seconds)


def call_counts_old(connection: Connection) -> None:
    """Let the case be counted anew though neither a page nor a correction is new: a page is read again."""
    for table in (case_counts, kept_charts):
        fresh = table.c.last_page != 0  # several at once change a row once, and wait for each other no more
        connection.execute(table.update().where(fresh).values(last_page=0))


def recount(database: Database) -> Counted:
    """Count the case as it is now, and keep that. Others read and write meanwhile; only keeping it locks, briefly."""
    start = time.monotonic()
    with database.reading() as connection:
        state, overview = find_state(connection), _count_case(connection)
        ranked = count_actors(connection)
        columns = (actor_counts.c.actor, actor_counts.c.statements, actor_counts.c.pages)
        held = connection.execute(select(*columns).order_by(actor_counts.c.place))
        changed = [ActorCount(*row) for row in held] != ranked
    counted = Counted(state, overview, time.monotonic() - start)
    with database.writing() as connection:
        _keep(connection, counted, ranked if changed else None)
    return counted


def _keep(connection: Connection, counted: Counted, ranked: list[ActorCount] | None) -> None:
    if connection.dialect.name == "postgresql":  # two servers of one case may count at once; SQLite has one writer
        connection.exec_driver_sql("LOCK TABLE case_counts IN EXCLUSIVE MODE")
    connection.execute(case_counts.delete())
    row = {
        "number": 1, "last_page": counted.state.page, "last_correction": counted.state.correction,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": counted.seconds,
        "overview": msgspec.to_builtins(counted.overview),
    }  # fmt: skip
    connection.execute(case_counts.insert(), row)
    if ranked is not None:
        connection.execute(actor_counts.delete())
        rows = [{"place": place, **count._asdict()} for place, count in enumerate(ranked, 1)]
        for first in range(0, len(rows), 5_000):
            connection.execute(actor_counts.insert(), rows[first : first + 5_000])


def list_counted_actors(connection: Connection, after: int, limit: int) -> list[tuple[int, ActorEntry]]:
    """The actors from a place on, those who say most first, each with its place, as they were counted last."""
    columns = [c for c in actors.c if c is not actors.c.merged_into]
    counted = (actor_counts.c.place, actor_counts.c.pages, actor_counts.c.statements)
    query = select(*columns, *counted).join(actor_counts, actor_counts.c.actor == actors.c.id)
    query = query.where(actor_counts.c.place > after).order_by(actor_counts.c.place).limit(limit)
    found = []
    for row in connection.execute(query).mappings():
        fields = {name: row[name] for name in ActorEntry.__struct_fields__}
        others = tuple(filter(None, row["other_names"].split("\n")))
        fields |= {"other_names": others, "sectors": tuple(row["sectors"]), "same_as": tuple(row["same_as"])}
        found.append((int(row["place"]), ActorEntry(**fields)))
    return found


def _count_case(connection: Connection) -> Overview:
    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        return int(connection.execute(select(func.count()).select_from(table).where(*conditions)).scalar() or 0)

    days = select(func.min(stories.c.day), func.max(stories.c.day)).where(stories.c.current)
    first, last = connection.execute(days).one()
    return Overview(
        pages=count(pages),
        stories=count(stories, stories.c.current),
        statements=count(statements),
        events=count(events),
        actors=count(actors, actors.c.merged_into.is_(None)),
        findings=count(findings),
        corrections=count(corrections),
        rejected=count(pages, pages.c.story.is_(None)),
        first_day=first,
        last_day=last,
    )
