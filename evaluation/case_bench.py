"""How fast a case is: opening, searching, timelines, adding, and growth. Prints tables in Markdown.

    python -m evaluation.case_bench CASE... [--repeats N] [--widen N]

Each CASE is one that `evaluation.synthetic` filled. `--widen N` first copies its pages N times over within the database
(the copies say the same under other addresses and ids), which makes a million statements out of a hundred thousand in
minutes. Times are given twice: on the clock, and on the processor. SQLite works within the program, so that on a busy
machine the second is the one to compare; PostgreSQL works elsewhere, so only the first means anything.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, get_args

from evaluation.synthetic import World
from onrecord.record import Act
from onrecord.store import Case

_SHOWN = 50  # entries that a person sees at once: a page of the web, a table of the command line


class Timing(NamedTuple):
    """Middle and 95th percentile, in milliseconds, on the clock and on the processor."""

    median: float
    p95: float
    cpu_median: float
    cpu_p95: float


def measure(work: Callable[[], object], repeats: int) -> Timing:
    """Time `work`, which asks something else at each call."""
    wall, cpu = [], []
    for _ in range(repeats):
        began, began_cpu = time.perf_counter(), time.process_time()
        work()
        wall.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - began_cpu))
    return Timing(statistics.median(wall), _p95(wall), statistics.median(cpu), _p95(cpu))


def measure_case(place: str, repeats: int) -> list[tuple[str, Timing]]:
    """All measurements on one case."""
    world, chance = World(1), random.Random(7)
    rows = [("open", measure(lambda: Case(place).close(), max(3, repeats // 10)))]

    def some_day() -> str:
        return f"202{chance.randint(2, 4)}-{chance.randint(1, 12):02}-01"

    with Case(place) as case:

        def words_speaker_day() -> None:
            person = world.pick_people(1)[0].name
            list(case.statements(world.pick_words(1), speaker=person, after=some_day(), limit=_SHOWN))

        def about_act_outlet() -> None:
            outlet = chance.choice(world.outlets)
            list(case.statements(about="Estonia", act=chance.choice(get_args(Act)), outlet=outlet, limit=_SHOWN))

        def words_act_day() -> None:
            act = chance.choice(get_args(Act))
            list(case.statements(world.pick_words(2), act=act, before=some_day(), limit=_SHOWN))

        def timeline() -> None:
            list(case.timeline(world.pick_people(1)[0].name, limit=_SHOWN))

        def timeline_of_state() -> None:
            list(case.timeline("Norway", limit=_SHOWN))

        rows += [
            ("words, speaker, first day", measure(words_speaker_day, repeats)),
            ("about, act, outlet", measure(about_act_outlet, repeats)),
            ("words, act, last day", measure(words_act_day, repeats)),
            ("timeline of a person", measure(timeline, repeats)),
            ("timeline of a state", measure(timeline_of_state, max(3, repeats // 5))),
        ]
    return rows


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measures how fast cases are.")
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--repeats", type=int, default=100)
    parser.add_argument("--widen", type=int, default=0)
    asked = parser.parse_args(arguments)
    for place in asked.cases:
        if asked.widen:
            from evaluation.widening import widen

            widen(place, asked.widen)
        with Case(place) as case:
            pages, count = case.count("story"), case.count("statement")
        size = f", {os.path.getsize(place) / pages / 1024:.0f} kB a page" if Path(place).exists() else ""
        print(f"\n{case.place}: {pages:,} pages, {count:,} statements{size}\n", flush=True)
        print("| what | ms, middle | ms, 95th percentile | on the processor, middle | 95th percentile |")
        print("|---|---|---|---|---|")
        for name, timing in measure_case(place, asked.repeats):
            print(f"| {name} | " + " | ".join(f"{value:.1f}" for value in timing) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
