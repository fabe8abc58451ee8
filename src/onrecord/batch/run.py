"""A batch: archives in, a folder of Parquet files out, and the manifest that says what is done."""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.batch.manifest import Begun, Done, Manifest
from onrecord.batch.parts import PART_PAGES, Answer, Archive, Failed, name_archive, name_part, plan_archive
from onrecord.batch.workers import read_parts
from onrecord.errors import InputError, UsageError
from onrecord.record import Frozen

_WORK = ".work"  # where parts lie until they are whole


class Outcome(Frozen, frozen=True):
    """What a folder holds when a run ends: pages by what became of them, records of archives that are no pages by what
    they are, and what could not be read at all."""

    read: int
    rejected: dict[str, int]
    languages: dict[str, int]
    seen: dict[str, int]
    failed: tuple[str, ...]


class Engine(Frozen, frozen=True):
    """What a batch is read with: this machine's processes, or where `address` names one, a Ray cluster.

    `address` is what Ray takes: `auto` for the cluster of this machine, `HOST:PORT`, or `local` for one of its own.
    `readers` is how many read at once; on a cluster none means one for each of its CPUs.
    """

    readers: int | None = 1
    address: str | None = None


def run_batch(
    archives: Sequence[str | Path], folder: str | Path, engine: Engine | None = None, part_pages: int = PART_PAGES
) -> Outcome:
    """Read the pages of archives into `folder`, each exactly once, however often the run is killed and begun again.

    Below `folder` each table is a folder of its own, partitioned by the day of publication (`day=YYYY-MM-DD`), and
    `records` holds the records whole. What an earlier run finished is left alone, whatever engine it had.

    Raises:
        InputError: an archive cannot be opened, or the cluster cannot be reached.
        OutputError: the folder belongs to another version, to another run, or to something else.
        UsageError: pyarrow or Ray is not installed, or there are no processes to read with.
    """
    from onrecord.read import find_made_by

    chosen = engine or Engine()
    if part_pages < 1 or (chosen.readers is not None and chosen.readers < 1):
        raise UsageError("a batch needs at least one process and one page a part.")
    _require_pyarrow()
    out = Path(folder)
    named = _name_archives(archives)
    begun = Begun(find_made_by(), part_pages)
    with Manifest(out, begun) as manifest:
        _clear(out, manifest)
        # A folder of this run alone: processes of a killed run may still be writing to theirs.
        work = out / _WORK / secrets.token_hex(4)
        failed: list[str] = []
        for answer in _read(list(_find_open(named, manifest)), begun, work, chosen):
            if isinstance(answer, Failed):
                part = "" if answer.number is None else f", part {answer.number}"
                failed.append(f"{named[answer.archive]}{part}: {answer.why}")
                continue
            if isinstance(answer, Done):
                _commit(work, out, answer)
            manifest.add(answer)
        shutil.rmtree(out / _WORK, ignore_errors=True)
        return _sum(manifest, named, failed)


def _read(archives: Sequence[Archive], begun: Begun, work: Path, engine: Engine) -> Iterator[Answer]:
    if engine.address is not None:
        from onrecord.batch.cluster import read_archives

        return read_archives(archives, begun, work, engine.address, engine.readers)
    planned = (found for archive in archives for found in plan_archive(archive, begun.part_pages))
    return read_parts(planned, work, engine.readers or os.cpu_count() or 1)


def _require_pyarrow() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UsageError("a batch needs pyarrow. Install it with: pip install 'onrecord[parquet]'") from error


def _name_archives(archives: Iterable[str | Path]) -> dict[str, str]:
    """Each archive's path under its short name; one that was named twice is there once."""
    try:
        return {name_archive(str(path)): str(path) for path in archives}
    except OSError as error:
        raise InputError(f"{error.filename}: cannot be opened ({error.strerror}). Check the name.") from None


def _find_open(named: dict[str, str], manifest: Manifest) -> Iterator[Archive]:
    """The archives of which something is still to be read."""
    for name, path in named.items():
        scanned = manifest.archives.get(name)
        done = frozenset(number for archive, number in manifest.parts if archive == name)
        if scanned is None or len(done) < scanned.parts:
            yield Archive(name, path, done, scanned is not None)


def _clear(folder: Path, manifest: Manifest) -> None:
    """Take away what a killed run left: work, and files that no finished part names."""
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    known = {file for part in manifest.parts.values() for file in part.files}
    for path in folder.glob("*/day=*/*.parquet"):
        if path.relative_to(folder).as_posix() not in known:
            path.unlink()


def _commit(work: Path, folder: Path, done: Done) -> None:
    """Put the files of a part in place. Killed before its line is in the manifest, they are cleared and made again."""
    place = work / name_part(done.archive, done.number)
    for file in done.files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        os.replace(place / file, folder / file)
    shutil.rmtree(place, ignore_errors=True)


def _sum(manifest: Manifest, named: dict[str, str], failed: list[str]) -> Outcome:
    read, rejected, languages, seen = 0, Counter[str](), Counter[str](), Counter[str]()
    for part in manifest.parts.values():
        if part.archive in named:
            read += part.records
            rejected.update(part.rejected)
            languages.update(part.languages)
    for archive in manifest.archives.values():
        if archive.archive in named:
            seen.update(archive.seen)
    return Outcome(read, dict(rejected), dict(languages), dict(seen), tuple(failed))
