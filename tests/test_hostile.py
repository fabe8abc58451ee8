"""Damaged and hostile pages: each ends as a record or a rejection, in time and memory that grow with its size alone."""

from __future__ import annotations

import re
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.hostile_pages import PROSE, Kind, find_kinds
from onrecord.inputs import MAX_BYTES, make_page
from onrecord.read import read
from onrecord.record import Record, Rejection, Story
from onrecord.story import find_story

KINDS = tuple(find_kinds())
SMALL = 3_000  # bytes that are read whole, network and all
LARGE = 60_000  # bytes whose story is sought
GROWTH = 4  # times as large; time may grow three times as much, which squares exceed
FLOOR = 0.15  # seconds below which growth is not looked at
TRIES = 3


def check(result: Record | Rejection, kind: Kind) -> None:
    """A record's spans lie in its text, and a rejection has a reason."""
    if isinstance(result, Rejection):
        assert result.detail
        assert result.url == kind.name
        return
    length = len(result.story.text)
    spans = [t.span for t in result.timexes]
    spans += [e.trigger for e in result.events]
    spans += [s for item in result.statements for s in (item.source, item.cue, *item.contents) if s]
    spans += [m.span for a in result.actors for m in a.mentions]
    assert all(0 <= s.start < s.end <= length for s in spans)
    for timex in result.timexes:
        assert timex.earliest is None or timex.latest is None or timex.earliest <= timex.latest


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.label)
def test_is_read_or_rejected(kind: Kind) -> None:
    result = read(make_page(kind.name, kind.make(SMALL)), published="2024-05-03")
    assert isinstance(result, (Record, Rejection))
    check(result, kind)


def measure(kind: Kind, size: int) -> float:
    """Seconds of processor of this thread to find the story once."""
    page = make_page(kind.name, kind.make(size))
    start = time.thread_time()
    assert isinstance(find_story(page), (Story, Rejection))
    return time.thread_time() - start


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.label)
def test_time_grows_with_size(kind: Kind) -> None:
    """What other programs do to caches and to the pace of the processor comes and goes: a square fails every time."""
    for _ in range(TRIES):
        large = measure(kind, LARGE)
        if large <= FLOOR or large / GROWTH < 3 * max(measure(kind, LARGE // GROWTH), FLOOR / GROWTH):
            return
    pytest.fail("time grows with the square")


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.label)
def test_cut_anywhere(kind: Kind) -> None:
    """A download that broke off: what is left is a page too."""
    content = kind.make(SMALL)
    for part in (3, 5):
        assert isinstance(find_story(make_page(kind.name, content[: len(content) * part // 7])), (Story, Rejection))


def test_page_beyond_the_limit_costs_nothing() -> None:
    page = make_page("a.html", b"<p>" * (MAX_BYTES // 3 + 1))
    start = time.thread_time()
    result = find_story(page)
    assert time.thread_time() - start < 0.5
    assert isinstance(result, Rejection)
    assert result.reason == "too-large"


def test_hundred_megabytes_are_not_read(tmp_path: Path) -> None:
    """A file of a hundred megabytes costs what is read of it to see that it is too long."""
    path = tmp_path / "a.html"
    with path.open("wb") as file:
        file.write(b"<html><body><p>" + PROSE.encode())
        file.truncate(100_000_000)
    tracemalloc.start()
    result = read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(result, Rejection)
    assert result.reason == "too-large"
    assert most < 3 * MAX_BYTES


@pytest.mark.parametrize("attribute", ["class", "style", "id", "href", "title", "data-story"])
def test_attribute_of_megabytes(attribute: str) -> None:
    value = "caption photo " * 350_000
    start = time.thread_time()
    page = f"<html><body><article><div {attribute}='{value}'><p>{PROSE * 3}</p></div></article></body></html>"
    result = find_story(make_page("a.html", page.encode()))
    assert isinstance(result, (Story, Rejection))
    assert time.thread_time() - start < 10


def test_million_nested_elements() -> None:
    start = time.thread_time()
    result = find_story(make_page("a.html", b"<div>" * 1_000_000 + PROSE.encode()))
    assert isinstance(result, Rejection)
    assert time.thread_time() - start < 10


def test_million_quotation_marks() -> None:
    """Text that is nothing but marks is no story, and is not read for minutes to say so."""
    start = time.thread_time()
    result = find_story(make_page("a.txt", "“".encode() * 1_000_000))
    assert isinstance(result, Rejection)
    assert time.thread_time() - start < 10


# --- Pages out of pieces that are hostile each, put together as nobody would ------------------------------------------

_LABELLED = {kind.label: kind for kind in KINDS}
_PIECES = st.sampled_from(sorted(_LABELLED)).flatmap(
    lambda label: st.integers(20, 250).map(lambda size: _LABELLED[label].make(size))
)
_SENTENCES = st.lists(
    st.sampled_from(
        "“ ” \" ' ( ) [ . ... ! ? ; : , — - said say denied told that he she it they Mr. Liis Tamberg the minister of "
        "Norway's Oslo Friday May 3 2024 31 99 0 last next year two days ago may not will would if U.S. a.m. 10:30 "
        "€5 50% @a https://a.b \n \n\n \u200b \u202e é e\u0301 К".split(" ")
    ),
    max_size=60,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_PIECES, min_size=1, max_size=5), st.sampled_from(["a.html", "a.txt"]))
def test_pieces_put_together(pieces: list[bytes], name: str) -> None:
    result = read(make_page(name, b"".join(pieces)))
    check(result, Kind("", name, lambda size: b""))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_SENTENCES, st.sampled_from([None, "2024-02-29", "1990-01-01", "2100-12-31"]))
def test_sentences_out_of_what_rules_look_for(text: str, published: str | None) -> None:
    result = read(make_page("a.txt", f"{text} {PROSE}".encode()), published=published)
    check(result, Kind("", "a.txt", lambda size: b""))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 40))
def test_page_with_a_damaged_place(noise: bytes, at: int, removed: int) -> None:
    page = f'<html><head><meta charset="utf-8"><title>Talks</title></head><body><article><p>{PROSE}</p>'.encode()
    damaged = page[:at] + noise + page[at + removed :]
    assert isinstance(find_story(make_page("a.html", damaged)), (Story, Rejection))


def test_kinds_have_labels_of_their_own() -> None:
    labels = [kind.label for kind in KINDS]
    assert len(set(labels)) == len(labels)
    assert all(re.fullmatch(r"[A-Za-z0-9 ,()-]+", label) for label in labels)
