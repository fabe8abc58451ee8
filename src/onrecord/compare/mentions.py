"""Events as pages tell them, with what is needed to tell whether two of them are one."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from onrecord.compare.clauses import make_actor_keys
from onrecord.compare.counts import Count, find_counts
from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import is_common, weigh
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.words import Passage, find_passage
from onrecord.record import EventStatus, EventType, Frozen, Record, Span
from onrecord.tokens import find_tokens

_LEAD = 1_000  # code points of a story that are its beginning
_CENTRAL = 0.3  # share of a sentence's words that the story's beginning has too, from which it tells what that is about
_HEAD = 600  # code points of a story whose words count more often
_REPEATED = 0.3  # power of how often a story has a word
_MOST_STEMS = 120  # the heaviest of a story
_TITLES = frozenset("mr mrs ms dr sir madam lord lady".split())  # part of a name, though not of its mention
_BEFORE = 4  # words before the word for an event among which "will" belongs to it
_UNDONE = frozenset("will shall would can cannot could may might must should want intend ready".split())
_AGAIN = frozenset("another again regular daily continue continued continues".split())
# Two views of what a story is about: weight of a name, how often a word of the head counts, and the cosine of two
# stories from which on they are about one happening. Names count for less than they are rare: the same people are in
# many stories. Either view alone misses stories that the other finds.
VIEWS = ((1.5, 2, 0.375), (2.0, 4, 0.345))


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


class ToldEvent(NamedTuple):
    """A mention and what it is compared by.

    `stems` are those of its sentence, without names, with their `weight`; `trigger` those of the word for it. `sides`
    are keys of actors and recipients. `central` is whether the sentence tells what the story begins with, `heads`
    whether it stands there. `matter` is what the whole story is about, in each view: stems and their weights, of length
    1; empty where the page has a day. `counts` is what the sentence counts; `firm` is false where the word for it is
    what somebody will, would, or cannot do, and `again` is whether the sentence tells of one of many: neither can
    contradict. `published` is the day of the page.
    """

    mention: EventMention
    stems: frozenset[str]
    weight: float
    trigger: frozenset[str]
    sides: tuple[frozenset[str], frozenset[str]]
    central: bool
    heads: bool
    matter: tuple[dict[str, float], ...]
    counts: tuple[Count, ...]
    firm: bool
    again: bool
    published: str | None


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
    matter = () if record.story.published else tuple(_find_matter(record, name, head) for name, head, _ in VIEWS)
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
            if weigh(k) > 0.8
            and not k[:1].isdigit()
            and k not in _TITLES
            and not any(s.start <= start < s.end for s in named)
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
        yield ToldEvent(
            mention, stems, weight, trigger, sides, central, event.trigger.start < _HEAD, matter,
            tuple(find_counts(text, event, passage)), _is_firm(passage, event.trigger), bool(_AGAIN & set(keys)),
            published,
        )  # fmt: skip


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


def _is_firm(passage: Passage, trigger: Span) -> bool:
    """Whether the word for an event is not what somebody will, would, or cannot do."""
    at, end = (bisect.bisect_left(passage.starts, place) for place in (trigger.start, trigger.end))
    return not _UNDONE & set(passage.keys[max(0, at - _BEFORE) : end])
