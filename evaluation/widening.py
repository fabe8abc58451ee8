"""A case made larger within its database: its first pages copied under other addresses and ids, items and all.

Making up a page and adding it takes ten milliseconds, copying it within the database a fraction of that. A copy says
the same words by the same people on the same days, so that every search finds its share more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, insert, literal, select, text
from sqlalchemy.sql import ColumnElement

from onrecord.store.fulltext import SEARCHED
from onrecord.store.opening import open_engine, writing
from onrecord.store.tables import (
    ITEMS_A_PAGE,
    abouts,
    appearances,
    event_actors,
    events,
    pages,
    statements,
    stories,
    timexes,
)

# Columns that must differ between copies, by what has to be done to them.
_RENAMED = ("id", "address", "url", "sha256", "story", "counts_as")
_WITHIN_A_PAGE = (appearances, timexes)  # their ids need to differ within a page alone, and other rows name them
_PAGES = ("page",)
_ITEMS = ("statement", "event")
_TABLES = (pages, stories, appearances, timexes, statements, abouts, events, event_actors)
_MOST = 2_000  # pages a transaction

# Indexes that are no constraint, each with the statement that makes it.
_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
    "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}


def widen(place: str, made: int, wanted: int) -> None:
    """Copy the first `made` pages of a made-up case until it has `wanted`, its indexes growing as they do in use."""
    engine = open_engine(place)
    while True:
        with writing(engine, place) as connection:
            held = _count_pages(connection)
            count = min(made - held % made, wanted - held, _MOST)
            if count <= 0:
                break
            first = _copy_pages(connection, made, held, count)
            _index(connection, first, count, held - first)
    _finish(engine)


def widen_at_once(place: str, made: int, wanted: int) -> None:
    """As `widen`, several times faster: indexes are taken away before and made anew after.

    They lie more closely packed then than in a case that grew, so this is for measuring questions, not sizes. In
    PostgreSQL it takes the rights of a superuser, whose checks of keys between tables can be left out.
    """
    engine = open_engine(place)
    with writing(engine, place) as connection:
        start = held = _count_pages(connection)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        indexes = connection.execute(text(_INDEXES[connection.dialect.name])).all()
        for name, _ in indexes:
            connection.execute(text(f"DROP INDEX {name}"))
        while held < wanted:
            count = min(made - held % made, wanted - held)
            _copy_pages(connection, made, held, count)
            held += count
        _index_all(connection, start, made)
        for _, statement in indexes:
            connection.exec_driver_sql(statement)
    _finish(engine)


def _count_pages(connection: Connection) -> int:
    return int(connection.execute(select(func.max(pages.c.number))).scalar() or 0)


def _copy_pages(connection: Connection, made: int, held: int, count: int) -> int:
    """Copy `count` pages of the first `made`, going on from page to page; returns the page before the first."""
    first = held % made
    for table in _TABLES:
        _copy_rows(connection, table, first, count, held - first)
    if connection.dialect.name == "postgresql":
        setting = "SELECT setval(pg_get_serial_sequence('pages', 'number'), :n)"
        connection.execute(text(setting), {"n": held + count})
    return first


def _finish(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def _copy_rows(connection: Connection, table: Table, first: int, count: int, offset: int) -> None:
    """Copy the rows of `count` pages after page `first`, `offset` pages further on."""
    columns = [_change(table, column, offset) for column in table.c]
    key, step = _find_key(table), _find_step(table)
    query = select(*columns).where(key >= (first + 1) * step, key < (first + count + 1) * step)
    connection.execute(insert(table).from_select([c.name for c in table.c], query))


def _find_key(table: Table) -> Column[Any]:
    named = {"pages": "number", "abouts": "statement", "event_actors": "event"}
    return table.c[named.get(table.name, "page")]


def _find_step(table: Table) -> int:
    return ITEMS_A_PAGE if table in (abouts, event_actors) else 1


def _change(table: Table, column: Column[Any], offset: int) -> ColumnElement[Any]:
    name = column.name
    if name in _RENAMED and not (name == "id" and table in _WITHIN_A_PAGE):
        return column + literal(f"-{offset}")
    if name in _PAGES or (name == "number" and table is pages):
        return column + offset
    if name in _ITEMS or name == "number":
        return column + offset * ITEMS_A_PAGE
    return column


def _index(connection: Connection, first: int, count: int, offset: int) -> None:
    """Take the copies of `count` pages after page `first` into full-text search."""
    for table, (key, columns) in SEARCHED.items():
        listed = ", ".join(columns)
        if connection.dialect.name == "sqlite":
            copied = (
                f"INSERT INTO {table}_search (rowid, {listed}) SELECT {key}, {listed} FROM {table} "
                "WHERE page > :first + :offset AND page <= :first + :offset + :count"
            )
        else:
            copied = (
                f"INSERT INTO {table}_search (rowid, vector) "
                f"SELECT s.rowid + CAST(:offset AS bigint) * {_find_row_step(table)}, s.vector "
                f"FROM {table}_search s JOIN {table} t ON t.{key} = s.rowid WHERE t.page > :first "
                "AND t.page <= :first + :count"
            )
        connection.execute(text(copied), {"first": first, "count": count, "offset": offset})


def _index_all(connection: Connection, start: int, made: int) -> None:
    """Take all pages after page `start`, copies of the first `made`, into full-text search."""
    for table, (key, _) in SEARCHED.items():
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')"))
            continue
        copied = (
            f"INSERT INTO {table}_search (rowid, vector) SELECT t.{key}, s.vector FROM {table} t "
            f"JOIN {table}_search s ON s.rowid = t.{key} - (t.page - 1) / :made * :made * {_find_row_step(table)} "
            "WHERE t.page > :start"
        )
        connection.execute(text(copied), {"start": start, "made": made})


def _find_row_step(table: str) -> int:
    return 1 if table == "stories" else ITEMS_A_PAGE
