"""Paragraphs, sentences, and words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.record import Span
from onrecord.tokens import find_tokens

prose = st.text(alphabet=st.one_of(st.sampled_from(' .!?…\n"“”’()AaBb1,U.S. '), st.characters()), max_size=200)


def sentences(text: str) -> list[str]:
    return [s.of(text) for s in find_tokens(text).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. They left.", ["It rained.", "They left."]),
        ("Mr. Pukk met Dr. Saar. They talked.", ["Mr. Pukk met Dr. Saar.", "They talked."]),
        ("The U.S. Treasury agreed.", ["The U.S. Treasury agreed."]),
        ("“We left.” She did not say why.", ["“We left.”", "She did not say why."]),
        ("J. Saar signed. Then he left!", ["J. Saar signed.", "Then he left!"]),
        ("It cost 3.5 million. Why?", ["It cost 3.5 million.", "Why?"]),
        ("One line\nand another", ["One line", "and another"]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_words_keep_apostrophes_numbers_and_initials_whole() -> None:
    text = "Estonia’s U.S. envoy paid 1,200.50 at 9:30 a.m."
    words = [w.of(text) for w in find_tokens(text).words]
    assert {"Estonia’s", "U.S.", "1,200.50", "9:30", "a.m."} <= set(words)


def test_furniture_is_left_out() -> None:
    text = "A minister spoke.\nShare this page\nShe left."
    start = text.index("Share")
    tokens = find_tokens(text, (Span(start, start + len("Share this page")),))
    assert [p.of(text) for p in tokens.paragraphs] == ["A minister spoke.", "She left."]


def is_in_order(spans: Sequence[Span]) -> bool:
    return all(one.end <= other.start for one, other in itertools.pairwise(spans))


@given(prose, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 30)), max_size=3))
def test_spans_are_sorted_apart_and_within_the_text(text: str, cut: list[tuple[int, int]]) -> None:
    furniture = [Span(start, start + length) for start, length in cut]
    tokens = find_tokens(text, furniture)
    for spans in (tokens.paragraphs, tokens.sentences, tokens.words):
        assert is_in_order(spans)
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert not any(s.overlaps(f) for s in spans for f in furniture if f.start < f.end)


@given(prose)
def test_sentences_and_words_lie_within_their_paragraph(text: str) -> None:
    tokens = find_tokens(text)
    for span in (*tokens.sentences, *tokens.words):
        paragraph = tokens.paragraph_at(span.start)
        assert paragraph is not None
        assert paragraph.holds(span)
        assert "\n" not in span.of(text)


@given(prose)
def test_every_visible_character_is_in_a_word(text: str) -> None:
    covered = {i for w in find_tokens(text).words for i in range(w.start, w.end)}
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())


@given(prose, st.integers(0, 200))
def test_lookup_by_offset_agrees_with_the_spans(text: str, offset: int) -> None:
    tokens = find_tokens(text)
    held = [s for s in tokens.sentences if s.start <= offset < s.end]
    assert tokens.sentence_at(offset) == (held[0] if held else None)


def test_words_in_a_span() -> None:
    text = "One two three"
    assert [w.of(text) for w in find_tokens(text).words_in(Span(4, 13))] == ["two", "three"]
