"""Parts: the stretches of archives that are read as a whole, and what is written of each.

A part is planned from its archive alone, so planning again gives the same parts; reading one again gives the same files
under the same names. That is what makes a batch that was killed at any moment go on without a page lost or doubled.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from onrecord.batch.manifest import Done, Scanned
from onrecord.batch.records import write_records
from onrecord.exports.contents import Entry, Options, Tally
from onrecord.exports.parquet import write
from onrecord.inputs.warc import Place, Seen, read_archive
from onrecord.record import Frozen, Record, Rejection
from onrecord.story.rejections import name_rejected_language

PART_PAGES = 250  # pages of a part: what a killed worker loses, some 25 s of one core; their rows take 60 MB of memory
UNKNOWN_DAY = "__HIVE_DEFAULT_PARTITION__"  # how Hive, DuckDB, Spark, and Arrow write a partition without a value
_HEAD = 1 << 20


class Archive(Frozen, frozen=True):
    """An archive of a batch: its short name, where it lies, the numbers of its parts that are done, and whether it was
    gone through to its end before."""

    name: str
    path: str
    done: frozenset[int] = frozenset()
    scanned: bool = False


class Part(Frozen, frozen=True):
    """A stretch of an archive: the page that it begins with, and how many it has at most."""

    archive: str
    path: str
    number: int
    start: Place
    pages: int

    @property
    def name(self) -> str:
        """The name of its files."""
        return name_part(self.archive, self.number)


class Failed(Frozen, frozen=True, tag="failed"):
    """A part of an archive that could not be read, and why; without a number, the whole of it."""

    archive: str
    number: int | None
    why: str


Answer = Done | Failed | Scanned


def name_part(archive: str, number: int) -> str:
    """The name of the files of a part."""
    return f"{archive}-{number:05d}"


def name_archive(path: str) -> str:
    """A short name for an archive by its size and first mebibyte, the same wherever it lies."""
    with open(path, "rb") as file:
        head = file.read(_HEAD)
        size = file.seek(0, 2)
    return hashlib.sha256(b"%d:%s" % (size, head)).hexdigest()[:12]


def plan_archive(archive: Archive, pages: int) -> Iterator[Part | Scanned]:
    """The parts of an archive that are not done, then what the whole of it is, if that is not known."""
    seen, count = Seen(), 0
    for part in plan_parts(archive.path, archive.name, pages, seen):
        count += 1
        if part.number not in archive.done:
            yield part
    if not archive.scanned:
        yield Scanned(archive.name, archive.path, count, dict(seen))


def plan_parts(path: str, archive: str, pages: int, seen: Seen) -> Iterator[Part]:
    """The parts of an archive, each as soon as its beginning is found; `seen` counts what is no page.

    The bodies are taken out of the archive here too, since how a damaged one ends decides where the next is found.
    """
    found = read_archive(path, seen)
    for number, first in enumerate(found):
        yield Part(archive, path, number, first.place, pages)
        for _ in islice(found, pages - 1):
            pass


def read_part(part: Part, work: Path) -> Done:
    """Read the pages of a part and write what was read into a folder of its name below `work`.

    `files` of what is returned are the paths there, and later those in the folder of the batch.
    """
    from onrecord.read import read

    place = work / part.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    rejected: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    days: defaultdict[str, list[Entry]] = defaultdict(list)
    count = 0
    for found in islice(read_archive(part.path, start=part.start), part.pages):
        result = found.damage or read(found.page)
        if isinstance(result, Rejection):
            rejected[result.reason] += 1
            if language := name_rejected_language(result):
                languages[language] += 1
            days[UNKNOWN_DAY].append(Entry(rejection=result))
        else:
            count += 1
            days[_find_day(result)].append(Entry(record=result, page=found.page))
    files = sorted(file for day, entries in days.items() for file in _write_day(place, part.name, day, entries))
    return Done(part.archive, part.number, count, dict(rejected), dict(languages), tuple(files))


def _find_day(record: Record) -> str:
    published = record.story.published
    return published.value[:10] if published else UNKNOWN_DAY


def _write_day(place: Path, name: str, day: str, entries: list[Entry]) -> Iterator[str]:
    tally = Tally()
    tables = place / "tables"
    write(entries, tables, Options(), tally)
    for table in sorted(tally.written):
        yield _put(place, tables / f"{table}.parquet", f"{table}/day={day}/{name}.parquet")
    records = [e for e in entries if e.record is not None]
    if records:
        write_records(tables / "records.parquet", records)
        yield _put(place, tables / "records.parquet", f"records/day={day}/{name}.parquet")
    shutil.rmtree(tables)


def _put(place: Path, file: Path, to: str) -> str:
    (place / to).parent.mkdir(parents=True, exist_ok=True)
    file.rename(place / to)
    return to
