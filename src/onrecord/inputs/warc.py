"""Web archives (WARC, WACZ) -> pages, one record at a time, however large the archive.

Only what may be a news page is given out: answers of HTTP with status 200 that are HTML, and HTML resources. What else
there is (pictures, requests, redirects) is counted, not read. A damaged record costs that record alone: each record of
a compressed archive is a gzip member of its own, so reading goes on at the next one.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onrecord.errors import InputError
from onrecord.inputs import MAX_BYTES
from onrecord.inputs.kinds import find_media_type
from onrecord.record import Frozen, Page, Rejection

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".wacz")
_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
# How a record begins: a gzip member (RFC 1952, section 2.3), or in the open after the two line ends of the one before.
_BEGINNING = re.compile(rb"\x1f\x8b\x08|(?<=\r\n\r\n)WARC/1\.[01]\r\n")
_BLOCK = 1 << 20
_OVERLAP = 16  # bytes kept from one block to the next, longer than any beginning with what must stand before it


class Place(Frozen, frozen=True, order=True):
    """Where a record begins: the file within a WACZ (the empty string for a WARC), and the byte offset there."""

    member: str
    offset: int


class Archived(Frozen, frozen=True):
    """A page out of an archive and where its record begins, so that reading can go on there.

    `damage` says why its body could not be taken out whole; the page then holds what there was.
    """

    page: Page
    place: Place
    damage: Rejection | None = None


class Seen(Counter[str]):
    """Counts the records that are no pages, by what they are, and the places that are damaged."""


def is_archive(path: str) -> bool:
    """Whether a path names a web archive, by its ending."""
    return path.lower().endswith(ENDINGS)


def read_archive(path: str | Path, seen: Seen | None = None, start: Place | None = None) -> Iterator[Archived]:
    """The pages of an archive in its order, from `start` on; `seen` counts what is left out.

    Memory stays flat: one record is held at a time, and of each at most `MAX_BYTES` + 1 bytes, after decompression.

    Raises:
        InputError: the archive cannot be opened, or is none.
    """
    counts = Seen() if seen is None else seen
    for member in _find_members(path):
        if start is not None and member < start.member:
            continue
        offset = start.offset if start is not None and member == start.member else 0
        with _opening(path, member) as stream:
            yield from _find_in(stream, member, offset, counts)


def _find_members(path: str | Path) -> list[str]:
    if not str(path).lower().endswith(".wacz"):
        return [""]
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.startswith("archive/") and n.lower().endswith(ENDINGS))
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: no WACZ that can be opened ({error}). Check that its download finished.") from None
    if not names:
        raise InputError(f"{path}: this WACZ holds no WARC file. Check how it was made.")
    return names


@contextmanager
def _opening(path: str | Path, member: str) -> Iterator[IO[bytes]]:
    try:
        file = open(path, "rb")  # noqa: SIM115  closed below, after what it holds
    except OSError as error:
        raise InputError(f"{path}: cannot be opened ({error.strerror}). Check the name.") from None
    with file:
        if not member:
            yield file
            return
        with zipfile.ZipFile(file) as archive, archive.open(member) as inner:
            yield inner


def _find_in(stream: IO[bytes], member: str, offset: int, seen: Seen) -> Iterator[Archived]:
    from fastwarc.warc import ArchiveIterator

    at: int | None = offset
    while at is not None:
        stream.seek(at)
        last = at
        try:
            for record in ArchiveIterator(stream, parse_http=True, auto_decode="all", fsspec_args=False):
                last = record.stream_pos  # counted from the start of the file
                kind = _find_kind(record)
                if kind is None:
                    yield _take_page(record, Place(member, last))
                else:
                    seen[kind] += 1
        except (OSError, ValueError):
            seen["damaged"] += 1
            at = _find_next(stream, last + 1)
        else:
            at = None


def _find_next(stream: IO[bytes], offset: int) -> int | None:
    """Where the next record begins, at `offset` or after; None where there is none."""
    begin = max(0, offset - 4)  # with the line ends that may stand before it
    stream.seek(begin)
    kept = b""
    while block := stream.read(_BLOCK):
        window = kept + block
        for match in _BEGINNING.finditer(window):
            if begin + match.start() >= offset:
                return begin + match.start()
        kept = window[-_OVERLAP:]
        begin += len(window) - len(kept)
    return None


def _find_kind(record: WarcRecord) -> str | None:
    """What a record is, where it is no page; None where it may be one."""
    name = str(record.record_type)
    if name not in ("response", "resource"):
        return name
    if name == "response":
        headers = record.http_headers
        if headers is None:
            return "not HTTP"
        if headers.status_code != 200:
            return f"status {headers.status_code or 'unknown'}"
        media_type = record.http_content_type
    else:
        media_type = record.headers.get("Content-Type")
    media_type = (media_type or "").partition(";")[0].strip().lower()
    return None if media_type in _HTML_TYPES else media_type[:80] or "no media type"


def _take_page(record: WarcRecord, place: Place) -> Archived:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or str(record.record_id)
    why = None
    try:
        content = record.reader.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        content, why = b"", f"its body is not packed as it says ({error})"
    if why is None and len(content) < min(record.content_length, MAX_BYTES) and not _is_packed(record):
        why = "the archive ends within it"
    page = Page(
        url=url,
        media_type=find_media_type(url, content),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        fetched_at=_find_date(record),
    )
    damage = Rejection(url, "undecodable", f"{url} is damaged in the archive: {why}. Fetch it again.") if why else None
    return Archived(page, place, damage)


def _is_packed(record: WarcRecord) -> bool:
    """Whether the body's length is not that of the content."""
    headers = record.http_headers
    return headers is not None and ("Content-Encoding" in headers or "Transfer-Encoding" in headers)


def _find_date(record: WarcRecord) -> datetime | None:
    written = record.headers.get("WARC-Date")
    try:
        found = datetime.fromisoformat(written) if written else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
