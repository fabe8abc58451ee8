"""Asking a case: typed entries, one after the other, never all in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from onrecord.record import Actor
from onrecord.store.captures import CAPTURE_COLUMNS, Capture, find_capture, find_full_path, make_capture, name_url
from onrecord.store.entries import ActorEntry, Entry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.items import make_actor, make_event, make_statement
from onrecord.store.opening import stream
from onrecord.store.question import Kind, Question, find_actor_ids, find_conditions
from onrecord.store.tables import (
    actors,
    appearances,
    events,
    findings,
    pages,
    statements,
    stories,
    timexes,
)

Query = Select[Any]

_BATCH = 500  # rows for which names are fetched at once

_TABLES = {
    "a": appearances,
    "s": statements,
    "e": events,
    "t": timexes,
    "f": findings,
    "story": stories,
}
_head = actors.alias("head")  # the actor that another was merged into
_STORY_COLUMNS = (stories.c.title, stories.c.published, stories.c.url)


def find_statements(connection: Connection, question: Question) -> Iterator[StatementEntry]:
    """The statements that the question asks for."""
    query = _select_found(connection, question, "statement", select_statements())
    return make_statement_entries(connection, stream(connection, query))


def find_events(connection: Connection, question: Question) -> Iterator[EventEntry]:
    """The events that the question asks for."""
    query = _select_found(connection, question, "event", select_events())
    return make_event_entries(connection, stream(connection, query))


def find_stories(connection: Connection, question: Question) -> Iterator[StoryEntry]:
    """The stories that the question asks for."""
    conditions = find_conditions(connection, question, "story")
    said = select(func.count()).where(statements.c.page == stories.c.page, statements.c.review != "rejected")
    done = select(func.count()).where(events.c.page == stories.c.page, events.c.review != "rejected")
    columns = [
        stories.c[name] for name in ("id", "day", "outlet", "title", "byline", "published", "url", "review", "page")
    ]
    query = (
        select(*columns, pages.c.version, said.scalar_subquery().label("statements"),
               done.scalar_subquery().label("events"))
        .join(pages, pages.c.number == stories.c.page)
        .where(*conditions)
    )  # fmt: skip
    for row in stream(connection, _order(query, stories, question)):
        yield StoryEntry(**row)


def count_entries(connection: Connection, question: Question, kind: Kind) -> int:
    """How many entries of that kind the question has, whatever its limit."""
    table = {"statement": statements, "event": events, "story": stories}[kind]
    query = select(func.count()).select_from(table).where(*find_conditions(connection, question, kind))
    if kind == "statement" and question.addressee:
        query = query.join(stories, stories.c.page == statements.c.page)
    return int(connection.execute(query).scalar() or 0)


class ActorCount(NamedTuple):
    """How much an actor of the case says, and on how many pages it appears, with those merged into it."""

    actor: str
    statements: int
    pages: int


def find_actors(connection: Connection, name: str | None, limit: int | None) -> Iterator[ActorEntry]:
    """The actors of the case that appear on current pages, those who say most first; `name` narrows them."""
    columns = [c for c in actors.c if c not in (actors.c.merged_into, actors.c.id)]
    query = _count_actors(find_actor_ids(connection, name) if name else None, columns)
    for row in stream(connection, query.limit(limit)):
        others = tuple(filter(None, row["other_names"].split("\n")))
        yield ActorEntry(
            **{**row, "other_names": others, "sectors": tuple(row["sectors"]), "same_as": tuple(row["same_as"])}
        )


def count_actors(connection: Connection) -> list[ActorCount]:
    """All of them in the same order, counted only."""
    return [ActorCount(row.id, row.statements, row.pages) for row in connection.execute(_count_actors(None, []))]


def _count_actors(ids: list[str] | None, columns: list[Column[Any]]) -> Query:
    own = func.coalesce(actors.c.merged_into, actors.c.id)
    on = (
        select(own.label("head"), func.count(appearances.c.page.distinct()).label("pages"))
        .join(actors, actors.c.id == appearances.c.actor)
        .where(appearances.c.current, appearances.c.review != "rejected")
        .group_by(own)
    )
    said = (
        select(own.label("head"), func.count().label("statements"))
        .join(actors, actors.c.id == statements.c.speaker_actor)
        .where(statements.c.current, statements.c.review != "rejected")
        .group_by(own)
    )
    if ids is not None:
        on, said = on.where(appearances.c.actor.in_(ids)), said.where(statements.c.speaker_actor.in_(ids))
    pages_of, said_by = on.subquery(), said.subquery()
    count = func.coalesce(said_by.c.statements, 0).label("statements")
    return (
        select(actors.c.id, *columns, pages_of.c.pages, count)
        .join(pages_of, pages_of.c.head == actors.c.id)
        .outerjoin(said_by, said_by.c.head == actors.c.id)
        .order_by(count.desc(), pages_of.c.pages.desc(), actors.c.name, actors.c.id)
    )


def find_item(connection: Connection, id: str) -> Iterator[Entry]:
    """The statement, event, or story with that id: the current one first, then those of older captures."""
    if id.startswith("story-"):
        query = select(stories.c.page).where(stories.c.id == id)
        for page in connection.execute(query.order_by(stories.c.current.desc(), stories.c.page.desc())).scalars().all():
            yield from find_stories(connection, Question(page=page, all_versions=True))
    elif id.startswith("s-"):
        query = select_statements().where(statements.c.id == id)
        ordered = query.order_by(statements.c.current.desc(), statements.c.page.desc())
        yield from make_statement_entries(connection, stream(connection, ordered))
    elif id.startswith("e-"):
        query = select_events().where(events.c.id == id)
        ordered = query.order_by(events.c.current.desc(), events.c.page.desc())
        yield from make_event_entries(connection, stream(connection, ordered))


def find_pages_with(connection: Connection, id: str) -> list[Capture]:
    """The captures that hold an item or story, the current one first."""
    table = _TABLES.get(id.partition("-")[0])
    if table is None:
        return []
    query = (
        select(*CAPTURE_COLUMNS)
        .join(table, table.c.page == pages.c.number)
        .where(table.c.id == id)
        .order_by(pages.c.current.desc(), pages.c.number.desc())
    )
    return [make_capture(row) for row in connection.execute(query).mappings()]


def find_capture_named(connection: Connection, named: str) -> Capture | None:
    """The capture with that number, or the newest with that story, address, or file."""
    if named.isdecimal():
        return find_capture(connection, int(named))
    known = [name_url(named), name_url(find_full_path(named))]
    query = select(*CAPTURE_COLUMNS).where(
        or_(pages.c.story == named, pages.c.address.in_(known), pages.c.url.in_(known))
    )
    row = connection.execute(query.order_by(pages.c.current.desc(), pages.c.number.desc()).limit(1)).mappings().first()
    return make_capture(row) if row else None


def find_appearances(connection: Connection, actor: str, limit: int | None) -> Iterator[tuple[Actor, Capture]]:
    """Where an actor of the case appears on current pages, newest page first."""
    query = (
        select(appearances)
        .where(appearances.c.actor.in_(find_actor_ids(connection, actor)), appearances.c.current)
        .order_by(appearances.c.page.desc(), appearances.c.start)
    )
    rows = connection.execute(query.limit(limit)).mappings().all()
    listed = sorted({row["page"] for row in rows})
    captures: dict[int, Capture] = {}
    for first in range(0, len(listed), _BATCH):
        on = select(*CAPTURE_COLUMNS).where(pages.c.number.in_(listed[first : first + _BATCH]))
        captures |= {c.number: c for c in map(make_capture, connection.execute(on).mappings())}
    for row in rows:
        yield make_actor(row), captures[row["page"]]


@cache
def select_statements() -> Query:
    """Statements with all that is shown of them."""
    c = statements.c
    return (
        select(
            statements,
            *_STORY_COLUMNS,
            func.coalesce(_head.c.name, actors.c.name).label("speaker_name"),
            func.coalesce(actors.c.merged_into, c.speaker_actor).label("speaker_head"),
            _words_at(c.addressee_start, c.addressee_end).label("addressee"),
            _words_at(c.venue_start, c.venue_end).label("venue"),
            _words_at(c.place_start, c.place_end).label("place"),
            timexes.c.value.label("time_value"),
        )
        .join(stories, stories.c.page == c.page)
        .outerjoin(actors, actors.c.id == c.speaker_actor)
        .outerjoin(_head, _head.c.id == actors.c.merged_into)
        .outerjoin(timexes, and_(timexes.c.page == c.page, timexes.c.id == c.time))
    )


@cache
def select_events() -> Query:
    """Events with all that is shown of them."""
    c = events.c
    return (
        select(
            events,
            *_STORY_COLUMNS,
            _words_at(c.place_start, c.place_end).label("place"),
            timexes.c.value.label("time_value"),
        )
        .join(stories, stories.c.page == c.page)
        .outerjoin(timexes, and_(timexes.c.page == c.page, timexes.c.id == c.time))
    )


def _words_at(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[str | None]:
    # Both databases count code points here; without a span the story's text is not even fetched.
    return case((start.is_not(None), func.substr(stories.c.text, start + 1, end - start)), else_=literal(None))


def _order(query: Query, table: Table, question: Question) -> Query:
    start = [] if table is stories else [table.c.start, table.c.number]
    if question.order == "newest":
        # Items without a day come last in either order, so that they never hide what has one.
        ordered = query.order_by(table.c.day.desc().nulls_last(), table.c.page.desc(), *start)
    else:
        ordered = query.order_by(table.c.day.asc().nulls_last(), table.c.page, *start)
    return ordered.limit(question.limit)


def _select_found(connection: Connection, question: Question, kind: Kind, query: Query) -> Query:
    table = statements if kind == "statement" else events
    conditions = find_conditions(connection, question, kind)
    if question.limit is None:
        return _order(query.where(*conditions), table, question)
    # Which ones is settled on narrow rows, and only those are then joined with all that is shown of them.
    chosen = select(table.c.number).where(*conditions)
    if question.addressee:
        chosen = chosen.join(stories, stories.c.page == table.c.page)
    if connection.dialect.name == "sqlite":
        return _order(query.where(table.c.number.in_(_order(chosen, table, question))), table, question)
    return _order(query.where(table.c.number.in_(_choose_apart(chosen, table, question))), table, question)


def _choose_apart(chosen: Query, table: Table, question: Question) -> CompoundSelect[Any]:
    """The first rows with a day and the first without, chosen apart.

    Only so PostgreSQL reads an index by day and stops at the limit: 22 ms where it took 1,123, of a million statements.
    SQLite does that anyway, and would look through the words twice.
    """
    newest = question.order == "newest"
    day, page = (table.c.day.desc(), table.c.page.desc()) if newest else (table.c.day, table.c.page)
    parts = (
        chosen.where(placed).order_by(day, page, table.c.start, table.c.number).limit(question.limit)
        for placed in (table.c.day.is_not(None), table.c.day.is_(None))
    )
    return union_all(*(select(part.subquery().c.number) for part in parts))


def make_statement_entries(connection: Connection, rows: Iterator[RowMapping]) -> Iterator[StatementEntry]:
    """Entries of the rows of `select_statements`."""
    while batch := list(islice(rows, _BATCH)):
        names = _find_names(connection, ((row["page"], id) for row in batch for id in row["via"]))
        for row in batch:
            yield StatementEntry(
                id=row["id"],
                day=row["day"],
                speaker=row["speaker_name"],
                act=row["act"],
                form=row["form"],
                words=row["words"],
                addressee=row["addressee"],
                venue=row["venue"],
                place=row["place"],
                time=row["time_value"],
                via=tuple(names.get((row["page"], id), id) for id in row["via"]),
                outlet=row["outlet"],
                title=row["title"],
                published=row["published"],
                url=row["url"],
                confidence=row["confidence"],
                review=row["review"],
                counts_as=row["counts_as"],
                speaker_actor=row["speaker_head"],
                page=row["page"],
                start=row["start"],
                statement=make_statement(row),
            )


def make_event_entries(connection: Connection, rows: Iterator[RowMapping]) -> Iterator[EventEntry]:
    """Entries of the rows of `select_events`."""
    while batch := list(islice(rows, _BATCH)):
        named = ((row["page"], id) for row in batch for id in (*row["actors"], *row["recipients"], row["according_to"]))
        names = _find_names(connection, named)
        for row in batch:
            page = row["page"]
            yield EventEntry(
                id=row["id"],
                day=row["day"],
                type=row["type"],
                mode=row["mode"],
                actors=tuple(names.get((page, id), id) for id in row["actors"]),
                recipients=tuple(names.get((page, id), id) for id in row["recipients"]),
                words=row["words"],
                around=row["around"],
                place=row["place"],
                time=row["time_value"],
                status=row["status"],
                according_to=names.get((page, row["according_to"]), row["according_to"]),
                outlet=row["outlet"],
                title=row["title"],
                published=row["published"],
                url=row["url"],
                confidence=row["confidence"],
                review=row["review"],
                counts_as=row["counts_as"],
                page=page,
                start=row["start"],
                event=make_event(row),
            )


def _find_names(connection: Connection, wanted: Iterable[tuple[int, str | None]]) -> dict[tuple[int, str | None], str]:
    """Names in the case of appearances, by page and id."""
    keys = sorted({(page, id) for page, id in wanted if id})
    names: dict[tuple[int, str | None], str] = {}
    for first in range(0, len(keys), _BATCH):
        part = keys[first : first + _BATCH]
        # Two lists, not one of pairs: SQLite reads the whole table for pairs, and a few rows too many do no harm.
        query = (
            select(appearances.c.page, appearances.c.id, func.coalesce(_head.c.name, actors.c.name))
            .join(actors, actors.c.id == appearances.c.actor)
            .outerjoin(_head, _head.c.id == actors.c.merged_into)
            .where(appearances.c.page.in_({page for page, _ in part}), appearances.c.id.in_({id for _, id in part}))
        )
        names.update({(page, id): name for page, id, name in connection.execute(query)})
    return names
