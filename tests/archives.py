"""Web archives written byte by byte for the tests, damage included. People and outlets are invented."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

STORY = (
    "<html><head><title>{title}</title><meta property='article:published_time' content='{day}T08:00:00Z'></head><body>"
    "<article><p>The harbour minister, {name}, said on Friday that the talks with Norway would go on in Oslo.</p>"
    "<p>“We have nothing to hide,” {name} told reporters. Her ministry denied that two ships had been seized, the "
    "Baltic Wire agency reported.</p></article></body></html>"
)


def make_story(number: int, day: str = "2024-05-03") -> bytes:
    """A page that differs from others in its names."""
    name = f"Liis {chr(65 + number % 26)}{chr(97 + number // 26 % 26)}mberg"
    return STORY.format(title=f"Talks go on, day {number}", day=day, name=name).encode()


def make_record(
    url: str, body: bytes, kind: str = "response", http: str | None = "text/html", status: int = 200
) -> bytes:
    """One WARC record; `http` is the media type of the answer, None for a record without HTTP."""
    extra = b""
    if kind == "response" and http is not None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {http}\r\nContent-Length: {len(body)}\r\n\r\n"
        body = head.encode() + body
        extra = b"Content-Type: application/http; msgtype=response\r\n"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{abs(hash(url)):032x}>\r\n"
        f"WARC-Date: 2024-05-04T10:00:00Z\r\nWARC-Target-URI: {url}\r\n"
    )
    return head.encode() + extra + f"Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def make_archive(path: Path, stories: int, day: str = "2024-05-03", noise: bool = True) -> Path:
    """A compressed WARC with that many stories, and between them what archives hold besides."""
    with path.open("wb") as file:
        file.write(gzip.compress(make_record("urn:info", b"software: tests\r\n", kind="warcinfo", http=None)))
        for n in range(stories):
            url = f"https://ledger.example/{path.name}/{n}"
            file.write(gzip.compress(make_record(url, make_story(n, day))))
            if noise:
                file.write(gzip.compress(make_record(f"{url}.png", b"\x89PNG" + bytes(500), http="image/png")))
                file.write(gzip.compress(make_record(url, b"GET / HTTP/1.1\r\n\r\n", kind="request", http=None)))
    return path


def make_wacz(path: Path, *archives: Path) -> Path:
    """A WACZ of those archives."""
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("datapackage.json", "{}")
        for archive in archives:
            out.write(archive, f"archive/{archive.name}")
    return path
