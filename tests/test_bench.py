"""The frame of the benchmark, on stubs: that it measures what it says."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from evaluation.bench import LENGTHS, Contender, Reader, Sample, compare, fit_exponent, read_samples

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
