"""What people may give as a value: codes, dates and what follows from them, words that stand in several places."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.dates.periods import Grain, around, read_value
from onrecord.errors import UsageError
from onrecord.inputs import make_page
from onrecord.record import Event, Finding, Span, make_id
from onrecord.store import By, Case
from onrecord.store.reading import make_finding_id
from onrecord.view.said import say_change
from tests.sample import FRIDAY, REPORTED, STORY_ID, TAMBERG, WIRE, make_record, span

VALUES = json.loads((Path(__file__).parent / "cases" / "values.json").read_text(encoding="utf-8"))
ANN = By("Ann")
MEETING = Event(
    make_id("e", STORY_ID, 10, 15), "CONSULT", None, span("told"), (TAMBERG.id,), (), "fact", 0.9, rule="told as fact"
)
FINDING = Finding("unattributed", (span("It is believed"),), "Nobody is named.")


@pytest.fixture
def case(place: str) -> Iterator[Case]:
    with Case(place) as opened:
        opened.add_record(make_page("/a.html", b"a"), make_record(events=(MEETING,), findings=(FINDING,)))
        yield opened


@pytest.mark.parametrize("row", VALUES["refused"], ids=lambda row: row["label"])
def test_values_that_cannot_be_are_refused(case: Case, row: dict[str, Any]) -> None:
    id = {"actor": TAMBERG.id, "event": MEETING.id, "timex": FRIDAY.id}[row["item"]]
    with pytest.raises(UsageError) as raised:
        case.correct(id, row["field"], row["value"], ANN)
    assert row["said"] in str(raised.value)
    assert not list(case.corrections())


@pytest.mark.parametrize("row", VALUES["taken"], ids=lambda row: row["label"])
def test_values_that_can_be_are_taken(case: Case, row: dict[str, Any]) -> None:
    id = {"actor": TAMBERG.id, "event": MEETING.id, "timex": FRIDAY.id}[row["item"]]
    case.correct(id, row["field"], row["value"], ANN)
    record = case.reading(1)
    items: dict[str, Any] = {item.id: item for item in (*record.actors, *record.events, *record.timexes)}
    for field, wanted in {row["field"]: row["value"], **row.get("then", {})}.items():
        found = getattr(items[id], field)
        assert (list(found) if isinstance(found, tuple) else found) == wanted


@pytest.mark.parametrize("country", ["Estonia", "est"])
def test_actor_of_the_case_is_told_the_code_of_a_country(case: Case, country: str) -> None:
    who = next(case.actors("Tamberg")).id
    with pytest.raises(UsageError, match=f"{country} is EST"):
        case.correct(who, "country", country, ANN)


@given(st.sampled_from(get_args(Grain)), st.dates(date(1, 1, 7), date(9990, 1, 1)))
def test_period_is_read_from_its_value(grain: Grain, day: date) -> None:
    period = around(grain, day)
    assert period is not None
    assert read_value(period.value) == period


@given(st.text(max_size=12) | st.from_regex(r"\d{4}-[\dWQH]\d?(-\w+)?", fullmatch=True))
def test_value_that_is_read_is_one_that_we_write(value: str) -> None:
    period = read_value(value)
    if period is not None:
        assert period.value == value.partition("T")[0]
        assert period.first <= period.last


def test_corrected_value_brings_its_days_and_undo_brings_the_old_ones(case: Case) -> None:
    made = case.correct(FRIDAY.id, "value", "2024-W20", ANN)
    timex = next(t for t in case.reading(1).timexes if t.id == FRIDAY.id)
    assert (timex.earliest, timex.latest) == ("2024-05-13", "2024-05-19")
    assert "person" in timex.rule
    case.undo(made.id, ANN)
    assert next(t for t in case.reading(1).timexes if t.id == FRIDAY.id) == FRIDAY


@pytest.mark.parametrize(("field", "value"), [("kind", "second-hand"), ("spans", (Span(3, 9),))])
def test_corrected_finding_is_found_by_its_old_id_and_its_new_one(case: Case, field: str, value: object) -> None:
    id = make_finding_id(STORY_ID, FINDING)
    case.correct(id, field, value, ANN)
    finding = case.reading(1).findings[0]
    assert getattr(finding, field) == value
    now = make_finding_id(STORY_ID, finding)
    assert now != id
    assert case.find_id(id) == now
    assert [s.correction.item for s in case.corrections(now)] == [id]
    assert case.reviewed(1).find_review(now) == "corrected"
    case.confirm(id, ANN)
    case.undo(case.correct(id, "text", "Somebody said so.", ANN).id, ANN)
    assert case.reading(1).findings == (finding,)


def test_words_in_several_places_are_shown_with_what_stands_around_them(case: Case) -> None:
    with pytest.raises(UsageError, match=r"there 3 times.*▸that◂.*▸that◂"):
        case.read_value(REPORTED.id, "place", ["that"])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("speaker", None, "correct speaker: Baltic Wire ({w}) → nothing"),
        ("place", Span(0, 7), "correct place: nothing → “Estonia”"),
        ("act", "promise", "correct act: claim → promise"),
        ("contents", (Span(0, 7), Span(10, 15)), "→ “Estonia” […] “trade”"),
        ("via", (WIRE.id,), "correct via: nothing → Baltic Wire ({w})"),
    ],
)
def test_change_is_said_in_words(case: Case, field: str, value: object, said: str) -> None:
    made = case.correct(REPORTED.id, field, value, ANN)
    assert said.format(w=WIRE.id) in say_change(made)


def test_page_is_known_by_its_file_and_its_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    body = "<p>Liis Tamberg, the minister, said on Friday that the port would stay open to every ship that pays.</p>"
    address = "https://ledger.example/port"
    page.write_text(f'<html lang="en"><head><link rel="canonical" href="{address}"></head><body>{body}</body></html>')
    assert main(["add", str(tmp_path / "case.db"), str(page)]) == 0
    capsys.readouterr()
    for named in (str(page), address, "1"):
        assert main(["versions", str(tmp_path / "case.db"), named]) == 0
        assert f"page 1: {address}" in capsys.readouterr().out


def test_filter_that_fits_no_such_item_is_named(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", case.place, "--kind", "event", "--act", "denial"]) == 1
    assert "--act says nothing of events" in capsys.readouterr().err


@pytest.mark.parametrize(
    "asked",
    [
        ["search", "{}", "port"],
        ["timeline", "{}", "Tamberg"],
        ["actors", "{}"],
        ["show", "{}", "s-0123456789"],
        ["versions", "{}", "1"],
        ["confirm", "{}", "s-0123456789"],
        ["undo", "{}", "c-0123456789"],
        ["corrections", "{}"],
        ["accuracy", "{}"],
        ["reread", "{}"],
        ["export", "{}", "--format", "jsonl", "--out", "{}.jsonl"],
        ["pack", "{}", "s-0123456789", "--out", "{}.zip"],
        ["forget", "{}", "1"],
        ["compare", "{}"],
        ["judge", "{}", "real", "q-0123456789"],
        ["import", "{}", "{}.jsonl"],
    ],
    ids=lambda asked: asked[0],
)
def test_name_with_a_slip_makes_no_case(asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "caes.db"
    assert main([word.format(place) for word in asked]) != 0
    assert str(place) in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
