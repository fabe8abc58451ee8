"""Mentions of one event on many pages, put together by type, parties, day, and the words around them.

Two mentions are of one event where type (or the word for it) and parties are the same, days are near, and the
sentences share telling words. What two pages begin with may be of one event where the types are only kin: both words or
both deeds, for or against somebody. The same names do much more often than the same event is told, so where no day is
known both stories must be about one happening, and both mentions be what their story begins with: what else happened
before is told on pages about anything. What the mentions of a group tell differently is listed, not settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Literal

from onrecord.compare.fingerprints import hash_words
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.mentions import VIEWS, EventMention, ToldEvent, find_told_events
from onrecord.compare.rarity import weigh
from onrecord.compare.spelling import fold
from onrecord.record import EventType, Frozen, Record

DifferenceKind = Literal["status", "day", "number", "actors", "recipients"]

# PLOVER's four classes: words for somebody, deeds for, words against, deeds against. One event is often read under
# another type of its class: a test site closed as CONCEDE or RETREAT, a question asked as REQUEST or ACCUSE.
_CLASSES = {
    event_type: name
    for name, types in {
        "words for": "AGREE CONSULT SUPPORT CONCEDE",
        "deeds for": "COOPERATE AID RETREAT",
        "words against": "REQUEST ACCUSE REJECT THREATEN",
        "deeds against": "PROTEST SANCTION MOBILIZE COERCE ASSAULT",
    }.items()
    for event_type in types.split()
}
_BOTH_WAYS = ("CONSULT", "AGREE", "COOPERATE")  # whom it is told of first says nothing
_NEAR_DAYS = 3
_HEAVIEST = 8  # of a sentence's words, one of which two mentions must share
_WITH_DAY = 0.15  # share of the lighter sentence's telling words in both, where both days are known and near
_PUBLISHED_NEAR = 0.35  # where only the days of publication are
_KIN = 0.2  # that much more where the types are only kin
# Where no day is known: likeness of two stories, and the share of words that is then asked for. Likeness 1 is what no
# two articles on different happenings have of the 50 in NewsWCL50, with a margin of 4 %.
_WITHOUT_DAY = ((1.0, 0.2), (0.8, 0.5))
_SAME_PARTIES = 0.5  # of that, where both pages name the same actors and recipients, a person among them
_LIGHTEST = 6.0  # weight that a sentence is taken to have at least: two words in common are too few
WORN = 400  # mentions with one type, party, and word in one week, from which on the key counts for nothing


class Difference(Frozen, frozen=True):
    """What the mentions of a group tell differently: each value with the events that have it."""

    kind: DifferenceKind
    values: tuple[str, ...]
    events: tuple[tuple[str, ...], ...]


class EventGroup(Frozen, frozen=True):
    """Mentions of one event on two pages or more, and how they differ."""

    id: str
    type: EventType
    mentions: tuple[EventMention, ...]
    differences: tuple[Difference, ...]


class EventGroups:
    """Groups of events, kept while pages are added."""

    def __init__(self) -> None:
        self._told: Linked[ToldEvent] = Linked(EVENTS)

    def add(self, record: Record) -> None:
        """Put a page's events in; the time depends on them and on those of the same type and parties."""
        for told in find_told_events(record):
            self._told.add(told)

    def find_all(self) -> Iterator[EventGroup]:
        """The events that two pages or more tell of, in the order of their ids."""
        groups = (make_event_group(told.mention for told in group) for group in self.find_told())
        yield from sorted(filter(None, groups), key=lambda g: g.id)

    def find_told(self) -> Iterator[list[ToldEvent]]:
        """The mentions that are linked, as they were compared; some of them alone."""
        yield from ([self._told.items[n] for n in group] for group in self._told.find_groups())


def _make_keys(held: ToldEvent) -> Keys:
    """Class of the type or the word for it, week, a party, and one of the heaviest words."""
    weeks = _find_weeks(held.mention)
    heaviest = sorted(held.stems, key=lambda s: (-weigh(s), s))[:_HEAVIEST]
    parties = held.sides[0] | held.sides[1]
    kinds = (_CLASSES[held.mention.type], *held.trigger)
    keys = {
        hash_words((kind, week, party, stem))
        for kind in kinds
        for week in weeks
        for party in parties
        for stem in heaviest
    }
    return Keys(tuple(sorted(keys)))


def _find_weeks(mention: EventMention) -> tuple[str, ...]:
    """Two weeks that overlap, so that any two days with at most three between them have one in common."""
    if mention.earliest is None:
        return ("",)
    day = date.fromisoformat(mention.earliest).toordinal()
    return (f"a{day // 7}", f"b{(day + _NEAR_DAYS) // 7}")


def is_one_event(one: ToldEvent, other: ToldEvent) -> bool:
    """Whether two mentions, on two pages, are of one event as far as type, parties, days, and words tell."""
    left, right = one.mention, other.mention
    if left.story == right.story:
        return False
    same = left.type == right.type or bool(one.trigger & other.trigger)
    if not same and not (one.heads and other.heads and _CLASSES[left.type] == _CLASSES[right.type]):
        return False
    undated = left.earliest is right.earliest is None
    agree = _may_agree if undated else _agree
    if not agree(one.sides[0], other.sides[0]) or not agree(one.sides[1], other.sides[1]):
        turned = agree(one.sides[0], other.sides[1]) and agree(one.sides[1], other.sides[0])
        if left.type not in _BOTH_WAYS or not turned:
            return False
    if not (one.sides[0] | one.sides[1]) & (other.sides[0] | other.sides[1]):
        return False
    if left.place and right.place and not set(fold(left.place).split()) & set(fold(right.place).split()):
        return False
    share = find_shared_weight(one, other) / max(_LIGHTEST, min(one.weight, other.weight))
    if left.earliest is None or right.earliest is None:
        return undated and share >= _find_least(one, other, same)
    days = abs(date.fromisoformat(left.earliest).toordinal() - date.fromisoformat(right.earliest).toordinal())
    least = (_WITH_DAY if left.dated and right.dated else _PUBLISHED_NEAR) + (0 if same else _KIN)
    return days <= _NEAR_DAYS and share >= least


def find_shared_weight(one: ToldEvent, other: ToldEvent) -> float:
    """The weight of the telling words that the sentences of two mentions have in common, names not counted."""
    return sum(map(weigh, one.stems & other.stems))


def _find_least(one: ToldEvent, other: ToldEvent, same: bool) -> float:
    """The share of words that two mentions without a day must have in common; more than 1 where they cannot be one."""
    if not (one.central and other.central):
        return 2.0
    likeness = _find_likeness(one, other)
    least = next((share for bound, share in _WITHOUT_DAY if likeness >= bound), 2.0)
    both = all(left and right and _agree(left, right) for left, right in zip(one.sides, other.sides, strict=True))
    people = {k for k in (one.sides[0] | one.sides[1]) & (other.sides[0] | other.sides[1]) if k.startswith("person ")}
    return _SAME_PARTIES * least if same and both and people else least


def _find_likeness(one: ToldEvent, other: ToldEvent) -> float:
    """How far two stories are about one happening, in the view in which they are most alike; 1 where they are."""
    return max(
        sum(value * right.get(stem, 0.0) for stem, value in left.items()) / bound
        for left, right, (_, _, bound) in zip(one.matter, other.matter, VIEWS, strict=True)
    )


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sides may be one: where both name people, one of them is the same, else one country or name is."""
    if not one or not other:
        return not one and not other
    people = [{k for k in side if k.startswith("person ")} for side in (one, other)]
    if people[0] and people[1]:
        return bool(people[0] & people[1])
    return bool(one & other)


def _may_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same, where pages about one happening say it: one that leaves a side out disagrees with none."""
    return not one or not other or _agree(one, other)


EVENTS: Kind[ToldEvent] = Kind("event", ToldEvent, _make_keys, is_one_event, WORN)


def make_event_group(mentions: Iterable[EventMention]) -> EventGroup | None:
    """The group of mentions that are linked, earliest first; None where they are all on one page."""
    mentions = sorted(mentions, key=lambda m: (m.earliest or "9", m.url, m.event))
    if len({m.story for m in mentions}) < 2:
        return None
    first = min(m.event for m in mentions)
    differences = [
        _list_difference("status", mentions, lambda m: m.status),
        _list_difference("day", mentions, lambda m: m.earliest if m.dated and m.earliest == m.latest else None),
        _list_difference("number", mentions, lambda m: " ".join(m.numbers) or None),
        _list_difference("actors", mentions, lambda m: ", ".join(m.actors) or None),
        _list_difference("recipients", mentions, lambda m: ", ".join(m.recipients) or None),
    ]
    return EventGroup(f"g-{first[2:]}", mentions[0].type, tuple(mentions), tuple(d for d in differences if d))


def _list_difference(
    kind: DifferenceKind, mentions: list[EventMention], find_value: Callable[[EventMention], str | None]
) -> Difference | None:
    events: dict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        value = find_value(mention)
        if value is not None:
            events[value].append(mention.event)
    if len(events) < 2:
        return None
    return Difference(kind, tuple(events), tuple(map(tuple, events.values())))
