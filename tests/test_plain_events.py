"""Events that grammar alone tells: talks, ties, wars, bills, and the last time that somebody met."""

from __future__ import annotations

import msgspec
import pytest

from onrecord.actors import Cast, find_actors
from onrecord.events import find_events
from onrecord.events.clause import Wording
from onrecord.events.plain import find_since
from onrecord.model.found import FoundEvent
from onrecord.record import Actor, Event, Mention, Span, Story, Timex
from onrecord.tokens import find_tokens

NAMES = ("Norland", "Brackwater", "Ilse Varn")
DAY = "last May"


def place(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def find(text: str, found: tuple[FoundEvent, ...] = ()) -> list[Event]:
    actors = []
    for name in NAMES:
        mentions = tuple(Mention(place(text, name), "name") for _ in range(text.count(name)))
        kind = "person" if " " in name else "state"
        actors.append(
            msgspec.structs.replace(msgspec.convert({"id": name, "name": name, "kind": kind}, Actor), mentions=mentions)
        )
    cast = Cast(tuple(actors), (), (), NAMES)
    timexes = (Timex("t-1", place(text, DAY), "DATE", "2023-05", None, None, None, "")) if DAY in text else None
    return list(
        find_events(Story("p", "p.txt", text), find_tokens(text), found, cast, (), (timexes,) if timexes else ())
    )


@pytest.mark.parametrize(
    ("text", "type_", "trigger", "actor", "recipient"),
    [
        ("In talks with Norland on Friday, Ilse Varn was brief.", "CONSULT", "talks", "Ilse Varn", "Norland"),
        ("Brackwater spoke of peace during a meeting with Norland.", "CONSULT", "meeting", "Brackwater", "Norland"),
        ("Norland maintains close trade ties with Brackwater.", "COOPERATE", "ties", "Norland", "Brackwater"),
        ("Norland is still waging war in Brackwater.", "ASSAULT", "war", "Norland", "Brackwater"),
        (
            "It is odd of Norland to introduce a bill for large-scale aid to Brackwater.",
            "AID",
            "aid",
            "Norland",
            "Brackwater",
        ),
    ],
)
def test_plain_event(text: str, type_: str, trigger: str, actor: str, recipient: str) -> None:
    (event,) = find(text)
    told = (event.type, event.trigger.of(text), event.actors, event.recipients)
    assert told == (type_, trigger, (actor,), (recipient,))


@pytest.mark.parametrize(
    "text",
    [
        "Ilse Varn rejected talks with Norland.",
        "Norland cut ties with Brackwater.",
        "Norland has no relations with Brackwater.",
        "Norland wages war on poverty.",
        "Aid to Brackwater was stopped.",
        "In talks with Norland nothing was said.",
        "They met in Norland.",
    ],
)
def test_no_plain_event(text: str) -> None:
    assert find(text) == []


def test_what_the_network_found_is_not_found_again() -> None:
    text = "Norland is still waging war in Brackwater."
    (event,) = find(text, (FoundEvent(place(text, "war"), "ASSAULT", "fact", (0,), (), 0.9, confidence=0.9),))
    assert event.confidence == 0.9


def test_the_first_time_since_is_an_earlier_event_with_its_own_time() -> None:
    text = "Norland held talks with Brackwater on Monday, the first time they had met since last May."
    talks = FoundEvent(place(text, "talks"), "CONSULT", "fact", (0,), (1,), 0.9)
    _, met = find(text, (talks,))
    assert (met.trigger.of(text), met.time, set(met.actors + met.recipients)) == (
        "met",
        "t-1",
        {"Norland", "Brackwater"},
    )


def test_since_without_a_first_time_says_nothing() -> None:
    text = "They had met since last May."
    assert find_since(Wording(text, find_tokens(text)), place(text, "met")) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Denmark is silent. A Danish freighter believed to be carrying tonnes of Polish shells has left.", True),
        ("Denmark is silent. A Danish freighter that was carrying shells passed a Polish port.", False),
        ("Denmark is silent. A Danish minister carrying Polish papers has left.", False),
        ("Denmark is silent. A Danish freighter carrying Danish shells has left.", False),
    ],
)
def test_a_load_comes_from_the_state_of_its_adjective(text: str, found: bool) -> None:
    story, tokens = Story("p", "p.txt", text), find_tokens(text)
    cast = find_actors(story, tokens, ())
    countries = {a.id: a.country for a in cast.actors}
    told = [
        (e.type, [countries[a] for a in e.actors], [countries[a] for a in e.recipients])
        for e in find_events(story, tokens, (), cast, (), ())
    ]
    assert told == ([("AID", ["POL"], ["DNK"])] if found else [])
