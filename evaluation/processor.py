"""Time of the processor that a case takes: this program's, and that of the PostgreSQL processes that work for it.

On a machine that does other things too the clock measures those; the processor's time does not. SQLite works within
this program. PostgreSQL answers in a process for each connection, whose time Linux tells in nanoseconds
(`/proc/PID/schedstat`, first number), where the server runs on the same machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

_SERVING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_SIZE = "SELECT pg_database_size(current_database())"


class Processor:
    """Counts the processor's time and the disk that the case at `place` takes."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._connection = None if is_file(place) else _connect(place)

    def seconds(self) -> float:
        """Seconds until now, of this program and of the server's processes that have a connection to the case."""
        return time.process_time() + self._find_served()

    def spend(self, work: Callable[[], object]) -> float:
        """Seconds that `work` takes of this program and of those processes, without what asking for them takes."""
        before, began = self._find_served(), time.process_time()
        work()
        return time.process_time() - began + self._find_served() - before

    def size(self) -> int:
        """Bytes that the case takes on the disk, its indexes and full text included."""
        if self._connection is None:
            return os.path.getsize(self._place)
        return int(self._connection.execute(text(_SIZE)).scalar() or 0)

    def _find_served(self) -> float:
        if self._connection is None:
            return 0.0
        return sum(_read_spent(int(id)) for id in self._connection.execute(text(_SERVING)).scalars())

    def close(self) -> None:
        """Let go of the server."""
        if self._connection is not None:
            self._connection.close()


def is_file(place: str) -> bool:
    """Whether a case is an SQLite file."""
    return "://" not in place


def _connect(place: str) -> Connection:
    address = "postgresql+psycopg" + place[place.index("://") :]
    # Each question by itself: within one transaction the server would always tell the same of its processes.
    return create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def _read_spent(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:  # its connection was closed since
        return 0.0
