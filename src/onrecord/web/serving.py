"""Serving a case on an address, until somebody stops it."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from onrecord.errors import UsageError
from onrecord.web.application import make_application
from onrecord.web.settings import Settings

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FIRST_LOOK = 3.0  # seconds after which the library of charts is loaded: the browser that was opened is drawn by then


class PatientProtocol(H11Protocol):
    """HTTP with an end to patience: a connection that begins a request, the first or a later one, and does not send all
    of its headers in time is closed. So is one that does not take what it asked for: the 48 kB that lie between the two
    marks of asyncio's buffer, each time within that time.
    """

    patience = 20.0  # seconds
    _waiting: asyncio.TimerHandle | None = None
    _blocked: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; what began and is not whole is waited for, however often a little of it comes."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None and self.conn.trailing_data[0]:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        self._stop_pushing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client takes nothing at the moment."""
        super().pause_writing()
        self._stop_pushing()
        self._blocked = asyncio.get_running_loop().call_later(self.patience, self.transport.abort)

    def resume_writing(self) -> None:
        """The client takes what is sent again."""
        self._stop_pushing()
        super().resume_writing()

    def _wait(self) -> None:
        self._waiting = asyncio.get_running_loop().call_later(self.patience, self._close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _stop_pushing(self) -> None:
        if self._blocked is not None:
            self._blocked.cancel()
            self._blocked = None

    def _close(self) -> None:
        self._waiting = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that listens on the address. With port 0 the system chooses one.

    Raises:
        UsageError: the address is none of this machine, or somebody else listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay only where TCP is named; else a body waits 40 ms until its headers are acknowledged.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise UsageError(
            f"{host}:{port}: nothing can be served there ({error.strerror}). Give another --port."
        ) from None
    return listening


def make_server(settings: Settings, when_ready: Callable[[], None]) -> uvicorn.Server:
    """A server of a case; `when_ready` is called once the first request would be answered.

    Raises:
        CaseError: the case cannot be opened.
    """
    protocol = type("Protocol", (PatientProtocol,), {"patience": settings.patience})
    config = uvicorn.Config(
        make_application(settings),
        http=protocol,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=settings.origin is not None,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
    )
    return _Server(config, when_ready)


def serve(settings: Settings, listening: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve until interrupted, as `make_server`."""

    def begin() -> None:
        when_ready()
        loading = threading.Timer(_FIRST_LOOK, _load_charts)
        loading.daemon = True
        loading.start()

    make_server(settings, begin).run(sockets=[listening])


def _load_charts() -> None:
    # The library of charts takes seconds to load; better now than when somebody waits for a chart.
    import_module("onrecord.web.charts")
    # What is loaded by now stays. Looking through its hundred thousands of objects for garbage, again and again, would
    # hold up all answers.
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._when_ready()
