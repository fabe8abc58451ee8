"""A record and what people said of it -> the record as it counts now. No database here, and nothing is ever lost:

the machine's record and the corrections stay as they are, and the outcome can be made again from them at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, get_type_hints

import msgspec

from onrecord.record import Actor, Event, Finding, Record, Span, Statement, Story, Timex
from onrecord.store.correction import Correction, ItemKind, Standing
from onrecord.store.moving import Item, Mover, find_item, find_spans, is_same_actor, overlap
from onrecord.store.reading import Reading, Review, find_start, make_finding_id
from onrecord.store.timing import give_value

# Share of words from which two readings are of the same item; the scorers of statements count a content so, too.
_SAME_WORDS = 0.5
_SAME_ADDED = 0.9
TYPES: dict[ItemKind, type[msgspec.Struct]] = {
    "statement": Statement,
    "event": Event,
    "timex": Timex,
    "finding": Finding,
    "actor": Actor,
    "story": Story,
}


class Applied(NamedTuple):
    """The record as it counts now, where each correction stands, and appearances that people split off."""

    reading: Reading
    standings: list[Standing]
    splits: dict[str, str]


def apply_corrections(record: Record, corrections: Iterable[Correction]) -> Applied:
    """Apply those corrections that count, oldest first, to the record of the current capture."""
    page = _Page(record)
    standings = [page.apply(correction) for correction in corrections]
    return Applied(Reading(page.make_record(), page.reviews, {}), standings, page.splits)


def leave_out_rejected(reading: Reading) -> Record:
    """The record without what people rejected, and without pointers to it."""
    record = reading.record
    gone = {id for id, review in reading.reviews.items() if review == "rejected"}
    if not gone:
        return record

    def keep(id: str | None) -> str | None:
        return None if id in gone else id

    def keep_all(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id for id in ids if id not in gone)

    statements = (
        msgspec.structs.replace(
            s, speaker=keep(s.speaker), time=keep(s.time), via=keep_all(s.via), within=keep(s.within)
        )
        for s in record.statements
        if s.id not in gone
    )
    events = (
        msgspec.structs.replace(
            e,
            actors=keep_all(e.actors),
            recipients=keep_all(e.recipients),
            time=keep(e.time),
            according_to=keep(e.according_to),
            within=keep(e.within),
        )
        for e in record.events
        if e.id not in gone
    )
    return msgspec.structs.replace(
        record,
        actors=tuple(a for a in record.actors if a.id not in gone),
        statements=tuple(statements),
        events=tuple(events),
        timexes=tuple(t for t in record.timexes if t.id not in gone),
        findings=tuple(f for f in record.findings if make_finding_id(record.story.id, f) not in gone),
    )


class _Page:
    """A record while corrections are being applied to it: items by kind and id."""

    def __init__(self, record: Record) -> None:
        self.record, self.story = record, record.story
        self.items: dict[ItemKind, dict[str, Any]] = {
            "actor": {a.id: a for a in record.actors},
            "timex": {t.id: t for t in record.timexes},
            "statement": {s.id: s for s in record.statements},
            "event": {e.id: e for e in record.events},
            "finding": {make_finding_id(self.story.id, f): f for f in record.findings},
        }
        self.reviews: dict[str, Review] = {}
        self.splits: dict[str, str] = {}
        self._aliases: dict[str, str] = {}  # ids at the time of a correction -> ids now

    def apply(self, correction: Correction) -> Standing:
        mover = Mover(self.story, correction)
        if correction.item_kind == "story":
            id: str | None = self._correct_story(correction)
        else:
            id = self._find_target(correction, mover)
            found = id is not None
            if id is None and correction.kind in ("confirm", "correct", "add"):
                id = self._restore(correction, mover)
            if id is not None:
                self._act(correction, mover, id, found)
                id = self._aliases[correction.item] = self._rename_finding(id)
        span = mover.span
        return Standing(correction, mover.state, False, id, span.start if span else None, span.end if span else None)

    def make_record(self) -> Record:
        statements = sorted(self.items["statement"].values(), key=self._order(self.record.statements))
        events = sorted(self.items["event"].values(), key=self._order(self.record.events))
        return msgspec.structs.replace(
            self.record,
            story=self.story,
            actors=tuple(self.items["actor"].values()),
            statements=tuple(statements),
            events=tuple(events),
            timexes=tuple(self.items["timex"].values()),
            findings=tuple(self.items["finding"].values()),
        )

    def _order(self, read: Sequence[Statement | Event]) -> Any:
        """The machine's order, with what people added after the last item that begins before it."""
        places = {item.id: n for n, item in enumerate(read)}
        starts = [(find_start(item), n) for n, item in enumerate(read)]

        def key(item: Statement | Event) -> tuple[int, int, int]:
            if item.id in places:
                return (places[item.id], 0, 0)
            start = find_start(item)
            return (max((n for at, n in starts if at <= start), default=-1), 1, start)

        return key

    def _find_target(self, correction: Correction, mover: Mover) -> str | None:
        """The item that the correction means, as it is read now."""
        items = self.items[correction.item_kind]
        known = self._aliases.get(correction.item, correction.item)
        if known in items:
            return known
        if mover.span is None or correction.snapshot is None or (old := find_item(correction.snapshot)) is None:
            return None
        if isinstance(old, Actor):
            return next((id for id, actor in items.items() if is_same_actor(actor, old)), None)
        wanted = mover.move_all(_known_by(old))
        cue = mover.move(old.cue) if isinstance(old, Statement) else None
        ranked = [(_shares_cue(cue, item), overlap(wanted, _known_by(item)), id) for id, item in items.items()]
        # Statements within one another share most of their words: the one with the same cue is meant.
        same_cue, share, best = max((r for r in ranked if r[1] >= _SAME_WORDS), default=(False, 0.0, ""))
        if correction.kind == "add" and not same_cue and share < _SAME_ADDED:
            return None  # people add an item beside one that shares words with it
        return best or None

    def _restore(self, correction: Correction, mover: Mover) -> str | None:
        """Put an item that the machine does not find now back as people knew it, where its words are still there."""
        item = self._move(correction, mover)
        if item is None or mover.state == "gone":
            return None
        id = make_finding_id(self.story.id, item) if isinstance(item, Finding) else item.id
        self.items[correction.item_kind][id] = item
        self.reviews[id] = "added"
        return id

    def _act(self, correction: Correction, mover: Mover, id: str, found: bool) -> None:
        before = self.reviews.get(id)
        items = self.items[correction.item_kind]
        if correction.kind == "reject":
            self.reviews[id] = "rejected"
        elif correction.kind == "split":
            self.splits[id] = str(msgspec.json.decode(correction.new or '""'))
        elif correction.kind == "correct":
            items[id] = _give(items[id], *self._read_new(correction, mover))
            self.reviews[id] = "added" if before == "added" else "corrected"
        elif found and correction.kind in ("confirm", "add"):
            known = self._move(correction, mover)
            same = known is None or _renamed(known, id) == items[id]
            if not same and known is not None:
                items[id] = _renamed(known, id)
            if before in (None, "unseen", "rejected"):
                self.reviews[id] = "confirmed" if same else "corrected"

    def _rename_finding(self, id: str) -> str:
        """The id of an item. That of a finding is made of its kind and place, and changes where these are corrected."""
        finding = self.items["finding"].get(id)
        now = make_finding_id(self.story.id, finding) if finding is not None else id
        if now != id:
            self.items["finding"] = {now if old == id else old: item for old, item in self.items["finding"].items()}
            self.reviews[now] = self.reviews.pop(id, "unseen")
        return now

    def _correct_story(self, correction: Correction) -> str:
        if correction.kind == "correct" and correction.field:
            wanted = get_type_hints(Story)[correction.field]
            value = msgspec.json.decode(correction.new or "null", type=wanted)
            self.story = msgspec.structs.replace(self.story, **{correction.field: value})
            self.reviews[self.story.id] = "corrected"
        elif correction.kind == "confirm" and self.reviews.get(self.story.id) != "corrected":
            self.reviews[self.story.id] = "confirmed"
        elif correction.kind == "reject":
            self.reviews[self.story.id] = "rejected"
        return self.story.id

    def _read_new(self, correction: Correction, mover: Mover) -> tuple[str, Any]:
        """The new value of the field, its spans moved and its ids those of the story as it is read now."""
        field = correction.field or ""
        value = msgspec.json.decode(correction.new or "null", type=get_type_hints(TYPES[correction.item_kind])[field])
        if isinstance(value, Span):
            return field, mover.move(value)
        if isinstance(value, tuple) and value and isinstance(value[0], Span):
            return field, mover.move_all(value)
        if field in ("speaker", "according_to"):
            return field, self._name_actor(correction, mover, value)
        if field in ("via", "actors", "recipients"):
            return field, tuple(id for id in (self._name_actor(correction, mover, v) for v in value) if id)
        if field == "time":
            return field, self._name_timex(correction, mover, value)
        return field, value

    def _move(self, correction: Correction, mover: Mover) -> Item | None:
        snapshot = correction.snapshot
        item = find_item(snapshot) if snapshot else None
        if isinstance(item, Statement | Event):
            names = (
                lambda id: self._name_actor(correction, mover, id),
                lambda id: self._name_timex(correction, mover, id),
                lambda id: self._aliases.get(id, id) if self._aliases.get(id, id) in self.items["statement"] else None,
            )
            return mover.move_statement(item, *names) if isinstance(item, Statement) else mover.move_event(item, *names)
        if isinstance(item, Timex):
            return mover.move_timex(item)
        if isinstance(item, Finding):
            return mover.move_finding(item)
        return mover.move_actor(item) if item else None

    def _name_actor(self, correction: Correction, mover: Mover, id: str | None) -> str | None:
        """The id now of an actor that the correction names; it is taken over from then where the page lacks it now."""
        if id is None or id in self.items["actor"]:
            return id
        known = next((a for a in correction.snapshot.actors if a.id == id), None) if correction.snapshot else None
        if known is None:
            return None
        for actor in self.items["actor"].values():
            if is_same_actor(actor, known):
                return str(actor.id)
        self.items["actor"][id] = mover.move_actor(known)
        self.reviews[id] = "added"
        return id

    def _name_timex(self, correction: Correction, mover: Mover, id: str | None) -> str | None:
        if id is None or id in self.items["timex"]:
            return id
        known = next((t for t in correction.snapshot.timexes if t.id == id), None) if correction.snapshot else None
        moved = mover.move_timex(known) if known else None
        if moved is None:
            return None
        for timex in self.items["timex"].values():
            if timex.span == moved.span:
                return str(timex.id)
        self.items["timex"][moved.id] = moved
        self.reviews[moved.id] = "added"
        return moved.id


def _known_by(item: Item) -> list[Span]:
    """The spans by which two readings of an item are compared."""
    if isinstance(item, Statement):
        return list(item.contents) or find_spans(item)
    return [item.trigger] if isinstance(item, Event) else find_spans(item)


def _shares_cue(cue: Span | None, item: Item) -> bool:
    return cue is not None and isinstance(item, Statement) and item.cue is not None and cue.overlaps(item.cue)


def _give(item: Item, field: str, value: Any) -> Item:
    """The item with another value in a field, and with what follows from it."""
    if isinstance(item, Timex) and field == "value":
        return give_value(item, value)
    given: Item = msgspec.structs.replace(item, **{field: value})
    if isinstance(given, Actor) and field == "country":  # whoever sets it knows it, so no guess of ours is behind it
        return msgspec.structs.replace(given, country_how=None)
    return given


def _renamed(item: Item, id: str) -> Item:
    return item if isinstance(item, Finding) else msgspec.structs.replace(item, id=id)
