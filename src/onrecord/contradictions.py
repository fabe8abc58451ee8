"""What a page says of events that cannot all be so: dates to come, one actor on both sides, calls that were meetings,
counts that differ.

Like all findings these are no verdicts: they point at words and say what to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onrecord.events import RECIPROCAL
from onrecord.record import Actor, Event, Finding, Frozen, Span, Story, Timex
from onrecord.tokens import find_tokens

_HAPPENED = ("fact", "claimed")
_FURTHEST = 180  # characters behind a trigger that are read on, no further than its sentence
_AROUND = 90  # characters on each side of a trigger in which a count is looked for
_IN_PERSON = (("in", "person"), ("in", "-", "person"), ("face", "to", "face"), ("face", "-", "to", "-", "face"))
# Between a call and "in person" these words tell of another event, or deny this one.
_ANOTHER = frozenset(
    "not n't never rather instead than before after ahead later until unless will would could may might plan plans "
    "planned agree agreed again next also but although though while without and".split()
)
_FATES = {
    "killed": "killed",
    "dead": "killed",
    "died": "killed",
    "injured": "injured",
    "wounded": "injured",
    "hurt": "injured",
    "arrested": "arrested",
    "detained": "arrested",
}
_AT_LEAST = frozenset("least over than".split())  # "at least 12", "over 12", "more than 12"
_NUMBERS = {
    word: n
    for n, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        1,
    )
}
_BETWEEN = 4  # words between a number and the word for what befell so many
_KEPT = 20  # counts of one kind that later ones are compared with, which keeps the time linear
_BROKEN_BY = frozenset(". ; : , and or".split())


class Count(Frozen, frozen=True):
    """How many were killed, injured, or arrested in an event, by the page's own words."""

    event: Event
    fate: str
    number: int
    at_least: bool
    words: Span


def find_contradictions(
    story: Story, actors: Sequence[Actor], events: Sequence[Event], timexes: Sequence[Timex]
) -> Iterator[Finding]:
    """Findings about events, in the order of kinds below, then of the page."""
    by_id = {actor.id: actor for actor in actors}
    yield from _find_events_after_publication(story, events, timexes)
    yield from _find_both_sides(story, by_id, events)
    yield from _find_calls_in_person(story, events)
    yield from _find_differing_counts(story, events)


def _find_events_after_publication(
    story: Story, events: Sequence[Event], timexes: Sequence[Timex]
) -> Iterator[Finding]:
    """Events told of as past on a day that had not come when the page was published, or last updated."""
    known = [dated.value[:10] for dated in (story.published, story.updated) if dated is not None]
    if not known:
        return
    by_id = {timex.id: timex for timex in timexes}
    for event in events:
        timex = by_id.get(event.time or "")
        if event.status not in _HAPPENED or timex is None or timex.earliest is None or timex.anchor is not None:
            continue  # what was counted from publication cannot disagree with it
        if timex.earliest > max(known) and timex.earliest == timex.latest:
            trigger = _quote(story, event.trigger)
            text = f"{trigger} is told of as past on {timex.earliest}, but the page is of {max(known)}."
            yield Finding("impossible-date", (event.trigger, timex.span), text)


def _find_both_sides(story: Story, actors: Mapping[str, Actor], events: Sequence[Event]) -> Iterator[Finding]:
    """Actors who do something to themselves, which seldom is what the page means."""
    for event in events:
        for id in event.actors:
            if id in event.recipients and event.type not in RECIPROCAL and id in actors:
                who = actors[id].name
                text = f"{who} stands on both sides of {_quote(story, event.trigger)}. Who did it to whom?"
                yield Finding("both-sides", (event.trigger,), text)


def _find_calls_in_person(story: Story, events: Sequence[Event]) -> Iterator[Finding]:
    """Calls that the same sentence calls a meeting in person."""
    for event in events:
        if event.type == "CONSULT" and event.mode == "phone":
            meeting = _find_in_person(story.text, event.trigger)
            if meeting is not None:
                text = f"{_quote(story, event.trigger)} is called a meeting “{meeting.of(story.text)}”. Which was it?"
                yield Finding("contradiction", (event.trigger, meeting), text)


def _find_in_person(text: str, trigger: Span) -> Span | None:
    words = _words_of_sentence(text, trigger.end, trigger.end + _FURTHEST)
    lower = [w.of(text).lower() for w in words]
    for i, word in enumerate(lower):
        if word in _ANOTHER or word.endswith("n't"):
            return None
        for phrase in _IN_PERSON:
            if tuple(lower[i : i + len(phrase)]) == phrase:
                return Span(words[i].start, words[i + len(phrase) - 1].end)
    return None


def _words_of_sentence(text: str, start: int, end: int) -> list[Span]:
    """The words from `start` on, up to the end of the sentence or to `end`."""
    tokens = find_tokens(text[start:end])
    first = tokens.sentences[0] if tokens.sentences else Span(0, 0)
    return [Span(w.start + start, w.end + start) for w in tokens.words_in(first)]


def _find_differing_counts(story: Story, events: Sequence[Event]) -> Iterator[Finding]:
    """Two counts of the same fate in what looks like one event: same type, same side, no other day or place."""
    earlier: dict[tuple[str, str], list[Count]] = {}
    for event in events:
        for count in find_counts(story.text, event):
            before = earlier.setdefault((event.type, count.fate), [])
            other = next((c for c in before if _may_be_one(story.text, c, count) and _differ(c, count)), None)
            if other is not None:
                both = f"{_quote(story, other.words)} and {_quote(story, count.words)}"
                text = f"{both}: if it is one event, which is right?"
                yield Finding("contradiction", (other.words, count.words), text)
            if all(c.words != count.words for c in before):
                before.append(count)
                del before[:-_KEPT]


def find_counts(text: str, event: Event) -> Iterator[Count]:
    """The counts that stand near an event that happened: "12 were killed", "killing at least 15"."""
    if event.status not in _HAPPENED or event.type not in ("ASSAULT", "COERCE", "PROTEST"):
        return
    begin, end = max(0, event.trigger.start - _AROUND), min(len(text), event.trigger.end + _AROUND)
    tokens = find_tokens(text[begin:end])
    sentence = tokens.sentence_at(event.trigger.start - begin)
    words = [Span(w.start + begin, w.end + begin) for w in tokens.words_in(sentence or Span(0, 0))]
    lower = [w.of(text).lower() for w in words]
    for i, word in enumerate(lower):
        fate = _FATES.get(word) or _FATES.get(word.removesuffix("ing") + "ed")
        at = _find_number(lower, i, follows=word.endswith("ing")) if fate else None
        if fate and at is not None:
            first, last = min(i, at), max(i, at)
            at_least = bool(_AT_LEAST.intersection(lower[max(0, at - 1) : at]))
            words_of = Span(words[first].start, words[last].end)
            yield Count(event, fate, _read_number(lower[at]) or 0, at_least, words_of)


def _find_number(lower: Sequence[str], at: int, follows: bool) -> int | None:
    """The place of the number that belongs to the word at `at`: before it ("12 people were killed"), or behind it."""
    behind = range(at + 1, min(len(lower), at + 1 + _BETWEEN))
    before = range(at - 1, max(-1, at - 2 - _BETWEEN), -1)
    for places in (behind,) if follows else (before, behind):
        for i in places:
            if lower[i] in _BROKEN_BY:
                break
            if _read_number(lower[i]) is not None:
                return i
    return None


def _read_number(word: str) -> int | None:
    digits = word.replace(",", "")
    if digits.isascii() and digits.isdigit() and len(digits) < 7:
        return int(digits)
    return _NUMBERS.get(word)


def _may_be_one(text: str, a: Count, b: Count) -> bool:
    """Whether two counts may be of one event: somebody in common on one side, and no other day or place."""
    x, y = a.event, b.event
    common = set(x.recipients) & set(y.recipients) or set(x.actors) & set(y.actors)
    other_day = x.time is not None and y.time is not None and x.time != y.time
    other_place = x.place is not None and y.place is not None and x.place.of(text) != y.place.of(text)
    return bool(common) and not other_day and not other_place


def _differ(a: Count, b: Count) -> bool:
    """Whether both numbers cannot be so; "at least 10" leaves room for 12."""
    low, high = sorted((a, b), key=lambda c: c.number)
    return low.number != high.number and not low.at_least


def _quote(story: Story, span: Span) -> str:
    return f"“{' '.join(span.of(story.text).split())}”"
