"""How long comparing a case takes as it grows, how much memory, and how much one page more costs; with a chart.

    python -m evaluation.comparing_speed CASE [SIZE...] [--chart FILE.svg]

Pages are made of words drawn as often as news uses them, with a few thousand speakers of whom some are in every second
page, as in the news. One statement in five retells an earlier one, changed in a word or cut. The case is made anew.
Seconds are of the processor, so that other programs on the machine count little.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.compare.case import compare_case
from onrecord.inputs import make_page
from onrecord.lexicons import read_rows
from onrecord.record import Actor, Dated, MadeBy, Page, Record, Scores, Span, Statement, Story, make_id
from onrecord.store import Case

STATEMENTS_A_PAGE = 20
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000)
_MORE = 7  # pages added one by one at each size
_WORDS = 22
_RETOLD = 0.2
_SEED = 7


class SpeedPoint(NamedTuple):
    """One size: seconds of comparing all, megabytes of memory and of the file, and what one page more costs.

    `one_page` are milliseconds of adding a page of 20 statements with its comparison, the middle of seven; `adding`
    are those of adding alone.
    """

    statements: int
    comparing: float
    memory: float
    file: float
    one_page: float
    adding: float
    quotations: int


def measure(place: Path, sizes: Sequence[int]) -> list[SpeedPoint]:
    """One point for each number of statements, all in one case that grows."""
    points = []
    pages = make_pages()
    comparing, done = 0.0, 0
    with Case(place) as case:
        for size in sizes:
            while done < size:
                record = next(pages)
                case.add_record(_make_bytes(record), record)
                done += STATEMENTS_A_PAGE
            begun = time.process_time()
            comparison = compare_case(case)
            comparing += time.process_time() - begun
            both, adding = zip(*(_time_page(case, next(pages)) for _ in range(_MORE)), strict=True)
            done += _MORE * STATEMENTS_A_PAGE
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            points.append(
                SpeedPoint(size, comparing, memory, place.stat().st_size / 1e6, sorted(both)[_MORE // 2],
                           sorted(adding)[_MORE // 2], comparison.count_quotations())
            )  # fmt: skip
            print(points[-1], flush=True)
    return points


def fit_exponent(points: Sequence[SpeedPoint]) -> float:
    """The power of the number of statements with which the time of comparing grows: least squares on logarithms."""
    xs = [math.log(p.statements) for p in points]
    ys = [math.log(p.comparing) for p in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _time_page(case: Case, record: Record) -> tuple[float, float]:
    """Milliseconds for adding a page that was read, with its comparison and without."""
    page = _make_bytes(record)
    begun = time.process_time()
    case.add_record(page, record)
    added = time.process_time()
    compare_case(case)
    return 1000 * (time.process_time() - begun), 1000 * (added - begun)


def _make_bytes(record: Record) -> Page:
    return make_page(record.story.url, record.story.text.encode())


def draw(points: Sequence[SpeedPoint]) -> str:
    """The seconds over the statements, both on logarithmic scales, as SVG."""
    width, height, left, bottom = 560, 320, 60, 40
    first, last = math.log10(min(p.statements for p in points)), math.log10(max(p.statements for p in points))
    lowest = math.floor(math.log10(min(p.comparing for p in points)))
    highest = math.ceil(math.log10(max(p.comparing for p in points)))

    def place(statements: float, seconds: float) -> tuple[float, float]:
        x = left + (math.log10(statements) - first) / (last - first) * (width - left - 30)
        y = height - bottom - (math.log10(seconds) - lowest) / (highest - lowest) * (height - bottom - 20)
        return round(x, 1), round(y, 1)

    spots = [place(p.statements, p.comparing) for p in points]
    line = " ".join(f"{x},{y}" for x, y in spots)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>Seconds of comparing over statements</title>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(lowest, highest + 1):
        x, y = place(10**first, 10.0**power)
        parts.append(f'<path d="M{x} {y}H{width - 30}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>')
    for point, (x, y) in zip(points, spots, strict=True):
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="#0b5cad"/>')
        parts.append(f'<text x="{x}" y="{height - 18}" text-anchor="middle">{point.statements:,}</text>')
    parts.append(f'<polyline points="{line}" fill="none" stroke="#0b5cad" stroke-width="2"/>')
    label = f"statements; the time grows with their number to the power {fit_exponent(points):.2f}"
    parts.append(f'<text x="{width / 2}" y="{height - 3}" text-anchor="middle">{label}</text></svg>')
    return "\n".join(parts) + "\n"


def make_pages() -> Iterator[Record]:
    """Pages without end."""
    chance = random.Random(_SEED)
    rows = [(word, 10 ** -float(surprise)) for word, surprise in read_rows("common-words.tsv", 2)]
    words = [word for word, _ in rows] + [f"name{n}" for n in range(20_000)]
    weights = [share for _, share in rows] + [5e-6] * 20_000
    totals: list[float] = []
    for weight in weights:
        totals.append(weight + (totals[-1] if totals else 0.0))
    told: list[tuple[int, str]] = []
    page = 0
    while True:
        lines = []
        for _ in range(STATEMENTS_A_PAGE):
            if told and chance.random() < _RETOLD:
                speaker, line = told[chance.randrange(len(told))]
                parts = line.split()
                cut = chance.randrange(len(parts))
                parts[cut : cut + chance.choice([1, 1, 6])] = [chance.choice(words)]
                line = " ".join(parts)
            else:
                speaker = min(int(chance.paretovariate(0.7)), 5_000)
                length = max(3, int(chance.gauss(_WORDS, 8)))
                line = " ".join(chance.choices(words, cum_weights=totals, k=length))
                told.append((speaker, line))
            lines.append((speaker, line))
        yield _make_record(page, lines)
        page += 1


def _make_record(number: int, lines: Sequence[tuple[int, str]]) -> Record:
    story_id = make_id("story", f"speed {number}")
    actors: dict[int, Actor] = {}
    statements = []
    text = ""
    for speaker, line in lines:
        name = f"Ada{speaker % 91} Morland{speaker}"
        start = len(text)
        text += f"{name} said “{line}”.\n"
        actors.setdefault(speaker, Actor(make_id("a", story_id, speaker), name, "person", country="EST"))
        cue = start + len(name) + 1
        content = Span(cue + 5, len(text) - 2)
        statements.append(
            Statement(
                make_id("s", story_id, cue), Span(start, start + len(name)), Span(cue, cue + 4), (content,),
                actors[speaker].id, "direct", "claim", 1.0, Scores(1, 1, 1, 1),
            )
        )  # fmt: skip
    day = Dated(f"2025-{1 + number // 28 % 12:02}-{1 + number % 28:02}", "given")
    story = Story(story_id, f"speed-{number}.txt", text, f"Outlet {number % 300}", published=day)
    return Record(story, tuple(actors.values()), tuple(statements), (), (), (), MadeBy("", ""))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures comparing a case of made-up pages as it grows.")
    parser.add_argument("case", type=Path, help="a file, which must not be there yet")
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--chart", type=Path)
    asked = parser.parse_args()
    if asked.case.exists():
        parser.error(f"{asked.case} is there already")
    points = measure(asked.case, asked.sizes)
    if len(points) > 1:
        print(f"exponent {fit_exponent(points):.2f}")
        if asked.chart is not None:
            asked.chart.write_text(draw(points), encoding="utf-8")


if __name__ == "__main__":
    main()
