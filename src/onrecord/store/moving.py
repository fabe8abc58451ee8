"""An item from an older reading -> the same item in the story as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec

from onrecord.folding import fold
from onrecord.record import Actor, Event, Finding, Mention, Span, Statement, Story, Timex, make_id
from onrecord.store.anchoring import find_anchor, make_anchor
from onrecord.store.correction import Anchor, AnchorState, Correction, Snapshot

Item = Statement | Event | Timex | Finding | Actor
AnyItem = TypeVar("AnyItem", Statement, Event, Timex, Finding, Actor)
Named = Callable[[str | None], str | None]


def find_spans(item: Item) -> list[Span]:
    """The spans of an item, the one that it is known by first."""
    if isinstance(item, Statement):
        optional = (item.cue, item.source, item.addressee, item.venue, item.place)
        return [*item.contents, *(s for s in optional if s)]
    if isinstance(item, Event):
        return [item.trigger, *item.objects, *((item.place,) if item.place else ())]
    if isinstance(item, Timex):
        return [item.span]
    if isinstance(item, Finding):
        return list(item.spans)
    return [m.span for m in item.mentions]


def make_anchors(text: str, snapshot: Snapshot, more: Iterable[Span] = ()) -> tuple[Anchor, ...]:
    """Anchors of all spans of a snapshot and of further ones, each once, the item's own first."""
    spans = [*find_spans(item)] if (item := find_item(snapshot)) else []
    spans += [span for timex in snapshot.timexes for span in find_spans(timex)]
    spans += [span for actor in snapshot.actors for span in find_spans(actor)[:1]]
    return tuple(make_anchor(text, span) for span in dict.fromkeys([*spans, *more]))


def find_item(snapshot: Snapshot) -> Item | None:
    """The item of a snapshot."""
    return snapshot.statement or snapshot.event or snapshot.timex or snapshot.finding or snapshot.actor


class Mover:
    """Finds where the spans of one correction stand in a story now."""

    def __init__(self, story: Story, correction: Correction) -> None:
        self._text, self._story = story.text, story
        self._anchors = {Span(a.start, a.end): a for a in correction.anchors}
        self._found: dict[Span, tuple[AnchorState, Span | None]] = {}
        first = correction.anchors[0] if correction.anchors else None
        self.state: AnchorState = "exact"
        self.span: Span | None = None
        if first is not None:
            self.state, self.span = self._find(Span(first.start, first.end))

    def move(self, span: Span | None) -> Span | None:
        """Where a span of the correction stands now; None where it is gone."""
        return None if span is None else self._find(span)[1]

    def move_all(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """The spans that are still there."""
        return tuple(moved for moved in map(self.move, spans) if moved is not None)

    def move_timex(self, timex: Timex) -> Timex | None:
        """A timex at its place now."""
        span = self.move(timex.span)
        return msgspec.structs.replace(timex, span=span, id=self._rename(timex, timex.span, span)) if span else None

    def move_actor(self, actor: Actor) -> Actor:
        """An actor with those of its mentions that are known to be there still."""
        known = ((m, self.move(m.span)) for m in actor.mentions if m.span in self._anchors)
        mentions = tuple(Mention(span, mention.how) for mention, span in known if span is not None)
        return msgspec.structs.replace(actor, mentions=mentions)

    def move_statement(self, item: Statement, actor: Named, timex: Named, within: Named) -> Statement | None:
        """A statement at its place now, naming the actors, times, and statements of the story as it is read now."""
        contents = self.move_all(item.contents)
        if not contents and item.contents:
            return None
        first = item.contents[0] if item.contents else Span(0, 0)
        return msgspec.structs.replace(
            item,
            id=self._rename(item, first, contents[0] if contents else first),
            source=self.move(item.source),
            cue=self.move(item.cue),
            contents=contents,
            speaker=actor(item.speaker),
            addressee=self.move(item.addressee),
            venue=self.move(item.venue),
            place=self.move(item.place),
            time=timex(item.time),
            via=tuple(id for id in map(actor, item.via) if id),
            within=within(item.within),
        )

    def move_event(self, item: Event, actor: Named, timex: Named, within: Named) -> Event | None:
        """An event at its place now, likewise."""
        trigger = self.move(item.trigger)
        if trigger is None:
            return None
        return msgspec.structs.replace(
            item,
            id=self._rename(item, item.trigger, trigger),
            trigger=trigger,
            actors=tuple(id for id in map(actor, item.actors) if id),
            recipients=tuple(id for id in map(actor, item.recipients) if id),
            objects=self.move_all(item.objects),
            place=self.move(item.place),
            time=timex(item.time),
            according_to=actor(item.according_to),
            within=within(item.within),
        )

    def move_finding(self, item: Finding) -> Finding | None:
        """A finding at its place now."""
        spans = self.move_all(item.spans)
        return None if item.spans and not spans else msgspec.structs.replace(item, spans=spans)

    def _find(self, span: Span) -> tuple[AnchorState, Span | None]:
        if span not in self._found:
            anchor = self._anchors.get(span)
            self._found[span] = find_anchor(self._text, anchor) if anchor else ("gone", None)
        return self._found[span]

    def _rename(self, item: Statement | Event | Timex, before: Span, now: Span) -> str:
        """Its id where it stands as it stood, else one of its new place."""
        if before == now and self.state == "exact":
            return item.id
        return make_id(item.id.partition("-")[0], self._story.id, now.start, now.end)


def overlap(one: Iterable[Span], other: Iterable[Span]) -> float:
    """How far two sets of spans are the same words: shared code points over all of theirs, from 0 to 1."""
    a, b = set(_points(one)), set(_points(other))
    return len(a & b) / len(a | b) if a and b else 0.0


def is_same_actor(one: Actor, other: Actor) -> bool:
    """Whether two readings mean the same actor of a page: an outside id in common, or name and kind."""
    if set(one.same_as) & set(other.same_as):
        return True
    return fold(one.name) == fold(other.name) and one.kind == other.kind


def _points(spans: Iterable[Span]) -> Iterator[int]:
    for span in spans:
        yield from range(span.start, span.end)
