"""What of a batch is done, in a file that survives the run: one JSON line a part, written after the part's files.

A part whose line is there is done; one without is done again, and its files replace what a killed run left. Lines are
only added, and each is on the disk before the next part is counted.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

import msgspec

from onrecord.errors import OutputError
from onrecord.inputs.paths import BATCH_MANIFEST
from onrecord.record import Frozen, MadeBy

NAME = BATCH_MANIFEST


class Begun(Frozen, frozen=True, tag="begun"):
    """The first line: what all parts are made by."""

    made_by: MadeBy
    part_pages: int


class Done(Frozen, frozen=True, tag="part"):
    """A part that is done: its archive, its number there, and how many pages it had.

    `rejected` counts by reason, `languages` those of them that are in another language.
    """

    archive: str
    number: int
    records: int
    rejected: dict[str, int]
    languages: dict[str, int]
    files: tuple[str, ...]


class Scanned(Frozen, frozen=True, tag="archive"):
    """An archive that was gone through to its end: its parts, and what of it was no page."""

    archive: str
    path: str
    parts: int
    seen: dict[str, int]


Line = Begun | Done | Scanned


class Manifest:
    """The manifest of a folder, locked while it is open, so that two runs never write there at once.

    Raises:
        OutputError: the folder cannot be written, another run is at work there, or it was made by another version.
    """

    def __init__(self, folder: Path, begun: Begun) -> None:
        self.parts: dict[tuple[str, int], Done] = {}
        self.archives: dict[str, Scanned] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._file = _open_locked(folder / NAME)
        lines = list(self._read())
        if not lines:
            if any(p.name != NAME for p in folder.iterdir()):
                self._file.close()
                raise OutputError(f"{folder}: is not empty, and no batch made it. Name a new folder.")
            self.add(begun)
        elif lines[0] != begun:
            self._file.close()
            raise OutputError(f"{folder}: was begun by another version, model, or size of parts. Name a new folder.")

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, line: Line) -> None:
        """Add a line; it is on the disk when this returns."""
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._take(line)

    def count(self) -> Counter[str]:
        """How many pages were read, and how many rejected."""
        out: Counter[str] = Counter()
        for part in self.parts.values():
            out["read"] += part.records
            out["rejected"] += sum(part.rejected.values())
        return out

    def _read(self) -> Iterator[Line]:
        end = 0
        for raw in self._file:
            if not raw.endswith(b"\n"):
                break  # the run was killed within it
            line = msgspec.json.decode(raw, type=Line)
            end += len(raw)
            self._take(line)
            yield line
        self._file.truncate(end)
        self._file.seek(end)

    def _take(self, line: Line) -> None:
        if isinstance(line, Done):
            self.parts[line.archive, line.number] = line
        elif isinstance(line, Scanned):
            self.archives[line.archive] = line


def _open_locked(path: Path) -> IO[bytes]:
    try:
        file = open(path, "r+b" if path.exists() else "x+b")  # noqa: SIM115  closed by Manifest
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}).") from error
    try:
        import fcntl
    except ImportError:  # Windows has none
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise OutputError(f"{path.parent}: another run is at work there. Wait for its end.") from None
    return file
