"""Findings about events, on sentences written for the tests."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.contradictions import find_contradictions, find_counts
from onrecord.record import Actor, Dated, Event, Finding, Span, Story, Timex

ACTORS = (Actor("a-1", "Norland", "state"), Actor("a-2", "Brackwater", "state"))


def make_event(text: str, trigger: str, **more: Any) -> Event:
    start = text.index(trigger)
    fields: dict[str, Any] = {
        "id": f"e-{start}",
        "type": "ASSAULT",
        "mode": None,
        "trigger": Span(start, start + len(trigger)),
        "actors": ("a-1",),
        "recipients": ("a-2",),
        "status": "fact",
        "confidence": 0.9,
    }
    return Event(**{**fields, **more})


def find(text: str, *events: Event, timexes: tuple[Timex, ...] = (), published: str | None = None) -> list[Finding]:
    story = Story("p-1", "page.txt", text, published=Dated(published, "given") if published else None)
    return list(find_contradictions(story, ACTORS, events, timexes))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Both held a phone call on Monday, the first time they had met in person since May.", "in person"),
        ("They spoke by phone call, their second face-to-face talk.", "face-to-face"),
        ("Both held a phone call on Monday before they met in person in May.", None),
        ("Both held a phone call because they could not meet in person.", None),
        ("Both held a phone call on Monday. They met in person in May.", None),
        ("Both held a phone call and will meet in person in May.", None),
    ],
)
def test_call_that_is_called_a_meeting_in_person(text: str, words: str | None) -> None:
    found = find(text, make_event(text, "phone call", type="CONSULT", mode="phone"))
    assert [f.spans[1].of(text) for f in found] == ([words] if words else [])
    assert all(f.kind == "contradiction" and f.spans[0].of(text) == "phone call" for f in found)


def test_meeting_that_is_no_call_may_be_in_person() -> None:
    text = "Both held talks, the first time they had met in person."
    assert find(text, make_event(text, "talks", type="CONSULT", mode=None)) == []


DAY = Timex("t-1", Span(8, 18), "DATE", "2024-05-09", "2024-05-09", "2024-05-09", None, "as written")
DATED = "Norland 9 May 2024 struck Brackwater."


@pytest.mark.parametrize(
    ("published", "status", "number"),
    [
        ("2024-05-04", "fact", 1),
        ("2024-05-04", "claimed", 1),
        ("2024-05-04", "future", 0),
        ("2024-05-10", "fact", 0),
        (None, "fact", 0),
    ],
)
def test_event_of_a_day_that_had_not_come(published: str | None, status: Any, number: int) -> None:
    found = find(DATED, make_event(DATED, "struck", time="t-1", status=status), timexes=(DAY,), published=published)
    assert [f.kind for f in found] == ["impossible-date"] * number
    assert all(f.text == "“struck” is told of as past on 2024-05-09, but the page is of 2024-05-04." for f in found)


def test_actor_on_both_sides() -> None:
    text = "Norland accused Norland."
    (found,) = find(text, make_event(text, "accused", type="ACCUSE", recipients=("a-1",)))
    assert found.kind == "both-sides"
    assert found.text == "Norland stands on both sides of “accused”. Who did it to whom?"
    assert find(text, make_event(text, "accused", type="AGREE", recipients=("a-1",))) == []


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("12 people were killed", "the attack killed 15", True),
        ("12 people were killed", "the attack killed twelve", False),
        ("at least 12 people were killed", "the attack, killing 15", False),
        ("more than 20 people were killed", "the attack, killing at least 15", False),
        ("12 people were killed", "the attack wounded 15", False),
        ("1,200 people were arrested", "the attack, with 900 arrested", True),
        ("12 people were killed", "the attack of 15 May", False),
    ],
)
def test_counts_that_differ(first: str, second: str, differ: bool) -> None:
    text = f"In a strike on Brackwater {first}. Norland said of {second}."
    found = find(text, make_event(text, "strike"), make_event(text, "attack"))
    assert [f.kind for f in found] == ["contradiction"] * differ


@pytest.mark.parametrize(
    "other", [{"recipients": (), "actors": ()}, {"time": "t-2"}, {"status": "future"}, {"type": "PROTEST"}]
)
def test_counts_of_other_events_may_differ(other: dict[str, Any]) -> None:
    text = "A strike on Brackwater killed 12. Another attack killed 15."
    same = find(text, make_event(text, "strike", time="t-1"), make_event(text, "attack"))
    assert len(same) == 1
    assert find(text, make_event(text, "strike", time="t-1"), make_event(text, "attack", **other)) == []


def test_other_places_have_their_own_counts() -> None:
    text = "A strike on Brackwater killed 12. An attack on Tern killed 15."
    places = [Span(text.index(p), text.index(p) + len(p)) for p in ("Brackwater", "Tern")]
    events = [make_event(text, w, place=p) for w, p in zip(("strike", "attack"), places, strict=True)]
    assert find(text, *events) == []


def test_a_count_says_what_befell_how_many() -> None:
    text = "The blast killed at least 1,250 people and injured three."
    killed, injured = find_counts(text, make_event(text, "blast"))
    assert (killed.fate, killed.number, killed.at_least) == ("killed", 1250, True)
    assert (injured.fate, injured.number, injured.at_least) == ("injured", 3, False)
    assert injured.words.of(text) == "injured three"
