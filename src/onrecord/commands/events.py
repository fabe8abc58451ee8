"""Events as lines of a table: who did it to whom in one column, and the trigger between its nearest words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.commands.output import Column, Layout
from onrecord.record import Frozen, Span
from onrecord.store import EventEntry
from onrecord.store.rows import AROUND

NEAR = 40  # code points on each side of the trigger: about a line of a table's column three times over
EVENTS = Layout(
    (Column("day"), Column("type"), Column("who", 2), Column("words", 3), Column("status"), Column("id")), ()
)


class EventLine(Frozen, frozen=True):
    """An event as a line of a table."""

    day: str | None
    type: str
    who: str
    words: str
    status: str
    id: str


def make_event_lines(entries: Iterable[EventEntry]) -> Iterator[EventLine]:
    """The lines of a table of events."""
    for entry in entries:
        yield EventLine(entry.day, entry.type, show_who(entry), show_near(entry), entry.status, entry.id)


def show_who(entry: EventEntry) -> str:
    """Who acts, and to whom."""
    acting = ", ".join(entry.actors) or "nobody named"
    return f"{acting} ⇒ {', '.join(entry.recipients)}" if entry.recipients else acting


def show_near(entry: EventEntry) -> str:
    """The trigger as `show` marks it, with the words next to it, cut between words."""
    around, trigger = entry.around, _find_trigger(entry)
    begin, end = max(0, trigger.start - NEAR), min(len(around), trigger.end + NEAR)
    before, after = around[begin : trigger.start], around[trigger.end : end]
    if begin:
        before = "…" + (before.partition(" ")[2] or before)
    if end < len(around):
        after = (after.rpartition(" ")[0] or after) + "…"
    return f"{before}▸{trigger.of(around)}◂{after}"


def _find_trigger(entry: EventEntry) -> Span:
    """Where the trigger stands in the words around it, which begin `AROUND` before it, or with the text."""
    start = entry.event.trigger.start - max(0, entry.event.trigger.start - AROUND)
    return Span(start, start + entry.event.trigger.end - entry.event.trigger.start)
