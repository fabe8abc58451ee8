"""How fast the pages in a browser are, on cases of any size.

python -m evaluation.web_speed story                 a story of 2,000 words with 100 items
python -m evaluation.web_speed lists CASE            lists, first pages, and counts of a large case
python -m evaluation.web_speed load CASE             50 readers and 5 reviewers at once

CASE is one that `evaluation.synthetic` filled, a file or an address of PostgreSQL: 10,000 pages hold 100,000
statements, and `evaluation.case_bench CASE --widen 10` makes a million of them. `load` changes it: reviewers judge.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

import httpx

from onrecord.store import Case

_READERS, _REVIEWERS = 50, 5
_ACTS = ("claim", "opinion", "denial", "accusation", "request", "promise", "threat")
_TOKEN = re.compile(r'name="_csrf_token" value="([^"]+)"')
_TASK = re.compile(r'action="/items/([^"]+)">.*?name="seen" value="([^"]+)".*?name="verb" value="confirm"')


class Served:
    """A server in a process of its own."""

    def __init__(self, place: str) -> None:
        command = [sys.executable, "-m", "onrecord.cli", "serve", place, "--port", "0", "--no-browser"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.base = self._process.stdout.readline().partition(" is at ")[2].split()[0].rstrip("/")

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


def time_pages(base: str, addresses: list[str], times: int = 9) -> None:
    """Print the median time of each page, after one to warm up, and its size."""
    print(f"{'page':52} {'median ms':>10} {'kB':>7}")
    with httpx.Client(base_url=base, timeout=120) as client:
        for address in addresses:
            client.get(address).raise_for_status()
            taken, size = [], 0
            for _ in range(times):
                start = time.perf_counter()
                size = len(client.get(address).content)
                taken.append((time.perf_counter() - start) * 1000)
            print(f"{address[:52]:52} {statistics.median(taken):10.0f} {size / 1000:7.0f}", flush=True)


def run_lists(place: str) -> None:
    """Lists of a large case: their beginnings, far within, and narrowed to much and to little."""
    with Served(place) as served:
        start = time.perf_counter()
        httpx.get(served.base, timeout=120).raise_for_status()
        print(f"the first page, the first time: {1000 * (time.perf_counter() - start):.0f} ms")
        while not httpx.get(served.base + "/actors.json", timeout=120).json()["fresh"]:
            time.sleep(1)
        print(f"counted {time.perf_counter() - start:.1f} s later")
        who = httpx.get(served.base + "/actors.json").json()["actors"][3]["id"]
        time_pages(served.base, [
            "/", "/statements", "/statements?act=threat", "/statements?outlet=Outlet 7", f"/statements?speaker={who}",
            "/statements?after=2023-01-01&before=2023-01-31", "/statements?go=2022-06-15~5000000000",
            "/statements?order=oldest", "/statements?review=confirmed", "/statements?form=mixed&act=non-answer",
            "/statements?min_confidence=0.999", "/statements?q=kalo", "/stories", "/stories?go=2022-06-15~5000",
            "/events", "/events?type=ASSAULT", "/events?status=denied", f"/events?speaker={who}", f"/actors/{who}",
            f"/actors/{who}?part=did", "/actors", "/actors?go=2000", "/review", "/review?order=confidence",
            "/corrections", "/timeline", "/network",
        ])  # fmt: skip


def run_story() -> None:
    """A story of 2,000 words with 100 items."""
    from tests.web import make_long_record, make_saved_page

    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "case.db")
        with Case(place) as case:
            record = make_long_record(100, 16)
            case.add_record(make_saved_page(record), record)
        with Served(place) as served, httpx.Client(base_url=served.base, timeout=120) as client:
            start = time.perf_counter()
            client.get("/stories/story-long").raise_for_status()
            print(f"the first time: {1000 * (time.perf_counter() - start):.0f} ms")
            time_pages(served.base, ["/stories/story-long", "/stories/story-long.json"], 41)


class Answers:
    """What came back: seconds by sort of page, and what went wrong."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self.failed: list[str] = []

    async def time(self, sort: str, sending: Awaitable[httpx.Response]) -> httpx.Response | None:
        """Wait for an answer, and keep how long it took. None where it went wrong."""
        start = time.perf_counter()
        try:
            answer = await sending
        except httpx.HTTPError as error:
            self.failed.append(f"{sort}: {error!r}")
            return None
        self.taken.setdefault(sort, []).append(time.perf_counter() - start)
        if answer.status_code not in (200, 303):
            self.failed.append(f"{sort}: {answer.status_code} {answer.request.url}")
        return answer

    def show(self) -> None:
        """Print the figures."""
        everything = [t for taken in self.taken.values() for t in taken]
        for sort, taken in [*sorted(self.taken.items()), ("all", everything)]:
            taken.sort()
            p95 = 1000 * taken[int(0.95 * len(taken))]
            print(
                f"{sort:20} {len(taken):6} answers, median {1000 * taken[len(taken) // 2]:5.0f} ms, 95 % {p95:5.0f} ms"
            )
        print(f"{len(self.failed)} errors {self.failed[:5]}")


async def run_load(place: str, seconds: float) -> None:
    """Readers and reviewers at once, each of whom looks at a page and then thinks for one to three seconds."""
    with Served(place) as served:
        async with httpx.AsyncClient(base_url=served.base, timeout=60) as client:
            who = [a["id"] for a in (await client.get("/actors.json")).json()["actors"]]
            while not who:
                await asyncio.sleep(1)
                who = [a["id"] for a in (await client.get("/actors.json")).json()["actors"]]
            stories = [s["id"] for s in (await client.get("/stories.json?limit=500")).json()["stories"]]
            # What a server loads once: charts, templates.
            for address in ("/timeline/chart.json?outlet=nobody", "/", "/statements", "/events", "/review", "/stories"):
                await client.get(address)
            answers, end = Answers(), time.perf_counter() + seconds
            readers = [_read(client, answers, end, (who, stories, seed)) for seed in range(_READERS)]
            reviewers = [_review(served.base, answers, end, seed) for seed in range(_REVIEWERS)]
            await asyncio.gather(*readers, *reviewers)
    print(f"{_READERS} readers, {_REVIEWERS} reviewers, {seconds:.0f} s; load of the machine {os.getloadavg()[0]:.1f}")
    answers.show()


async def _read(
    client: httpx.AsyncClient, answers: Answers, end: float, known: tuple[list[str], list[str], int]
) -> None:
    who, stories, seed = known
    rand = random.Random(seed)
    await asyncio.sleep(rand.uniform(0, 3))
    while time.perf_counter() < end:
        sort, address = rand.choice((
            ("home", "/"), ("statements", "/statements"), ("events", "/events"),
            ("statements by act", f"/statements?act={rand.choice(_ACTS)}"),
            ("statements of one", f"/statements?speaker={rand.choice(who)}"), ("stories", "/stories"),
            ("story", f"/stories/{rand.choice(stories)}"), ("actor", f"/actors/{rand.choice(who)}"),
            ("words", f"/statements?q={rand.choice(('kalo', 'stevin', 'dor', 'pelbri'))}"),
        ))  # fmt: skip
        await answers.time(sort, client.get(address))
        await asyncio.sleep(rand.uniform(1, 3))


async def _review(base: str, answers: Answers, end: float, seed: int) -> None:
    rand = random.Random(1000 + seed)
    await asyncio.sleep(rand.uniform(0, 3))
    order = ("weight", "confidence")[seed % 2]
    async with httpx.AsyncClient(base_url=base, timeout=60) as client:
        while time.perf_counter() < end:
            shown = await answers.time("review", client.get(f"/review?order={order}"))
            await asyncio.sleep(rand.uniform(1, 3))
            token = _TOKEN.search(shown.text) if shown else None
            tasks = _TASK.findall(shown.text) if shown else []
            if not token or not tasks:
                answers.failed.append("the queue shows no tasks")
                continue
            id, seen = rand.choice(tasks)
            change = rand.choice(({"verb": "confirm"}, {"verb": "confirm"}, {"verb": "reject"}))
            form = {"_csrf_token": token[1], "seen": seen, "back": "/review", **change}
            await answers.time("judging", client.post(f"/items/{id}", data=form))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("lists", "load", "story"))
    parser.add_argument("case", nargs="?", help="a file, or postgresql://...")
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    if asked.what == "story":
        run_story()
    elif asked.case is None:
        parser.error("name a case")
    elif asked.what == "lists":
        run_lists(asked.case)
    else:
        asyncio.run(run_load(asked.case, asked.seconds))


if __name__ == "__main__":
    main()
