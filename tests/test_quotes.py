"""All kinds of quotation marks are worth the same, and offsets stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.quotes import INSIDE, MARK, OUTSIDE, SINGLE, find_quoted, quoted_characters, unify_marks
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
