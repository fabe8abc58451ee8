"""Clients that are slow in every way that there is: others are answered meanwhile, and they are let go."""

from __future__ import annotations

import itertools
import shutil
import socket
import time
from contextlib import suppress
from pathlib import Path

import pytest

from onrecord.store import Case
from tests.entries import make_page
from tests.web import make_case, make_long_record, serving, visit


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slow") / "case.db"
    make_case(str(path))
    return path


@pytest.fixture
def own(made: Path, tmp_path: Path) -> str:
    """A case of the test's own."""
    return shutil.copy(made, tmp_path / "case.db").as_posix()


def test_slow_clients_hold_nobody_up(own: str) -> None:
    """Three hundred connections that begin and do not end: others are answered meanwhile, and all are let go."""
    with serving(own, patience=4) as base:
        host, port = base.removeprefix("http://").split(":")
        beginnings = itertools.cycle([
            b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-", b"",
            b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\nHo",  # the second request
        ])  # fmt: skip
        held = [socket.create_connection((host, int(port)), timeout=60) for _ in range(300)]
        try:
            for connection in held:
                connection.sendall(next(beginnings))
            with visit(base) as visitor:
                assert visitor.get("/statements").status_code == 200
            for connection in held:
                while connection.recv(65536):
                    pass  # until the server closes it
        finally:
            for connection in held:
                connection.close()


def test_who_drips_a_request_is_let_go(own: str) -> None:
    with serving(own, patience=1) as base:
        host, port = base.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=60) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            begun = time.monotonic()
            with suppress(OSError):
                while time.monotonic() < begun + 60:
                    slow.sendall(b"X-More: 1\r\n")
                    time.sleep(0.05)
            assert time.monotonic() < begun + 50


def test_who_takes_nothing_is_let_go(own: str) -> None:
    """A client that asks for much and reads none of it is closed; the server is not held by it."""
    size = 9_000_000  # more than what the machine itself keeps for a client
    with Case(own) as case:
        record = make_long_record(1, 5)
        case.add_record(make_page("https://narva.example/long.txt", "word " * (size // 5)), record)
        (number,) = [page.number for page in case.pages() if page.url.endswith("long.txt")]
    with serving(own, patience=1) as base:
        host, port = base.removeprefix("http://").split(":")
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(60)
            slow.connect((host, int(port)))
            slow.sendall(f"GET /pages/{number}/content HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            time.sleep(4)
            got = 0
            with suppress(ConnectionError):
                while part := slow.recv(1 << 20):
                    got += len(part)
            assert got < size  # closed before all of it came
