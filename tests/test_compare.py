"""Quotations across pages: typed changes (`cases/compare.json`), groups, order of adding, and hostile input."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.compare import Comparison, compare_tellings
from onrecord.compare.tellings import find_tellings
from onrecord.compare.words import find_passage
from onrecord.record import Record, Span
from tests.compared import KASK, TAMBERG, make_page

CASES = json.loads((Path(__file__).parent / "cases" / "compare.json").read_text(encoding="utf-8"))
WORDS = "We have nothing to hide, and the pilots will be back at work in the harbour before the end of the week"


def compare(*records: Record) -> Comparison:
    comparison = Comparison()
    for record in records:
        comparison.add(record)
    return comparison


def test_every_case_has_its_own_label() -> None:
    assert len({c["label"] for c in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["label"])
def test_changes_are_named(case: dict[str, Any]) -> None:
    there = make_page("there", case["there"])
    here = make_page("here", case["here"], form=case.get("form", "direct"))
    changes = compare_tellings(next(find_tellings(there)), next(find_tellings(here)))
    assert sorted(c.kind for c in changes) == sorted(case["kinds"])
    assert case.get("text", "") in " ".join(c.text for c in changes)
    for change in changes:
        for span, record in ((change.here, here), (change.there, there)):
            assert span is None or span.of(record.story.text).strip()


def test_tellings_of_one_quotation_are_one_group() -> None:
    cut = make_page("b", WORDS[: WORDS.index(" before")], published="2025-03-05")
    part = make_page("c", "nothing to hide", published="2025-03-06")
    other = make_page("d", "The fishing quotas are a matter for the parliament and for nobody else in this town")
    (quotation,) = compare(make_page("a", WORDS), cut, part, other).quotations()
    assert [v.telling.url for v in quotation.variants] == ["a.txt", "b.txt", "c.txt"]
    assert quotation.reference.words == WORDS
    assert [[c.kind for c in v.changes] for v in quotation.variants] == [[], ["cut"], ["cut", "cut"]]


def test_another_speaker_of_the_same_words_is_named() -> None:
    (quotation,) = compare(make_page("a", WORDS), make_page("b", WORDS, KASK)).quotations()
    assert [c.kind for c in quotation.variants[1].changes] == ["speaker differs"]


def test_few_common_words_of_two_speakers_are_no_group() -> None:
    assert not list(compare(make_page("a", "we will see"), make_page("b", "we will see", KASK)).quotations())


def test_a_partial_quotation_of_another_month_is_no_group() -> None:
    pages = make_page("a", "serious concerns"), make_page("b", "serious concerns", published="2025-07-01")
    assert not list(compare(*pages).quotations())
    near = make_page("a", "serious concerns"), make_page("b", "serious concerns", published="2025-03-06")
    assert len(list(compare(*near).quotations())) == 1


def test_a_partial_quotation_joins_no_two_quotations() -> None:
    first = "We have serious concerns about the dredging that was begun last year without a permit"
    second = "There are serious concerns over the catch of herring which three inspectors counted by hand"
    part = make_page("c", "serious concerns", published="2025-03-06")
    twice = [make_page("a", first), make_page("a2", first), make_page("b", second, published="2025-03-20")]
    groups = list(compare(*twice, make_page("b2", second, published="2025-03-20"), part).quotations())
    assert sorted(len(g.variants) for g in groups) == [2, 3]


PAGES = (
    make_page("a", WORDS),
    make_page("b", WORDS.replace("nothing", "something"), published="2025-03-05"),
    make_page("c", "nothing to hide", published="2025-03-05"),
    make_page("d", WORDS, KASK, outlet="The Narva Ledger"),
    make_page("e", WORDS, via="The Narva Ledger", published=None),
    make_page("f", "The gate was never closed by the harbour master", cue="claimed"),
    make_page("g", "the gate was closed by the harbour master", KASK, "indirect", cue="denied", act="denial"),
    make_page("h", "that the gate was closed by the harbour master", ("Baltic Wire", "outlet", None, None), "indirect"),
    make_page("i", "nothing to hide", ("L. Tamberg", "person", None, None), published=None),
)


def show(comparison: Comparison) -> tuple[Any, ...]:
    quotations = list(comparison.quotations())
    return (
        list(comparison.actors()),
        quotations,
        [comparison.order(q) for q in quotations],
        [comparison.count_voices(q) for q in quotations],
        list(comparison.copies()),
        list(comparison.chains()),
        list(comparison.contradictions()),
    )


@settings(max_examples=40, deadline=None)
@given(st.permutations(PAGES))
def test_the_order_of_adding_does_not_count(pages: list[Record]) -> None:
    assert show(compare(*pages)) == show(compare(*PAGES))


def test_adding_a_page_again_changes_nothing() -> None:
    comparison = compare(*PAGES)
    before = show(comparison)
    assert not comparison.add(PAGES[0])
    assert show(comparison) == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_any_words_can_be_compared(one: str, other: str) -> None:
    for quotation in compare(make_page("a", one), make_page("b", other)).quotations():
        for variant in quotation.variants:
            assert all(span.start < span.end for span in variant.telling.spans)


@given(st.text(max_size=200))
def test_words_lie_in_their_text_in_order(text: str) -> None:
    passage = find_passage(text, [Span(0, len(text))])
    assert all(0 <= start < end <= len(text) for start, end in zip(passage.starts, passage.ends, strict=True))
    assert list(passage.starts) == sorted(passage.starts)


def test_a_hundred_copies_are_one_voice() -> None:
    text = " ".join(f"Gate {n} was opened by pilot {n * 7} before the tide turned." for n in range(60))
    pages = [make_page(f"copy{n}", text, outlet=f"Outlet {n}") for n in range(100)]
    comparison = compare(*pages)
    (quotation,) = comparison.quotations()
    assert len(quotation.variants) == 100
    assert comparison.count_voices(quotation) == 1
    assert [len(c) for c in comparison.copies()] == [100]


def test_a_quotation_of_ten_thousand_words() -> None:
    long = " ".join(f"harbour{n % 997} gate{n % 991}" for n in range(5_000))
    begun = time.perf_counter()
    changed = long.replace("harbour500 ", "jetty ", 1)
    (quotation,) = compare(make_page("a", long), make_page("b", changed)).quotations()
    assert [c.kind for c in quotation.variants[1].changes] == ["substituted"]
    assert time.perf_counter() - begun < 60


def test_an_empty_page_shares_nothing() -> None:
    comparison = compare(make_page("a", ""), make_page("b", ""))
    assert not list(comparison.quotations())
    assert not list(comparison.copies())


def test_the_fullest_telling_is_the_reference_unless_another_is_told_most_often() -> None:
    short = WORDS[: WORDS.index(" before")]
    pages = [make_page(name, words) for name, words in (("a", WORDS), ("b", short), ("c", short))]
    (quotation,) = compare(*pages).quotations()
    assert (quotation.reference.words, quotation.why) == (short, "told most often")
    (quotation,) = compare(*pages[:2]).quotations()
    assert (quotation.reference.words, quotation.why) == (WORDS, "fullest")


def test_the_quotation_of_one_statement() -> None:
    pages = make_page("a", WORDS), make_page("b", WORDS, published="2025-03-06")
    comparison = compare(*pages)
    assert comparison.quotation_of(pages[1].statements[0].id) == next(comparison.quotations())
    assert comparison.quotation_of("s-none") is None


def test_speakers_of_one_surname_are_two() -> None:
    other = ("Mart Tamberg", "person", "EST", None)
    (quotation,) = compare(make_page("a", WORDS, TAMBERG), make_page("b", WORDS, other)).quotations()
    assert [c.kind for v in quotation.variants for c in v.changes] == ["speaker differs"]
