"""What a database says when it fails -> what happened and what to do, as a `CaseError`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from onrecord.errors import CaseBusyError, CaseError

_KEPT = "All that was reported as added or corrected is kept, and nothing is half-written."

# SQLite's own messages (its result codes are not passed on by every driver), and what each means for the user.
_SQLITE = (
    ("database or disk is full", "the disk is full. Make room, then run the same command again. " + _KEPT),
    ("disk i/o error", "the disk cannot be read or written. Check the disk and its free space. " + _KEPT),
    ("attempt to write a readonly database", "it may not be written. Change its permissions, or copy it elsewhere."),
    ("unable to open database file", "it cannot be opened or made. Check that the folder exists and may be written."),
    ("file is not a database", "it is no case: the file is something else, or its beginning is damaged. "
     "Give another name, or bring back a backup."),
    ("malformed", "the file is damaged. Bring back a backup (FILE.before-*.backup lies beside a case that was brought "
     "up to date), or save what can be read with: sqlite3 FILE .recover"),
    ("no such table", "it is a database, but no case of On Record, or part of it is missing. Give another name."),
    ("no such column", "it is a database, but no case of On Record, or part of it is missing. Give another name."),
)  # fmt: skip
# PostgreSQL's codes (Appendix A of its manual), which are the same in every language that it speaks.
_CODES = {
    "53100": "the server's disk is full. Have room made there, then run the same command again. " + _KEPT,
    "53300": "the server takes no more connections. Close other programs or wait, then run the same command again. "
    + _KEPT,
    "25006": "the server lets nobody write to it, as a standby does. Give the address of the one that is written to.",
    "42501": "the user may not do this. Ask whoever keeps the database for the right to write.",
    "42P01": "it is a database, but no case of On Record, or part of it is missing. Bring back a backup of it.",
    "42703": "it is a database, but no case of On Record, or part of it is missing. Bring back a backup of it.",
    "XX001": "the server's files are damaged. Bring back a backup of the database.",
    "XX002": "the server's files are damaged. Bring back a backup of the database.",
}
# Where there is no connection there is no code either.
_POSTGRESQL = (
    ("password authentication failed", "the user or password is wrong. Check the address: postgresql://USER@HOST/NAME"),
    ("does not exist", "there is no such database or user. Make it first, for example: createdb NAME"),
    ("permission denied", _CODES["42501"]),
    ("connection slots", _CODES["53300"]),
    ("too many c", _CODES["53300"]),
)  # fmt: skip
_BUSY = ("database is locked", "database table is locked")
_BUSY_CODES = ("55P03", "40P01")  # lock_not_available, deadlock_detected


@contextmanager
def explaining(place: str) -> Iterator[None]:
    """Turn a failure of the database into a `CaseError` that names `place`, the case."""
    try:
        yield
    except SQLAlchemyError as error:
        raise explain_fault(place, error) from error


def explain_fault(place: str, error: SQLAlchemyError) -> CaseError:
    """The error to raise in place of what the database said."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    code = str(getattr(cause, "sqlstate", None))
    said = str(cause).strip()
    lower = said.lower()
    if code in _BUSY_CODES or any(words in lower for words in _BUSY):
        return CaseBusyError(
            f"{place}: another program is writing to it and did not finish in time. Wait, then run the same command "
            "again."
        )
    served = "://" in place
    known = [meaning for words, meaning in (_POSTGRESQL if served else _SQLITE) if words in lower]
    for meaning in [_CODES[code]] if code in _CODES else known:
        return CaseError(f"{place}: {meaning} (The database says: {_first_line(said)})")
    if isinstance(error, OperationalError | InterfaceError) and served:
        return CaseError(
            f"{place}: the database server cannot be reached or went away. {_KEPT} Start the server, then run the same "
            f"command again. (It says: {_first_line(said)})"
        )
    return CaseError(f"{place}: the database failed: {_first_line(said)}. {_KEPT}")


def _first_line(said: str) -> str:
    return said.splitlines()[0] if said else "nothing"
