"""A record as it counts now: the machine's reading with people's corrections applied."""

from __future__ import annotations

from typing import Literal, NamedTuple

from onrecord.quotes import ELISION
from onrecord.record import Event, Finding, Record, Span, Statement, Timex, make_id

Review = Literal["unseen", "confirmed", "corrected", "added", "rejected"]


class Reading(NamedTuple):
    """A record, with what people said of its items.

    `reviews` holds the state of each item that somebody has looked at, by the item's id; `counts_as` the id of the
    item that it counts as, where it is not its own.
    """

    record: Record
    reviews: dict[str, Review]
    counts_as: dict[str, str]

    def find_review(self, id: str) -> Review:
        """What people said of the item."""
        return self.reviews.get(id, "unseen")


def read_unseen(record: Record) -> Reading:
    """A record that nobody has looked at."""
    return Reading(record, {}, {})


def make_finding_id(story_id: str, finding: Finding) -> str:
    """The id of a finding, which carries none itself: the same for the same kind at the same place."""
    offsets = [offset for span in finding.spans for offset in (span.start, span.end)]
    return make_id("f", f"{story_id}:{finding.kind}", *offsets)


def find_day(time: str | None, timexes: dict[str, Timex], published_day: str | None) -> str | None:
    """The day that an item belongs to, `YYYY-MM-DD`: the first of its time, else the day of publication."""
    timex = timexes.get(time) if time else None
    return timex.earliest if timex and timex.earliest else published_day


def find_published_day(record: Record) -> str | None:
    """The day of publication, `YYYY-MM-DD`."""
    published = record.story.published
    return published.value[:10] if published else None


def join_words(text: str, spans: tuple[Span, ...]) -> str:
    """The words of the spans, joined by an ellipsis."""
    return ELISION.join(span.of(text) for span in spans)


def find_start(item: Statement | Event) -> int:
    """Where an item begins: the order of items on a page."""
    if isinstance(item, Event):
        return item.trigger.start
    spans = [s for s in (item.source, item.cue, *item.contents) if s]
    return min((s.start for s in spans), default=0)
