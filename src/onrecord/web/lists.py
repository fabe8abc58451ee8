"""Lists of statements, events, stories, and actors, narrowed by what stands in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from onrecord.record import Act, EventStatus, EventType, Form, Frozen
from onrecord.store.browsing import Counts
from onrecord.store.entries import ActorEntry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.question import Filters, Question, make_question
from onrecord.store.reading import Review
from onrecord.web.pages import Page
from onrecord.web.visit import Start, Visit

SHOWN = 50  # rows of a list on one page
MOST_SHOWN = 500
_ACTORS = 200


class Narrowed(Frozen, frozen=True, kw_only=True):
    """What every list can be narrowed by. `q` are words to search for, `go` the key after which the list goes on."""

    q: str = ""
    outlet: str | None = None
    after: str | None = None
    before: str | None = None
    review: Review | None = None
    order: Literal["newest", "oldest"] = "newest"
    go: str | None = None
    limit: int = SHOWN


class StatementsAsked(Narrowed, frozen=True, kw_only=True):
    """What a list of statements can be narrowed by."""

    speaker: str | None = None
    about: str | None = None
    act: Act | None = None
    form: Form | None = None
    addressee: str | None = None
    min_confidence: float | None = None


class EventsAsked(Narrowed, frozen=True, kw_only=True):
    """What a list of events can be narrowed by; `speaker` is who acts."""

    speaker: str | None = None
    recipient: str | None = None
    about: str | None = None
    type: EventType | None = None
    status: EventStatus | None = None
    min_confidence: float | None = None


class StoriesAsked(Narrowed, frozen=True, kw_only=True):
    """What a list of stories can be narrowed by."""


class StatementsView(Frozen, frozen=True):
    """Statements, with counts beside them; `next` is the address where the list goes on."""

    asked: StatementsAsked
    statements: tuple[StatementEntry, ...]
    counts: Counts
    next: str | None


class EventsView(Frozen, frozen=True):
    """Events, with counts beside them; `next` is the address where the list goes on."""

    asked: EventsAsked
    events: tuple[EventEntry, ...]
    counts: Counts
    next: str | None


class StoriesView(Frozen, frozen=True):
    """Stories, with counts beside them; `next` is the address where the list goes on."""

    asked: StoriesAsked
    stories: tuple[StoryEntry, ...]
    counts: Counts
    next: str | None


class ActorsAsked(Frozen, frozen=True):
    """A name, or words of one, to look for; or the place in the list of all after which it goes on."""

    q: str = ""
    go: Start = 0


class ActorsView(Frozen, frozen=True):
    """Actors of the case, those who say most first; `next` is the address where the list goes on.

    `complete` is whether a search shows all that it finds, `fresh` whether all is counted that is in the case.
    """

    asked: ActorsAsked
    actors: tuple[ActorEntry, ...]
    complete: bool
    fresh: bool
    next: str | None


def find_statements(visit: Visit) -> StatementsView:
    """The list of statements."""
    asked = visit.ask(StatementsAsked)
    batch, counts = visit.desk.counted_statements(to_question(asked), asked.go)
    return StatementsView(asked, tuple(batch.entries), counts, go_on(visit, batch.next))


def find_events(visit: Visit) -> EventsView:
    """The list of events."""
    asked = visit.ask(EventsAsked)
    batch, counts = visit.desk.counted_events(to_question(asked), asked.go)
    return EventsView(asked, tuple(batch.entries), counts, go_on(visit, batch.next))


def find_stories(visit: Visit) -> StoriesView:
    """The list of stories."""
    asked = visit.ask(StoriesAsked)
    question = to_question(asked)
    batch = visit.desk.stories(question, asked.go)
    return StoriesView(asked, tuple(batch.entries), visit.desk.count(question, "story"), go_on(visit, batch.next))


def find_actors(visit: Visit) -> ActorsView:
    """The list of actors."""
    asked = visit.ask(ActorsAsked)
    if asked.q:
        found = list(visit.case.actors(asked.q, limit=MOST_SHOWN + 1))
        return ActorsView(asked, tuple(found[:MOST_SHOWN]), len(found) <= MOST_SHOWN, True, None)
    fresh = visit.keeper.find().fresh
    ranked = visit.desk.speakers(asked.go, _ACTORS + 1)
    key = str(ranked[_ACTORS - 1][0]) if len(ranked) > _ACTORS else None
    return ActorsView(asked, tuple(actor for _, actor in ranked[:_ACTORS]), True, fresh, go_on(visit, key))


def to_question(asked: Narrowed) -> Question:
    """What an address asks, as the case takes it.

    Raises:
        UsageError: a day is none.
    """
    fields = {name: getattr(asked, name) for name in asked.__struct_fields__ if name not in ("q", "go", "limit")}
    filters: Filters = {**fields, "limit": min(max(asked.limit, 1), MOST_SHOWN)}  # type: ignore[typeddict-item]
    return make_question(asked.q, filters)


def go_on(visit: Visit, key: str | None) -> str | None:
    """The address of the list after that key."""
    return write_address(visit.path, {**visit.query, "go": key}) if key else None


def write_address(path: str, fields: Mapping[str, object]) -> str:
    """An address with those fields; empty ones are left out."""
    from urllib.parse import urlencode

    given = {name: str(value) for name, value in fields.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


PAGES = (
    Page("/statements", "statements.html", find_statements, StatementsView, StatementsAsked),
    Page("/events", "events.html", find_events, EventsView, EventsAsked),
    Page("/stories", "stories.html", find_stories, StoriesView, StoriesAsked),
    Page("/actors", "actors.html", find_actors, ActorsView, ActorsAsked),
)
