"""Writing a pack: the same entries give the same bytes on the same Python, and the same seal on any."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import IO

import msgspec

from onrecord.errors import UsageError
from onrecord.exports.contents import Entry
from onrecord.exports.pack.page import show_entry, show_foot, show_head
from onrecord.exports.pack.sealing import MANIFEST, SUMS, make_manifest, show_manifest, show_sums
from onrecord.exports.writing import escape_breaks, make_json, write_whole
from onrecord.record import Frozen, Page

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can hold: no clock, so that packs can be compared
_FILE = 0o100644 << 16
_UNIX = 3

_README = """This is an evidence pack of On Record.

index.html     opens in any browser, offline: each page's text with every item highlighted
pages/         the pages as they were saved, byte for byte; named .txt so that no browser runs what is in them
records/       what was read from each page, JSON
corrections.jsonl  what people said of it, one correction a line
manifest.json  all files with their SHA-256 and the chain that ends in the seal
SHA256SUMS     the same hashes, for: sha256sum --check SHA256SUMS

To prove that nothing was changed since, compare the seal with the one that was noted when the pack was made:

    onrecord verify PACK.zip --seal SEAL
"""


class Packed(Frozen, frozen=True):
    """What was packed, and the seal to keep outside the pack."""

    pages: int
    files: int
    seal: str


def pack(entries: Iterable[Entry], target: Path, items: tuple[str, ...] = ()) -> Packed:
    """Write a pack of entries. `items` are the ids that were asked for: the pack shows them first.

    Raises:
        OutputError: the target exists, or cannot be written.
        UsageError: there is nothing to pack.
    """
    with write_whole(target) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        return _Writer(archive, items).write(entries)


class _Writer:
    def __init__(self, archive: zipfile.ZipFile, items: tuple[str, ...]) -> None:
        self._archive = archive
        self._items = items
        self._files: dict[str, tuple[int, str]] = {}

    def write(self, entries: Iterable[Entry]) -> Packed:
        # The index grows with the pages, and a zip takes one file at a time: it waits on disk.
        with tempfile.TemporaryFile() as index, tempfile.TemporaryFile() as corrections:
            index.write(show_head(self._items))
            pages = self._write_entries(entries, index, corrections)
            if not pages:
                raise UsageError("Nothing to pack: no page was found for these ids.")
            index.write(show_foot())
            self._copy("index.html", index)
            self._copy("corrections.jsonl", corrections)
        self._add("README.txt", _README.encode())
        made_by = f"onrecord {version('onrecord')}"
        files = ((path, size, sha256) for path, (size, sha256) in self._files.items())
        manifest = make_manifest(made_by, self._items, files)
        self._put(SUMS, show_sums(manifest))
        self._put(MANIFEST, show_manifest(manifest))
        return Packed(pages, len(manifest.files), manifest.seal)

    def _write_entries(self, entries: Iterable[Entry], index: IO[bytes], corrections: IO[bytes]) -> int:
        pages = 0
        for pages, entry in enumerate(entries, 1):
            saved = self._add_page(entry.page) if entry.page else None
            for correction in entry.corrections:
                corrections.write(escape_breaks(msgspec.json.encode(correction)) + b"\n")
            name = f"{pages:05}-{entry.record.story.id if entry.record else 'rejected'}"
            # The page's bytes stand under pages/ already; corrections in their own file.
            kept = msgspec.structs.replace(entry, page=None, corrections=())
            self._add(f"records/{name}.json", _show_record(kept))
            index.write(show_entry(entry, pages, saved, self._items))
        return pages

    def _add_page(self, page: Page) -> str:
        kind = "html" if "html" in page.media_type else "text"
        path = f"pages/{hashlib.sha256(page.content).hexdigest()}.{kind}.txt"
        if path not in self._files:
            self._add(path, page.content)
        return path

    def _add(self, path: str, content: bytes) -> None:
        self._files[path] = (len(content), hashlib.sha256(content).hexdigest())
        self._put(path, content)

    def _put(self, path: str, content: bytes) -> None:
        self._archive.writestr(_make_info(path), content)

    def _copy(self, path: str, file: IO[bytes]) -> None:
        file.seek(0)
        hashed, size = hashlib.sha256(), 0
        with self._archive.open(_make_info(path), "w", force_zip64=True) as held:
            while part := file.read(1 << 20):
                held.write(part)
                hashed.update(part)
                size += len(part)
        self._files[path] = (size, hashed.hexdigest())


def _show_record(entry: Entry) -> bytes:
    try:
        return escape_breaks(msgspec.json.encode(entry)) + b"\n"
    except UnicodeEncodeError:  # a lone surrogate: U+FFFD takes its place, and the page's bytes stand beside it
        return make_json(msgspec.to_builtins(entry)) + b"\n"


def _make_info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = _UNIX
    info.external_attr = _FILE
    return info
