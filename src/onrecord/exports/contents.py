"""What goes into an export: for each page its record or rejection, its bytes, and people's corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from onrecord.record import Actor, Event, Frozen, Page, Record, Rejection, Span, Statement, Timex
from onrecord.store.captures import Capture, Given
from onrecord.store.cast import Known
from onrecord.store.correction import Correction


class Same(Frozen, frozen=True):
    """An item that people marked as the same as others, and the item that stands for all of them."""

    item: str
    counts_as: str


class Entry(Frozen, frozen=True):
    """One page as an export holds it: a record or a rejection, with the page's bytes and corrections where known.

    `record` is as the machine read it. `corrected` is the same with people's corrections applied and without what they
    rejected; None where nobody corrected anything. `capture` and `given` say how the page stands in its case, `cast`
    who its actors are there, and `same` which of its items were marked as the same as others.
    """

    record: Record | None = None
    rejection: Rejection | None = None
    page: Page | None = None
    corrections: tuple[Correction, ...] = ()
    corrected: Record | None = None
    capture: Capture | None = None
    given: Given | None = None
    cast: tuple[Known, ...] = ()
    same: tuple[Same, ...] = ()

    @property
    def counts(self) -> Record | None:
        """The record as it counts: with corrections applied, where there are any."""
        return self.corrected or self.record


def find_same(entry: Entry) -> Mapping[str, str]:
    """The items of an entry that people marked as the same as others, each with the one that stands for all."""
    return {same.item: same.counts_as for same in entry.same}


class Cast:
    """Who the actors of an entry's page are in the whole case."""

    def __init__(self, entry: Entry) -> None:
        self._known = {known.id: known for known in entry.cast}

    def find_id(self, actor: Actor) -> str | None:
        """The actor's id in the case; None where the entry comes from none."""
        known = self._known.get(actor.id)
        return known.actor if known else None

    def find_name(self, actor: Actor) -> str:
        """The actor's name in the case; without a case, on its page."""
        known = self._known.get(actor.id)
        return known.name if known else actor.name


class Options(Frozen, frozen=True):
    """How to export. `with_text` adds the story's own sentences where a format can do without them."""

    with_text: bool = False


class Tally:
    """Counts what an export wrote, and what it left out and why."""

    def __init__(self) -> None:
        self.written: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()


class Index:
    """A record's items by their ids. An id that the record lacks gives None."""

    def __init__(self, record: Record) -> None:
        self._text = record.story.text
        self._actors = {a.id: a for a in record.actors}
        self._timexes = {t.id: t for t in record.timexes}
        self._statements = {s.id: s for s in record.statements}

    def words(self, span: Span | None) -> str | None:
        """The words under a span."""
        return span.of(self._text) if span else None

    def actor(self, id: str | None) -> Actor | None:
        """The actor with that id."""
        return self._actors.get(id) if id else None

    def name(self, id: str | None) -> str | None:
        """The name of the actor with that id."""
        actor = self.actor(id)
        return actor.name if actor else None

    def actors(self, ids: tuple[str, ...]) -> list[Actor]:
        """The actors with those ids, in that order."""
        return [self._actors[id] for id in ids if id in self._actors]

    def timex(self, id: str | None) -> Timex | None:
        """The timex with that id."""
        return self._timexes.get(id) if id else None

    def statement(self, id: str | None) -> Statement | None:
        """The statement with that id."""
        return self._statements.get(id) if id else None

    def actor_at(self, span: Span | None) -> Actor | None:
        """The actor with the longest mention inside `span`, such as the person in "to the minister"."""
        if span is None:
            return None
        inside = [
            (m.span.end - m.span.start, a) for a in self._actors.values() for m in a.mentions if span.holds(m.span)
        ]
        return max(inside, key=lambda found: found[0])[1] if inside else None


def find_event_days(record: Record, event: Event, index: Index) -> tuple[str, str, bool] | None:
    """The first and last day of an event, and whether they are the event's own.

    They are the publication day where the page gives the event none that can be placed on a calendar; None where
    that is unknown too.
    """
    timex = index.timex(event.time)
    if timex and timex.earliest and timex.latest:
        return timex.earliest, timex.latest, True
    if record.story.published:
        day = record.story.published.value[:10]
        return day, day, False
    return None
