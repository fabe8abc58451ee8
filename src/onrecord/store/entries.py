"""What a case answers with: items as they count now, each with the page that it stands on, complete in itself."""

from __future__ import annotations

from onrecord.record import ActorKind, Event, Frozen, Statement
from onrecord.store.reading import Review


class StatementEntry(Frozen, frozen=True, kw_only=True):
    """A statement in a case.

    `words`, `addressee`, `venue`, and `place` are words of the page; `speaker` and `via` are names, `speaker_actor` the
    speaker's id in the case. `day` is when it was said, else published. `statement` is the item, its spans counting in
    the text of the story on page `page`.
    """

    id: str
    day: str | None
    speaker: str | None
    act: str
    form: str
    words: str
    addressee: str | None
    venue: str | None
    place: str | None
    time: str | None
    via: tuple[str, ...]
    outlet: str | None
    title: str | None
    published: str | None
    url: str
    confidence: float
    review: Review
    counts_as: str
    speaker_actor: str | None
    page: int
    start: int
    statement: Statement


class EventEntry(Frozen, frozen=True, kw_only=True):
    """An event in a case: `actors`, `recipients`, and `according_to` are names, `words` those of the trigger,
    `around` those around it.

    Events that people marked as the same share `counts_as`.
    """

    id: str
    day: str | None
    type: str
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    words: str
    around: str
    place: str | None
    time: str | None
    status: str
    according_to: str | None
    outlet: str | None
    title: str | None
    published: str | None
    url: str
    confidence: float
    review: Review
    counts_as: str
    page: int
    start: int
    event: Event


class StoryEntry(Frozen, frozen=True, kw_only=True):
    """A story in a case: the page `page` of version `version` at its address, and how much was read from it."""

    id: str
    day: str | None
    outlet: str | None
    title: str | None
    byline: str | None
    published: str | None
    url: str
    statements: int
    events: int
    review: Review
    version: int
    page: int


class ActorEntry(Frozen, frozen=True, kw_only=True):
    """An actor of the case: on how many pages it appears and how many statements are its own."""

    id: str
    name: str
    other_names: tuple[str, ...]
    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...]
    role: str | None
    same_as: tuple[str, ...]
    statements: int
    pages: int


Entry = StatementEntry | EventEntry | StoryEntry
