"""To whom, where, and when something was said: from the words around the cue that are not content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.model.attribution import Attribution
from onrecord.record import Actor, Frozen, Span, Timex
from onrecord.statements.words import load_words
from onrecord.tokens import Tokens

_BEFORE_VENUE = frozenset("in at during on via through after".split())
_BEFORE_PLACE = frozenset("in at from near outside".split())
_BEFORE_ADDRESSEE = frozenset("to told tells tell telling with asked urged".split())
_VENUE_WORDS = 6  # from the preposition to the noun
_ADDRESSEE_WORDS = 7  # from the cue to the addressee


class Circumstances(Frozen, frozen=True):
    """Addressee, venue, and place as spans, time as a timex id."""

    addressee: Span | None = None
    venue: Span | None = None
    place: Span | None = None
    time: str | None = None


def find_circumstances(
    text: str, tokens: Tokens, attribution: Attribution, around: Span | None, actors: Sequence[Actor],
    timexes: Sequence[Timex],
) -> Circumstances:  # fmt: skip
    """Look in the sentence of the cue, outside the contents; a nested statement stays `around` its parent's content."""
    cue = attribution.cue
    if cue is None:
        return Circumstances()
    zone = tokens.sentence_at(cue.start)
    if zone is None:
        return Circumstances()
    if around is not None:
        zone = Span(max(zone.start, around.start), min(zone.end, around.end))
    free = _Zone(text, tokens, attribution, zone)
    venue = _find_venue(free, attribution)
    return Circumstances(
        attribution.addressee or _find_addressee(free, attribution, actors, venue),
        venue,
        _find_place(free, actors),
        _find_time(free, cue, timexes),
    )


class _Zone:
    """The words of a sentence that belong to the reporting clause."""

    def __init__(self, text: str, tokens: Tokens, attribution: Attribution, zone: Span) -> None:
        self.text = text
        self.zone = zone
        self.contents = attribution.contents
        self.words = [w for w in tokens.words_in(zone) if not self.is_content(w)]

    def is_content(self, span: Span) -> bool:
        return any(c.overlaps(span) for c in self.contents)

    def holds(self, span: Span) -> bool:
        return self.zone.holds(span) and not self.is_content(span)

    def word(self, i: int) -> str:
        return self.words[i].of(self.text) if 0 <= i < len(self.words) else ""

    def between(self, a: Span, b: Span) -> int:
        """Words between two spans."""
        first, last = (a, b) if a.start <= b.start else (b, a)
        return sum(first.end <= w.start < last.start for w in self.words)


def _find_venue(free: _Zone, attribution: Attribution) -> Span | None:
    lists = load_words("venues.txt")
    for i in range(len(free.words)):
        word = free.word(i)
        if word.lower() not in lists["occasion"] | lists["text"] and word not in lists["platform"]:
            continue
        for j in range(i - 1, max(-1, i - 1 - _VENUE_WORDS), -1):
            if free.word(j).lower() in _BEFORE_VENUE:
                return Span(free.words[j + 1].start, free.words[i].end)
            if free.word(j) in ",;:—":
                break
    outlet = attribution.outlet
    return outlet if outlet is not None and free.holds(outlet) else None


def _mentions(free: _Zone, actors: Sequence[Actor]) -> Iterator[tuple[Actor, Span]]:
    for actor in actors:
        for mention in actor.mentions:
            if free.holds(mention.span):
                yield actor, mention.span


def _before(free: _Zone, span: Span) -> str:
    """The word before a span in the zone, passing over an article."""
    earlier = [w.of(free.text).lower() for w in free.words if w.end <= span.start]
    while earlier and earlier[-1] in ("the", "a", "an", "its", "his", "her", "their"):
        earlier.pop()
    return earlier[-1] if earlier else ""


def _find_addressee(free: _Zone, attribution: Attribution, actors: Sequence[Actor], venue: Span | None) -> Span | None:
    cue = attribution.cue
    assert cue is not None
    found = []
    for _, span in _mentions(free, actors):
        if attribution.source is not None and attribution.source.overlaps(span):
            continue
        near = min(free.between(cue, span), free.between(venue, span) if venue else 99)
        word = _before(free, span)
        if word in _BEFORE_ADDRESSEE and near <= _ADDRESSEE_WORDS and (word != "with" or venue is not None):
            found.append((near, span.start, span))
    return min(found)[2] if found else None


def _find_place(free: _Zone, actors: Sequence[Actor]) -> Span | None:
    for actor, span in sorted(_mentions(free, actors), key=lambda m: m[1]):
        if actor.kind == "state" and _before(free, span) in _BEFORE_PLACE:
            return span
    return None


def _find_time(free: _Zone, cue: Span, timexes: Sequence[Timex]) -> str | None:
    near = [
        (free.between(cue, t.span), t.span.start, t.id)
        for t in timexes
        if t.type in ("DATE", "TIME") and free.holds(t.span)
    ]
    return min(near)[2] if near else None
