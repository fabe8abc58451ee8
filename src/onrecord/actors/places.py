"""Which country a mention belongs to: by its own words, else by what the sentence and the page are about."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import structs

from onrecord.actors.gazetteer import Known, KnownAt, find_known
from onrecord.actors.pieces import Pieces
from onrecord.record import Span

# Words after which a state is somebody's counterpart, not the state that somebody belongs to.
_TOWARDS = frozenset("to on against with over about toward towards versus into".split())
_BELONGING = frozenset("of in from for at inside within near across throughout".split())
_COMPASS = frozenset("northern southern eastern western central north south east west northwest northeast".split())
_KIN = frozenset(
    """wife husband widow widower son daughter brother sister father mother fiancee fiancée fiance fiancé nephew niece
    cousin friend partner relative relatives friends family""".split()
)
_REACH = 3  # sentences back
_NEAR = 40  # known names looked at on each side, so that a sentence of any length takes linear time


class Leaning(NamedTuple):
    """How many points a named state gets for where it stands, against one point for each 100 code points of distance.

    `before`: in front of the mention; `first`: the first in front of it; `place`: behind "in" and the like, or no state
    but a place in one; `towards`: behind "against" and the like; `adjective`, `person`: told by an adjective, a person.
    """

    before: float
    first: float
    place: float
    towards: float
    adjective: float
    person: float


ACTOR = Leaning(-0.4, 0.4, 0.4, -1.2, -0.1, 0.9)
VICTIM = Leaning(0.7, 0.7, 1.4, 1.2, -0.5, 1.3)


class Places:
    """The known names of a page in order, to be asked for the country of a stretch of it."""

    def __init__(self, sentences: Sequence[Span], pieces: Pieces, people: Sequence[tuple[Span, str | None]]) -> None:
        """`people` are the names of people on the page in order, with their country where that is known."""
        self._pieces = pieces
        self._sentences = sentences
        self._sentence_starts = [s.start for s in sentences]
        spans = [span for span, _ in people]
        known = [k for k in find_known(pieces.all) if not _is_part(k, spans)]
        self.known = sorted([*known, *self._known_people(people, known)], key=lambda k: k.start)
        self._starts = [k.start for k in self.known]
        self._named = {k.known.country for k in self.known if _is_state(k.known)}
        self._most = self._find_most()

    def _known_people(self, people: Sequence[tuple[Span, str | None]], known: Sequence[KnownAt]) -> Iterator[KnownAt]:
        taken = {k.start for k in known}
        for span, country in people:
            if country is not None and span.start not in taken:
                first, last = self._pieces.index_at(span.start), self._pieces.index_at(span.end)
                yield KnownAt(first, last, span.start, span.end, Known("leader", country))

    def within(self, span: Span) -> list[KnownAt]:
        """The known names that begin within `span`."""
        return self.known[bisect.bisect_left(self._starts, span.start) : bisect.bisect_left(self._starts, span.end)]

    def find_inside(self, span: Span, person: Span | None = None) -> Known | None:
        """What tells the country among the words of a mention: the first name that says whose it is.

        `person` is a person's name within it, who may be of another country than usual on the page's day.
        """
        unsure: Known | None = None
        for found in self.within(span):
            if found.known.country is None or (found.start > span.start and self._points_away(found)):
                continue
            if found.compound and found.end < span.end:
                continue
            if person is not None and person.start <= found.start < person.end:
                continue
            born = self._pieces.all[found.first].lower.endswith("-born")  # of another state, where one follows
            if not found.known.unsure and not born and not self._is_of_kin(span, found):
                return found.known
            unsure = unsure or structs.replace(found.known, unsure=True)
        return unsure

    def _is_of_kin(self, span: Span, found: KnownAt) -> bool:
        """Whether a name only says whose relative somebody is ("widow of a Ruritanian poet"): mostly theirs as well."""
        before = [p.lower for p in self._pieces.within(Span(span.start, found.start))]
        return any(word in _KIN and "of" in before[i + 1 : i + 2] for i, word in enumerate(before[:3]))

    def _points_away(self, found: KnownAt) -> bool:
        before = self._pieces.all[found.first - 1] if found.first else None
        if before is not None and before.lower == "the" and found.first > 1:
            before = self._pieces.all[found.first - 2]
        return before is not None and before.lower in _TOWARDS

    def find_around(self, span: Span, victim: bool = False) -> str | None:
        """The country that the words around a mention are about: in its sentence, then before it, then on the page.

        People to whom something happens (`victim`) are of the place where it does; others of the state that acts.
        """
        number = bisect.bisect_right(self._sentence_starts, span.start) - 1
        if number < 0:
            return self._most
        sentence = self._sentences[number]
        best = self._nearest(sentence, span, VICTIM if victim else ACTOR)
        if victim and number and not self._is_told_of(sentence, span):
            best = self._last(self._sentences[number - 1]) or best
        for back in range(1, _REACH + 1):
            if best is not None or number - back < 0:
                break
            best = self._last(self._sentences[number - back])
        return best or self._most

    def _is_told_of(self, sentence: Span, span: Span) -> bool:
        """Whether a state is named in front of a mention in its sentence, or as the place where something is."""
        if any(_is_state(k.known) for k in self.within(Span(sentence.start, span.end))):
            return True
        after = self.within(Span(span.end, sentence.end))[:_NEAR]
        return any(_is_state(k.known) and self._pieces.all[k.first - 1].lower in _BELONGING for k in after)

    def names(self, country: str) -> bool:
        """Whether the page names a country for sure."""
        return country in self._named

    def find_alike(self, span: Span, sectors: Sequence[str]) -> Known | None:
        """The nearest known body of these sectors in the sentence, before the mention where there is one."""
        number = bisect.bisect_right(self._sentence_starts, span.start) - 1
        if number < 0:
            return None
        sentence = self._sentences[number]
        before = reversed(self.within(Span(sentence.start, span.start))[-_NEAR:])
        after = self.within(Span(span.end, sentence.end))[:_NEAR]
        return next((k.known for k in (*before, *after) if _is_alike(k.known, sectors)), None)

    def find_owner(self, span: Span) -> str | None:
        """Whose "its" is: the country or body of the last known name before it in its sentence, but for adjectives."""
        number = bisect.bisect_right(self._sentence_starts, span.start) - 1
        start = self._sentences[number].start if number >= 0 else 0
        before = [k for k in self.within(Span(start, span.start))[-_NEAR:] if k.known.country and not k.compound]
        named = [k for k in before if k.known.kind in ("state", "organisation") and not self._points_away(k)] or before
        return named[-1].known.country if named else None

    def find_before(self, span: Span) -> KnownAt | None:
        """The state that "the country" means: the first named in front of it in its sentence, else the last before."""
        number = bisect.bisect_right(self._sentence_starts, span.start) - 1
        for back in range(_REACH + 1):
            if number - back < 0:
                break
            sentence = self._sentences[number - back]
            states = [k for k in self.within(Span(sentence.start, min(sentence.end, span.start))) if _is_state(k.known)]
            if states:
                return states[0] if back == 0 else states[-1]
        return None

    def _nearest(self, sentence: Span, span: Span, leaning: Leaning) -> str | None:
        before = self.within(Span(sentence.start, span.start))[-_NEAR:]
        after = self.within(Span(span.end, sentence.end))[:_NEAR]
        best: tuple[float, str] | None = None
        for found in (*before, *after):
            code = found.known.country
            if code is None or not _is_state(found.known):
                continue
            points = self._points(found, span, leaning)
            points += leaning.first if before and found is before[0] else 0.0
            if best is None or points > best[0]:
                best = (points, code)
        return best[1] if best else None

    def _points(self, found: KnownAt, span: Span, leaning: Leaning) -> float:
        i = found.first - 1
        while i > 0 and (self._pieces.all[i].lower == "the" or self._pieces.all[i].lower in _COMPASS):
            i -= 1
        before = self._pieces.all[i].lower if i >= 0 else ""
        gap = span.start - found.end if found.start < span.start else found.start - span.end
        points = -gap / 100
        points += leaning.before if found.start < span.start else 0.0
        points += leaning.place if before in _BELONGING or found.known.kind == "place" else 0.0
        points += leaning.towards if before in _TOWARDS else 0.0
        points += leaning.adjective if found.known.kind == "people" else 0.0
        points += leaning.person if found.known.kind == "leader" else 0.0
        return points

    def _last(self, sentence: Span) -> str | None:
        counted = Counter(k.known.country for k in self.within(sentence)[-_NEAR:] if _is_state(k.known))
        return counted.most_common(1)[0][0] if counted else None

    def _find_most(self) -> str | None:
        """The state that the page names most; where it names none, that of bodies which many states have."""
        counted = Counter(k.known.country for k in self.known if _is_state(k.known))
        counted = counted or Counter(k.known.country for k in self.known if k.known.country and k.known.unsure)
        return counted.most_common(1)[0][0] if counted else None


_BODIES = frozenset("UNO EUR IGO NGO ISM IMG MNC".split())


def _is_state(known: Known) -> bool:
    """Whether a known name speaks for a state: not for a body between states, nor one that many states have."""
    return known.country is not None and known.country not in _BODIES and not known.unsure


def _is_alike(known: Known, sectors: Sequence[str]) -> bool:
    return known.country is not None and not known.unsure and known.kind != "leader" and known.sectors == tuple(sectors)


def _is_part(found: KnownAt, people: Sequence[Span]) -> bool:
    """Whether a known name is only a part of a person's name: "Paris" in "Paris Hilton"."""
    i = bisect.bisect_right(people, Span(found.start, 1 << 60)) - 1
    if i < 0 or found.known.kind == "leader":
        return False
    person = people[i]
    return person.start <= found.start < person.end and found.end - found.start < person.end - person.start
