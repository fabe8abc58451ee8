"""A server on loopback that answers as told, byte by byte, so that it can misbehave in every way."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.archives import make_story

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


_PAGE = make_story(1)
_HEAD = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MISBEHAVIOURS: dict[str, Answer] = {
    "never answers": hang,
    "closes at once": b"",
    "closes within the head": b"HTTP/1.1 200 O",
    "answers in no protocol": b"\x00\xff\x16\x03 hello\r\n\r\n",
    "sends its head byte by byte": drip(_HEAD + b"X-A: " + b"a" * 500, 0.05),
    "sends its body byte by byte": drip(_HEAD + b"Content-Length: 999\r\n\r\n" + b"a" * 999, 0.05),
    "sends heads without an end": repeat(_HEAD, b"X-A: " + b"a" * 1000 + b"\r\n", 20),
    "sends a head of one endless line": repeat(_HEAD + b"X-A: ", b"a" * 10_000, 20),
    "sends a body without an end": repeat(_HEAD + b"\r\n", b"a" * 10_000, 100),
    "sends pieces without an end": repeat(_CHUNKED, b"3e8\r\n" + b"a" * 1000 + b"\r\n", 100),
    "says it sends more than it does": _HEAD + b"Content-Length: 5000\r\n\r\n" + _PAGE,
    "says a negative length": _HEAD + b"Content-Length: -5\r\n\r\n" + _PAGE,
    "says two lengths": _HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + _PAGE,
    "says a length that is no number": _HEAD + b"Content-Length: many\r\n\r\n" + _PAGE,
    "sends pieces of no size": _CHUNKED + b"zz\r\n" + _PAGE,
    "sends a piece that claims to be huge": _CHUNKED + b"ffffffffffff\r\n" + _PAGE,
    "unpacks to 300 MB": answer(gzip.compress(bytes(300_000_000), 1), "Content-Encoding: gzip\r\n"),
    "is not packed as it says": answer(_PAGE, "Content-Encoding: gzip\r\n"),
    "ends within its packing": answer(gzip.compress(_PAGE)[:-40], "Content-Encoding: gzip\r\n"),
    "packs as nobody asked": answer(_PAGE, "Content-Encoding: br\r\n"),
    "sends on to itself": answer(b"", "Location: /a\r\n", "301 Moved"),
    "sends on to a file": answer(b"", "Location: file:///etc/passwd\r\n", "301 Moved"),
    "sends on to another protocol": answer(b"", "Location: gopher://127.0.0.1/\r\n", "301 Moved"),
    "sends on to nowhere": answer(b"", "Location: http://[\r\n", "301 Moved"),
    "sends on with a password": answer(b"", "Location: http://a:b@127.0.0.1/\r\n", "301 Moved"),
    "sends on with a line end": answer(b"", "Location: /b%0d%0a\x0bX: y\r\n", "301 Moved"),
    "sends on without saying where": answer(b"", "", "301 Moved"),
    "asks to be left alone": answer(b"", "Retry-After: 120\r\n", "429 Too Many Requests"),
    "fails": answer(b"", "", "500 Oops"),
    "says not changed when not asked": answer(b"", "", "304 Not Modified"),
    "answers a status of no kind": b"HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",
    "switches protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
}  # fmt: skip
