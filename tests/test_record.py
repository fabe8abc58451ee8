"""The data types: JSON and back, strictness, and ids that stay."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.record import Page, Record, Rejection, Span, Statement, make_id
from tests.sample import STATEMENTS, make_record

spans = st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 60), st.integers(0, 60))


def test_record_survives_json() -> None:
    record = make_record()
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record


@given(st.from_type(Rejection))
def test_any_rejection_survives_json(rejection: Rejection) -> None:
    assert msgspec.json.decode(msgspec.json.encode(rejection), type=Rejection) == rejection


@given(st.binary(), st.text(), st.text())
def test_any_page_survives_json(content: bytes, url: str, media_type: str) -> None:
    page = Page(url, media_type, content, "0" * 64)
    assert msgspec.json.decode(msgspec.json.encode(page), type=Page) == page


@given(st.lists(spans, max_size=4), st.floats(0, 1), st.sampled_from(["claim", "denial", "non-answer"]))
def test_any_statement_survives_json(contents: list[Span], confidence: float, act: str) -> None:
    changed = msgspec.structs.replace(STATEMENTS[0], contents=tuple(contents), confidence=confidence, act=act)
    assert msgspec.json.decode(msgspec.json.encode(changed), type=Statement) == changed


def test_fields_that_nobody_knows_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(b'{"start": 1, "end": 2, "colour": "red"}', type=Span)


def test_values_outside_the_vocabulary_are_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"url": "x", "reason": "bored", "detail": ""}', type=Rejection)


def test_records_do_not_change() -> None:
    with pytest.raises(AttributeError):
        make_record().story.text = "other"  # type: ignore[misc]


def test_schema_names_every_type() -> None:
    defined = msgspec.json.schema(Record)["$defs"]
    assert {"Record", "Story", "Actor", "Statement", "Event", "Timex", "Finding", "Span"} <= defined.keys()


def test_ids_stay_the_same_from_version_to_version() -> None:
    assert make_id("s", "p-1", 10, 20) == "s-ac65ed9ef7"


@given(st.text(), st.integers(0), st.integers(0))
def test_ids_are_short_and_of_their_kind(story: str, start: int, end: int) -> None:
    assert len(make_id("t", story, start, end)) == 12
    assert make_id("t", story, start, end).startswith("t-")
    assert make_id("t", story, start, end) != make_id("s", story, start, end)


@given(spans, spans)
def test_spans_overlap_both_ways_or_not_at_all(one: Span, other: Span) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    if one.holds(other) and other.start < other.end:
        assert one.overlaps(other)


@given(st.text(max_size=60), spans)
def test_words_of_a_span_are_a_slice(text: str, span: Span) -> None:
    assert span.of(text) == text[span.start : span.end]
