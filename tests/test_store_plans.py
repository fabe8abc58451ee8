"""How SQLite answers lists and searches: by which index, and with the same entries whichever filter leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, select

from evaluation.synthetic import World, make_pages
from evaluation.widening import widen_at_once
from onrecord.store import Case
from onrecord.store.desk import Desk
from onrecord.store.entries import StatementEntry
from onrecord.store.leading import choose_lead, count_up_to
from onrecord.store.question import Filters, Kind, make_question
from onrecord.store.tables import statements

PAGES = 4_500  # so many that the most frequent words and names are no longer few


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    place = str(tmp_path_factory.mktemp("large") / "case.db")
    with Case(place) as case:
        for page, record in make_pages(60):
            case.add_record(page, record)
    widen_at_once(place, 60, PAGES)
    with Case(place) as case:
        yield case


@contextmanager
def watching(case: Case) -> Iterator[list[tuple[str, Any]]]:
    """The questions to the database while this is open, with what they were given."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, given: Any, *___: Any) -> None:
        asked.append((statement, given))

    event.listen(case.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(case.database.engine, "before_cursor_execute", note)


def explain(case: Case, statement: str, given: Any) -> list[str]:
    with case.database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        return [str(row[3]) for row in rows]


def find_lookups(case: Case, ask: Callable[[], object]) -> list[str]:
    """How rows of statements, events, and stories are found by all that `ask` asks, but for those known by number."""
    with watching(case) as asked:
        ask()
    steps = [step for statement, given in asked for step in explain(case, statement, given)]
    looked = [step for step in steps if re.match(r"(SCAN|SEARCH) (statements|events|stories)\b", step)]
    return [step for step in looked if "INTEGER PRIMARY KEY" not in step and "VIRTUAL" not in step]


NARROWED: list[tuple[Kind, Filters]] = [
    ("statement", {}),
    ("statement", {"review": "confirmed"}),
    ("statement", {"min_confidence": 0.999}),
    ("statement", {"act": "threat", "form": "mixed"}),
    ("statement", {"after": "2022-03-01", "before": "2022-03-31", "review": "corrected"}),
    ("event", {}),
    ("event", {"review": "confirmed"}),
    ("event", {"type": "ASSAULT", "status": "denied", "min_confidence": 0.999}),
    ("story", {"review": "confirmed"}),
]


@pytest.mark.parametrize(("kind", "filters"), NARROWED)
def test_lists_are_read_off_an_index_alone(large: Case, kind: Kind, filters: Filters) -> None:
    desk, question = Desk(large), make_question("", {**filters, "limit": 50})
    ask: dict[Kind, Callable[[], object]] = {
        "statement": lambda: desk.statements(question),
        "event": lambda: desk.events(question),
        "story": lambda: desk.stories(question),
    }
    for lookup in (ask[kind], lambda: desk.count(question, kind)):
        listed = [step for step in find_lookups(large, lookup) if "(page=?)" not in step]
        assert listed
        table = {"statement": "statements", "event": "events", "story": "stories"}[kind]
        assert all(f"USING COVERING INDEX ix_{table}_listed" in step for step in listed), listed


def test_an_outlet_that_the_case_has_not_is_looked_for_in_no_row(large: Case) -> None:
    desk = Desk(large)
    with watching(large) as asked:
        batch, counts = desk.counted_statements(make_question("", {"outlet": "Nowhere Gazette", "limit": 50}))
    assert (batch.entries, counts.rows, counts.complete) == ([], 0, True)
    assert not any("outlet IN" in statement for statement, _ in asked)


@pytest.fixture(scope="module")
def entries(large: Case) -> list[StatementEntry]:
    return list(large.statements())


def find_frequent(large: Case) -> tuple[str, str, str]:
    """The most frequent word, person, and outlet, each in many statements."""
    world = World(1)
    with large.database.reading() as connection:
        outlet = connection.execute(select(statements.c.outlet).limit(1)).scalar()
    return world.words[0], world.people[0].name, str(outlet)


QUESTIONS: dict[str, Callable[[str, str, str], Filters]] = {
    "words": lambda person, outlet, word: {},
    "words, speaker": lambda person, outlet, word: {"speaker": person},
    "words, act, last day": lambda person, outlet, word: {"act": "threat", "before": "2023-06-30"},
    "words, outlet": lambda person, outlet, word: {"outlet": outlet},
    "words, outlet, act": lambda person, outlet, word: {"outlet": outlet, "act": "claim"},
    "words, about": lambda person, outlet, word: {"about": "Estonia"},
    "words, about, outlet": lambda person, outlet, word: {"about": "Estonia", "outlet": outlet},
}


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("with_words", [True, False])
def test_the_same_is_found_whatever_leads(
    large: Case, entries: list[StatementEntry], asked: str, with_words: bool
) -> None:
    word, person, outlet = find_frequent(large)
    filters = QUESTIONS[asked](person, outlet, word)
    words = word if with_words else ""
    few = [s.id for s in large.statements(words, limit=40, **filters)]
    listed = Desk(large).statements(make_question(words, {**filters, "limit": 40})).entries
    assert [s.day for s in listed] == [s.day for s in large.statements(words, limit=40, **filters)]
    matching = large.count("statement", words, **filters)
    fits = [
        s.id
        for s in entries
        if (not with_words or word in s.words.lower().split())
        and ("speaker" not in filters or s.speaker == filters["speaker"])
        and ("outlet" not in filters or s.outlet == filters["outlet"])
        and ("act" not in filters or s.act == filters["act"])
        and ("before" not in filters or (s.day or "9") <= str(filters["before"]))
    ]
    if "about" in filters:
        assert set(few) <= set(fits)
        assert few or "outlet" in filters
    else:
        assert (few, matching) == (fits[:40], len(fits))


def test_who_leaves_few_rows_leads(large: Case) -> None:
    def choose(connection: Connection, few: int, *leads: Any) -> str | None:
        many, one = select(statements.c.number), select(statements.c.number).where(statements.c.number == 1_000_000)
        rows = {"speaker": many, "outlet": many, "words": many, "about": one}
        return choose_lead(connection, iter((lead, rows[lead]) for lead in leads), few)

    with large.database.reading() as connection:
        assert count_up_to(connection, select(statements.c.number), 7) == 8
        assert choose(connection, 10, "speaker", "about") == "about"
        assert choose(connection, 10, "speaker") is None
        assert choose(connection, 10, "words") is None
        assert choose(connection, 10, "outlet", "speaker", "words") == "speaker", "looked up only where the words are"
        assert choose(connection, 10) is None
