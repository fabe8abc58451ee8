"""To whom, where, and when something was said: from the words around the cue that are not content."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from onrecord.model.attribution import Attribution
from onrecord.record import Actor, Frozen, Span, Timex
from onrecord.statements.words import load_words
from onrecord.tokens import Tokens

_BEFORE_VENUE = frozenset("in at during on via through after".split())
_BEFORE_PLACE = frozenset("in at from near outside".split())
_BEFORE_ADDRESSEE = frozenset("to told tells tell telling asked urged assured informed warned".split())
_ARTICLES = frozenset("the a an its his her their".split())
_VENUE_WORDS = 6  # from the preposition to the noun
_ADDRESSEE_WORDS = 6  # from the cue to the addressee
_WITHIN_CONTENT = 2  # words between a cue and an addressee that the network put into the content


class Circumstances(Frozen, frozen=True):
    """Addressee, venue, and place as spans, time as a timex id."""

    addressee: Span | None = None
    venue: Span | None = None
    place: Span | None = None
    time: str | None = None


class Surroundings:
    """The words, mentions of actors, and dates of a story, each in order, to be looked up by sentence."""

    def __init__(self, text: str, tokens: Tokens, actors: Sequence[Actor], timexes: Sequence[Timex]) -> None:
        self.text = text
        self.tokens = tokens
        self._mentions = sorted((m.span, a.kind) for a in actors for m in a.mentions)
        self._timexes = sorted((t.span, t.id) for t in timexes if t.type in ("DATE", "TIME"))

    def mentions(self, zone: Span) -> list[tuple[Span, str]]:
        """Mentions that begin in `zone`, with the actor's kind."""
        return _begin_in(self._mentions, zone)

    def dates(self, zone: Span) -> list[tuple[Span, str]]:
        """Dates and times that begin in `zone`, with their ids."""
        return _begin_in(self._timexes, zone)


def _begin_in(items: list[tuple[Span, str]], zone: Span) -> list[tuple[Span, str]]:
    first = bisect.bisect_left(items, zone.start, key=lambda m: m[0].start)
    last = bisect.bisect_left(items, zone.end, key=lambda m: m[0].start)
    return items[first:last]


def find_circumstances(around: Surroundings, a: Attribution, within: Span | None) -> Circumstances:
    """Look in the sentence of the cue, outside the contents; a nested statement stays `within` its parent's content."""
    zone = around.tokens.sentence_at(a.cue.start) if a.cue is not None else None
    if zone is None or a.cue is None:
        return Circumstances()
    if within is not None:
        zone = Span(max(zone.start, within.start), min(zone.end, within.end))
    clause = _Clause(around, a, zone)
    venue = _find_venue(clause, a)
    addressee = a.addressee or _find_addressee(clause, a, a.cue, venue)
    return Circumstances(addressee, venue, _find_place(clause), _find_time(clause, a.cue))


class _Clause:
    """The words of a sentence that belong to the reporting clause, with all the words for what lies between."""

    def __init__(self, around: Surroundings, a: Attribution, zone: Span) -> None:
        self.around = around
        self.zone = zone
        self.contents = a.contents
        self.every = around.tokens.words_in(zone)
        self.words = [w for w in self.every if self.is_free(w)]

    def is_free(self, span: Span) -> bool:
        return not any(c.overlaps(span) for c in self.contents)

    def word(self, i: int) -> str:
        return self.words[i].of(self.around.text) if 0 <= i < len(self.words) else ""

    def between(self, a: Span, b: Span) -> int:
        """Words between two spans, contents not counted."""
        first, last = (a, b) if a.start <= b.start else (b, a)
        return sum(first.end <= w.start < last.start for w in self.words)

    def before(self, span: Span) -> str:
        """The word before a span, lower case, passing over an article."""
        i = bisect.bisect_left(self.every, span.start, key=lambda w: w.start) - 1
        while i >= 0 and self.every[i].of(self.around.text).lower() in _ARTICLES:
            i -= 1
        return self.every[i].of(self.around.text).lower() if i >= 0 else ""


def _find_venue(clause: _Clause, a: Attribution) -> Span | None:
    lists = load_words("venues.txt")
    for i in range(len(clause.words)):
        word = clause.word(i)
        if word.lower() not in lists["occasion"] | lists["text"] and word not in lists["platform"]:
            continue
        for j in range(i - 1, max(-1, i - 1 - _VENUE_WORDS), -1):
            if clause.word(j).lower() in _BEFORE_VENUE:
                return Span(clause.words[j + 1].start, clause.words[i].end)
            if clause.word(j) in ",;:—":
                break
    return a.outlet if a.outlet is not None and clause.zone.holds(a.outlet) and clause.is_free(a.outlet) else None


def _find_addressee(clause: _Clause, a: Attribution, cue: Span, venue: Span | None) -> Span | None:
    found = []
    for span, _ in clause.around.mentions(clause.zone):
        if a.source is not None and a.source.overlaps(span):
            continue
        word = clause.before(span)
        if clause.is_free(span):
            near = clause.between(cue, span)
            if word == "with" and venue is not None and 0 <= span.start - venue.end <= len(" with the "):
                found.append((clause.between(venue, span), span))
        else:
            words = sum(cue.end <= w.start < span.start for w in clause.every)
            near = 0 if span.start >= cue.end and words <= _WITHIN_CONTENT else _ADDRESSEE_WORDS + 1
        if word in _BEFORE_ADDRESSEE and near <= _ADDRESSEE_WORDS and span.start >= cue.start:
            found.append((near, span))
    return min(found)[1] if found else None


def _find_place(clause: _Clause) -> Span | None:
    for span, kind in clause.around.mentions(clause.zone):
        if kind == "state" and clause.is_free(span) and clause.before(span) in _BEFORE_PLACE:
            return span
    return None


def _find_time(clause: _Clause, cue: Span) -> str | None:
    near = [(clause.between(cue, s), s.start, i) for s, i in clause.around.dates(clause.zone) if clause.is_free(s)]
    return min(near)[2] if near else None
