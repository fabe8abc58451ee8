"""How fast a batch is: two processes beside one, a Ray cluster of this machine beside processes, and what is no page.

Usage: python -m evaluation.batch_speed GOLD PAGES cores|engines|noise. Pages are those of `evaluation.soak`. Prints, of
each run, seconds by the clock and seconds of processor of all its processes; on a machine where other programs run, the
second says what the first would be. What starting takes is found by a run over a few pages and is told apart.

Modules are compiled beforehand, as pip does it: of some ten processes that Ray starts each imports a thousand of them,
and where they are compiled anew that takes longer than to read a thousand pages.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.soak import write_archives

_RUN = (
    "import sys; from onrecord.batch import Engine, run_batch\n"
    "if __name__ == '__main__':\n"
    "    address = sys.argv[3] if sys.argv[3] != '-' else None\n"
    "    out = run_batch(sys.argv[4:], sys.argv[1], Engine(int(sys.argv[2]), address))\n"
    "    assert not out.failed, out.failed\n"
    "    print(out.read)"
)
_FEW = 8  # pages, of which reading takes next to nothing
_NOISE = 9  # records that are no pages for each page: in a crawl of news alone there are as many requests and metadata
_PICTURE = os.urandom(30_000)


class Cost(NamedTuple):
    """What a run took, in seconds: by the clock, and of processor."""

    clock: float
    processor: float


def run(folder: Path, archives: Sequence[Path], processes: int, address: str = "-") -> Cost:
    """Run a batch in a process of its own and wait for it."""
    script = folder / "run.py"
    script.write_text(_RUN)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        command = [sys.executable, str(script), f"{made}/out", str(processes), address, *map(str, archives)]
        begun = time.monotonic()
        settings = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        settings.pop("PYTHONDONTWRITEBYTECODE", None)
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True, env=settings)
        used: dict[int, float] = {}
        while started.poll() is None:
            used |= find_used(started.pid)
            time.sleep(0.5)
        if started.returncode:
            raise SystemExit(f"the batch ended with {started.returncode}")
        return Cost(time.monotonic() - begun, sum(used.values()))


def find_used(root: int) -> dict[int, float]:
    """Seconds of processor of a process and of all below it (Linux)."""
    parents: dict[int, list[int]] = {}
    seconds: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            pid = int(entry.name)
        except (OSError, ValueError):
            continue
        parents.setdefault(int(fields[1]), []).append(pid)
        seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    waiting, out = [root], {}
    while waiting:
        pid = waiting.pop()
        out[pid] = seconds.get(pid, 0.0)
        waiting += parents.get(pid, [])
    return out


def write_noise(folder: Path, archives: Sequence[Path]) -> list[Path]:
    """The same archives with pictures and requests between their pages, as a crawl of the whole web has."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + _PICTURE
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:picture>\r\nWARC-Date: 2024-02-01T00:00:00Z\r\n"
        "WARC-Target-URI: https://soak.example/picture\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    picture = gzip.compress(head.encode() + body + b"\r\n\r\n", 1)
    out = []
    for path in archives:
        out.append(folder / f"noise-{path.name}")
        members = path.read_bytes().split(b"\x1f\x8b\x08")
        out[-1].write_bytes(b"".join(b"\x1f\x8b\x08" + member + picture * _NOISE for member in members if member))
    return out


def _say(cost: Cost) -> str:
    return f"{cost.clock:.1f} s by the clock, {cost.processor:.1f} s of processor"


def main() -> None:
    """Make archives, run, print."""
    gold, count, what = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        archives = write_archives(gold, folder, count)
        runs = [("two processes", archives, 2, "-"), ("Ray, two actors", archives, 2, "local")]
        if what == "cores":
            runs = [("one process", archives, 1, "-"), ("two processes", archives, 2, "-")]
        elif what == "noise":
            runs = [("pages alone", archives, 1, "-"), ("with pictures", write_noise(folder, archives), 1, "-")]
        (few := folder / "few").mkdir()
        small = write_archives(gold, few, _FEW)
        costs, starts = [], []
        for label, named, processes, address in runs:
            run(folder, small, processes, address)  # compiles what it imports
            starts.append(run(folder, small, processes, address))
            costs.append(run(folder, named, processes, address))
            print(f"{label}: {_say(costs[-1])}; starting takes {_say(starts[-1])}", flush=True)
        reading = [cost.processor - start.processor for cost, start in zip(costs, starts, strict=True)]
        print(
            f"first by second, clock {costs[0].clock / costs[1].clock:.2f}; second by first, processor"
            f" {costs[1].processor / costs[0].processor:.3f}, without starting {reading[1] / reading[0]:.3f}"
        )


if __name__ == "__main__":
    main()
