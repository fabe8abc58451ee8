"""A server on loopback that answers as told, byte by byte, so that it can misbehave in every way."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = bytes | Callable[[socket.socket, bytes], None]


def answer(body: bytes, headers: str = "", status: str = "200 OK") -> bytes:
    """A whole answer, with its true length."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}Connection: close\r\n\r\n".encode() + body


def drip(content: bytes, pause: float) -> Callable[[socket.socket, bytes], None]:
    """An answer byte by byte."""

    def send(connection: socket.socket, request: bytes) -> None:
        for n in range(len(content)):
            connection.sendall(content[n : n + 1])
            time.sleep(pause)

    return send


def repeat(head: bytes, piece: bytes, megabytes: int) -> Callable[[socket.socket, bytes], None]:
    """An answer that goes on and on."""

    def send(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head)
        for _ in range(megabytes * 1_000_000 // len(piece)):
            connection.sendall(piece)

    return send


def hang(connection: socket.socket, request: bytes) -> None:
    """No answer at all, as long as anybody waits."""
    connection.settimeout(20)
    connection.recv(1)


class Server:
    """Answers by path; `requests` holds what was asked, heads whole."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self.answers = {"/robots.txt": answer(b"", status="404 Not Found"), **answers}
        self.requests: list[bytes] = []
        self.times: list[float] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.split(b" ")[1].decode() for request in self.requests]

    def close(self) -> None:
        """Stop answering."""
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                block = connection.recv(65536)
                if not block:
                    return
                request += block
            self.requests.append(request)
            self.times.append(time.monotonic())
            wanted = self.answers.get(request.split(b" ")[1].decode(), answer(b"", status="404 Not Found"))
            if callable(wanted):
                wanted(connection, request)
            else:
                connection.sendall(wanted)


@contextmanager
def serving(answers: dict[str, Answer]) -> Iterator[Server]:
    """A server with those answers."""
    server = Server(answers)
    try:
        yield server
    finally:
        server.close()
