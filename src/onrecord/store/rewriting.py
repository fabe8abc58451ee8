"""Rewriting a case so that what was deleted from it is nowhere in its files any more.

A database marks deleted rows as free and leaves their bytes; its log and its full-text index keep older states. Here
all of it is written anew. PostgreSQL's own log and backups are for whoever keeps the server.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from onrecord.errors import CaseBusyError
from onrecord.store.faults import explaining
from onrecord.store.fulltext import SEARCHED
from onrecord.store.opening import Database
from onrecord.store.tables import metadata

_WAITING = (
    "it is forgotten, but the files may still hold its words, since another program has the case open. Close "
    "that program, then run: onrecord forget"
)


def rewrite(database: Database) -> list[Path]:
    """Write the case's files anew, without anything that was deleted; returns backups that were deleted.

    Backups that the program made beside an SQLite case when it brought the case up to date are deleted: they hold what
    was forgotten, in tables of an older version. Takes as long as copying the case, and as much room on the disk
    meanwhile.

    Raises:
        CaseBusyError: another program has the case open; what was forgotten may still be in its files.
        CaseError: the disk is full or cannot be written.
    """
    with explaining(database.place):
        if database.engine.dialect.name == "postgresql":
            _rewrite_tables(database.engine)
            return []
        _rewrite_file(database)
    return _delete_backups(Path(str(database.engine.url.database)))


def _rewrite_tables(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", writes=True) as connection:
        searched = [f"{table}_search" for table in SEARCHED]
        for table in (*metadata.tables, *searched):
            connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))


def _rewrite_file(database: Database) -> None:
    database.engine.dispose()  # a connection that rests in the pool would hold the log
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            for table in SEARCHED:  # its index keeps deleted words until its parts are merged
                cursor.execute(f"INSERT INTO {table}_search ({table}_search) VALUES ('optimize')")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_) = cursor.fetchone() or (0,)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise OperationalError("VACUUM", None, error) from error
            busy = 1
        finally:
            cursor.close()
    if busy:
        raise CaseBusyError(f"{database.place}: {_WAITING} {database.place}")


def _delete_backups(place: Path) -> list[Path]:
    found = sorted(place.parent.glob(f"{_escape(place.name)}.before-*.backup"))
    for path in found:
        path.unlink()
    return found


def _escape(name: str) -> str:
    """A file's name as `glob` takes it literally."""
    return "".join(f"[{c}]" if c in "[]*?" else c for c in name)
