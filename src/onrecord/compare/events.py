"""Mentions of one event on many pages, put together by type, parties, day, and the words around them.

Two mentions are of one event where type (or the word for it) and parties are the same, days are near, and the
sentences share telling words. What two pages begin with may be of one event where the types are only kin: both words or
both deeds, for or against somebody. The same names do much more often than the same event is told, so where no day is
known both stories must be about one happening, and both mentions be what their story begins with: what else happened
before is told on pages about anything. What the mentions of a group tell differently is listed, not settled.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from onrecord.compare.clauses import make_actor_keys
from onrecord.compare.fingerprints import hash_words
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import is_common, weigh
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.spelling import fold
from onrecord.compare.words import find_passage
from onrecord.record import EventStatus, EventType, Frozen, Record, Span
from onrecord.tokens import find_tokens

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
_LEAD = 1_000  # code points of a story that are its beginning
_CENTRAL = 0.3  # share of a sentence's words that the story's beginning has too, from which it tells what that is about
_HEAD = 600  # code points of a story whose words count more often
# Two views of what a story is about: weight of a name, how often a word of the head counts, and the cosine of two
# stories from which on they are about one happening. Names count for less than they are rare: the same people are in
# many stories. Either view alone misses stories that the other finds.
_VIEWS = ((1.5, 2, 0.375), (2.0, 4, 0.345))
_REPEATED = 0.3  # power of how often a story has a word
_MOST_STEMS = 120  # the heaviest of a story
_LIGHTEST = 6.0  # weight that a sentence is taken to have at least: two words in common are too few
WORN = 400  # mentions with one type, party, and word in one week, from which on the key counts for nothing


class EventMention(Frozen, frozen=True):
    """An event as one page tells it.

    `earliest` and `latest` bound its day: that of its time, or with `dated` false the day of publication. `trigger` is
    its word, `sentence` the place of the sentence around it; `numbers` are those of the sentence.
    """

    story: str
    event: str
    url: str
    outlet: str | None
    type: EventType
    mode: str | None
    status: EventStatus
    trigger: Span
    sentence: Span
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    earliest: str | None
    latest: str | None
    dated: bool
    numbers: tuple[str, ...]


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


class ToldEvent(NamedTuple):
    """A mention and what it is compared by.

    `stems` are those of its sentence, without names, with their `weight`; `trigger` those of the word for it. `sides`
    are keys of actors and recipients. `central` is whether the sentence tells what the story begins with, `heads`
    whether it stands there. `matter` is what the whole story is about, in each view: stems and their weights, of length
    1; empty where the page has a day.
    """

    mention: EventMention
    stems: frozenset[str]
    weight: float
    trigger: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]]
    central: bool
    heads: bool
    matter: tuple[dict[str, float], ...]


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
        groups = (make_event_group([self._told.items[n].mention for n in group]) for group in self._told.find_groups())
        yield from sorted(filter(None, groups), key=lambda g: g.id)


def find_told_events(record: Record) -> Iterator[ToldEvent]:
    """A page's events as they are compared."""
    if not record.events:
        return
    text = record.story.text
    sentences = find_tokens(text, record.story.furniture).sentences
    starts = [s.start for s in sentences]
    actors = {a.id: make_speaker(a) for a in record.actors}
    find_named = _index_mentions(record)
    lead = _find_lead(record)
    matter = () if record.story.published else tuple(_find_matter(record, name, head) for name, head, _ in _VIEWS)
    timexes = {t.id: t for t in record.timexes}
    published = record.story.published.value[:10] if record.story.published else None
    for event in record.events:
        sides = (_find_parties(event.actors, actors), _find_parties(event.recipients, actors))
        if not (sides[0] or sides[1]):
            continue
        timex = timexes.get(event.time or "")
        dated = timex is not None and timex.earliest is not None
        place = bisect.bisect_right(starts, event.trigger.start) - 1
        sentence = sentences[place] if place >= 0 else event.trigger
        passage = find_passage(text, [sentence])
        keys = passage.keys
        named = find_named(sentence)
        telling = {
            k
            for k, start in zip(keys, passage.starts, strict=True)
            if weigh(k) > 0.8 and not k[:1].isdigit() and not any(s.start <= start < s.end for s in named)
        }
        mention = EventMention(
            record.story.id, event.id, record.story.url, record.story.outlet, event.type, event.mode, event.status,
            event.trigger, sentence, _name(event.actors, actors), _name(event.recipients, actors),
            event.place.of(text) if event.place else None, timex.earliest if timex and dated else published,
            timex.latest if timex and dated else published, dated, tuple(sorted({k for k in keys if k[:1].isdigit()})),
        )  # fmt: skip
        stems = frozenset(map(make_stem, telling))
        weight = sum(map(weigh, stems))
        central = sum(map(weigh, stems & lead)) >= _CENTRAL * max(weight, 1)
        trigger = frozenset(make_stem(k) for k in find_passage(text, [event.trigger]).keys if weigh(k) > 0.5)
        yield ToldEvent(mention, stems, weight, trigger, sides, central, event.trigger.start < _HEAD, matter)


def _find_lead(record: Record) -> frozenset[str]:
    """The telling words with which a story begins, names among them."""
    keys = find_passage(record.story.text, [Span(0, min(len(record.story.text), _LEAD))]).keys
    return frozenset(make_stem(k) for k in keys if weigh(k) > 0.8)


def _find_matter(record: Record, name: float, head: int) -> dict[str, float]:
    """What a story is about: its heaviest stems, those of its head counted `head` times, as a vector of length 1."""
    passage = find_passage(record.story.text, [Span(0, len(record.story.text))])
    counts: dict[str, int] = defaultdict(int)
    weights: dict[str, float] = {}
    for key, start in zip(passage.keys, passage.starts, strict=True):
        if weigh(key) > 0.8 and not key[:1].isdigit():
            counts[make_stem(key)] += head if start < _HEAD else 1
            weights[make_stem(key)] = weigh(key) if is_common(key) else name
    values = {stem: weights[stem] * count**_REPEATED for stem, count in counts.items()}
    heaviest = sorted(values, key=lambda s: (-values[s], s))[:_MOST_STEMS]
    length = sum(values[s] ** 2 for s in heaviest) ** 0.5
    return {stem: round(values[stem] / length, 4) for stem in heaviest}


def _index_mentions(record: Record) -> Callable[[Span], list[Span]]:
    """A function that gives the mentions of actors in a sentence: whom it is about is compared apart from its words."""
    spans = sorted(m.span for a in record.actors for m in a.mentions)
    starts = [s.start for s in spans]

    def find_named(sentence: Span) -> list[Span]:
        return spans[bisect.bisect_left(starts, sentence.start) : bisect.bisect_left(starts, sentence.end)]

    return find_named


def _name(ids: Iterable[str], actors: Mapping[str, Speaker]) -> tuple[str, ...]:
    return tuple(sorted({actors[id].name for id in ids if id in actors}))


def _find_parties(ids: Iterable[str], actors: Mapping[str, Speaker]) -> frozenset[str]:
    """Keys of the parties of one side: people by name, and everybody by country."""
    keys: set[str] = set()
    for speaker in (actors[id] for id in ids if id in actors):
        keys |= make_actor_keys(speaker)
        if speaker.country:
            keys.add(f"country {speaker.country}")
    return frozenset(keys)


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


def _is_one_event(one: ToldEvent, other: ToldEvent) -> bool:
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
    shared = sum(map(weigh, one.stems & other.stems))
    share = shared / max(_LIGHTEST, min(one.weight, other.weight))
    if left.earliest is None or right.earliest is None:
        return undated and share >= _find_least(one, other, same)
    days = abs(date.fromisoformat(left.earliest).toordinal() - date.fromisoformat(right.earliest).toordinal())
    least = (_WITH_DAY if left.dated and right.dated else _PUBLISHED_NEAR) + (0 if same else _KIN)
    return days <= _NEAR_DAYS and share >= least


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
        for left, right, (_, _, bound) in zip(one.matter, other.matter, _VIEWS, strict=True)
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


EVENTS: Kind[ToldEvent] = Kind("event", ToldEvent, _make_keys, _is_one_event, WORN)


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
