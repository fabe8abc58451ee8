"""Windows hold every piece of the text once, in order, at its true place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.model.session import load_model
from onrecord.model.spans import mean_of
from onrecord.model.windows import LIMIT, make_windows, pieces_of
from onrecord.record import Span
from onrecord.tokens import find_tokens


def test_pieces_cover_their_words() -> None:
    text = "Dana Orr said U.S. envoys “agreed”.\n\nThe talks ended on Monday."
    (window,) = make_windows(text, find_tokens(text), load_model().vocabulary)
    pieces = [text[s:e] for s, e in zip(window.starts, window.ends, strict=True)]
    assert "".join(pieces) == text.replace(" ", "").replace("\n", "")
    assert len(window.segments) == 2
    mask = pieces_of(window, [Span(0, 8)])
    assert "".join(p for p, m in zip(pieces, mask, strict=True) if m) == "DanaOrr"


def test_a_very_long_paragraph_is_cut_at_sentences() -> None:
    sentence = "The committee met again on Tuesday and agreed on nothing at all. "
    text = sentence * 60
    windows = make_windows(text, find_tokens(text), load_model().vocabulary)
    assert all(len(w.ids) <= LIMIT for w in windows)
    for window in windows:
        for begin, _ in window.segments:
            assert text[window.starts[begin] :].startswith("The committee")


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    windows = make_windows(text, find_tokens(text), load_model().vocabulary)
    last = 0
    for window in windows:
        assert len(window.ids) <= LIMIT
        for begin, end in window.segments:
            for start, stop in zip(window.starts[begin:end], window.ends[begin:end], strict=True):
                assert last <= start <= stop <= len(text)
                last = int(start)


@pytest.mark.parametrize("rows", [1, 2, 7, 8, 9, 60, 190])
@pytest.mark.parametrize("columns", [3, 26, 384])
def test_means_are_to_the_last_bit_those_of_numpy(rows: int, columns: int) -> None:
    random = np.random.default_rng(rows * columns)
    held = (random.normal(size=(200, columns)) * random.lognormal(size=(200, 1))).astype(np.float32)[5 : 5 + rows]
    assert mean_of(held).dtype == np.float32
    assert np.array_equal(mean_of(held), held.mean(0))
