"""Rows into tables, many at once: in SQLite one after the other, in PostgreSQL as JSON texts of one statement.

Every exchange with a server costs more than the rows in it, so all rows of a page travel together, with their words for
full-text search, and the server takes them apart (`json_to_recordset`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    Table,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.store.fulltext import SEARCHED, fold_all, index_page
from onrecord.store.rows import Row
from onrecord.store.tables import actor_words, actors

_NUL = b"\\u0000"  # which PostgreSQL's JSON cannot hold, even where it may stand for a backslash and "u0000"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all have the same columns."""
    if rows:
        _insert(connection, table, rows, table.insert(), keep=False)


def insert_page(connection: Connection, page: int, rows: Sequence[tuple[Table, Sequence[Row]]]) -> None:
    """Insert the rows of a page, those of a table all with the same columns, and take them into full-text search."""
    held = [(table, listed) for table, listed in rows if listed]
    if connection.dialect.name == "postgresql":
        encoded = {f"{table.name}_rows": msgspec.json.encode(listed) for table, listed in held}
        encoded |= {f"{table.name}_words": _fold_words(table, listed) for table, listed in held if _is_searched(table)}
        if not any(_NUL in text for text in encoded.values()):
            statement = _make_page_insert(tuple((table, tuple(listed[0])) for table, listed in held))
            connection.execute(statement, {name: text.decode() for name, text in encoded.items()})
            return
    for table, listed in held:
        insert_rows(connection, table, listed)
    index_page(connection, page)


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those rows whose key is not there yet; all have the same columns."""
    if rows:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        _insert(connection, table, rows, insert(table).on_conflict_do_nothing(), keep=True)


def insert_actors(connection: Connection, listed: Sequence[Row], words: Sequence[Row]) -> bool:
    """Insert actors and the words of their names where they are not there yet; returns whether all actors were new."""
    if connection.dialect.name == "postgresql" and words:
        given = {"actors_rows": msgspec.json.encode(listed), "actor_words_rows": msgspec.json.encode(words)}
        if not any(_NUL in text for text in given.values()):
            tables = ((actor_words, tuple(words[0])), (actors, tuple(listed[0])))
            statement = _make_new_insert(tables)
            done = connection.execute(statement, {name: text.decode() for name, text in given.items()})
            return done.rowcount == len(listed)
    insert_new(connection, actors, listed)
    insert_new(connection, actor_words, words)
    return False


def _insert(connection: Connection, table: Table, rows: Sequence[Row], one: Insert, keep: bool) -> None:
    if connection.dialect.name == "postgresql":
        encoded = msgspec.json.encode(rows)
        if _NUL not in encoded:
            statement = _make_insert(table, tuple(rows[0]), keep)
            connection.execute(statement, {f"{table.name}_rows": encoded.decode()})
            return
    connection.execute(one, rows)


@lru_cache
def _make_insert(table: Table, names: tuple[str, ...], keep: bool) -> Insert:
    """The statement that inserts a JSON list of objects; rows whose key is there are passed over where `keep`."""
    given = func.json_to_recordset(cast(bindparam(f"{table.name}_rows", type_=Text()), postgresql.JSON))
    rows = given.table_valued(*(column(name, table.c[name].type) for name in names)).render_derived(with_types=True)
    insert = postgresql.insert(table).from_select(names, select(*rows.c))
    return insert.on_conflict_do_nothing() if keep else insert


@lru_cache
def _make_new_insert(tables: tuple[tuple[Table, tuple[str, ...]], ...]) -> Insert:
    """The statement that inserts into all these tables what is new; it counts the rows of the last."""
    inserts = [_make_insert(table, names, keep=True) for table, names in tables]
    return inserts[-1].add_cte(*(insert.cte(f"part_{n}") for n, insert in enumerate(inserts[:-1])))


@lru_cache
def _make_page_insert(tables: tuple[tuple[Table, tuple[str, ...]], ...]) -> Insert:
    """The statement that inserts into all these tables; keys between them are checked when it ends."""
    inserts = [_make_insert(table, names, keep=False) for table, names in tables]
    inserts += [_make_index(table) for table, _ in tables if _is_searched(table)]
    return inserts[-1].add_cte(*(insert.cte(f"part_{n}") for n, insert in enumerate(inserts[:-1])))


def _make_index(table: Table) -> Insert:
    given = func.json_to_recordset(cast(bindparam(f"{table.name}_words", type_=Text()), postgresql.JSON))
    rows = given.table_valued(column("key", BigInteger()), column("words", Text())).render_derived(with_types=True)
    vector = func.to_tsvector(literal_column("'onrecord'"), rows.c.words)
    index = TableClause(f"{table.name}_search", column("rowid", BigInteger()), column("vector"))
    return postgresql.insert(index).from_select(["rowid", "vector"], select(rows.c.key, vector))


def _is_searched(table: Table) -> bool:
    return table.name in SEARCHED


def _fold_words(table: Table, rows: Sequence[Row]) -> bytes:
    key, columns = SEARCHED[table.name]
    return msgspec.json.encode(
        [{"key": row[key], "words": fold_all([str(row[name] or "") for name in columns])} for row in rows]
    )
