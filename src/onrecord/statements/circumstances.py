"""To whom, where, and when something was said: from the words around the cue that are not content."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from onrecord.actors.lexicon import load_nouns
from onrecord.model.attribution import Attribution
from onrecord.record import Actor, Frozen, Span, Timex
from onrecord.statements.phrases import find_near, find_phrase, leave_out
from onrecord.tokens import Tokens

_BEFORE_PLACE = frozenset("in at from near outside".split())
_BEFORE_ADDRESSEE = frozenset("to told tells tell telling asked urged assured informed warned".split())
_PEOPLE = ("person", "group", "organisation")
_STOPS = frozenset("that about on over of in at for with by from as is are was were and or but not be have has".split())
_OPENERS = frozenset("the a an his her its their our my these those some all two three four several many other".split())
_ADJECTIVES = ("ior", "al", "an", "ic", "ous", "ive", "ish", "ary")
_SOMEBODY_WORDS = 5
_ARTICLES = frozenset("the a an its his her their".split())
_ADDRESSEE_WORDS = 6  # from the cue to the addressee
_CUES = 40  # cues of one sentence that are looked at
_REACH = 600  # characters of a sentence on either side of a cue that are looked at, so that time stays linear
_WITHIN_CONTENT = 2  # words between a cue and an addressee that the network put into the content


class Circumstances(Frozen, frozen=True):
    """Addressee, venue, and place as spans, time as a timex id."""

    addressee: Span | None = None
    venue: Span | None = None
    place: Span | None = None
    time: str | None = None


class Surroundings:
    """The words, mentions of actors, and dates of a story, each in order, to be looked up by sentence."""

    def __init__(
        self, text: str, tokens: Tokens, actors: Sequence[Actor], timexes: Sequence[Timex], found: Sequence[Attribution]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self._contents = sorted(c for a in found for c in a.contents)
        self._mentions: list[tuple[Span, str]] = sorted((m.span, a.kind) for a in actors for m in a.mentions)
        self._timexes: list[tuple[Span, str]] = sorted((t.span, t.id) for t in timexes if t.type in ("DATE", "TIME"))

    def mentions(self, zone: Span) -> list[tuple[Span, str]]:
        """Mentions that begin in `zone`, with the actor's kind."""
        return _begin_in(self._mentions, zone)

    def told_elsewhere(self, zone: Span, cue: Span, date: Span) -> bool:
        """Whether a content that begins in `zone` holds a date but not the cue: another statement tells of that day."""
        first = bisect.bisect_left(self._contents, zone.start, key=_start)
        last = bisect.bisect_right(self._contents, date.start, key=_start)
        return any(c.holds(date) and not c.holds(cue) for c in self._contents[first:last])

    def dates(self, zone: Span) -> list[tuple[Span, str]]:
        """Dates and times that begin in `zone`, with their ids."""
        return _begin_in(self._timexes, zone)


def _begin_in(items: list[tuple[Span, str]], zone: Span) -> list[tuple[Span, str]]:
    first = bisect.bisect_left(items, zone.start, key=lambda m: m[0].start)
    last = bisect.bisect_left(items, zone.end, key=lambda m: m[0].start)
    return items[first:last]


def find_circumstances(
    around: Surroundings, a: Attribution, within: Span | None, cues: Sequence[Span]
) -> Circumstances:
    """Look in the sentence of the cue, outside the contents; a nested statement stays `within` its parent's content.

    `cues` are all cues of the story, in order: a date goes to the nearest, and none that another statement tells of.
    """
    zone = around.tokens.sentence_at(a.cue.start) if a.cue is not None else None
    if zone is None or a.cue is None:
        return Circumstances()
    if within is not None:
        zone = Span(max(zone.start, within.start), min(zone.end, within.end))
    zone = find_near(zone, a.cue, _REACH)
    clause = _Clause(around, a, zone)
    venue = _find_venue(clause, a)
    addressee = a.addressee or _find_addressee(clause, a, a.cue, venue)
    return Circumstances(addressee, venue, _find_place(clause), _find_time(clause, a.cue, cues))


class _Clause:
    """The words of a sentence that belong to the reporting clause, with all the words for what lies between."""

    def __init__(self, around: Surroundings, a: Attribution, zone: Span) -> None:
        self.around = around
        self.zone = zone
        self.contents = a.contents
        self.every = around.tokens.words_in(zone)
        self.words = leave_out(self.every, self.contents)

    def is_free(self, span: Span) -> bool:
        return not any(c.overlaps(span) for c in self.contents)

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
    """An occasion or medium in the clause."""
    found = find_phrase(clause.around.text, clause.words, ("named", "occasion", "medium", "platform"))
    return found or (a.outlet if a.outlet is not None and clause.zone.holds(a.outlet) else None)


def _find_addressee(clause: _Clause, a: Attribution, cue: Span, venue: Span | None) -> Span | None:
    """The person, group, or state after "to" or "told" by the cue, or after "with" by the venue ("talks with")."""
    behind = bisect.bisect_left(clause.every, cue.end, key=_start)
    for i, word in enumerate(clause.every):
        said = word.of(clause.around.text).lower()
        if said in _BEFORE_ADDRESSEE and word.end > cue.start:
            words = max(0, i - behind)
            free = clause.is_free(word)
            if words > (_ADDRESSEE_WORDS if free else _WITHIN_CONTENT) or (not free and word.start < cue.end):
                continue
        elif not (said == "with" and venue is not None and 0 <= word.start - venue.end <= 1):
            continue
        somebody = _somebody(clause, i + 1)
        if somebody is not None and not (a.source is not None and a.source.overlaps(somebody)):
            return somebody
    return None


def _somebody(clause: _Clause, first: int) -> Span | None:
    """The words from `first` up to a name of somebody or a noun for people, where those come soon."""
    if first >= len(clause.every):
        return None
    begin = clause.every[first].start
    opener = clause.every[first].of(clause.around.text)
    names = {s.start: s for s, kind in clause.around.mentions(clause.zone) if kind != "document"}
    nouns = load_nouns()
    for word in clause.every[first : first + _SOMEBODY_WORDS]:
        said = word.of(clause.around.text)
        if word.start in names and (word.start == begin or not said[0].islower()):
            following = _noun_after(clause, names[word.start].end)
            return Span(begin, following or names[word.start].end)
        if nouns.get(said.lower().removesuffix("s")) in _PEOPLE or nouns.get(said.lower()) in _PEOPLE:
            return Span(begin, word.end)
        if not said[0].isalpha() or said.lower() in _STOPS or not _opens(opener):
            return None
    return None


def _opens(word: str) -> bool:
    """Whether a word can open a phrase for people, as a verb ("to send three pilots") cannot."""
    return word.lower() in _OPENERS or not word[0].islower() or word.endswith(_ADJECTIVES)


def _noun_after(clause: _Clause, offset: int) -> int | None:
    """The end of a noun for people right after a name ("Portuguese officials", "State Department aides")."""
    i = bisect.bisect_left(clause.every, offset, key=_start)
    for word in clause.every[i : i + 2]:
        said = word.of(clause.around.text).lower()
        if load_nouns().get(said.removesuffix("s")) in _PEOPLE:
            return word.end
    return None


def _find_place(clause: _Clause) -> Span | None:
    for span, kind in clause.around.mentions(clause.zone):
        if kind == "state" and clause.is_free(span) and clause.before(span) in _BEFORE_PLACE:
            return span
    return None


def _find_time(clause: _Clause, cue: Span, cues: Sequence[Span]) -> str | None:
    near = []
    cues = [c for c in cues[bisect.bisect_left(cues, clause.zone.start, key=_start) :][:_CUES] if clause.zone.holds(c)]
    for span, timex in clause.around.dates(clause.zone):
        words = clause.between(cue, span)
        if clause.around.told_elsewhere(clause.zone, cue, span):
            continue
        if clause.is_free(span) and not any(_is_nearer(c, cue, span) for c in cues):
            near.append((words, span.start, timex))
    return min(near)[2] if near else None


def _start(span: Span) -> int:
    return span.start


def _is_nearer(other: Span, cue: Span, date: Span) -> bool:
    """Whether a date stands closer to another cue."""
    return other != cue and _gap(other, date) < _gap(cue, date)


def _gap(a: Span, b: Span) -> int:
    return max(0, max(a.start, b.start) - min(a.end, b.end))
