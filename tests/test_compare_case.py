"""A case compared bit by bit: always the same as all of its pages compared at once, and marks on it that last."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.compare import Comparison
from onrecord.compare.case import CaseComparison, compare_case
from onrecord.compare.contradictions import CLAUSES
from onrecord.compare.events import EVENTS
from onrecord.compare.fingerprints import hash_words
from onrecord.compare.keeping import Kept
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.similar import SIMILAR
from onrecord.compare.updating import RULES
from onrecord.compare.voices import SAMPLES
from onrecord.compare.wordings import WORDINGS
from onrecord.errors import UsageError
from onrecord.inputs import make_page as make_bytes
from onrecord.record import Record
from onrecord.store import By, Case
from onrecord.store.shared import Shared
from onrecord.store.shared_view import Slice
from onrecord.store.writing import replace_reading
from tests.compared import KASK, make_event_page, make_page
from tests.test_compare import PAGES, WORDS

ANN = By("Ann")
MORE = (
    make_page("n", "that the harbour pilots would open the northern gate for tankers", form="indirect"),
    make_page("o", "that tankers could pass once harbour pilots had opened a northern gate", form="indirect"),
    make_event_page("j"),
    make_event_page("k", "shut", "denied"),
    make_event_page("l", tail=" on Monday", published="2025-03-05"),
    make_event_page("m", published=None),
)
LONG = " ".join(f"Gate {n} was opened by pilot {n * 7} before the tide turned." for n in range(30))


def add(case: Case, *records: Record) -> None:
    for record in records:
        case.add_record(make_bytes(record.story.url, record.story.text.encode()), record)


def capture_again(case: Case, record: Record, words: str) -> Record:
    """The page of a record with another text at the same address."""
    now = make_page(record.story.url.removesuffix(".txt"), words, outlet=record.story.outlet)
    story_id = f"{now.story.id}-2"
    statements = tuple(msgspec.structs.replace(s, id=f"{s.id}-2") for s in now.statements)
    story = msgspec.structs.replace(now.story, id=story_id)
    now = msgspec.structs.replace(now, story=story, statements=statements)
    add(case, now)
    return now


def compare_whole(case: Case) -> Comparison:
    comparison = Comparison()
    for capture in case.pages():
        if capture.current and capture.story:
            comparison.add(case.reading(capture.number))
    return comparison


def show(comparison: Comparison | CaseComparison) -> dict[str, Any]:
    quotations = sorted(comparison.quotations(), key=lambda q: q.id)
    return {
        "actors": list(comparison.actors()),
        "quotations": quotations,
        "orders": [comparison.order(q) for q in quotations],
        "voices": [comparison.count_voices(q) for q in quotations],
        "copies": sorted(comparison.copies()),
        "chains": sorted(comparison.chains(), key=lambda c: c.telling.statement),
        "events": list(comparison.events()),
        "contradictions": sorted(comparison.contradictions(), key=lambda e: e.id),
        "clashes": sorted(comparison.event_clashes(), key=lambda c: c.id),
        "similar": sorted(comparison.similar(), key=lambda s: s.id),
    }


def check(case: Case) -> dict[str, Any]:
    kept, whole = show(compare_case(case)), show(compare_whole(case))
    for name, found in whole.items():
        assert kept[name] == found, name
    return kept


@pytest.fixture
def make_case(empty_file: Path, tmp_path: Path) -> Iterator[Any]:
    numbers = count()

    def make() -> Case:
        return Case(shutil.copy(empty_file, tmp_path / f"case{next(numbers)}.db"))

    return make


@settings(max_examples=6, deadline=None)
@given(pages=st.permutations((*PAGES, *MORE)), stops=st.sets(st.integers(1, 14)))
def test_bit_by_bit_in_any_order_is_as_all_at_once(
    pages: list[Record], stops: set[int], empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Case(shutil.copy(empty_file, tmp_path_factory.mktemp("case") / "case.db")) as case:
        for number, record in enumerate(pages):
            if number in stops:
                compare_case(case)
            add(case, record)
        found = check(case)
    assert found["quotations"]
    assert found["events"]
    assert found["contradictions"]
    assert found["clashes"]
    assert found["similar"]


def test_pages_that_change_or_go_are_as_if_they_never_were(place: str) -> None:
    with Case(place) as case:
        add(case, *PAGES, *MORE)
        before = check(case)
        capture_again(case, PAGES[1], "The herring fleet will be told on Friday what the ministry has decided")
        assert check(case)["quotations"] != before["quotations"]
        case.reject(PAGES[0].statements[0].id, ANN)
        check(case)
        correction = case.correct(PAGES[3].statements[0].id, "act", "denial", ANN)
        check(case)
        case.undo(correction.id, ANN)
        case.reject(MORE[3].events[0].id, ANN)
        assert not check(case)["clashes"]


def test_what_is_compared_is_not_compared_again(place: str) -> None:
    with Case(place) as case:
        add(case, *PAGES)
        done: list[tuple[int, int]] = []
        comparison = compare_case(case, lambda *at: done.append(at))
        assert done[-1] == (len(PAGES), len(PAGES))
        version = comparison.find_version()
        compare_case(case, lambda *at: done.clear())
        assert done
        assert comparison.find_version() == version
        assert comparison.count_due() == 0
        add(case, make_page("new", WORDS))
        assert comparison.count_due() == 1


def test_a_split_actor_is_joined_with_nobody_until_that_is_undone(place: str) -> None:
    pages = [make_page(name, WORDS) for name in "abc"]
    with Case(place) as case:
        add(case, *pages)
        (actor,) = compare_case(case).actors()
        assert len(actor.appearances) == 3
        (correction,) = case.split([pages[2].actors[0].id], ANN)
        (actor,) = compare_case(case).actors()
        assert {a.actor for a in actor.appearances} == {p.actors[0].id for p in pages[:2]}
        case.undo(correction.id, ANN)
        (actor,) = compare_case(case).actors()
        assert len(actor.appearances) == 3


def test_lists_come_in_parts(place: str) -> None:
    other = "The fishing quotas are a matter for the parliament and for nobody else in this town"
    with Case(place) as case:
        add(case, make_page("a", WORDS), make_page("b", WORDS), make_page("c", WORDS.replace("nothing", "something")))
        add(case, make_page("d", other, KASK), make_page("e", other, KASK))
        comparison = compare_case(case)
        assert [len(q.variants) for q in comparison.quotations()] == [3, 2]
        assert [len(q.variants) for q in comparison.quotations(part=Slice(1, 5))] == [2]
        assert [len(q.variants) for q in comparison.quotations("oskar kask")] == [2]
        assert comparison.count_quotations("QUOTAS") == 1
        assert comparison.count_quotations(change="negation changed") == 1
        assert comparison.count_quotations("100%") == 0


# Marks


def find_entry(case: Case) -> Any:
    return next(iter(compare_case(case).contradictions()))


def test_a_mark_outlives_another_capture_and_is_taken_back_by_another_mark(place: str) -> None:
    one = make_page("a", "We do not intend to search any ship in the northern strait")
    other = make_page("b", "We intend to search any ship in the northern strait")
    with Case(place) as case:
        add(case, one, other)
        entry = find_entry(case)
        comparison = compare_case(case)
        comparison.judge(entry.id, "not real", ANN)
        assert comparison.said_of(entry.id)[entry.id] == ("not real", "Ann")
        assert list(comparison.contradictions("open")) == []
        text = f"Friday. {one.story.text}"
        moved = msgspec.structs.replace(
            one,
            story=msgspec.structs.replace(one.story, id=f"{one.story.id}-2", text=text),
            statements=tuple(shift(s, 8) for s in one.statements),
        )
        add(case, moved)
        again = find_entry(case)
        assert again.id != entry.id
        comparison = compare_case(case)
        assert comparison.said_of(again.id)[again.id] == ("not real", "Ann")
        comparison.judge(again.id, "open", By("Bo"))
        assert comparison.said_of(again.id)[again.id] == ("open", "Bo")
        assert [e.id for e in comparison.contradictions("open")] == [again.id]


def test_a_mark_outlives_another_reading(place: str) -> None:
    page = make_page("a", "We do not intend to search any ship in the northern strait")
    with Case(place) as case:
        add(case, page, make_page("b", "We intend to search any ship in the northern strait"))
        entry = find_entry(case)
        comparison = compare_case(case)
        comparison.judge(entry.id, "real", ANN)
        (statement,) = page.statements
        (content,) = statement.contents
        narrower = type(content)(content.start, content.end - 8)  # without "strait", as another model might read it
        read = msgspec.structs.replace(statement, id="s-other", contents=(narrower,))
        with case.database.writing() as connection:
            capture = next(c for c in case.pages() if c.story == page.story.id)
            replace_reading(connection, capture, msgspec.structs.replace(page, statements=(read,)))
        again = find_entry(case)
        assert again.id != entry.id
        assert comparison.said_of(again.id)[again.id] == ("real", "Ann")


def shift(statement: Any, by: int) -> Any:
    def move(span: Any) -> Any:
        return type(span)(span.start + by, span.end + by)

    return msgspec.structs.replace(
        statement,
        id=f"{statement.id}-2",
        source=move(statement.source),
        cue=move(statement.cue),
        contents=tuple(map(move, statement.contents)),
    )


def test_a_mark_on_a_group_outlives_tellings_that_come_and_go(place: str) -> None:
    with Case(place) as case:
        add(case, make_page("a", WORDS), make_page("b", WORDS), make_page("c", WORDS))
        comparison = compare_case(case)
        (quotation,) = comparison.quotations()
        comparison.judge(quotation.id, "real", ANN)
        first = min(quotation.variants, key=lambda v: v.telling.statement).telling
        case.reject(first.statement, ANN)
        (now,) = compare_case(case).quotations()
        assert now.id != quotation.id
        assert comparison.said_of(now.id)[now.id] == ("real", "Ann")


def test_a_mark_on_other_words_does_not_count(place: str) -> None:
    with Case(place) as case:
        add(case, make_page("a", WORDS), make_page("b", WORDS))
        comparison = compare_case(case)
        (quotation,) = comparison.quotations()
        comparison.judge(quotation.id, "real", ANN)
        other = "The fishing quotas are a matter for the parliament and for nobody else in this town"
        capture_again(case, make_page("a", WORDS), other)
        capture_again(case, make_page("b", WORDS), other)
        (now,) = compare_case(case).quotations()
        assert comparison.said_of(now.id) == {}


def test_marks_on_events_are_kept_and_unknown_entries_refused(place: str) -> None:
    with Case(place) as case:
        add(case, *MORE[2:])
        comparison = compare_case(case)
        group = next(iter(comparison.events()))
        comparison.judge(group.id, "not real", ANN)
        clash = next(iter(comparison.event_clashes()))
        comparison.judge(clash.id, "real", ANN)
        assert set(comparison.said_of(group.id, clash.id)) == {group.id, clash.id}
        assert [c.id for c in comparison.event_clashes("real")] == [clash.id]
        for id in ("c-0000000000", "q-0", "g-0", ""):
            with pytest.raises(UsageError, match="no such entry"):
                comparison.judge(id, "real", ANN)


# Input that is out of the ordinary


def test_pages_without_dates(place: str) -> None:
    with Case(place) as case:
        add(case, *(make_page(name, WORDS, published=None) for name in "abc"))
        comparison = compare_case(case)
        (quotation,) = comparison.quotations()
        assert comparison.order(quotation).first is None
        check(case)


def test_a_hundred_copies_are_one_voice_and_cost_as_one_wording(make_case: Any) -> None:
    with make_case() as case:
        add(case, *(make_page(f"copy{n}", LONG, outlet=f"Outlet {n}") for n in range(100)))
        comparison = compare_case(case)
        (quotation,) = comparison.quotations()
        assert len(quotation.variants) == 100
        assert comparison.count_voices(quotation) == 1
        assert [len(c) for c in comparison.copies()] == [100]


def test_a_quotation_of_ten_thousand_words(make_case: Any) -> None:
    long = " ".join(f"harbour{n % 997} gate{n % 991}" for n in range(5_000))
    with make_case() as case:
        add(case, make_page("a", long), make_page("b", long.replace("harbour500 ", "jetty ", 1)))
        (quotation,) = compare_case(case).quotations()
        assert [c.kind for c in quotation.variants[1].changes] == ["substituted"]


def test_a_speaker_in_every_page_is_one_name(make_case: Any) -> None:
    with make_case() as case:
        add(case, *(make_page(f"page{n}", f"The gate number {n} is a matter for pilot {n * 31}") for n in range(60)))
        comparison = compare_case(case)
        (actor,) = comparison.actors()
        assert len(actor.appearances) == 60
        check(case)


def test_empty_stories_share_nothing(place: str) -> None:
    with Case(place) as case:
        add(case, make_page("a", ""), make_page("b", ""))
        found = check(case)
        assert found["quotations"] == found["copies"] == found["chains"] == []


# Items with keys and links


class Toy(NamedTuple):
    """An item with keys that are given."""

    keys: tuple[int, ...]
    narrow: tuple[int, ...]
    brief: bool


TOYS: Kind[Toy] = Kind(
    "toy",
    Toy,
    lambda toy: Keys(toy.keys, tuple(100 + n for n in toy.narrow), toy.brief),
    lambda one, other: (sum(one.keys) + sum(other.keys)) % 3 > 0,
    2,
)
SOME = st.lists(st.integers(0, 5), max_size=3, unique=True).map(tuple)
STEPS = st.lists(
    st.one_of(st.builds(Toy, SOME, SOME, st.booleans()), st.integers(0, 20)), min_size=1, max_size=14
)  # an item comes, or one of those that are there goes


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_items_come_and_go_as_if_those_left_had_come_alone(
    steps: list[Toy | int], empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = shutil.copy(empty_file, tmp_path_factory.mktemp("toys") / "case.db")
    left: dict[int, Toy] = {}
    with Case(place) as case, Shared(case).writing() as writer:
        kept = Kept(TOYS, writer.shelf)
        for step in steps:
            if isinstance(step, Toy):
                (number,) = kept.add([step], page=1)
                left[number] = step
            elif left:
                number = sorted(left)[step % len(left)]
                kept.remove([number])
                del left[number]
        found = writer.shelf.find_neighbours(left)
    linked: Linked[Toy] = Linked(TOYS)
    names = {linked.add(toy): number for number, toy in left.items()}
    for at, number in names.items():
        assert sorted(found.get(number, [])) == sorted(names[o] for o in linked.find_neighbours(at))


# What people say of actors, and what was found by other rules


def find_cast(case: Case) -> list[tuple[str, set[str]]]:
    """The actors of a case: the name of each, and the pages' actors that it is made of."""
    return sorted((actor.name, {a.actor for a in actor.appearances}) for actor in compare_case(case).actors())


def test_actors_that_people_merge_are_one_until_that_is_undone(place: str) -> None:
    board = ("Harbour Board", "organisation", "EST", None)
    pages = [make_page("a", WORDS), make_page("b", WORDS), make_page("c", WORDS, KASK), make_page("d", WORDS, board)]
    ids = [page.actors[0].id for page in pages]
    with Case(place) as case:
        add(case, *pages)
        before = find_cast(case)
        assert before == [("Liis Tamberg", set(ids[:2]))]
        merger = case.merge(ids[2], ids[0], ANN)  # the first one gives the name
        assert find_cast(case) == [("Oskar Kask", set(ids[:3]))]
        more = case.merge(ids[2], ids[3], ANN)
        (actor,) = compare_case(case).actors()
        assert {a.actor for a in actor.appearances} == set(ids)
        assert actor.reasons.count("merged by people") == 2
        case.undo(more.id, ANN)
        case.undo(merger.id, ANN)
        assert find_cast(case) == before


def test_actors_that_people_split_off_together_are_one(place: str) -> None:
    pages = [make_page(name, WORDS) for name in "abcd"]
    ids = [page.actors[0].id for page in pages]
    with Case(place) as case:
        add(case, *pages)
        case.split(ids[2:], ANN)
        assert [{a.actor for a in actor.appearances} for actor in compare_case(case).actors()] in (
            [set(ids[:2]), set(ids[2:])],
            [set(ids[2:]), set(ids[:2])],
        )
        case.merge(ids[0], ids[2], ANN)
        assert find_cast(case) == [("Liis Tamberg", set(ids))]


def test_an_actor_with_an_outside_id_goes_with_its_page(place: str) -> None:
    page = make_page("a", WORDS)
    known = msgspec.structs.replace(page, actors=(msgspec.structs.replace(page.actors[0], same_as=("Q1",)),))
    with Case(place) as case:
        add(case, known)
        compare_case(case)
        capture_again(case, page, "Nobody is here any more, and nothing is said that anybody could compare")
        assert list(compare_case(case).actors()) == []


def test_a_case_of_other_rules_is_compared_anew(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Case(place) as case:
        add(case, *PAGES, *MORE)
        comparison = compare_case(case)
        entry = next(comparison.contradictions())
        comparison.judge(entry.id, "real", ANN)
        found = show(comparison)
        assert not comparison.is_outdated()
        monkeypatch.setattr("onrecord.compare.updating.RULES", RULES + 1)
        monkeypatch.setattr("onrecord.compare.case.RULES", RULES + 1)
        assert comparison.is_outdated()
        assert comparison.count_due() == len(PAGES) + len(MORE)
        done: list[tuple[int, int]] = []
        comparison = compare_case(case, lambda *at: done.append(at))
        assert done[-1][0] == len(PAGES) + len(MORE)
        assert show(comparison) == found
        assert [e.id for e in comparison.contradictions("real")] == [entry.id]
        assert not comparison.is_outdated()
        assert comparison.count_due() == 0


def test_what_is_kept_belongs_to_the_rules() -> None:
    """Where this fails, cases hold what cannot be read any longer: count RULES up, and write the new number here."""
    kinds = (WORDINGS, EVENTS, CLAUSES, SAMPLES, SIMILAR)
    kept = "; ".join(f"{kind.name}: {' '.join(kind.type._fields)}" for kind in kinds)
    assert (RULES, hash_words((kept,)) % 10**6) == (3, 588886), kept
