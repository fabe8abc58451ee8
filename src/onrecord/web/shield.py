"""What stands before all pages: whom requests may be addressed to, how large and how slow they may be, and the headers
that tell a browser what no page here ever needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from onrecord.web.pages import JSON_PREFIX
from onrecord.web.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A saved page: no scripts, no network, an origin of its own, shown by our pages alone. Its own styles may lie in it.
SAVED_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
# A chart: its library writes styles into the page that it draws in, so it draws in a frame that holds nothing else.
CHART_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), interest-cohort=()",
}


class TooSlowError(Exception):
    """A client did not send what it announced in time."""


class TooLargeError(Exception):
    """A client sends more than is taken."""


class Shield:
    """Wraps an application."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner, self._settings = inner, settings
        self._hosts = {host.lower() for host in settings.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if "*" not in self._hosts and _find_name(headers.get(b"host", b"")) not in self._hosts:
            await _refuse(send, 421, "This server does not answer under that name.")
            return
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced[:19]) > self._settings.most_upload:
            await _refuse(send, 413, "That is more than this server takes at once.")
            return
        started = False

        async def send_shielded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _add_headers(message, self._settings.secure)
            await send(message)

        try:
            await self._inner(_rewrite(scope), _Limited(receive, self._settings), send_shielded)
        except TooSlowError:
            if not started:
                await _refuse(send, 408, "The request did not come in time.")
        except TooLargeError:
            if not started:
                await _refuse(send, 413, "That is more than this server takes at once.")


class _Limited:
    """Receives a body within the limits of size and time."""

    def __init__(self, receive: Receive, settings: Settings) -> None:
        self._receive, self._settings = receive, settings
        self._size, self._whole = 0, False
        self._deadline = asyncio.get_running_loop().time() + settings.patience

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        left = self._deadline - asyncio.get_running_loop().time()
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0.01))
        except TimeoutError:
            raise TooSlowError from None
        self._size += len(message.get("body", b""))
        if self._size > self._settings.most_upload:
            raise TooLargeError
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message


def _rewrite(scope: Scope) -> Scope:
    """`/a/b.json` is answered by the route `/.json/a/b`; nothing outside reaches those routes by their own names."""
    path: str = scope["path"]
    if path.startswith(JSON_PREFIX) or "\0" in path:  # no name of a file or an item holds a NUL
        path = "/no-such-page"
    elif path.endswith(".json"):
        path = JSON_PREFIX + path.removesuffix(".json")
    else:
        return scope
    return {**scope, "path": path, "raw_path": path.encode()}


def _find_name(host: bytes) -> str:
    name = host.decode("latin-1").lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def _add_headers(message: Message, secure: bool) -> None:
    given = {name.lower() for name, _ in message.get("headers", [])}
    added = [(name, value) for name, value in _HEADERS.items() if name not in given]
    if secure:
        added.append((b"strict-transport-security", b"max-age=31536000"))
    if b"cache-control" not in given:
        added.append((b"cache-control", b"no-cache, private"))
    message["headers"] = [*message.get("headers", []), *added]


async def _refuse(send: Send, status: int, why: str) -> None:
    body = why.encode()
    start: Message = {
        "type": "http.response.start",
        "status": status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())],
    }
    _add_headers(start, secure=False)
    await send(start)
    await send({"type": "http.response.body", "body": body})
