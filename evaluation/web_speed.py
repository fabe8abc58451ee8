"""How fast the pages in a browser are, on cases of any size.

python -m evaluation.web_speed lists --statements 1000000     lists and counts, server's time, SQLite
python -m evaluation.web_speed load --seconds 60              50 readers and 5 reviewers at once, 100,000 statements
python -m evaluation.web_speed story                          a story of 2,000 words with 100 items
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from onrecord.store import Case
from onrecord.store.tables import actors, appearances, pages, statements, stories

_A_PAGE = 50  # statements
_SPEAKERS = 500
_ACTS = ("claim", "claim", "claim", "opinion", "denial", "accusation", "request", "promise", "threat", "non-answer")


def make_case(place: str, count: int) -> None:
    """A case of `count` statements on pages of 50, by 500 speakers in 40 outlets over three years, written in bulk."""
    rand = random.Random(7)
    who = [f"who-{n:016x}" for n in range(_SPEAKERS)]
    with Case(place) as case, case.database.writing() as connection:
        connection.execute(actors.insert(), [
            {"id": id, "name": f"Speaker {n}", "other_names": "", "kind": "person", "country": None, "sectors": [],
             "role": None, "same_as": [], "merged_into": None} for n, id in enumerate(who)
        ])  # fmt: skip
        for first in range(0, count // _A_PAGE, 200):
            numbers = range(first + 1, min(first + 200, count // _A_PAGE) + 1)
            rows: dict[str, list[dict[str, object]]] = {"p": [], "t": [], "a": [], "s": []}
            for number in numbers:
                _add_page(rows, number, who, rand)
            for key, table in (("p", pages), ("t", stories), ("a", appearances), ("s", statements)):
                connection.execute(table.insert(), rows[key])


def _add_page(rows: dict[str, list[dict[str, object]]], number: int, who: list[str], rand: random.Random) -> None:
    day = f"{2022 + rand.randrange(3)}-{1 + rand.randrange(12):02}-{1 + rand.randrange(28):02}"
    outlet, story = f"Outlet {rand.randrange(40)}", f"story-{number:010x}"
    text = "A minister said that the harbour stays open. " * _A_PAGE
    rows["p"].append({"number": number, "address": f"https://o.example/{number}", "version": 1, "url": story,
                      "sha256": story, "media_type": "text/html", "size": 1, "added_at": day, "story": story,
                      "current": True})  # fmt: skip
    rows["t"].append({"page": number, "id": story, "url": f"https://o.example/{number}", "outlet": outlet,
                      "title": f"Title {number}", "published": day, "day": day, "language": "en", "text": text,
                      "review": "unseen", "current": True})  # fmt: skip
    for place in range(4):
        rows["a"].append({"number": number * 1_000_000 + place, "page": number, "id": f"a-{number:06x}{place:04x}",
                          "actor": rand.choice(who), "name": "Speaker", "kind": "person", "sectors": [], "same_as": [],
                          "mentions": [], "start": 0, "review": "unseen", "current": True})  # fmt: skip
    for place in range(_A_PAGE):
        start, id = place * 45, f"s-{number:06x}{place:04x}"
        at = rand.randrange(4)
        rows["s"].append({"number": number * 1_000_000 + place, "page": number, "id": id,
                          "words": text[start + 15 : start + 43], "speaker": f"a-{number:06x}{at:04x}",
                          "speaker_actor": rows["a"][at - 4]["actor"], "form": rand.choice(("direct", "indirect")),
                          "act": rand.choice(_ACTS), "source_start": start, "source_end": start + 10,
                          "cue_start": start + 11, "cue_end": start + 15,
                          "contents": [{"start": start + 15, "end": start + 43}], "via": [],
                          "confidence": rand.random(), "scores": {"cue": 1, "source": 1, "content": 1, "act": 1},
                          "start": start, "day": day, "outlet": outlet, "counts_as": id, "review": "unseen",
                          "current": True})  # fmt: skip


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
        self._process.wait()


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


def run_lists(count: int) -> None:
    """Lists of a large case, at their beginning and far within."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "case.db")
        make_case(place, count)
        with Served(place) as served:
            who = f"who-{3:016x}"
            addresses = ["/statements", "/statements?act=threat", "/statements?outlet=Outlet 7",
                         f"/statements?speaker={who}", "/statements?after=2023-01-01&before=2023-01-31",
                         "/statements?go=2022-06-15~5000000000", "/statements?order=oldest", "/stories", "/events",
                         f"/actors/{who}", "/review", "/review?order=confidence", "/"]  # fmt: skip
            time_pages(served.base, addresses)


def run_story() -> None:
    """A story of 2,000 words with 100 items."""
    from tests.web import make_long_record, make_saved_page

    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "case.db")
        with Case(place) as case:
            record = make_long_record(100, 16)
            case.add_record(make_saved_page(record), record)
        with Served(place) as served:
            time_pages(served.base, ["/stories/story-long", "/stories/story-long.json"], 21)


async def run_load(seconds: float, count: int) -> None:
    """Readers and reviewers at once."""
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "case.db")
        make_case(place, count)
        with Served(place) as served:
            for address in ("/statements", "/stories", "/review", "/timeline/chart.json"):  # what is loaded once
                httpx.get(served.base + address, timeout=120).raise_for_status()
            taken: list[float] = []
            failed: list[str] = []
            end = time.perf_counter() + seconds
            async with httpx.AsyncClient(base_url=served.base, timeout=60) as client:
                people = [_read(client, end, taken, failed, seed) for seed in range(55)]
                await asyncio.gather(*people)
    taken.sort()
    print(f"{len(taken)} answers in {seconds:.0f} s, {len(failed)} errors {failed[:3]}")
    print(
        f"median {1000 * taken[len(taken) // 2]:.0f} ms, 95th percentile {1000 * taken[int(0.95 * len(taken))]:.0f} ms"
    )


async def _read(client: httpx.AsyncClient, end: float, taken: list[float], failed: list[str], seed: int) -> None:
    """A person who looks at a page and then thinks for a second or two; the last five look at the queue."""
    rand = random.Random(seed)
    await asyncio.sleep(rand.uniform(0, 3))
    while time.perf_counter() < end:
        who = f"who-{rand.randrange(_SPEAKERS):016x}"
        choices = ["/statements", f"/statements?act={rand.choice(_ACTS)}", f"/statements?speaker={who}", "/stories"]
        address = "/review.json" if seed >= 50 else rand.choice(choices)
        start = time.perf_counter()
        answer = await client.get(address)
        taken.append(time.perf_counter() - start)
        if answer.status_code != 200:
            failed.append(f"{answer.status_code} {address}")
        await asyncio.sleep(rand.uniform(1, 3))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("lists", "load", "story"))
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    if asked.what == "lists":
        run_lists(asked.statements)
    elif asked.what == "story":
        run_story()
    else:
        asyncio.run(run_load(asked.seconds, asked.statements))


if __name__ == "__main__":
    main()
