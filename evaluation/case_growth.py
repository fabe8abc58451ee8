"""How a case grows: what a page takes on the disk and to add, from the first thousand pages to a hundred thousand.

    python -m evaluation.case_growth grow CASE [--made N] [--pages N]
    python -m evaluation.case_growth plot OUT.svg GROWTH.tsv...

The first fills a made-up case and prints a line at each mark. Pages are added one by one up to `--made`, then copied
within the database up to a bit below each further mark, where a few hundred new ones are again added one by one and
timed. The size is that of the whole case, its indexes and full text included. Time is the processor's, of this program
and of the server's processes that work for it. The second draws what that printed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from evaluation.processor import Processor
from evaluation.synthetic import make_pages
from evaluation.widening import widen
from onrecord.record import Page, Record
from onrecord.store import Case

MARKS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_TIMED = 250  # pages that are added one by one before a mark that copies lead up to
_AT_ONCE = 50  # pages made up beforehand, since making them up is no part of adding them


class Growth(NamedTuple):
    """A case at a mark: kB a page, and ms to add a page before it, on the processor and by the clock."""

    pages: int
    kilobytes: float
    processor: float
    clock: float


def grow(place: str, made: int, most: int) -> Iterator[Growth]:
    """Fill the case up to `most` pages, the first `made` of them one by one; a line for each mark."""
    fresh = make_pages(made + _TIMED * len(MARKS))
    processor = Processor(place)
    held = 0
    for mark in (mark for mark in MARKS if mark <= most):
        if mark > made:
            widen(place, made, mark - _TIMED)
            held = mark - _TIMED
        spent, clock = add(place, itertools.islice(fresh, mark - held), processor)
        count = mark - held
        yield Growth(mark, processor.size() / mark / 1024, 1000 * spent / count, 1000 * clock / count)
        held = mark
    processor.close()


def add(place: str, pages: Iterator[tuple[Page, Record]], processor: Processor) -> tuple[float, float]:
    """Add pages one by one; returns seconds of the processor and by the clock."""
    spent = clock = 0.0
    with Case(place) as case:
        while batch := list(itertools.islice(pages, _AT_ONCE)):
            before, began = processor.seconds(), time.perf_counter()
            for page, record in batch:
                case.add_record(page, record)
            spent += processor.seconds() - before
            clock += time.perf_counter() - began
    return spent, clock


def plot(lines: dict[str, list[Growth]], out: Path) -> None:
    """Draw size and time a page over the number of pages, a line for each case."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "onrecord", "svg.fonttype": "none", "font.family": "sans-serif"})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
    for axis, field, title in (
        (axes[0], "kilobytes", "kB on the disk a page"),
        (axes[1], "processor", "ms of the processor to add a page"),
    ):
        for name, marks in lines.items():
            axis.plot([mark.pages for mark in marks], [getattr(mark, field) for mark in marks], marker="o", label=name)
        axis.set_xscale("log")
        axis.set_ylim(bottom=0)
        axis.set_title(title, fontsize=11)
        axis.set_xlabel("pages in the case")
        axis.grid(alpha=0.3)
        axis.legend(loc="lower right")
    figure.savefig(out, metadata={"Date": None})


def read_lines(path: Path) -> list[Growth]:
    """What `grow` printed."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [Growth(int(row[0]), *map(float, row[1:])) for row in rows]


def main(arguments: Sequence[str] | None = None) -> int:
    """Grow a case, or plot how cases grew."""
    parser = argparse.ArgumentParser(description="Measures how a case grows.")
    commands = parser.add_subparsers(dest="command", required=True)
    growing = commands.add_parser("grow")
    growing.add_argument("case", help="an empty database or a file that is not there: postgresql://... or a path")
    growing.add_argument("--made", type=int, default=10_000, help="pages that are made up; the others are copies")
    growing.add_argument("--pages", type=int, default=MARKS[-1])
    plotting = commands.add_parser("plot")
    plotting.add_argument("out", type=Path, help="an SVG")
    plotting.add_argument("growth", type=Path, nargs="+", help="what grow printed, a file named after its database")
    asked = parser.parse_args(arguments)
    if asked.command == "plot":
        plot({path.stem: read_lines(path) for path in asked.growth}, asked.out)
        return 0
    print("\t".join(Growth._fields), flush=True)
    for line in grow(asked.case, asked.made, asked.pages):
        print(f"{line.pages}\t{line.kilobytes:.2f}\t{line.processor:.2f}\t{line.clock:.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
