"""Supplies by grammar alone: who gives what to whom, and what is none."""

from __future__ import annotations

import pytest

from onrecord.actors import Cast
from onrecord.events import find_events
from onrecord.model.found import FoundEvent
from onrecord.record import Event, Span, Story
from onrecord.tokens import find_tokens
from tests.test_events import ID, make_actors

NAMES = ("Norland", "Brackwater", "Tern")


def read(text: str, found: tuple[FoundEvent, ...] = ()) -> tuple[Event, ...]:
    named = [n for n in NAMES if n in text]
    actors = make_actors(text, named, {})
    cast = Cast(actors, (), (), tuple(a.id for a in actors))
    return find_events(Story(ID, "page.txt", text), find_tokens(text), found, cast, (), ())


@pytest.mark.parametrize(
    ("text", "trigger", "giver", "recipient", "goods"),
    [
        ("Norland's supply of engines to Brackwater went on.", "supply", "Norland", "Brackwater", ["engines"]),
        ("Norland is a big supplier of salt, timber, and tar.", "supplier", "Norland", None, ["salt", "timber", "tar"]),
        ("Norland supplies Brackwater with coal.", "supplies", "Norland", "Brackwater", ["coal"]),
        ("Norland has secretly delivered coal to Brackwater.", "delivered", "Norland", "Brackwater", ["coal"]),
        ("Norland backs Tern and provides Brackwater with cover.", "provides", "Norland", "Brackwater", None),
    ],
)  # fmt: skip
def test_supply(text: str, trigger: str, giver: str, recipient: str | None, goods: list[str] | None) -> None:
    (event,) = read(text)
    assert event.type == "AID"
    assert event.trigger.of(text) == trigger
    assert event.actors == (f"a-{giver}",)
    assert event.recipients == ((f"a-{recipient}",) if recipient else ())
    if goods is not None:
        assert [o.of(text) for o in event.objects] == goods


@pytest.mark.parametrize(
    "text",
    [
        "Norland is willing to provide coal to Brackwater.",
        "Norland will deliver coal to Brackwater.",
        "Nobody supplies coal here, Norland said.",
        "The supply routes of Norland run through Brackwater.",
        "Norland bombed a supply depot of Brackwater.",
    ],
)
def test_no_supply(text: str) -> None:
    assert read(text) == ()


def test_what_the_network_found_is_not_found_again() -> None:
    text = "Norland supplies Brackwater with coal."
    at = text.index("supplies")
    (event,) = read(text, (FoundEvent(Span(at, at + 8), "COOPERATE", "fact", (0,), (1,), 0.9, confidence=0.9),))
    assert event.type == "COOPERATE"
