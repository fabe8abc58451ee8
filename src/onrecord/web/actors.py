"""The page of a speaker or actor: what they said and did, what was said of and done to them, and who quotes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, get_args

from onrecord.errors import UsageError
from onrecord.record import Actor, CountryHow, EventStatus, EventType, Frozen
from onrecord.store.browsing import Counts
from onrecord.store.captures import Capture
from onrecord.store.correction import By, Standing
from onrecord.store.entries import ActorEntry, EventEntry, StatementEntry
from onrecord.store.question import Kind
from onrecord.web.editing import Field, Judged, find_actor_fields, judge
from onrecord.web.lists import EventsAsked, StatementsAsked, go_on, to_question
from onrecord.web.pages import Action, Page
from onrecord.web.visit import NotFoundError, Visit

Part = Literal["said", "of", "did", "to"]
_APPEARANCES = 50
_SURENESS: tuple[CountryHow | None, ...] = (None, *get_args(CountryHow))


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
    """An actor of the case with one part of what is known of it; `next` is the address where that goes on.

    `country_how` is how its country is known at the best of its appearances; None where a person set it.
    """

    actor: ActorEntry
    country_how: CountryHow | None
    asked: ActorAsked
    statements: tuple[StatementEntry, ...]
    events: tuple[EventEntry, ...]
    counts: Counts
    outlets: tuple[Outlet, ...]
    appearances: tuple[Appearance, ...]
    corrections: tuple[Standing, ...]
    fields: tuple[Field, ...]
    state: str
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
    statements: list[StatementEntry] = []
    events: list[EventEntry] = []
    if kind == "statement":
        (statements, key), counts = visit.desk.counted_statements(question, asked.go)
    else:
        (events, key), counts = visit.desk.counted_events(question, asked.go)
    appearances = tuple(Appearance(a, c) for a, c in visit.case.appearances(actor.id, limit=_APPEARANCES))
    return ActorView(
        actor, _find_how(actor, appearances), asked, tuple(statements), tuple(events), counts,
        tuple(_find_outlets(counts)), appearances,
        tuple(visit.case.corrections(item=actor.id)), tuple(find_actor_fields(actor)), visit.desk.state(actor.id),
        go_on(visit, key),
    )  # fmt: skip


def _find_how(actor: ActorEntry, appearances: Sequence[Appearance]) -> CountryHow | None:
    """How the country is known: as the page has it that knows it best."""
    known = [a.actor.country_how for a in appearances if a.actor.country == actor.country]
    return min(known, key=_SURENESS.index, default=None)


def _find_outlets(counts: Counts) -> list[Outlet]:
    found = Counter({c.value: c.number for c in counts.counts if c.field == "outlet"})
    return [Outlet(name, number) for name, number in found.most_common()]


class Merged(Frozen, frozen=True):
    """Two actors that are one: `keep` gives the name, `other` is an id, or a name that one other actor has."""

    keep: str
    other: str


class Split(Frozen, frozen=True):
    """Appearances (ids on pages, a line each) that are somebody else."""

    ids: str = ""


def merge(visit: Visit, form: Merged) -> str:
    """Say that two actors are one."""
    other = form.other.strip()
    if not other.startswith(("who-", "a-")):
        found = [a for a in visit.case.actors(other, limit=6) if a.id != form.keep]
        if len(found) != 1:
            named = ", ".join(f"{a.name} ({a.id})" for a in found[:5]) or "nobody"
            raise UsageError(f"{other}: one other actor must be meant; there is {named}. Give the id.")
        other = found[0].id
    done = visit.case.merge(form.keep, other, By(visit.person.name))
    return f"/actors/{done.item}"


def split(visit: Visit, form: Split) -> str:
    """Take appearances out of their actor, into one of their own."""
    ids = form.ids.split()
    if not ids:
        raise UsageError("Tick the pages where it is somebody else.")
    done = visit.case.split(ids, By(visit.person.name))
    return f"/items/{done[0].item}"


PAGES = (Page("/actors/{id:str}", "actor.html", find_actor, ActorView, ActorAsked),)
ACTIONS = (
    Action("/actors/{id:str}", Judged, judge),
    Action("/merge", Merged, merge),
    Action("/split", Split, split),
)
