"""Statements that say the same in other words: which pairs are found, in memory and in a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.compare import Comparison
from onrecord.compare.case import compare_case
from onrecord.inputs import make_page as make_bytes
from onrecord.record import Record
from onrecord.store import Case
from tests.compared import KASK, make_page

ONE = "that the pilots will suspend their strike in the northern harbour until the ministry answers"
OTHER = "the strike of the harbour pilots in the north is suspended until an answer comes from the ministry"


def find_pairs(*records: Record) -> list[tuple[str, str]]:
    comparison = Comparison()
    for record in records:
        comparison.add(record)
    return [(pair.one.url, pair.other.url) for pair in comparison.similar()]


def test_the_same_in_other_words_is_similar() -> None:
    pages = make_page("a", ONE, form="indirect"), make_page("b", OTHER, form="indirect", published="2025-03-05")
    assert find_pairs(*pages) == [("a.txt", "b.txt")]
    assert find_pairs(*reversed(pages)) == [("a.txt", "b.txt")]


@pytest.mark.parametrize(
    "other",
    [
        make_page("b", OTHER, KASK, "indirect"),
        make_page("b", OTHER, form="indirect", published="2025-04-20"),
        make_page("b", OTHER, ("a diplomat", "unnamed", None, None), "indirect"),
        make_page("b", "the ministry will answer in a letter to the parliament before the summer", form="indirect"),
    ],
    ids=("another speaker", "another month", "a speaker without a name", "something else"),
)
def test_what_is_not_similar(other: Record) -> None:
    assert not find_pairs(make_page("a", ONE, form="indirect"), other)


def test_the_same_words_are_a_quotation_and_not_similar() -> None:
    words = ONE.removeprefix("that ")
    comparison = Comparison()
    for name in ("a", "b"):
        comparison.add(make_page(name, words))
    assert len(list(comparison.quotations())) == 1
    assert not list(comparison.similar())


def test_a_case_keeps_the_same_pairs_and_lets_them_go(tmp_path: Path) -> None:
    pages = make_page("a", ONE, form="indirect"), make_page("b", OTHER, form="indirect"), make_page("c", ONE, KASK)
    comparison = Comparison()
    with Case(tmp_path / "case.db") as case:
        for page in pages:
            case.add_record(make_bytes(page.story.url, page.story.text.encode()), page)
            compare_case(case)
            comparison.add(page)
        kept = list(compare_case(case).similar())
        assert kept == list(comparison.similar())
        assert [pair.one.url for pair in kept] == ["a.txt"]
        changed = make_page("b", "nothing of that kind at all was said about ferries", form="indirect")
        story = changed.story
        case.add_record(make_bytes("b.txt", story.text.encode()), _rename(changed))
        assert not list(compare_case(case).similar())


def _rename(record: Record) -> Record:
    """The record as that of a later capture."""
    import msgspec

    story = msgspec.structs.replace(record.story, id=f"{record.story.id}-2")
    statements = tuple(msgspec.structs.replace(s, id=f"{s.id}-2") for s in record.statements)
    return msgspec.structs.replace(record, story=story, statements=statements)
