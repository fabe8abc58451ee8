"""A timeline's rows: statements and events in the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from onrecord.commands.events import show_near, show_who
from onrecord.commands.output import Column, Layout
from onrecord.record import Frozen
from onrecord.store import EventEntry, StatementEntry

TIMELINE = Layout(
    (Column("day"), Column("who", 2), Column("what", 1), Column("words", 3), Column("outlet", 1), Column("id")),
    ("id", "day", "kind", "who", "what", "words", "outlet", "title", "url", "review", "page"),
)


class Moment(Frozen, frozen=True):
    """A statement or an event as a line of a timeline: `what` is the act or the type, `who` speaks or acts."""

    id: str
    day: str | None
    kind: str
    who: str
    what: str
    words: str
    outlet: str | None
    title: str | None
    url: str
    review: str
    page: int


def make_moments(entries: Iterable[StatementEntry | EventEntry]) -> Iterator[Moment]:
    """The lines of a timeline, for other programs: `words` of an event are all those around its trigger."""
    return (_make_moment(entry) for entry in entries)


def make_shown_moments(entries: Iterable[StatementEntry | EventEntry]) -> Iterator[Moment]:
    """The lines of a timeline, for a table: an event says who did it to whom, and the words nearest to its trigger."""
    for entry in entries:
        moment = _make_moment(entry)
        if isinstance(entry, EventEntry):
            moment = msgspec.structs.replace(moment, who=show_who(entry), words=show_near(entry))
        yield moment


def _make_moment(entry: StatementEntry | EventEntry) -> Moment:
    if isinstance(entry, StatementEntry):
        kind, who, what, words = "statement", entry.speaker or "nobody named", entry.act, entry.words
    else:
        kind, who, words = "event", ", ".join(entry.actors) or "nobody named", entry.around
        what = f"{entry.type} ({entry.status})"
    return Moment(
        entry.id, entry.day, kind, who, what, words, entry.outlet, entry.title, entry.url, entry.review, entry.page
    )
