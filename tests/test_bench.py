"""The frame of the benchmark, on stubs: that it measures what it says."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from evaluation.bench import LENGTHS, Contender, Reader, Sample, compare, fit_exponent, measure_start, read_samples
from evaluation.stages import REST, STAGES, STORING, Clock, clocked, measure_stages, read_pages, report, report_others
from onrecord.inputs import open_page
from onrecord.read import read

SAMPLES = [Sample(b"<p>Two words</p>", "Two words", 2)]


def make_contender(name: str, seconds: float, turns: list[str]) -> Contender:
    def prepare(samples: Sequence[Sample]) -> Reader:
        def read() -> None:
            turns.append(name)
            time.sleep(seconds)

        return read

    return Contender(name, prepare)


def test_contenders_take_turns_after_a_first_call_that_does_not_count() -> None:
    turns: list[str] = []
    speeds = compare([make_contender("a", 0.02, turns), make_contender("b", 0.001, turns)], SAMPLES, repeats=3)
    assert turns == ["a", "b"] * 4
    assert 0 < speeds["a"] <= 100
    assert speeds["b"] > speeds["a"]


@pytest.mark.parametrize("power", [1, 2])
def test_growth_is_fitted(power: int) -> None:
    assert fit_exponent(LENGTHS, [0.1 * n**power for n in LENGTHS]) == pytest.approx(power)


def test_the_example_is_read_where_there_is_no_gold_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_GOLD", raising=False)
    (sample,) = read_samples(None)
    assert "Oolberg" in sample.text
    assert sample.words > 200
    assert sample.page.startswith(b"<!DOCTYPE html>")


def test_help_comes_at_once() -> None:
    assert measure_start(["--help"], repeats=2) < 0.3, "the aim is 0.15 s; a slow machine takes twice as long"


def test_a_clock_counts_each_stage_without_those_within_it() -> None:
    def burn(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    clock = Clock()
    with clock.stage("story"):
        burn(0.02)
        clock.wrap("tokens", burn)(0.05)
        burn(0.02)
    assert clock.spent["story"] == pytest.approx(0.04, abs=0.015)
    assert clock.spent["tokens"] == pytest.approx(0.05, abs=0.015)


def test_every_stage_is_counted_and_nothing_else_changes() -> None:
    page = open_page("examples/harbour-talks.html")
    before = read(page)
    clock = Clock()
    with clocked(clock), clock.stage(REST):
        assert read(page) == before
    assert all(clock.spent[stage] > 0 for stage in STAGES)
    assert read(page) == before


def test_stages_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_GOLD", raising=False)
    measured = measure_stages(read_pages(None, 1), repeats=1)
    lines = "\n".join([*report(measured), *report_others(measured, {"another": 1.0})])
    assert all(f"| {stage} |" in lines for stage in (*STAGES, STORING, "another"))
    assert "**reading in all**" in lines
