"""A case made larger within its database: its pages copied under other addresses and ids, items and all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, literal, select, text
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
_PAGES = ("page",)
_ITEMS = ("statement", "event")
_TABLES = (pages, stories, appearances, timexes, statements, abouts, events, event_actors)


def widen(place: str, times: int) -> None:
    """Copy all pages of a made-up case `times` - 1 times; a million statements out of a hundred thousand are ten."""
    engine = open_engine(place)
    with writing(engine, place) as connection:
        count = int(connection.execute(select(func.max(pages.c.number))).scalar() or 0)
    for copy in range(1, times):
        with writing(engine, place) as connection:
            for table in _TABLES:
                _copy_rows(connection, table, copy, count)
        print(f"{copy + 1} times {count:,} pages", flush=True)
    with writing(engine, place) as connection:
        _index(connection, count)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    engine.dispose()


def _copy_rows(connection: Connection, table: Table, copy: int, count: int) -> None:
    """Copy the rows of the first `count` pages."""
    columns = [_change(table, column, copy, count) for column in table.c]
    last = (count + 1) * ITEMS_A_PAGE
    within = {
        "pages": pages.c.number <= count,
        "abouts": abouts.c.statement < last,
        "event_actors": event_actors.c.event < last,
    }.get(table.name)
    if within is None:
        within = table.c.page <= count
    connection.execute(insert(table).from_select([c.name for c in table.c], select(*columns).where(within)))


def _change(table: Table, column: Column[Any], copy: int, count: int) -> ColumnElement[Any]:
    name = column.name
    if name in _RENAMED:
        return column + literal(f"-{copy}")
    if name in _PAGES or (name == "number" and table is pages):
        return column + copy * count
    if name in _ITEMS or name == "number":
        return column + copy * count * ITEMS_A_PAGE
    return column


def _index(connection: Connection, count: int) -> None:
    for table, (key, _) in SEARCHED.items():
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')"))
            continue
        page = key if table == "stories" else f"{key} / {ITEMS_A_PAGE}"
        step = 1 if table == "stories" else ITEMS_A_PAGE
        connection.execute(
            text(
                f"INSERT INTO {table}_search (rowid, vector) SELECT t.{key}, s.vector FROM {table} t "
                f"JOIN {table}_search s ON s.rowid = t.{key} - (({page} - 1) / :count) * :count * :step "
                f"WHERE {page} > :count"
            ),
            {"count": count, "step": step},
        )
