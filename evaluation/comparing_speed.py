"""How long comparing takes as a case grows, and how much memory; and how candidates are found by MinHash instead.

Pages are made of words drawn as often as news uses them, with a few hundred speakers of whom some are in every second
page, as in the news. One statement in five retells an earlier one, changed in a word or cut.
"""

from __future__ import annotations

import math
import random
import resource
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.compare import Comparison
from onrecord.lexicons import read_rows
from onrecord.record import Actor, Dated, MadeBy, Record, Scores, Span, Statement, Story, make_id

STATEMENTS_A_PAGE = 20
_WORDS = 22
_RETOLD = 0.2
_SEED = 7


class SpeedPoint(NamedTuple):
    """Seconds for adding and for asking all, megabytes at the end, milliseconds for one more page of 20 statements."""

    statements: int
    adding: float
    asking: float
    memory: float
    one_page: float


def measure(sizes: Sequence[int]) -> list[SpeedPoint]:
    """One point for each number of statements, all in one case that grows."""
    points = []
    comparison = Comparison()
    pages = make_pages()
    adding, done = 0.0, 0
    for size in sizes:
        while done < size:
            page = next(pages)
            begun = time.process_time()
            comparison.add(page)
            adding += time.process_time() - begun
            done += STATEMENTS_A_PAGE
        begun = time.process_time()
        groups = sum(1 for _ in comparison.quotations())
        asking = time.process_time() - begun
        one = _time_pages(comparison, [next(pages) for _ in range(5)])
        done += 5 * STATEMENTS_A_PAGE
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        points.append(SpeedPoint(size, adding, asking, memory, one))
        print(points[-1], groups, flush=True)
    return points


def fit_exponent(points: Sequence[SpeedPoint]) -> float:
    """The power of the number of statements with which the time of adding grows: least squares on logarithms."""
    xs = [math.log(p.statements) for p in points]
    ys = [math.log(p.adding + p.asking) for p in points]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def _time_pages(comparison: Comparison, pages: Sequence[Record]) -> float:
    """Milliseconds for adding a page and asking for the quotation of each of its statements."""
    begun = time.process_time()
    for page in pages:
        comparison.add(page)
        for statement in page.statements:
            comparison.quotation_of(statement.id)
    return 1000 * (time.process_time() - begun) / len(pages)


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
        yield _make_page(page, lines)
        page += 1


def _make_page(number: int, lines: Sequence[tuple[int, str]]) -> Record:
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


if __name__ == "__main__":
    import sys

    measured = measure([int(n) for n in sys.argv[1:]] or [1_000, 3_000, 10_000, 30_000, 100_000, 300_000])
    print(f"exponent {fit_exponent(measured):.2f}")
