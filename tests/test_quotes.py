"""All kinds of quotation marks are worth the same, and offsets stay."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.quotes import (
    INSIDE,
    MARK,
    OUTSIDE,
    SINGLE,
    find_quoted,
    join_parts,
    lay_out,
    quoted_characters,
    unify_marks,
)
from onrecord.record import Span
from onrecord.tokens import find_tokens

KINDS = [('"', '"'), ("“", "”"), ("``", "''"), ("«", "»"), ("„", "“"), ("''", "''")]


@pytest.mark.parametrize(("opening", "closing"), KINDS)
def test_every_kind_marks_the_same_words(opening: str, closing: str) -> None:
    line = f"The envoy said {opening}we will not sign,{closing} and left."
    flags = find_quoted(unify_marks(line))
    words = "".join(c if flags[i] == INSIDE else " " for i, c in enumerate(line)).strip()
    assert words == "we will not sign,"


def test_a_quotation_that_is_not_closed_runs_to_the_end() -> None:
    line = 'She said: "We leave tomorrow.'
    flags = find_quoted(line)
    assert flags[line.index('"')] == MARK
    assert set(flags[line.index("We") :]) == {INSIDE}


def test_single_marks_count_and_apostrophes_do_not() -> None:
    line = "The minister’s aides called it ‘a quiet week’ at the officials’ club."
    flags = find_quoted(unify_marks(line))
    assert flags[line.index("quiet")] == SINGLE
    assert flags[line.index("minister")] == OUTSIDE
    assert flags[line.index("club")] == OUTSIDE


def test_a_mark_in_one_paragraph_says_nothing_of_the_next() -> None:
    text = 'He said "no\n\nThe talks went on.'
    flags = quoted_characters(text, find_tokens(text))
    assert flags[text.index("talks")] == OUTSIDE


@given(st.text(alphabet="ab \n\"'“”‘’«»`.,", max_size=80))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(unify_marks(text)) == len(text)
    assert len(quoted_characters(text, find_tokens(text))) == len(text)


def find_parts(marked: str) -> tuple[str, list[Span]]:
    """Text whose parts stand between < and >, and the parts."""
    text, parts, start = "", [], 0
    for character in marked:
        if character == "<":
            start = len(text)
        elif character == ">":
            parts.append(Span(start, len(text)))
        else:
            text += character
    return text, parts


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("It let <a barge> thought <to carry salt> stay", "a barge thought to carry salt"),
        ("<The quay>, <he said then, is closed>", "The quay, he said then, is closed"),
        ("<Norway> is said <to have offered a tug>", "Norway is said to have offered a tug"),
        ("<“We wait,”> Kask told two reporters from Narva on Friday. <“No longer.”>", "“We wait,” “No longer.”"),
        ("<“We wait,”> she said, <“and watch.”>", "“We wait,” “and watch.”"),
        ("<“We wait”> and he called that “patience” before the evening, <“for long.”>", "“We wait” […] “for long.”"),
        ("<that ships wait>. He told the council, once more, <that none leave>", "that ships wait […] that none leave"),
        ("<that ships wait>\n<that none leave>", "that ships wait […] that none leave"),
        ("<alone>", "alone"),
    ],
)
def test_an_ellipsis_stands_only_where_words_are_missing(marked: str, shown: str) -> None:
    text, parts = find_parts(marked)
    assert join_parts(text, parts) == shown


@given(st.text(alphabet='ab ."“\n', max_size=40), st.lists(st.integers(0, 40), max_size=8))
def test_parts_are_words_of_the_page_and_none_is_lost(text: str, cuts: list[int]) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts})
    parts = [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    shown = [span for _, span in lay_out(text, parts)]
    assert all(any(span.holds(part) for span in shown) for part in parts)
    assert all(one.end <= other.start for one, other in itertools.pairwise(shown))
