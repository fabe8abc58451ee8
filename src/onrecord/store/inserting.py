"""Rows into a table, many at once: in SQLite one after the other, in PostgreSQL as one JSON text.

Every exchange with a server costs more than the rows in it, so a page's rows of a table travel together, and the server
takes them apart (`json_to_recordset`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from sqlalchemy import Connection, Insert, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.store.rows import Row

_NUL = b"\\u0000"  # which PostgreSQL's JSON cannot hold, even where it may stand for a backslash and "u0000"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all have the same columns."""
    if rows:
        _insert(connection, table, rows, table.insert(), keep=False)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those rows whose key is not there yet; all have the same columns."""
    if rows:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        _insert(connection, table, rows, insert(table).on_conflict_do_nothing(), keep=True)


def _insert(connection: Connection, table: Table, rows: Sequence[Row], one: Insert, keep: bool) -> None:
    if connection.dialect.name == "postgresql":
        encoded = msgspec.json.encode(rows)
        if _NUL not in encoded:
            connection.execute(_make_insert(table, tuple(rows[0]), keep), {"rows": encoded.decode()})
            return
    connection.execute(one, rows)


@lru_cache
def _make_insert(table: Table, names: tuple[str, ...], keep: bool) -> Insert:
    """The statement that inserts a JSON list of objects; rows whose key is there are passed over where `keep`."""
    given = func.json_to_recordset(cast(bindparam("rows", type_=Text()), postgresql.JSON))
    rows = given.table_valued(*(column(name, table.c[name].type) for name in names)).render_derived(with_types=True)
    insert = postgresql.insert(table).from_select(names, select(*rows.c))
    return insert.on_conflict_do_nothing() if keep else insert
