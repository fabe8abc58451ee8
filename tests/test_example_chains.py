"""Chains of the sample case against its key: for each retelling whether the outlet that it names has it.

`cases/chains.json` has one row for every statement that a page of `examples/` has from another outlet, as a careful
reader judges it. A row that the program misses says why under `known_failure`, and fails as soon as it is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.compare import Comparison, Link
from onrecord.compare.case import compare_case
from onrecord.inputs import make_page
from onrecord.read import read
from onrecord.record import Record
from onrecord.store import Case

ROOT = Path(__file__).parent.parent
ROWS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "cases" / "chains.json").read_text(encoding="utf-8"))
IDS = [f"{row['page'].removesuffix('.html')}: {row['label']}" for row in ROWS]


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    """The sample case by the names of its files."""
    read_pages = {path.name: read(path) for path in sorted((ROOT / "examples").glob("*.html"))}
    return {name: page for name, page in read_pages.items() if isinstance(page, Record)}


@pytest.fixture(scope="module")
def links(records: dict[str, Record]) -> list[tuple[str, Link]]:
    """Every chain, with the name of its page."""
    comparison = Comparison()
    for record in records.values():
        comparison.add(record)
    names = {record.story.id: name for name, record in records.items()}
    return [(names[link.telling.story], link) for link in comparison.chains()]


def find_link(links: list[tuple[str, Link]], row: dict[str, Any]) -> Iterator[Link]:
    for page, link in links:
        if page == row["page"] and link.cited == row["cited"] and link.telling.words.startswith(row["starts"]):
            yield link


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_chain(row: dict[str, Any], links: list[tuple[str, Link]], request: pytest.FixtureRequest) -> None:
    if "known_failure" in row:
        request.applymarker(pytest.mark.xfail(reason=row["known_failure"], strict=True))
    (link,) = find_link(links, row)
    assert link.verdict == row["verdict"], link.text
    if "changes" in row:
        assert [change.kind for change in link.changes] == row["changes"]
    assert (link.story is None) == (row["verdict"] in ("not found in it", "not checked"))


def test_no_other_outlet_is_checked(links: list[tuple[str, Link]]) -> None:
    """What is neither in the key nor left unchecked would be a chain that a careful reader does not see."""
    known = {id(link) for row in ROWS for link in find_link(links, row)}
    assert [(page, link.telling.words) for page, link in links if id(link) not in known if link.story] == []
    assert not any(link.cited.startswith(("this ", "his ")) for _, link in links)


def test_a_case_has_the_same_chains(records: dict[str, Record], links: list[tuple[str, Link]]) -> None:
    with Case(":memory:") as case:
        for record in records.values():
            case.add_record(make_page(record.story.url, record.story.text.encode()), record)
        kept = list(compare_case(case).chains())
    key = lambda link: (link.telling.statement, link.cited, link.verdict, link.text)  # noqa: E731
    assert sorted(map(key, kept)) == sorted(key(link) for _, link in links)
