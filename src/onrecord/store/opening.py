"""Opening a case: the connection to its database, and bringing its tables up to date.

A case is a path (SQLite) or an address that begins with `postgresql://`. In SQLite readers never wait for the writer
(write-ahead log), and a commit is on the disk before it is reported.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, RowMapping, Select, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from onrecord.errors import CaseError, UsageError
from onrecord.store.faults import explaining
from onrecord.store.rows import clean

# The newest of store/migrations/versions; a test compares.
NEWEST = "0010"
_KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")

PATIENCE = 30.0  # seconds to wait for another writer, whose transactions take milliseconds
_CONNECTIONS = 10  # kept open for threads that ask at once; opening one takes PostgreSQL 10 ms and more
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # as JSON writes it; after an odd backslash it is none
_CACHE_KB = 65_536
_MAP_BYTES = 1 << 30
_STREAMS = "onrecord-streams"
_POSTGRESQL = ("postgresql://", "postgres://")
_MIGRATION_LOCK = 7_063_418_250  # any fixed number: who holds it brings the tables up to date


class Database:
    """The database of a case, for as long as the case is open. Any number of threads may use it at once.

    Raises as `open_engine` does.
    """

    def __init__(self, place: str, patience: float = PATIENCE) -> None:
        self.place = show_place(place)
        self.engine = open_engine(place, patience)
        self._closed = False
        event.listen(self.engine, "checkin", self._close_late)

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that only reads, and sees one state of the case throughout."""
        return reading(self.engine, self.place)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that writes: all of it is kept, or nothing."""
        return writing(self.engine, self.place)

    def close(self) -> None:
        """Let go of all connections: of those in use, as soon as they are given back."""
        self._closed = True
        self.engine.dispose()

    def _close_late(self, _: object, record: Any) -> None:
        # A list of which somebody read the beginning only gives its connection back when it is dropped.
        if self._closed:
            record.invalidate()


def open_engine(place: str, patience: float = PATIENCE) -> Engine:
    """Connect to the case at `place`, make it where it does not exist, and bring its tables up to date.

    `patience` is how many seconds to wait for another writer.

    Raises:
        UsageError: the address is none, or PostgreSQL's driver is not installed.
        CaseError: the case cannot be opened, or a newer version of the program made it.
    """
    url = _make_url(place)
    engine = _make_engine(url, patience)
    try:
        with explaining(show_place(place)):
            _bring_up_to_date(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return engine


def show_place(place: str) -> str:
    """The case's name as messages may show it: without a password."""
    if not place.startswith(_POSTGRESQL):
        return place
    try:
        return make_url(place).render_as_string(hide_password=True)
    except ArgumentError:
        return "postgresql://"


@contextmanager
def writing(engine: Engine, place: str) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or nothing."""
    with explaining(place), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine, place: str) -> Iterator[Connection]:
    """A transaction that only reads, and sees one state of the case throughout."""
    with explaining(place), engine.connect() as connection, connection.begin():
        try:
            yield connection
        finally:
            for result in connection.info.pop(_STREAMS, ()):
                result.close()


def stream(connection: Connection, query: Select[Any], batch: int = 500) -> Iterator[RowMapping]:
    """The rows of a query one by one, `batch` of them fetched at a time.

    Works within `reading`, which lets go of what a caller did not read to the end.
    """
    result = connection.execute(query.execution_options(yield_per=batch))
    connection.info.setdefault(_STREAMS, []).append(result)
    return iter(result.mappings())


def _make_url(place: str) -> URL:
    if not place.startswith(_POSTGRESQL):
        if "://" in place:
            raise UsageError(f"{place}: a case is a file, or an address that begins with postgresql://.")
        if "\0" in place or not place.strip():
            raise UsageError(f"{place!r}: this cannot be a file's name. Name the case, for example case.db.")
        return URL.create("sqlite+pysqlite", database=place)
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise UsageError("the address of the case is none. It looks so: postgresql://USER@HOST/NAME") from None
    try:
        import psycopg  # noqa: F401  only teams need it
    except ImportError:
        raise UsageError(
            "cases on PostgreSQL need its driver. Install it: pip install 'onrecord[postgresql]'"
        ) from None
    return url.set(drivername="postgresql+psycopg")


def _make_engine(url: URL, patience: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            connect_args={"timeout": patience},
            json_serializer=_encode_json,
            json_deserializer=msgspec.json.decode,
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # Compiling a query takes PostgreSQL longer than answering most of what is asked here.
    options = f"-c jit=off -c lock_timeout={int(patience * 1000)}"
    engine = create_engine(
        url,
        pool_size=_CONNECTIONS,
        connect_args={"connect_timeout": 10, "options": options},
        pool_pre_ping=True,
        json_serializer=_encode_json,
        json_deserializer=msgspec.json.decode,
    )
    event.listen(engine, "connect", _set_up_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _encode_json(value: object) -> str:
    """The value as JSON whose texts hold no NUL, as `clean` has it for columns of text."""
    return _NUL.sub("\\1\N{REPLACEMENT CHARACTER}", msgspec.json.encode(value).decode())


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, so that a migration is one too
    cursor = connection.cursor()
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what was reported as added outlives a loss of power
        "foreign_keys = ON",
        f"cache_size = -{_CACHE_KB}",
        f"mmap_size = {_MAP_BYTES}",
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: one that read first and then had to wait could not go on with what it read.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_up_postgresql(connection: Any, _: object) -> None:
    """Let what is asked for hold a NUL, which PostgreSQL's text cannot: it asks for what stands in its place."""
    from psycopg.types.string import StrDumper

    class WordsDumper(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(clean(obj) or "")

    connection.adapters.register_dumper(str, WordsDumper)


def _begin_postgresql(connection: Connection) -> None:
    from psycopg import IsolationLevel

    # Said to the driver, these travel with the beginning of the transaction: no exchange of their own.
    driver: Any = connection.connection.dbapi_connection
    writes = bool(connection.get_execution_options().get("writes"))
    driver.isolation_level = None if writes else IsolationLevel.REPEATABLE_READ
    driver.read_only = None if writes else True


def _bring_up_to_date(engine: Engine, place: str) -> None:
    with engine.connect() as connection, connection.begin():
        found = _find_version(connection)
    if found == NEWEST:
        return
    shown = show_place(place)
    if found not in _KNOWN:
        _refuse_strangers(engine, shown, found)
    if found is not None and found not in _KNOWN:
        raise CaseError(
            f"{shown}: it was made by a newer version of On Record (its tables are of version {found}, this program "
            f"knows {NEWEST}). Install that version or a newer one: pip install --upgrade onrecord"
        )
    if found is not None and engine.dialect.name == "sqlite":
        back_up(place, f"before-{NEWEST}")
    with writing(engine, shown) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        if _find_version(connection) != NEWEST:  # another program may have done it meanwhile
            _migrate(connection)


def _find_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_strangers(engine: Engine, shown: str, version: str | None) -> None:
    """Somebody else's tables are never written into.

    A server's database may hold them beside a case, where none has a name that a case needs; a file may not.
    """
    from onrecord.store.tables import metadata

    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        encoding = "UTF8"
        if engine.dialect.name == "postgresql":
            encoding = str(connection.execute(text("SHOW server_encoding")).scalar())
    if version is not None and {"pages", "statements"} <= set(tables):
        return  # of a case, though of no version that is known here
    if engine.dialect.name != "sqlite" and version is None:
        tables = [table for table in tables if table in metadata.tables]
    if tables:
        raise CaseError(
            f"{shown}: this database is no case of On Record: it holds other tables ({', '.join(tables[:3])}). "
            "Give another name; a case is made where there is none."
        )
    if encoding != "UTF8":
        raise CaseError(
            f"{shown}: this database keeps text as {encoding}, which lacks characters that pages have. Make another: "
            "createdb --template template0 --encoding UTF8 NAME"
        )


def back_up(place: str, why: str) -> Path:
    """Copy an SQLite case beside itself, whole even while others write; returns the copy's path.

    Raises:
        CaseError: there is no room for it, or its folder may not be written.
    """
    target = Path(f"{place}.{why}.backup")
    number = 1
    while target.exists():
        number += 1
        target = Path(f"{place}.{why}-{number}.backup")
    part = target.with_name(target.name + ".part")  # what bears the name of a backup is whole
    try:
        with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        part.rename(target)
    except (sqlite3.Error, OSError) as error:
        part.unlink(missing_ok=True)
        raise CaseError(
            f"{place}: its tables are of an older version, and no backup could be written to {target} before they are "
            f"brought up to date ({error}). Make room there; the case is as it was."
        ) from error
    return target


def _migrate(connection: Connection, target: str = "head") -> None:
    from alembic import command  # takes half a second, and is needed once
    from alembic.config import Config

    from onrecord.store.fulltext import create_search
    from onrecord.store.guards import create_guards
    from onrecord.store.views import create_views, drop_views

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    drop_views(connection)
    command.upgrade(config, target)
    create_search(connection)
    create_guards(connection)
    create_views(connection)
