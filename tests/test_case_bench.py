"""What measures cases: that cases made larger are cases still, and that what is measured is what was done."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluation.bulk_pages import Release, make_html
from evaluation.case_bench import find_p95, measure, report_case
from evaluation.case_growth import Growth, read_lines
from evaluation.processor import Processor
from evaluation.synthetic import make_pages
from evaluation.widening import widen, widen_at_once
from onrecord.inputs import make_page
from onrecord.record import Story
from onrecord.store import Case
from onrecord.story import find_story

PAGES = list(make_pages(6, seed=4))


@pytest.mark.parametrize("make_larger", [widen, widen_at_once])
def test_case_made_larger_finds_each_copy(place: str, make_larger: Callable[[str, int, int], None]) -> None:
    with Case(place) as case:
        for page, record in PAGES:
            case.add_record(page, record)
        word = next(case.statements()).words.split()[0]
        found, about = case.count("statement", word), case.count(about="Estonia")
        indexes = list_indexes(case)
    make_larger(place, len(PAGES), 3 * len(PAGES) + 2)
    with Case(place) as case:
        assert case.count("story") == 3 * len(PAGES) + 2
        assert case.count() == 10 * (3 * len(PAGES) + 2)
        assert 3 * found <= case.count("statement", word) <= 4 * found
        assert 3 * about <= case.count(about="Estonia") <= 4 * about
        assert list_indexes(case) == indexes
        assert len({capture.address for capture in case.pages()}) == 3 * len(PAGES) + 2
        more = list(make_pages(7, seed=4))[-1]
        assert case.add_record(*more).outcome == "unchanged" or case.count("story") == 3 * len(PAGES) + 3
    if "://" not in place:
        with sqlite3.connect(place) as connection:
            for table in ("statements", "events", "stories"):
                connection.execute(f"INSERT INTO {table}_search ({table}_search, rank) VALUES ('integrity-check', 1)")
        connection.close()


def list_indexes(case: Case) -> list[str]:
    from sqlalchemy import inspect

    names = inspect(case.database.engine)
    return sorted(str(index["name"]) for table in names.get_table_names() for index in names.get_indexes(table))


def test_processor_counts_work_and_no_waiting(place: str) -> None:
    with Case(place) as case:
        processor = Processor(place)
        for page, record in PAGES:
            case.add_record(page, record)
        asked = processor.spend(lambda: list(case.statements()))
        waited = processor.spend(lambda: time.sleep(0.2))
        assert 0 <= waited < 0.1 < 0.2
        assert asked > 0
        assert processor.size() > 50_000
        processor.close()


def test_every_question_of_the_benchmark_is_asked(place: str) -> None:
    with Case(place) as case:
        for page, record in PAGES:
            case.add_record(page, record)
    lines = list(report_case("here", place, repeats=3))
    assert "6 pages, 60 statements" in lines[1]
    assert len([line for line in lines if line.startswith("| ")]) == 7


def test_middle_and_95th_percentile(tmp_path: Path) -> None:
    assert find_p95(range(1, 101)) == 95
    assert find_p95([3.0]) == 3.0
    Case(tmp_path / "case.db").close()
    timing = measure(lambda: sum(range(200_000)), 5, Processor(str(tmp_path / "case.db")))
    assert 0 < timing.median <= timing.p95


def test_growth_reads_back_what_it_prints(tmp_path: Path) -> None:
    (tmp_path / "SQLite.tsv").write_text("pages\tkilobytes\tprocessor\tclock\n500\t24.30\t11.28\t85.06\n")
    assert read_lines(tmp_path / "SQLite.tsv") == [Growth(500, 24.3, 11.28, 85.06)]


def test_release_becomes_a_page_that_says_where_it_is_from() -> None:
    release = Release("https://office.example/7", "The Office", "2024-05-04", "A title & more",
                      "The minister opened a school. " * 20 + "\n\nShe spoke for an hour. " * 20)  # fmt: skip
    story = find_story(make_page("7.html", make_html(release).encode()), None, None)
    assert isinstance(story, Story)
    assert (story.url, story.outlet, story.title) == (release.url, "The Office", "A title & more")
    assert story.published is not None
    assert story.published.value == "2024-05-04"
