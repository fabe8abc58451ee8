"""The page of a speaker or actor: what they said and did, what was said of and done to them, and who quotes them."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from onrecord.record import Actor, EventStatus, EventType, Frozen
from onrecord.store.browsing import Counts
from onrecord.store.captures import Capture
from onrecord.store.correction import Correction
from onrecord.store.entries import ActorEntry, EventEntry, StatementEntry
from onrecord.store.question import Kind
from onrecord.web.lists import EventsAsked, StatementsAsked, go_on, to_question
from onrecord.web.pages import Page
from onrecord.web.visit import NotFoundError, Visit

Part = Literal["said", "of", "did", "to"]
_APPEARANCES = 50


class ActorAsked(StatementsAsked, frozen=True, kw_only=True):
    """Which part of what is known of an actor: what it `said`, what was said `of` it, it `did`, or was done `to` it."""

    part: Part = "said"
    recipient: str | None = None
    type: EventType | None = None
    status: EventStatus | None = None


class Appearance(Frozen, frozen=True):
    """The actor as one page has it."""

    actor: Actor
    capture: Capture


class Outlet(Frozen, frozen=True):
    """An outlet that quotes the actor, and how many of its newest statements it has."""

    name: str
    number: int


class ActorView(Frozen, frozen=True):
    """An actor of the case with one part of what is known of it; `next` is the address where that goes on."""

    actor: ActorEntry
    asked: ActorAsked
    statements: tuple[StatementEntry, ...]
    events: tuple[EventEntry, ...]
    counts: Counts
    outlets: tuple[Outlet, ...]
    appearances: tuple[Appearance, ...]
    corrections: tuple[Correction, ...]
    next: str | None


def find_actor(visit: Visit) -> ActorView:
    """An actor by its id in the case."""
    actor = next(visit.case.actors(visit.id), None) if visit.id.startswith("who-") else None
    if actor is None:
        raise NotFoundError(f"{visit.id[:80]}: there is no such actor in this case.")
    asked = visit.ask(ActorAsked)
    narrowed = {
        "said": ("speaker", "about"), "of": ("about", "speaker"), "did": ("speaker", "recipient"),
        "to": ("recipient", "speaker"),
    }[asked.part]  # fmt: skip
    kind: Kind = "statement" if asked.part in ("said", "of") else "event"
    wanted = StatementsAsked if kind == "statement" else EventsAsked
    fields = {name: getattr(asked, name) for name in wanted.__struct_fields__}
    question = to_question(wanted(**{**fields, narrowed[0]: actor.id}))
    counts = visit.desk.count(question, kind)
    statements: list[StatementEntry] = []
    events: list[EventEntry] = []
    if kind == "statement":
        statements, key = visit.desk.statements(question, asked.go)
    else:
        events, key = visit.desk.events(question, asked.go)
    return ActorView(
        actor, asked, tuple(statements), tuple(events), counts, tuple(_find_outlets(counts)),
        tuple(Appearance(a, c) for a, c in visit.case.appearances(actor.id, limit=_APPEARANCES)),
        tuple(s.correction for s in visit.case.corrections(item=actor.id)), go_on(visit, key),
    )  # fmt: skip


def _find_outlets(counts: Counts) -> list[Outlet]:
    found = Counter({c.value: c.number for c in counts.counts if c.field == "outlet"})
    return [Outlet(name, number) for name, number in found.most_common()]


PAGES = (Page("/actors/{id:str}", "actor.html", find_actor, ActorView, ActorAsked),)
