"""Reads many pages through a batch while its processes, and whole runs, are killed at random: nothing may be lost.

Usage: python -m evaluation.soak GOLD PAGES. Pages are made from the press releases of the gold data with other names
and days. Prints a table; the exit code is 1 where a page is missing, double, or memory grew.
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
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

_SURNAMES = "Tamberg Lind Okoro Varga Sild Moreau Petrenko Haas Ilves Castro Nair Sato".split()
_DAYS = 30
_RUN = (
    "import sys; from onrecord.batch import run_batch\n"
    "if __name__ == '__main__':\n"
    "    out = run_batch(sys.argv[3:], sys.argv[1], 2, int(sys.argv[2]))\n"
    "    print(out.read, sum(out.rejected.values()), len(out.failed))"
)


def make_pages(gold: Path, count: int) -> Iterator[bytes]:
    """Pages out of press releases, each with a name and a day of its own."""
    csv.field_size_limit(10_000_000)
    with gzip.open(gold / "bulk" / "president-ua.csv.gz", "rt", encoding="utf-8") as file:
        texts = [max(row, key=len) for row in csv.reader(file)][1:]
    chance = random.Random(1)
    for number, text in zip(range(count), cycle(texts), strict=False):
        day = date(2024, 1, 1) + timedelta(days=number % _DAYS)
        words = text.replace("Zelenskyy", chance.choice(_SURNAMES))
        paragraphs = "".join(f"<p>{html.escape(p)}</p>" for p in words.split("\n") if p.strip())
        yield (
            f"<html><head><title>Release {number}</title>"
            f"<meta property='article:published_time' content='{day}'></head>"
            f"<body><article>{paragraphs}<p>Release number {number} was published.</p></article></body></html>"
        ).encode()


def write_archives(gold: Path, folder: Path, count: int, archives: int = 4) -> list[Path]:
    """The pages in compressed archives; a page's address is its number."""
    paths = [folder / f"{n}.warc.gz" for n in range(archives)]
    files = [path.open("wb") for path in paths]
    for number, content in enumerate(make_pages(gold, count)):
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
            f"WARC-Date: 2024-02-01T00:00:00Z\r\nWARC-Target-URI: https://soak.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        files[number % archives].write(gzip.compress(head.encode() + body + b"\r\n\r\n", 1))
    for file in files:
        file.close()
    return paths


def find_processes(parent: int) -> list[int]:
    """The processes that a process began (Linux)."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            if int(fields[1]) == parent and b"spawn_main" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def find_memory(pid: int) -> int:
    """What a process holds in memory, in megabytes; 0 where it is gone."""
    try:
        return int((Path("/proc") / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
    except OSError:
        return 0


def run_killed(command: list[str], pause: float, chance: random.Random) -> tuple[Counter[str], list[int]]:
    """Run until a run ends by itself, killing a reader or the whole run now and then; counts kills, lists memory."""
    kills: Counter[str] = Counter()
    memory: list[int] = []
    while True:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        until = time.monotonic() + chance.uniform(3, 6) * pause
        while run.poll() is None:
            time.sleep(pause / 10)
            readers = find_processes(run.pid)
            memory.append(max(map(find_memory, readers), default=0))
            if readers and chance.random() < 0.05:
                os.kill(chance.choice(readers), signal.SIGKILL)
                kills["readers"] += 1
            if time.monotonic() > until and chance.random() < 0.3 and kills["runs"] < 5:
                os.killpg(run.pid, signal.SIGKILL)
                kills["runs"] += 1
                break
        said = run.communicate()[0]
        if run.returncode == 0:
            print(f"last run: {said.strip()} (read, rejected, failed)")
            if said.split()[2] == "0":
                return kills, memory


def count_pages(folder: Path) -> Counter[str]:
    """How often each page is in the tables, read or rejected."""
    import pyarrow.parquet as pq

    found: Counter[str] = Counter()
    for path in [*folder.glob("pages/day=*/*.parquet"), *folder.glob("rejections/day=*/*.parquet")]:
        found.update(pq.ParquetFile(path).read(columns=["url"])["url"].to_pylist())
    return found


def main() -> int:
    """Make pages, read them under kills, and count what came out."""
    gold, count = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        archives = write_archives(gold, folder, count)
        script = folder / "run.py"
        script.write_text(_RUN)
        part = max(5, min(250, count // 40))
        command = [sys.executable, str(script), str(folder / "out"), str(part), *map(str, archives)]
        begun = time.monotonic()
        kills, memory = run_killed(command, pause=max(5.0, count / 200), chance=random.Random(2))
        found = count_pages(folder / "out")
        missing = [n for n in range(count) if f"https://soak.example/{n}" not in found]
        double = [url for url, times in found.items() if times > 1]
        third = max(1, len(memory) // 3)
        early, late = max(memory[:third]), max(memory[-third:])
        print(f"{count:,} pages in {time.monotonic() - begun:.0f} s, parts of {part}; killed: {dict(kills)}")
        print(f"missing {len(missing)}, double {len(double)}, others {len(found) - count + len(missing)}")
        print(f"memory of the largest reader: {early} MB in the first third, {late} MB in the last")
        return 1 if missing or double or late > 1.3 * early else 0


if __name__ == "__main__":
    sys.exit(main())
