"""The pages of `examples/`, against what a careful reader finds on them (`cases/examples.json`).

A row that the program misses says so under `known_failure` and in which way; it fails as soon as it is read right, so
that the list of failures stays true. `ends` is the end of the last content, `starts` the start of one.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.read import read
from onrecord.record import Record, Statement

ROOT = Path(__file__).parent.parent
PAGES: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "examples.json").read_text(encoding="utf-8"))
ROWS = [(page, row) for page, told in PAGES.items() for row in told["statements"]]
INVENTED = ("Written for On Record", "events are invented")
MARKS = "“”\"',.?! "
LEAST = 0.7  # share of the careful reader's rows that are read right


@functools.cache
def read_page(name: str) -> Record:
    record = read(ROOT / "examples" / name)
    assert isinstance(record, Record)
    return record


def words_of(record: Record, statement: Statement) -> list[str]:
    """The contents without marks at either end, and without a leading "that" or "about", which may count to the cue."""
    words = [c.of(record.story.text).strip(MARKS) for c in statement.contents]
    return [w.removeprefix("that ").removeprefix("about ") for w in words]


def is_found(record: Record, row: dict[str, Any]) -> str | None:
    """None where the record has the row, else what it has otherwise."""
    text = record.story.text
    actors = {a.id: a.name for a in record.actors}
    missed = "no such statement"
    for s in record.statements:
        contents, cue = words_of(record, s), s.cue.of(text) if s.cue is not None else ""
        fits = any(c.startswith(row["starts"]) for c in contents) and contents[-1].endswith(row["ends"])
        if not fits or row.get("cue", "") not in cue:
            continue
        wrong = []
        if not _is_named(actors.get(s.speaker or ""), row["who"]):
            wrong.append("speaker")
        wrong += [k for k, value in (("form", s.form), ("act", s.act)) if value != row.get(k, value)]
        if "via" in row and [_bare(actors[v]) for v in s.via] != row["via"]:
            wrong.append("via")
        if not wrong:
            return None
        missed = f"{' and '.join(wrong)} otherwise"
    return missed


def _is_named(found: str | None, wanted: str | None) -> bool:
    """Whether a name is the wanted one; a description may go on ("an official | who asked not to be named")."""
    if found is None or wanted is None:
        return found == wanted
    found, wanted = _bare(found), _bare(wanted)
    return found == wanted or found.startswith((f"{wanted} who", f"{wanted}, who", f"{wanted}, neither"))


def _bare(name: str) -> str:
    """A name without an article, which a page writes now so and now so."""
    first, _, rest = name.partition(" ")
    return rest if first.lower() in ("a", "an", "the") else name


def test_every_page_has_its_rows() -> None:
    assert {p.name for p in (ROOT / "examples").glob("*.html")} == set(PAGES)
    assert len({told["outlet"] for told in PAGES.values()}) >= 6


@pytest.mark.parametrize("name", PAGES)
def test_the_page_says_that_it_is_invented(name: str) -> None:
    page = (ROOT / "examples" / name).read_text(encoding="utf-8")
    assert all(words in page for words in INVENTED)
    assert name in (ROOT / "examples" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    story, told = read_page(name).story, PAGES[name]
    assert story.outlet == told["outlet"]
    assert story.published is not None
    assert story.published.value[:10] == told["published"]
    for words in told["no_story"]:
        assert words not in story.text


@pytest.mark.parametrize(("name", "row"), ROWS, ids=lambda x: x if isinstance(x, str) else x["starts"])
def test_statement(name: str, row: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "known_failure" in row:
        request.applymarker(pytest.mark.xfail(reason=row["known_failure"], strict=True))
    assert is_found(read_page(name), row) is None


def test_most_is_read_right() -> None:
    right = sum("known_failure" not in row for _, row in ROWS)
    assert right / len(ROWS) >= LEAST
