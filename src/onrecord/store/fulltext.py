"""Full-text search: FTS5 in SQLite, tsvector in PostgreSQL, with the same words found in both.

Both stem with Porter's algorithm and keep every word (no stop words). A query is words, all of which must occur in
any order, and phrases in double quotes; a word ending in * stands for all words that begin so. Anything else in it is
a mark between words, so no query is ever an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import BigInteger, Connection, Select, TableClause, column, func, literal_column, select, text

from onrecord.folding import fold

# Table -> its key and the columns that are searched.
SEARCHED = {
    "statements": ("number", ("words",)),
    "events": ("number", ("around",)),
    "stories": ("page", ("title", "text")),
}

# Cases: "a phrase" and words; a quotation mark without its partner counts as a blank.
_PART = re.compile(r'"([^"]*)"|([^\s"]+)')


def create_search(connection: Connection) -> None:
    """Make the tables of full-text search where they are missing."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def index_page(connection: Connection, page: int) -> None:
    """Take the page's items into full-text search; the items are already in their tables."""
    for table, (key, columns) in SEARCHED.items():
        if connection.dialect.name == "sqlite":
            listed = ", ".join(columns)
            query = (
                f"INSERT INTO {table}_search (rowid, {listed}) SELECT {key}, {listed} FROM {table} WHERE page = :page"
            )
            connection.execute(text(query), {"page": page})
        else:
            _index_folded(connection, table, page)


def forget_page(connection: Connection, page: int) -> None:
    """Take the page's items out of full-text search; they are still in their tables."""
    for table, (key, columns) in SEARCHED.items():
        listed = ", ".join(columns)
        if connection.dialect.name == "sqlite":  # FTS5 without a copy of the words must be told what to forget
            query = (
                f"INSERT INTO {table}_search ({table}_search, rowid, {listed}) "
                f"SELECT 'delete', {key}, {listed} FROM {table} WHERE page = :page"
            )
        else:
            query = f"DELETE FROM {table}_search WHERE rowid IN (SELECT {key} FROM {table} WHERE page = :page)"
        connection.execute(text(query), {"page": page})


def make_match(dialect: str, query: str) -> str | None:
    """The query in the language of FTS5 or of tsquery; None where it holds no word."""
    parts = [part for part in (_make_part(dialect, quoted, word) for quoted, word in _PART.findall(query)) if part]
    return (" AND " if dialect == "sqlite" else " & ").join(parts) or None


def select_matching(dialect: str, searched: str, query: str) -> Select[tuple[int]] | None:
    """The keys of the rows of a table that a query finds; None where it holds no word."""
    match = make_match(dialect, query)
    if match is None:
        return None
    index = TableClause(f"{searched}_search", column("rowid", BigInteger()))
    if dialect == "sqlite":
        return select(index.c.rowid).where(literal_column(f"{searched}_search").op("MATCH")(match))
    asked = func.to_tsquery(literal_column("'onrecord'"), match)
    return select(index.c.rowid).where(literal_column(f"{searched}_search.vector").op("@@")(asked))


def _make_part(dialect: str, quoted: str, word: str) -> str | None:
    words = fold(quoted or word).split()
    if not words:
        return None
    prefix = word.endswith("*")
    if dialect == "sqlite":
        return '"' + " ".join(words) + '"' + (" *" if prefix else "")
    # Words hold letters and digits alone, so nothing in them can be an operator of tsquery.
    stems = [f"'{w}'" for w in words]
    return "(" + " <-> ".join(stems) + (":*" if prefix else "") + ")"


def _index_folded(connection: Connection, table: str, page: int) -> None:
    key, columns = SEARCHED[table]
    rows = connection.execute(
        text(f"SELECT {key}, {', '.join(columns)} FROM {table} WHERE page = :page"), {"page": page}
    ).all()
    if rows:
        insert = (
            f"INSERT INTO {table}_search (rowid, vector) SELECT key, to_tsvector('onrecord', words) "
            "FROM json_to_recordset(CAST(:rows AS json)) AS folded (key bigint, words text)"
        )
        folded = [{"key": row[0], "words": fold_all(row[1:])} for row in rows]
        connection.execute(text(insert), {"rows": msgspec.json.encode(folded).decode()})


def fold_all(words: Sequence[str | None]) -> str:
    """Several columns as one folded text."""
    return fold(" . ".join(w for w in words if w))


_SQLITE = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {table}_search USING fts5({', '.join(columns)}, content='{table}', "
    f"content_rowid='{key}', tokenize='porter unicode61 remove_diacritics 2')"
    for table, (key, columns) in SEARCHED.items()
]

# PostgreSQL's own English configuration drops words such as "not"; this one keeps them all.
_POSTGRESQL = [
    """DO $$ BEGIN
        IF NOT EXISTS (
            SELECT FROM pg_ts_config WHERE cfgname = 'onrecord' AND cfgnamespace = current_schema()::regnamespace
        ) THEN
            CREATE TEXT SEARCH DICTIONARY onrecord_stem (TEMPLATE = snowball, LANGUAGE = porter);
            CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = pg_catalog.simple);
            ALTER TEXT SEARCH CONFIGURATION onrecord
                ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword WITH onrecord_stem;
        END IF;
    END $$""",
    *(
        f"CREATE TABLE IF NOT EXISTS {table}_search (rowid bigint PRIMARY KEY REFERENCES {table} ({key}) "
        "ON DELETE CASCADE, vector tsvector NOT NULL)"
        for table, (key, _) in SEARCHED.items()
    ),
    *(
        f"CREATE INDEX IF NOT EXISTS ix_{table}_search_vector ON {table}_search USING gin (vector)"
        for table in SEARCHED
    ),
]
