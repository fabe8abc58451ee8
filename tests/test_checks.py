"""Findings, on a page written for the tests."""

from __future__ import annotations

from typing import Any

import msgspec

from onrecord.actors import Spelling
from onrecord.checks import find_findings
from onrecord.record import Dated, Finding, Span, Timex
from tests.sample import FRIDAY, STATEMENTS, TAMBERG, TEXT, WIRE, make_statement, make_story, span


def find(**more: Any) -> tuple[Finding, ...]:
    parts: dict[str, Any] = {
        "story": make_story(),
        "actors": (TAMBERG, WIRE),
        "statements": STATEMENTS,
        "events": (),
        "timexes": (FRIDAY,),
        "spellings": (),
    }
    return find_findings(**{**parts, **more})


def test_page_without_trouble_has_no_findings() -> None:
    assert find(statements=STATEMENTS[:1]) == ()


def test_statement_without_a_source_is_unattributed() -> None:
    (found,) = (f for f in find() if f.kind == "unattributed")
    assert [s.of(TEXT) for s in found.spans] == ["two cargoes were turned away"]
    assert found.text == "Nobody is named behind “two cargoes were turned away”. Who says so?"


def test_unanswered_question_is_a_non_answer() -> None:
    (found,) = (f for f in find() if f.kind == "non-answer")
    assert found.text.startswith("Liis Tamberg gave no answer: “whether the fees would rise”.")


def test_reports_of_another_outlet_are_one_finding() -> None:
    (found,) = (f for f in find() if f.kind == "second-hand")
    assert found.text == "Everything from Baltic Wire is second-hand here: only its own pages can confirm it."
    assert [s.of(TEXT) for s in found.spans] == ["told", "reported"]


def test_reports_of_several_outlets_are_one_finding_too() -> None:
    others = [msgspec.structs.replace(WIRE, id=f"a-{n}", name=f"Wire {n}") for n in range(3)]
    said = [
        make_statement(None, cue, ("two cargoes were turned away",), "indirect", "claim", speaker=outlet.id)
        for cue, outlet in zip(("said", "told", "reported"), others, strict=True)
    ]
    (found,) = find(actors=(*others,), statements=said)
    assert found.text.startswith("Everything from Wire 0, Wire 1, and Wire 2 is second-hand here: only their own")
    (found,) = find(actors=(*others,), statements=said[:2])
    assert found.text.startswith("Everything from Wire 0 and Wire 1 is second-hand here: only their own")


def test_content_without_a_name_is_marked_once_whatever_its_cues() -> None:
    twice = [make_statement(None, cue, ("two cargoes were turned away",), "indirect", "claim") for cue in ("It", "is")]
    assert len(find(statements=twice)) == 1


def test_own_reports_are_not_second_hand() -> None:
    assert not [f for f in find(story=make_story(outlet="baltic wire")) if f.kind == "second-hand"]


def test_spelling_says_both_ways() -> None:
    on_page = Spelling(TAMBERG.id, span("Tamberg", 200), "Tamberg", span("Liis Tamberg"), "Liis Tamberg")
    known = Spelling(TAMBERG.id, span("Liis"), "Liis", None, "Lis")
    first, second = (f for f in find(spellings=(on_page, known)) if f.kind == "spelling")
    assert first.text == "“Tamberg” is spelled “Liis Tamberg” elsewhere on this page."
    assert len(first.spans) == 2
    assert second.text == "“Liis” is spelled unlike the usual “Lis”."


def make_timex(words: str, text: str, day: str, anchor: str | None = None) -> Timex:
    start = text.index(words)
    return Timex("t-1", Span(start, start + len(words)), "DATE", day, day, day, anchor, "as written")


def test_weekday_that_disagrees_with_its_date() -> None:
    text = "The talks were held on Friday, 28 April 2024."
    wrong = make_timex("Friday, 28 April 2024", text, "2024-04-28")
    right = make_timex("28 April 2024", text, "2024-04-28")
    (found,) = find(story=make_story(text=text), statements=(), timexes=(wrong, right))
    assert found.kind == "impossible-date"
    assert "a Sunday, not a Friday" in found.text


def test_words_said_after_publication() -> None:
    later = msgspec.structs.replace(FRIDAY, value="2024-05-09", earliest="2024-05-09", latest="2024-05-09", anchor=None)
    (found,) = find(statements=STATEMENTS[:1], timexes=(later,))
    assert found.kind == "impossible-date"
    assert found.text == "Liis Tamberg is reported to have spoken on 2024-05-09, but the page is of 2024-05-04."


def test_words_said_before_a_later_update_are_possible() -> None:
    later = msgspec.structs.replace(FRIDAY, value="2024-05-09", earliest="2024-05-09", latest="2024-05-09", anchor=None)
    story = make_story(updated=Dated("2024-05-10T08:00:00Z", "json-ld"))
    assert find(story=story, statements=STATEMENTS[:1], timexes=(later,)) == ()
    assert find(story=make_story(published=None), statements=STATEMENTS[:1], timexes=(later,)) == ()


def test_long_words_are_cut_between_words() -> None:
    long = make_statement(None, "It is believed", (TEXT[:100],), "indirect", "claim")
    (found,) = find(statements=(long,))
    assert len(found.text) < 120
    assert " …”" in found.text
