"""The contract of a case, the same on SQLite and PostgreSQL: what goes in comes out, once, and is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from evaluation.synthetic import make_pages
from onrecord import Case as PublicCase
from onrecord.errors import UsageError
from onrecord.inputs import make_page
from onrecord.record import Event, Record, Rejection, Span, make_id
from onrecord.store import Case, EventEntry, StatementEntry
from tests.sample import FRIDAY, STATEMENTS, TAMBERG, TEXT, WIRE, make_record, make_story, span

CASES = json.loads((Path(__file__).parent / "cases" / "searches.json").read_text(encoding="utf-8"))
EVENT = Event(
    id=make_id("e", "p-sample", 1),
    type="REJECT",
    mode="refuse",
    trigger=span("turned away"),
    actors=(TAMBERG.id,),
    recipients=(WIRE.id,),
    status="claimed",
    confidence=0.7,
    objects=(span("cargoes"),),
    place=span("Tallinn"),
    time=FRIDAY.id,
    according_to=WIRE.id,
    within=STATEMENTS[3].id,
    contexts=("maritime",),
    rule="a cue of belief holds it",
)


def make_full_record(**more: Any) -> Record:
    return make_record(events=(EVENT,), **more)


@pytest.fixture
def case(place: str) -> Iterator[Case]:
    with Case(place) as opened:
        yield opened


def add(case: Case, record: Record, content: bytes = b"<p>one</p>", url: str = "/pages/harbour.html") -> int:
    added = case.add_record(make_page(url, content), record)
    assert added.page is not None
    return added.page


def test_case_is_among_the_public_names() -> None:
    assert PublicCase is Case


def test_record_and_page_come_back_exactly(case: Case) -> None:
    record, page = make_full_record(), make_page("/pages/harbour.html", b"\x00\xff<p>bytes</p>")
    number = case.add_record(page, record).page
    assert number is not None
    assert case.record(number) == record
    assert case.page(number) == page
    assert list(case.records()) == [record]


def test_items_come_back_as_they_were(case: Case) -> None:
    add(case, make_full_record())
    assert {e.statement for e in case.statements()} == set(STATEMENTS)
    assert [e.event for e in case.events()] == [EVENT]
    assert case.reading(1) == make_full_record()


def test_entries_name_who_and_what(case: Case) -> None:
    add(case, make_full_record())
    told = next(case.statements("hide", speaker="Tamberg"))
    assert (told.speaker, told.addressee, told.place, told.via) == (
        "Liis Tamberg",
        "reporters",
        "Tallinn",
        ("Baltic Wire",),
    )
    assert (told.outlet, told.published, told.day) == ("The Narva Ledger", "2024-05-04", "2024-05-04")
    event = next(case.events())
    assert (event.actors, event.recipients, event.according_to) == (("Liis Tamberg",), ("Baltic Wire",), "Baltic Wire")
    assert (event.words, event.place, event.time, event.day) == ("turned away", "Tallinn", "2024-05-03", "2024-05-03")
    assert "two cargoes were turned away" in event.around


@pytest.mark.parametrize("search", CASES, ids=lambda c: str(c["label"]))
def test_search(case: Case, search: dict[str, Any]) -> None:
    add(case, make_full_record())
    find = {"statement": case.statements, "event": case.events, "story": case.stories}[search.get("kind", "statement")]
    found = find(search.get("words", ""), **search.get("filters", {}))
    text = [TEXT[e.start : e.start + 12] if isinstance(e, StatementEntry | EventEntry) else e.title for e in found]
    assert sorted(text) == sorted(search["found"])
    assert case.count(search.get("kind", "statement"), search.get("words", ""), **search.get("filters", {})) == len(
        text
    )


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=40), name=st.text(max_size=20))
def test_no_words_are_an_error(case: Case, words: str, name: str) -> None:
    list(case.statements(words, speaker=name, about=words, outlet=name, addressee=words))
    list(case.events(words, recipient=name))
    list(case.timeline(name, words))
    list(case.actors(name))
    assert case.find(name) == []


def test_operators_of_the_database_are_only_words(case: Case) -> None:
    add(case, make_full_record())
    for words in (
        "hide OR zebra",
        'hide" OR "x',
        "NEAR(hide)",
        "hide & zebra",
        "hide | zebra",
        "words:hide ^x",
    ):
        assert not list(case.statements(words)), words
    assert list(case.statements("“hide” ,,, (nothing)"))
    assert list(case.statements("hide' --"))


def test_marks_and_nuls_are_found(case: Case) -> None:
    text = TEXT.replace("hide", "hi\0e").replace("Friday", "Фриде́й")
    record = make_full_record(story=make_story(text=text, title="a\0b"))
    assert case.record(add(case, record)) == record
    assert list(case.statements("nothing"))


def test_same_bytes_do_nothing(case: Case) -> None:
    first = add(case, make_full_record())
    again = case.add_record(make_page("/pages/harbour.html", b"<p>one</p>"), make_full_record())
    assert (again.outcome, again.page) == ("unchanged", first)
    assert case.count() == len(STATEMENTS)


def test_same_bytes_under_another_name_do_nothing(case: Case, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"one and the same")
    add(case, make_full_record(), b"one and the same", str(tmp_path / "a.txt"))
    added = case.add(tmp_path / "b.txt")
    assert added.outcome == "unchanged"
    assert "a.txt" in added.detail


def test_changed_page_is_a_new_version_beside_the_old(case: Case) -> None:
    old = make_full_record()
    edited = TEXT.replace("two cargoes", "six cargoes")
    new = make_record(story=make_story(text=edited, id="p-edited"), statements=(), findings=())
    first, second = add(case, old), add(case, new, b"<p>two</p>")
    assert [(p.number, p.version, p.current) for p in case.pages()] == [(first, 1, False), (second, 2, True)]
    assert case.record(first) == old
    assert case.count() == 0, "what an older capture said is not what the page says"
    assert case.count(all_versions=True) == len(STATEMENTS)
    assert [s.version for s in case.stories()] == [2]


def test_bytes_that_change_nothing_that_is_said_keep_the_ids(case: Case) -> None:
    add(case, make_full_record())
    added = case.add_record(make_page("/pages/harbour.html", b"<p>new advertisement</p>"), make_full_record())
    assert (added.outcome, added.detail) == ("changed", "the bytes changed, what it says did not")
    assert {e.id for e in case.statements()} == {s.id for s in STATEMENTS}
    assert case.find(STATEMENTS[0].id)[0].page == added.page


def test_one_story_in_two_files_counts_once(case: Case) -> None:
    add(case, make_full_record())
    copy = case.add_record(make_page("/pages/copy.html", b"<p>other bytes</p>"), make_full_record())
    assert "copy of /pages/harbour.html" in copy.detail
    assert case.count() == len(STATEMENTS)
    edited = make_record(story=make_story(text=TEXT.upper(), id="p-edited"), statements=(), events=(), findings=())
    add(case, edited, b"<p>edited</p>")
    assert case.count() == len(STATEMENTS), "the copy stands for the story once the first page says something else"
    assert [p.url for p in case.pages() if p.current] == ["/pages/copy.html", "/pages/harbour.html"]


def test_rejected_page_is_kept_with_its_reason_and_never_current(case: Case) -> None:
    add(case, make_full_record())
    added = case.add_record(make_page("/pages/harbour.html", b"pay"), Rejection("harbour.html", "no-story", "a wall"))
    assert (added.outcome, added.reason, added.detail) == ("rejected", "no-story", "a wall")
    assert case.count() == len(STATEMENTS)
    assert added.page is not None
    assert case.record(added.page) is None
    assert [p.current for p in case.pages()] == [True, False]


def test_old_way_to_ask_is_refused_with_the_next_step(case: Case) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        list(case.statements(after="yesterday"))
    with pytest.raises(UsageError, match="limit is 0"):
        list(case.statements(limit=0))
    with pytest.raises(UsageError, match="no such filter"):
        list(case.statements(colour="red"))  # type: ignore[call-arg]


def test_timeline_tells_what_somebody_said_and_did_oldest_first(case: Case) -> None:
    add(case, make_full_record())
    line = list(case.timeline("Tamberg"))
    assert [e.day for e in line] == sorted(e.day or "" for e in line)
    assert {e.id for e in line} == {STATEMENTS[0].id, STATEMENTS[1].id, STATEMENTS[2].id, STATEMENTS[4].id, EVENT.id}


def test_actors_are_joined_across_pages_by_full_name_and_outside_id(case: Case) -> None:
    add(case, make_full_record())
    for number in range(3):
        same = msgspec.structs.replace(TAMBERG, id=f"a-{number:010}", mentions=())
        story = make_story(id=f"p-{number}", url=f"https://x.example/{number}")
        record = make_record(story=story, actors=(same,), statements=(), timexes=(), findings=())
        add(case, record, str(number).encode(), f"https://x.example/{number}")
    tamberg = next(case.actors("liis TAMBERG"))
    assert (tamberg.pages, tamberg.statements, tamberg.kind) == (4, 3, "person")
    assert [a.name for a in case.actors()] == ["Liis Tamberg", "Baltic Wire"]


def test_unnamed_actors_are_never_joined(case: Case) -> None:
    for number in range(2):
        somebody = msgspec.structs.replace(
            TAMBERG, id=f"a-{number:010}", name="an official", kind="unnamed", mentions=()
        )
        story = make_story(id=f"p-{number}", url=f"https://x.example/{number}")
        record = make_record(story=story, actors=(somebody,), statements=(), timexes=(), findings=())
        add(case, record, str(number).encode(), f"https://x.example/{number}")
    assert [a.pages for a in case.actors()] == [1, 1]


def test_results_come_one_by_one(case: Case) -> None:
    for page, record in make_pages(25):
        case.add_record(page, record)
    found = case.statements()
    first = next(found)
    assert first.id.startswith("s-")
    found.close()  # type: ignore[attr-defined]  # a generator: letting go of it early lets go of the database
    assert len({e.id for e in case.statements()}) == 250
    days = [e.day or "" for e in case.statements()]
    assert days == sorted(days, reverse=True)


def test_a_list_that_is_read_in_part_may_outlive_its_case(place: str) -> None:
    given: list[Any] = []
    with Case(place) as case:
        event.listen(case.database.engine, "checkout", lambda connection, *_: given.append(connection))
        case.add_record(make_page("/pages/a.html", b"<p>one</p>"), make_record())
        entries = case.statements()
        next(entries)
    entries.close()
    assert given
    for connection in given:
        with pytest.raises(Exception, match="closed"):
            connection.cursor().execute("SELECT 1")


def test_made_up_pages_come_back_exactly(case: Case) -> None:
    pages = list(make_pages(12, seed=5))
    for page, record in pages:
        case.add_record(page, record)
    assert [record for _, record in pages] == list(case.records())
    for number, (page, record) in enumerate(pages, 1):
        assert case.page(number) == page
        assert {e.statement for e in case.statements(page=number)} == set(record.statements)
        assert {e.event for e in case.events(page=number)} == set(record.events)


texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record: the sample's, its text, spans, and optional fields drawn anew."""
    text = draw(texts.filter(bool))

    def some_span() -> Span:
        start = draw(st.integers(0, len(text) - 1))
        return Span(start, draw(st.integers(start + 1, len(text))))

    statements = tuple(
        msgspec.structs.replace(
            s,
            source=draw(st.none() | st.just(some_span())),
            cue=draw(st.none() | st.just(some_span())),
            contents=tuple(some_span() for _ in range(draw(st.integers(0, 3)))),
            addressee=draw(st.none() | st.just(some_span())),
            time=draw(st.sampled_from([None, FRIDAY.id])),
            confidence=draw(st.floats(0, 1)),
        )
        for s in STATEMENTS
    )
    event = msgspec.structs.replace(EVENT, trigger=some_span(), objects=(some_span(),), rule=draw(texts))
    actor = msgspec.structs.replace(TAMBERG, name=draw(texts), role=draw(st.none() | texts), same_as=(draw(texts),))
    return make_record(
        story=make_story(text=text, title=draw(st.none() | texts), outlet=draw(st.none() | texts), url=draw(texts)),
        actors=(actor, WIRE),
        statements=statements,
        events=(event,),
        timexes=(msgspec.structs.replace(FRIDAY, span=some_span(), value=draw(texts)),),
        findings=(),
    )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(record=records())
@example(
    record=make_record(
        actors=(msgspec.structs.replace(TAMBERG, same_as=("a\0b", "a\\u0000b")), WIRE),
        events=(msgspec.structs.replace(EVENT, rule="a\0b"),),
    )
)
def test_any_record_comes_back_exactly(case: Case, record: Record) -> None:
    page = make_page("/pages/any.html", msgspec.json.encode(record))
    added = case.add_record(page, record)
    assert added.page is not None
    assert case.record(added.page) == record
    if added.outcome == "unchanged":
        return
    assert {e.statement for e in case.statements(page=added.page, all_versions=True)} == set(record.statements)
    as_rows = [
        msgspec.structs.replace(e, rule=e.rule.replace("\0", "\N{REPLACEMENT CHARACTER}")) for e in record.events
    ]
    assert [e.event for e in case.events(page=added.page, all_versions=True)] == as_rows, "rows hold no NUL"
    assert case.reading(added.page) == record
