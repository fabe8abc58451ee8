"""What is in a pack, by hash, and whether it still is.

The manifest lists every file with its SHA-256. Each line also carries a link: the SHA-256 of the link before it and of
its own name, size, and hash, so that the last link, the seal, stands for all files and their order. Whoever can change
a file can write a new manifest too: only a seal that was kept or sent elsewhere proves that nobody did.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from onrecord.errors import InputError
from onrecord.record import Frozen

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FORMAT = "onrecord evidence pack 1"
_START = hashlib.sha256(FORMAT.encode()).hexdigest()
_AT_ONCE = 1 << 20  # bytes read at once, so that no file need fit in memory


class Listed(Frozen, frozen=True):
    """A file of a pack: path, size in bytes, SHA-256, and its link of the chain (both hex)."""

    path: str
    size: int
    sha256: str
    link: str


class Manifest(Frozen, frozen=True):
    """The files of a pack in the order of their paths, and the items that were asked for."""

    format: str
    made_by: str
    items: tuple[str, ...]
    files: tuple[Listed, ...]
    seal: str


class Verdict(Frozen, frozen=True):
    """What became of a pack's files since it was made.

    `sealed` says whether the seal is the one that was given; None where none was.
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    files: int
    seal: str
    sealed: bool | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing was changed, taken out, or added, and the seal, where one was given, fits."""
        return not (self.changed or self.missing or self.added) and self.sealed is not False


def make_manifest(made_by: str, items: tuple[str, ...], files: Iterable[tuple[str, int, str]]) -> Manifest:
    """The manifest of files given as path, size, and SHA-256."""
    listed, link = [], _START
    for path, size, sha256 in sorted(files):
        link = _link(link, path, size, sha256)
        listed.append(Listed(path, size, sha256, link))
    return Manifest(FORMAT, made_by, items, tuple(listed), _seal(link, made_by, items))


def show_manifest(manifest: Manifest) -> bytes:
    """The manifest as its file has it."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def show_sums(manifest: Manifest) -> bytes:
    """The hashes as `sha256sum --check` takes them."""
    return "".join(f"{file.sha256}  {file.path}\n" for file in manifest.files).encode()


def verify(path: Path, seal: str | None = None) -> Verdict:
    """Compare a pack with its manifest, file by file, and its seal with the one that was noted when it was made.

    Raises:
        InputError: it cannot be opened, or is no evidence pack.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(archive, path)
            found = _hash_files(archive)
            comment = bool(archive.comment)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error}).") from error
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: no zip, or damaged beyond reading ({error}). Get the pack again.") from error
    return _compare(manifest, found, comment, seal)


def _compare(manifest: Manifest, found: dict[str, list[tuple[int, str]]], comment: bool, seal: str | None) -> Verdict:
    changed, missing, link = [], [], _START
    for file in manifest.files:
        link = _link(link, file.path, file.size, file.sha256)
        held = found.pop(file.path, [])
        if not held:
            missing.append(file.path)
        elif held != [(file.size, file.sha256)]:  # two files of one name are a change: readers differ on which counts
            changed.append(file.path)
    for path, right in ((MANIFEST, show_manifest(manifest)), (SUMS, show_sums(manifest))):
        held = found.pop(path, [])
        if not held:
            missing.append(path)
        elif held != [(len(right), hashlib.sha256(right).hexdigest())]:
            changed.append(path)
    computed = _seal(link, manifest.made_by, manifest.items)
    links = make_manifest(manifest.made_by, manifest.items, ((f.path, f.size, f.sha256) for f in manifest.files))
    if (computed, manifest) != (manifest.seal, links) and MANIFEST not in changed:
        changed.append(MANIFEST)
    added = sorted(found) + (["(a comment of the zip)"] if comment else [])
    sealed = None if seal is None else computed == seal.strip().lower()
    return Verdict(tuple(changed), tuple(missing), tuple(added), len(manifest.files), computed, sealed)


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except KeyError as error:
        raise InputError(f"{path}: no evidence pack, it has no {MANIFEST}. onrecord pack makes one.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, zlib.error) as error:
        raise InputError(f"{path}: its {MANIFEST} is damaged ({error}). Get the pack again.") from error
    if manifest.format != FORMAT:
        raise InputError(
            f"{path}: a pack of another kind ({manifest.format}). A newer version of On Record may read it."
        )
    return manifest


def _hash_files(archive: zipfile.ZipFile) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    for info in archive.infolist():
        if info.is_dir() and not info.file_size:
            continue  # other programs write folders, which hold nothing, when they zip a pack again
        found.setdefault(info.filename, []).append(_hash_file(archive, info))
    return found


def _hash_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> tuple[int, str]:
    """Size and hash; of a file that cannot be unpacked any more, a hash that no file has."""
    hashed, size = hashlib.sha256(), 0
    try:
        with archive.open(info) as file:
            while part := file.read(_AT_ONCE):
                hashed.update(part)
                size += len(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return size, "unreadable"
    return size, hashed.hexdigest()


def _link(before: str, path: str, size: int, sha256: str) -> str:
    return hashlib.sha256(f"{before}\n{path}\n{size}\n{sha256}".encode()).hexdigest()


def _seal(link: str, made_by: str, items: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join([link, made_by, *items]).encode()).hexdigest()
