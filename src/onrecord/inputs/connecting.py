"""Connections to servers: to public addresses only, and never for longer than was set.

A page or a feed can name any host, and any name can lead anywhere, so what counts is the address that is connected to,
not the name: it is resolved once, checked, and then used itself, which leaves no moment for the name to lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable

import httpcore

# IPv6 that carries IPv4 within it: RFC 6052, RFC 8215.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")

Resolve = Callable[[str, int], str]
SocketOptions = Iterable[tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]]


class PrivateAddressError(httpcore.ConnectError):
    """A name leads to an address that is not of the public internet."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip in _NAT64_LOCAL or ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast


def find_public(host: str, port: int) -> str:
    """The address behind a name.

    Raises:
        PrivateAddressError: one of its addresses is not public; a name that leads both ways is no honest one.
        httpcore.ConnectError: there is no such name.
    """
    addresses = _find_all(host, port)
    for address in addresses:
        if not is_public(address):
            raise PrivateAddressError(f"{host} leads to {address}, which is not a public address")
    return addresses[0]


def find_any(host: str, port: int) -> str:
    """As `find_public`, without the check."""
    return _find_all(host, port)[0]


def _find_all(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no host has the name {host}") from error
    return [str(entry[4][0]) for entry in found]


class Deadline:
    """The moment until which a request may last, whatever it is waiting for; `set` begins it anew, in seconds."""

    def __init__(self) -> None:
        self._end = 0.0

    def set(self, seconds: float) -> None:
        """Allow that many seconds from now on."""
        self._end = time.monotonic() + seconds

    def bound(self, timeout: float | None) -> float:
        """A timeout that does not reach beyond the end.

        Raises:
            httpcore.ReadTimeout: it is reached.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("its time is over")
        return left if timeout is None else min(timeout, left)


class Backend(httpcore.SyncBackend):
    """Connects to the address that `resolve` gives; TLS still asks for the name."""

    def __init__(self, resolve: Resolve, deadline: Deadline) -> None:
        super().__init__()
        self._resolve, self._deadline = resolve, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        """As httpcore's own, with the address that was found."""
        address = self._resolve(host, port)
        stream = super().connect_tcp(address, port, self._deadline.bound(timeout), local_address, socket_options)
        return _Bounded(stream, self._deadline)


class _Bounded(httpcore.NetworkStream):
    """A stream that ends at the deadline, however slowly each byte comes."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return _Bounded(inner, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
