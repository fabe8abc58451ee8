"""What people say of items: kept as rows, applied, undone, and found again after a new reading and a new capture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import UsageError
from onrecord.inputs import make_page
from onrecord.record import Actor, Dated, Mention, Record, Scores, Span, Statement, make_id
from onrecord.store import By, Case
from onrecord.store.accuracy import make_share
from onrecord.store.anchoring import find_anchor, make_anchor
from onrecord.store.applying import apply_corrections
from tests.sample import REPORTED, STATEMENTS, TAMBERG, WIRE, make_record, make_story, span

ANCHORS = json.loads((Path(__file__).parent / "cases" / "anchors.json").read_text(encoding="utf-8"))
ANN = By("Ann", "heard the tape")
URL = "https://ledger.example/port"
PROMISE, TOLD, DENIAL, BELIEVED, REFUSAL = STATEMENTS
assert TOLD is REPORTED


@pytest.fixture
def case(place: str) -> Iterator[Case]:
    with Case(place) as opened:
        opened.add_record(make_page(URL, b"<p>one</p>"), make_at_url())
        yield opened


def make_at_url(**more: Any) -> Record:
    return make_record(story=make_story(url=URL, **more))


def reviews(case: Case) -> dict[str, str]:
    return {e.id: e.review for e in case.statements()}


def find_entry(case: Case, words: str) -> Any:
    return next(case.statements(words, order="oldest"))


def move(record: Record, lead: str, edit: tuple[str, str] = ("", "")) -> Record:
    """The record of a page that was captured again with a lead before it and one word replaced: all ids differ."""
    text = lead + record.story.text
    change = text.find(edit[0]) if edit[0] else len(text)
    grown = len(edit[1]) - len(edit[0])

    def shift(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"start", "end"}:
            ends = [v + len(lead) for v in value.values()]
            return dict(zip(value, [v + (grown if v > change else 0) for v in ends], strict=True))
        if isinstance(value, dict):
            return {key: shift(inner) for key, inner in value.items()}
        return [shift(inner) for inner in value] if isinstance(value, list | tuple) else value

    moved = msgspec.json.encode(shift(msgspec.to_builtins(record))).decode()
    for item in (*record.statements, *record.actors, *record.timexes):
        moved = moved.replace(item.id, make_id(item.id[0], "p-again", int(item.id[2:8], 16)))
    again = msgspec.json.decode(moved, type=Record)
    story = make_story(url=URL, id="p-again", text=text.replace(*edit) if edit[0] else text, blocks=())
    return msgspec.structs.replace(again, story=story)


@pytest.mark.parametrize("anchor", ANCHORS, ids=lambda c: str(c["label"]))
def test_anchor(anchor: dict[str, Any]) -> None:
    start = -1
    for _ in range(anchor.get("nth", 1)):
        start = anchor["before"].lower().index(anchor["words"].lower(), start + 1)
    made = make_anchor(anchor["before"], Span(start, start + len(anchor["words"])))
    state, found = find_anchor(anchor["after"], made)
    assert (state, found.of(anchor["after"]) if found else None) == (anchor["state"], anchor["now"])
    if "starts" in anchor:
        assert found is not None
        assert found.start == anchor["starts"]


@given(st.text(min_size=1, max_size=200), st.data())
def test_anchor_in_the_same_text_is_exact(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    place = Span(start, data.draw(st.integers(start + 1, len(text))))
    assert find_anchor(text, make_anchor(text, place)) == ("exact", place)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(min_size=1, max_size=200), st.data())
def test_anchor_never_points_outside_and_says_the_truth(after: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(before) - 1))
    place = Span(start, data.draw(st.integers(start + 1, len(before))))
    state, found = find_anchor(after, make_anchor(before, place))
    assert (found is None) == (state == "gone")
    if found is not None:
        assert 0 <= found.start < found.end <= len(after)
        assert (found.of(after) == place.of(before)) or state == "changed"


def test_judging_shows_in_review_and_rejected_items_are_left_out(case: Case) -> None:
    case.confirm(PROMISE.id, ANN)
    case.reject(BELIEVED.id, ANN)
    assert reviews(case)[PROMISE.id] == "confirmed"
    assert BELIEVED.id not in reviews(case)
    assert [e.id for e in case.statements(review="rejected")] == [BELIEVED.id]
    assert BELIEVED not in case.reading(1).statements
    assert case.record(1) == make_at_url(), "what the machine read stays as it was"


def test_corrected_field_counts_everywhere(case: Case) -> None:
    made = case.correct(DENIAL.id, "speaker", WIRE.id, ANN)
    assert (made.field, made.old, made.new) == ("speaker", f'"{TAMBERG.id}"', f'"{WIRE.id}"')
    assert (made.who, made.why) == ("Ann", "heard the tape")
    assert DENIAL.id in {e.id for e in case.statements(speaker="Baltic Wire")}
    assert DENIAL.id not in {e.id for e in case.statements(speaker="Tamberg")}
    assert next(s for s in case.reading(1).statements if s.id == DENIAL.id).speaker == WIRE.id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("act", "threat"),
        ("form", "direct"),
        ("contents", (span("two cargoes"), span("turned away"))),
        ("cue", None),
        ("place", span("Tallinn")),
        ("via", (WIRE.id,)),
        ("time", None),
        ("within", REPORTED.id),
    ],
)
def test_any_field_can_be_corrected_and_undone(case: Case, field: str, value: object) -> None:
    target = PROMISE if field == "time" else BELIEVED
    made = case.correct(target.id, field, value, ANN)
    now = next(s for s in case.reading(1).statements if s.id == target.id)
    assert getattr(now, field) == value
    case.undo(made.id, ANN)
    assert case.reading(1) == make_at_url()


def test_impossible_corrections_are_refused_with_the_next_step(case: Case) -> None:
    for field, value, message in (
        ("colour", "red", "no field colour"),
        ("confidence", 1.0, "no field confidence"),
        ("act", "song", "act cannot be .*There are: claim, accusation, "),
        ("speaker", "a-ffffffffff", "the page has no a-ffffffffff"),
        ("cue", Span(5, 10_000), "no place in the text"),
        ("act", DENIAL.act, "is that already"),
    ):
        with pytest.raises(UsageError, match=message):
            case.correct(DENIAL.id, field, value, ANN)
    with pytest.raises(UsageError, match="no item with this id"):
        case.confirm("s-ffffffffff", ANN)
    assert list(case.corrections()) == []


def test_undo_is_a_row_and_undoing_it_brings_back(case: Case) -> None:
    made = case.correct(DENIAL.id, "act", "promise", ANN)
    undone = case.undo(made.id, By("Bob"))
    assert reviews(case)[DENIAL.id] == "unseen"
    with pytest.raises(UsageError, match="undone already"):
        case.undo(made.id, ANN)
    case.undo(undone.id, ANN)
    assert reviews(case)[DENIAL.id] == "corrected"
    rows = list(case.corrections(DENIAL.id))
    assert [(s.correction.kind, s.correction.who, s.undone) for s in rows] == [
        ("correct", "Ann", False),
        ("undo", "Bob", True),
        ("undo", "Ann", False),
    ]


def make_missed() -> Statement:
    return Statement("", None, None, (span("two cargoes"),), TAMBERG.id, "indirect", "claim", 1.0, Scores(1, 1, 1, 1))


def test_missed_statement_is_added(case: Case) -> None:
    made = case.mark(1, make_missed(), ANN)
    assert reviews(case)[made.item] == "added"
    assert next(case.statements(review="added")).speaker == "Liis Tamberg"
    with pytest.raises(UsageError, match="there already"):
        case.mark(1, make_missed(), ANN)


def test_missed_actor_is_added_and_speaks(case: Case) -> None:
    person = Actor("", "A Harbour Pilot", "person", (Mention(span("reporters"), "nominal"),))
    made = case.mark(1, person, ANN)
    case.correct(BELIEVED.id, "speaker", made.item, ANN)
    assert [e.id for e in case.statements(speaker="pilot")] == [BELIEVED.id]


def test_corrections_survive_a_new_capture_and_say_how_they_stand(case: Case) -> None:
    case.confirm(PROMISE.id, ANN)
    case.correct(DENIAL.id, "act", "promise", ANN)
    case.reject(BELIEVED.id, ANN)
    case.mark(1, make_missed(), ANN)
    again = move(make_at_url(), "A lead that was put before all else.\n", ("two cargoes", "six barges"))
    case.add_record(make_page(URL, b"<p>two</p>"), again)
    states = [(s.correction.kind, s.state) for s in case.corrections()]
    assert states == [("confirm", "moved"), ("correct", "moved"), ("reject", "changed"), ("add", "changed")]
    assert find_entry(case, "open").review == "confirmed"
    assert [e.act for e in case.statements("hide", review="corrected")] == ["promise"]
    assert not list(case.statements("turned", review="unseen"))
    assert [e.words for e in case.statements(review="added")] == ["six barges"]
    assert [e.speaker for e in case.statements(review="added")] == ["Liis Tamberg"]


def test_correction_of_words_that_are_gone_says_so_and_comes_back_with_them(case: Case) -> None:
    case.correct(DENIAL.id, "act", "promise", ANN)
    empty = make_record(
        story=make_story(url=URL, id="p-cut", text="Nothing of it is left.", blocks=()),
        actors=(), statements=(), timexes=(), findings=(),
    )  # fmt: skip
    case.add_record(make_page(URL, b"<p>cut</p>"), empty)
    assert [s.state for s in case.corrections()] == ["gone"]
    assert case.count() == 0
    case.add_record(make_page(URL, b"<p>restored</p>"), make_at_url())
    assert [s.state for s in case.corrections()] == ["exact"]
    assert reviews(case)[DENIAL.id] == "corrected"


def test_item_that_a_new_model_misses_is_kept_as_people_knew_it(case: Case) -> None:
    case.confirm(DENIAL.id, ANN)
    blind = msgspec.structs.replace(make_at_url(), statements=(PROMISE,))
    corrections = [s.correction for s in case.corrections()]
    applied = apply_corrections(blind, corrections)
    assert DENIAL in applied.reading.record.statements or any(
        s.contents == DENIAL.contents and s.speaker == DENIAL.speaker for s in applied.reading.record.statements
    )
    assert applied.reading.reviews[DENIAL.id] == "added"


def test_what_people_said_outlives_a_model_that_reads_otherwise(case: Case) -> None:
    case.correct(DENIAL.id, "act", "promise", ANN)
    other = tuple(msgspec.structs.replace(s, act="opinion", confidence=0.1) for s in STATEMENTS)
    corrections = [s.correction for s in case.corrections()]
    read_again = apply_corrections(msgspec.structs.replace(make_at_url(), statements=other), corrections).reading
    acts = {s.id: s.act for s in read_again.record.statements}
    assert acts[DENIAL.id] == "promise"
    assert acts[PROMISE.id] == "opinion"


def test_merged_actors_are_one_until_undone(case: Case) -> None:
    tamberg, wire = [a.id for a in case.actors()]
    made = case.merge(tamberg, wire, ANN)
    assert [(a.name, a.statements) for a in case.actors()] == [("Liis Tamberg", 4)]
    assert case.count(speaker="Baltic Wire") == 4
    case.undo(made.id, ANN)
    assert [(a.name, a.statements) for a in case.actors()] == [("Liis Tamberg", 3), ("Baltic Wire", 1)]


def test_actors_merged_in_a_circle_are_still_found(case: Case) -> None:
    tamberg, wire = [a.id for a in case.actors()]
    case.merge(tamberg, wire, ANN)
    with pytest.raises(UsageError, match="one actor already"):
        case.merge(wire, tamberg, ANN)


def test_split_actor_is_one_of_its_own_until_undone(case: Case) -> None:
    before = {a.id for a in case.actors()}
    made = case.split([TAMBERG.id], ANN)[0]
    assert {a.id for a in case.actors()} - before == {json.loads(made.new or "")}
    case.undo(made.id, ANN)
    assert {a.id for a in case.actors()} == before


def test_actor_of_the_case_is_renamed_and_found_by_both_names(case: Case) -> None:
    id = next(case.actors("Tamberg")).id
    made = case.correct(id, "name", "Minister Roosi", ANN)
    assert next(case.actors("Roosi")).name == "Minister Roosi"
    assert case.count(speaker="Tamberg") == case.count(speaker="Roosi") == 3
    case.undo(made.id, ANN)
    assert next(case.actors("Tamberg")).name == "Liis Tamberg"


def test_same_statements_count_as_the_first_until_undone(case: Case) -> None:
    made = case.mark_same(PROMISE.id, DENIAL.id, ANN)
    case.mark_same(DENIAL.id, REFUSAL.id, ANN)
    counted = {e.id: e.counts_as for e in case.statements()}
    assert counted[DENIAL.id] == counted[REFUSAL.id] == PROMISE.id
    case.undo(made.id, ANN)
    counted = {e.id: e.counts_as for e in case.statements()}
    assert (counted[DENIAL.id], counted[REFUSAL.id]) == (DENIAL.id, DENIAL.id)


def test_accuracy_is_measured_on_what_was_looked_at(case: Case) -> None:
    case.confirm(PROMISE.id, ANN)
    case.confirm(TOLD.id, ANN)
    case.correct(DENIAL.id, "act", "promise", ANN)
    case.reject(BELIEVED.id, ANN)
    case.mark(1, make_missed(), ANN)
    row = next(a for a in case.accuracy() if a.kind == "statement")
    assert (row.confirmed, row.corrected, row.rejected, row.added) == (2, 1, 1, 1)
    assert row.precision is not None
    assert (row.precision.value, row.precision.of) == (0.5, 4)
    assert row.found is not None
    assert row.found.value == 0.75
    assert row.recall is not None
    assert row.recall.value == 0.75
    assert row.fields == (("act", 1),)


def test_interval_is_wilsons() -> None:
    # Wilson's interval for 8 of 10 at 95 %, as printed in textbooks: 0.490 to 0.943.
    share = make_share(8, 10)
    assert share is not None
    assert (round(share.low, 3), round(share.high, 3)) == (0.490, 0.943)
    assert make_share(0, 0) is None


actions = st.lists(
    st.tuples(st.sampled_from(("confirm", "reject", "act", "place", "undo")), st.integers(0, len(STATEMENTS) - 1)),
    max_size=8,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(actions=actions)
def test_undoing_everything_leaves_what_the_machine_read(case: Case, actions: list[tuple[str, int]]) -> None:
    made: list[str] = []
    for action, number in actions:
        item = STATEMENTS[number]
        try:
            if action == "undo":
                made += [case.undo(made.pop(), ANN).id] if made else []
            elif action == "act":
                made.append(case.correct(item.id, "act", "threat", ANN).id)
            elif action == "place":
                made.append(case.correct(item.id, "place", span("Tallinn"), ANN).id)
            else:
                judge = case.confirm if action == "confirm" else case.reject
                made.append(judge(item.id, ANN).id)
        except UsageError:  # it has that value already
            continue
    for standing in reversed(list(case.corrections())):
        if not standing.undone and standing.correction.kind != "undo":
            case.undo(standing.correction.id, ANN)
    assert case.reading(1) == make_at_url()
    assert set(reviews(case).values()) == {"unseen"}


def test_story_can_be_corrected(case: Case) -> None:
    record = make_record(story=make_story(id="story-0123456789", url="https://x.example/"), statements=(), findings=())
    number = case.add_record(make_page("https://x.example/", b"x"), record).page
    made = case.correct("story-0123456789", "published", Dated("2024-05-07", "given"), ANN)
    assert next(case.stories(page=number)).day == "2024-05-07"
    case.undo(made.id, ANN)
    assert next(case.stories(page=number)).day == "2024-05-04"
