"""Reads many pages while what reads them is killed at random: nothing may be lost, nothing doubled, memory stays flat.

Usage: python -m evaluation.soak GOLD PAGES [batch|add|steady]. Pages are made from the press releases of the gold data,
cut to their first sentences, with other names and days. `batch` kills its readers and whole runs, `add` the one process
that writes to a case, `steady` nothing, so that its readers live to the end. Prints what came out; the exit code is 1
where a page is missing or double, or where memory grew.
"""

from __future__ import annotations

import csv
import gzip
import html
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

_SURNAMES = "Tamberg Lind Okoro Varga Sild Moreau Petrenko Haas Ilves Castro Nair Sato".split()
_DAYS = 30
_WORDS = 40  # of a page, to the end of the sentence that reaches them
_ARCHIVES = 4
_MOST_KILLED = {"batch": 8, "add": 24, "steady": 0}  # whole runs; each costs the loading of the model
_PAGES_A_PAUSE = {"batch": 200, "add": 1000, "steady": 200}  # a case is killed more often: it starts in two seconds
# Shares of a process's life: by the first, models, word lists, and buffers are there; between them nothing may grow.
_EARLY, _LATE = (0.2, 0.4), (0.8, 1.0)
_GROWTH = 1.1
_BATCH = (
    "import sys; from onrecord.batch import Engine, run_batch\n"
    "if __name__ == '__main__':\n"
    "    out = run_batch(sys.argv[3:], sys.argv[1], Engine(2), int(sys.argv[2]))\n"
    "    print(out.read, 'read,', sum(out.rejected.values()), 'rejected,', len(out.failed), 'failed')\n"
    "    sys.exit(1 if out.failed else 0)"
)


def make_pages(gold: Path, count: int) -> Iterator[bytes]:
    """Pages out of the beginnings of press releases, each with a name and a day of its own."""
    csv.field_size_limit(10_000_000)
    with gzip.open(gold / "bulk" / "president-ua.csv.gz", "rt", encoding="utf-8") as file:
        texts = [max(row, key=len) for row in csv.reader(file)][1:]
    chance = random.Random(1)
    for number, text in zip(range(count), cycle(texts), strict=False):
        day = date(2024, 1, 1) + timedelta(days=number % _DAYS)
        begun = "\n".join(_begin(text)).replace("Zelenskyy", chance.choice(_SURNAMES))
        paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in begun.split("\n"))
        yield (
            f"<html><head><title>Release {number}</title>"
            f"<meta property='article:published_time' content='{day}'></head>"
            f"<body><article>{paragraphs}<p>Release number {number} was published.</p></article></body></html>"
        ).encode()


def _begin(text: str) -> Iterator[str]:
    """Its first sentences: the releases have lost their paragraphs, so each sentence becomes one."""
    words = 0
    for sentence in filter(str.strip, text.replace("\n", " ").split(". ")):
        yield f"{sentence.rstrip('.')}."
        words += len(sentence.split())
        if words >= _WORDS:
            return


def write_archives(gold: Path, folder: Path, count: int) -> list[Path]:
    """The pages in compressed archives; a page's address is its number."""
    paths = [folder / f"{n}.warc.gz" for n in range(_ARCHIVES)]
    files = [path.open("wb") for path in paths]
    for number, content in enumerate(make_pages(gold, count)):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Date: 2024-02-01T00:00:00Z\r\nWARC-Target-URI: {_name(number)}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        files[number % _ARCHIVES].write(gzip.compress(head.encode() + body + b"\r\n\r\n", 1))
    for file in files:
        file.close()
    return paths


def _name(number: int) -> str:
    return f"https://soak.example/{number}"


class Sample(NamedTuple):
    """What a process held at a moment: seconds, and megabytes."""

    at: float
    held: int


class Watched:
    """Kills, and the memory of every process that read."""

    def __init__(self, pause: float, most_killed: int) -> None:
        self.kills: Counter[str] = Counter()
        self._pause, self._most_killed = pause, most_killed
        self._chance = random.Random(2)
        self._lives: defaultdict[int, list[Sample]] = defaultdict(list)

    def run(self, command: list[str], find_readers: Callable[[int], list[int]]) -> None:
        """Run until a run ends by itself and well, killing a reader or the whole run now and then."""
        while True:
            run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
            until = time.monotonic() + self._chance.uniform(0.1, 6) * self._pause  # while it starts, too
            while run.poll() is None:
                time.sleep(self._pause / 20)
                readers = find_readers(run.pid)
                for pid in readers:
                    self._lives[pid].append(Sample(time.monotonic(), find_memory(pid)))
                if self._most_killed and len(readers) > 1 and self._chance.random() < 0.01:
                    os.kill(self._chance.choice(readers), signal.SIGKILL)
                    self.kills["readers"] += 1
                if time.monotonic() > until and self.kills["runs"] < self._most_killed:
                    os.killpg(run.pid, signal.SIGKILL)
                    self.kills["runs"] += 1
                    break
            said = run.communicate()[0]
            if run.returncode == 0:
                print(f"last run: {said.strip()}")
                return

    def report(self) -> bool:
        """Print what was held, by those that lived longest; whether it stayed flat."""
        lives = [[s for s in life if s.held] for life in self._lives.values()]
        longest = max((life for life in lives if life), key=lambda life: life[-1].at - life[0].at)
        tenths = [longest[min(len(longest) - 1, n * len(longest) // 10)].held for n in range(11)]
        print(
            f"memory of the process that lived longest ({longest[-1].at - longest[0].at:.0f} s), by tenths: {tenths} MB"
        )
        print(f"largest of {len(lives)} processes: {max(s.held for life in lives for s in life)} MB")
        early, late = (max(s.held for s in _cut(longest, *share)) for share in (_EARLY, _LATE))
        print(f"most that it held in its life from {_EARLY}: {early} MB, from {_LATE}: {late} MB")
        return late <= _GROWTH * early


def _cut(life: list[Sample], begin: float, end: float) -> list[Sample]:
    return life[int(begin * len(life)) : int(end * len(life))] or life


def find_spawned(parent: int) -> list[int]:
    """The reading processes of a batch (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:  # it ended meanwhile
                continue
    return found


def find_memory(pid: int) -> int:
    """What a process holds in memory, in megabytes; 0 where it is gone."""
    try:
        return int((Path("/proc") / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return 0


def soak_batch(folder: Path, archives: list[Path], count: int, watched: Watched) -> Counter[str]:
    """Read the archives in a batch under kills; gives how often each page is in its tables."""
    import pyarrow.parquet as pq

    script = folder / "run.py"
    script.write_text(_BATCH)
    part = max(5, min(250, count // 40))
    command = [sys.executable, str(script), str(folder / "out"), str(part), *map(str, archives)]
    watched.run(command, find_spawned)
    found: Counter[str] = Counter()
    for table in ("pages", "rejections"):
        for path in (folder / "out").glob(f"{table}/day=*/*.parquet"):
            found.update(pq.ParquetFile(path).read(columns=["url"])["url"].to_pylist())
    return found


def soak_add(folder: Path, archives: list[Path], count: int, watched: Watched) -> Counter[str]:
    """Add the archives to a case under kills; gives how often each page is there. The file must be sound after it."""
    import sqlite3

    case = str(folder / "case.db")
    command = [sys.executable, "-m", "onrecord.cli", "add", case, *map(str, archives), "--resume"]
    watched.run(command, lambda pid: [pid])
    with sqlite3.connect(case) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        whole = "SELECT count(*) FROM pages WHERE story IS NOT NULL AND story NOT IN (SELECT id FROM stories)"
        assert opened.execute(whole).fetchone() == (0,)
        return Counter(url for (url,) in opened.execute("SELECT url FROM pages"))


_SOAKS = {"batch": soak_batch, "steady": soak_batch, "add": soak_add}


def main() -> int:
    """Make pages, read them under kills, and count what came out."""
    gold, count, through = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "batch"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        archives = write_archives(gold, folder, count)
        watched = Watched(max(5.0, count / _PAGES_A_PAUSE[through]), _MOST_KILLED[through])
        begun = time.monotonic()
        found = _SOAKS[through](folder, archives, count, watched)
        wanted = set(map(_name, range(count)))
        missing, double = len(wanted - set(found)), sum(times > 1 for times in found.values())
        print(f"{count:,} pages through {through} in {time.monotonic() - begun:.0f} s; killed: {dict(watched.kills)}")
        print(f"missing {missing}, double {double}, others {len(set(found) - wanted)}")
        flat = watched.report()
        print("memory is flat" if flat else "memory grew")
        return 0 if flat and not missing and set(found.values()) == {1} and set(found) == wanted else 1


if __name__ == "__main__":
    sys.exit(main())
