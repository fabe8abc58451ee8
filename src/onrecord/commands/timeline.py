"""A timeline's rows: statements and events in the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.commands.output import Column, Layout
from onrecord.record import Frozen
from onrecord.store import EventEntry, StatementEntry

TIMELINE = Layout(
    (Column("day"), Column("who", 1), Column("what"), Column("words", 3), Column("outlet", 1), Column("id")),
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
    """The lines of a timeline."""
    for entry in entries:
        if isinstance(entry, StatementEntry):
            who, what, words = entry.speaker or "nobody named", entry.act, entry.words
        else:
            who, words = ", ".join(entry.actors) or "nobody named", entry.around
            what = f"{entry.type} ({entry.status})"
        kind = "statement" if isinstance(entry, StatementEntry) else "event"
        yield Moment(
            entry.id, entry.day, kind, who, what, words, entry.outlet, entry.title, entry.url, entry.review, entry.page
        )
