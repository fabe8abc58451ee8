"""Addresses -> pages, politely and within limits: what a site allows, one request at a time, and no more than a page.

Nothing here trusts the other side: not its name, its length, its pace, its packing, nor where it sends us on.
"""

from __future__ import annotations

import hashlib
import ssl
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import httpcore

from onrecord.errors import InputError
from onrecord.inputs import MAX_BYTES
from onrecord.inputs.connecting import Backend, Deadline, PrivateAddressError, Resolve, find_public
from onrecord.inputs.kinds import find_media_type
from onrecord.inputs.robots import AGENT, Robots, make_robots
from onrecord.record import Frozen, Page

_REDIRECTS = frozenset([301, 302, 303, 307, 308])
_MAX_REDIRECTS = 5
_MAX_ADDRESS = 4000
_CHUNK = 1 << 16


class Limits(Frozen, frozen=True):
    """What one request may take: seconds to connect and for each piece, seconds in all, and bytes once unpacked.

    `delay` is how many seconds lie between two requests to one host, where its robots.txt asks for no more.
    """

    piece: float = 15.0
    whole: float = 60.0
    size: int = MAX_BYTES
    delay: float = 2.0


class Validators(Frozen, frozen=True):
    """What a server gave to ask later whether anything has changed (RFC 9110, section 13)."""

    etag: str | None = None
    modified: str | None = None


class Fetched(Frozen, frozen=True):
    """A page as it was fetched; None where the server says that it has not changed."""

    page: Page | None
    validators: Validators = Validators()


class _Answer(Frozen, frozen=True):
    status: int
    headers: dict[str, str]
    content: bytes


class Fetcher:
    """Fetches pages one at a time. Close it, or use it in a `with` block.

    `resolve` gives the address to connect to; the usual one refuses those that are not public, `find_any` none.
    """

    def __init__(self, limits: Limits | None = None, resolve: Resolve = find_public) -> None:
        self._limits = limits or Limits()
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=Backend(resolve, self._deadline),
        )
        self._robots: dict[str, Robots] = {}
        self._last: dict[str, float] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def fetch(self, url: str, known: Validators | None = None) -> Fetched:
        """Fetch a page; with `known`, only where it has changed since.

        The page's `url` is the address that it came from in the end.

        Raises:
            InputError: the site does not allow it, does not answer in time, or answers with anything but a page.
        """
        address = url
        for _ in range(_MAX_REDIRECTS + 1):
            _check_address(address, url)
            self._check_allowed(address)
            answer = self._ask(address, known)
            if answer.status in _REDIRECTS and "location" in answer.headers:
                address = _follow(address, answer.headers["location"])
                continue
            if answer.status == 304 and known is not None:
                return Fetched(None, known)
            if answer.status != 200:
                raise InputError(f"{address}: {_say_status(answer)}")
            return _make_fetched(address, answer)
        raise InputError(
            f"{url}: sends on more than {_MAX_REDIRECTS} times. Open it in a browser, and give its address."
        )

    def _check_allowed(self, address: str) -> None:
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = make_robots(lambda: self._ask_robots(site))
        if not self._robots[site].allows(address):
            raise InputError(f"{address}: {self._robots[site].why} Save the page from a browser instead.")

    def _ask_robots(self, site: str) -> tuple[int, bytes]:
        """The site's rules, where it has any; what sends on is followed within the site's own rules of address."""
        address = f"{site}/robots.txt"
        for _ in range(_MAX_REDIRECTS + 1):
            _check_address(address, address)
            answer = self._ask(address, None)
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                break
            address = _follow(address, answer.headers["location"])
        return answer.status, answer.content

    def _ask(self, address: str, known: Validators | None) -> _Answer:
        parts = urlsplit(address)
        self._wait(f"{parts.scheme}://{parts.netloc}")
        self._deadline.set(self._limits.whole)
        try:
            with self._pool.stream(
                "GET",
                address.encode("ascii"),
                headers=_make_headers(parts.netloc, known),
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._limits.piece)},
            ) as response:
                headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
                content = _take_body(response.iter_stream(), headers, self._limits.size)
                return _Answer(response.status, headers, content)
        except PrivateAddressError as error:
            raise InputError(f"{address}: {error}. Such addresses are fetched only where you allow it.") from None
        except httpcore.TimeoutException:
            raise InputError(f"{address}: did not answer in time. Try again later.") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError, ValueError) as error:
            raise InputError(f"{address}: cannot be fetched ({error or type(error).__name__}).") from None

    def _wait(self, site: str) -> None:
        robots = self._robots.get(site)
        pause = max(self._limits.delay, robots.delay if robots else 0.0)
        since = time.monotonic() - self._last.get(site, -pause)
        if since < pause:
            time.sleep(pause - since)
        self._last[site] = time.monotonic()


def _check_address(address: str, asked: str) -> None:
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that opens no IPv6 address
        good = False
    if not good or len(address) > _MAX_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        sent = "" if address == asked else f" sends on to {address[:200]!r}, which"
        raise InputError(
            f"{asked[:200]}:{sent} is no address of the web. Give one that begins with http:// or https://."
        )
    if parts.username is not None or parts.password is not None:
        raise InputError(f"{asked[:200]}: holds a name or password, which is not sent. Give the address without it.")


def _follow(address: str, location: str) -> str:
    try:
        return urljoin(address, location.strip())
    except ValueError:  # a bracket that opens no IPv6 address
        return location


def _make_headers(host: str, known: Validators | None) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"Host", host.encode("ascii")),
        (b"User-Agent", AGENT.encode("ascii")),
        (b"Accept", b"text/html, application/xhtml+xml, application/xml;q=0.9, application/feed+json, */*;q=0.5"),
        (b"Accept-Encoding", b"gzip"),
    ]
    if known is not None and known.etag:
        headers.append((b"If-None-Match", known.etag.encode("latin-1")))
    if known is not None and known.modified:
        headers.append((b"If-Modified-Since", known.modified.encode("latin-1")))
    return headers


def _take_body(pieces: Iterator[bytes], headers: dict[str, str], size: int) -> bytes:
    """The body unpacked, up to a byte beyond `size`; the rest is never asked for.

    Raises:
        ValueError: it is larger, or not packed as it says.
    """
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", ""):
        raise ValueError(f"it is packed with {packing[:40]!r}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    out = bytearray()
    for piece in pieces:
        for start in range(0, len(piece), _CHUNK):
            chunk = piece[start : start + _CHUNK]
            out += chunk if unpacker is None else _unpack(unpacker, chunk, size + 1 - len(out))
            if len(out) > size:
                raise ValueError(f"it is larger than {size:,} bytes, which no news page is")
    if unpacker is not None and not unpacker.eof:
        raise ValueError("it ends too early")
    return bytes(out)


def _unpack(unpacker: zlib._Decompress, chunk: bytes, room: int) -> bytes:
    try:
        return unpacker.decompress(chunk, room)
    except zlib.error as error:
        raise ValueError(f"it is not packed as it says ({error})") from None


def _say_status(answer: _Answer) -> str:
    if answer.status in (429, 503):
        later = answer.headers.get("retry-after", "").strip()
        return (
            f"asks to be left alone ({answer.status}){f' for {later[:40]} s' if later.isdecimal() else ''}. Try later."
        )
    return f"answers {answer.status}, which is no page. Check the address."


def _make_fetched(address: str, answer: _Answer) -> Fetched:
    page = Page(
        url=address,
        media_type=find_media_type(address, answer.content),
        content=answer.content,
        sha256=hashlib.sha256(answer.content).hexdigest(),
        fetched_at=datetime.now(UTC).replace(microsecond=0),
    )
    return Fetched(page, Validators(answer.headers.get("etag"), answer.headers.get("last-modified")))
