"""What is handed over: the goods of a supply, each a span of its own.

The grammar is small: a verb takes its goods after it ("sends Oslo two trawlers", "supplies Oslo with salt") or, in the
passive, before it; a noun takes them after "of" ("supply of salt and timber") or right before it ("timber exports");
a participle of loading takes them after it ("carrying salt"). Goods are a list of noun phrases; a relative clause in
the middle of a list that is not over yet is passed over.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cache

from onrecord.events.clause import REACH, Clause, Wording
from onrecord.lexicons import read_rows
from onrecord.record import EventType, Span

SUPPLIES: frozenset[EventType] = frozenset(("AID", "COOPERATE", "AGREE", "SUPPORT", "RETREAT"))
_LONGEST = 12  # words of one noun phrase
_MOST = 12  # goods of one list
_FURTHEST = 60  # words behind the trigger that are read
_OPENERS = frozenset("the a an some any its his her their our more further other additional several both all".split())
_PASSIVE = frozenset("is are was were be been being".split())
_PRONOUNS = frozenset("them him her us me you it".split())
_MONEY = frozenset("million billion trillion".split())
_RELATIVE = frozenset("which who that".split())
_DIRECT_NOUN = 3  # words between the trigger and "of"
_BEFORE_NOUN = 2  # words before a noun that name what it hands over


class Goods:
    """Finds the goods of events among the words of a story; `somebody` are the spans of actors' mentions, sorted."""

    def __init__(self, wording: Wording, somebody: Sequence[Span]) -> None:
        self._wording = wording
        self._somebody = somebody

    def find(self, type_: EventType, clause: Clause) -> tuple[Span, ...]:
        """The goods of one event in the order of the page, none where it is no supply or names none."""
        if type_ not in SUPPLIES or not clause.trigger:
            return ()
        end = self._find_end(clause)
        last = clause.stop - 1
        word = self._wording.lower[last]
        found: tuple[Span, ...] = ()
        for place in range(clause.first, clause.stop):
            if self._wording.lower[place] in supply_words("noun") or word in supply_words("noun"):
                found = self._after_of(last + 1, end) or self._right_before(place)
            if not found and self._wording.lower[place] in supply_words("verb"):
                found = self._of_verb(place, last + 1, end)
            if found:
                return found
        return self._loaded(clause, end)

    def _of_verb(self, verb: int, start: int, end: int) -> tuple[Span, ...]:
        lower = self._wording.lower
        if lower[verb].endswith(("ed", "sent", "sold", "given", "lent", "bought")) and _PASSIVE & set(
            lower[max(0, verb - 3) : verb]
        ):
            return self._after(start, end, ("with",)) or self._subject(verb)
        at = start
        if at < end and lower[at] in ("over", "up", "out", "back"):
            at += 1
        past = at + 1 if at < end and lower[at] in _PRONOUNS else self._past_somebody(at)
        if at < past < end:
            at = past + 1 if lower[past] == "with" else past
        return self._read_list(at, end)

    def _after(self, start: int, end: int, leads: tuple[str, ...]) -> tuple[Span, ...]:
        at = next((i for i in range(start, min(end, start + _DIRECT_NOUN)) if self._wording.lower[i] in leads), end)
        return self._read_list(at + 1, end) if at < end else ()

    def _after_of(self, start: int, end: int) -> tuple[Span, ...]:
        return self._after(start, end, ("of",))

    def _right_before(self, noun: int) -> tuple[Span, ...]:
        """The words before a noun in a compound ("timber exports", "small arms sales")."""
        lower, first = self._wording.lower, noun
        while first > max(0, noun - _BEFORE_NOUN) and self._may_modify(first - 1):
            first -= 1
        return self._span(first, noun) if first < noun and lower[noun - 1] not in supply_words("no-goods") else ()

    def _may_modify(self, i: int) -> bool:
        words, lower = self._wording.words, self._wording.lower
        text = self._wording.text
        plain = (
            lower[i].isalpha() and text[words[i].start].islower() and not lower[i].endswith(("'s", "ly", "ing", "ed"))
        )
        known = any(lower[i] in supply_words(key) for key in ("verb", "noun", "partitive"))
        return plain and not known and lower[i] not in _OPENERS and lower[i] not in supply_words("stop") | {"of", "new"}

    def _subject(self, verb: int) -> tuple[Span, ...]:
        """The noun phrase before a passive ("two trawlers were sent")."""
        lower = self._wording.lower
        last = next((i for i in range(verb - 1, max(-1, verb - 4), -1) if lower[i] in _PASSIVE), verb)
        while last > 0 and lower[last - 1] in ("have", "has", "had", "will", "would", "to", "also", "being", "been"):
            last -= 1
        first = last
        while first > 0 and last - first < _LONGEST and self._goes_on(first - 1) and lower[first - 1] != ".":
            first -= 1
        return self._span(first, last)

    def _loaded(self, clause: Clause, end: int) -> tuple[Span, ...]:
        """Goods after a participle of loading, in or soon behind the trigger."""
        for i in range(clause.first, min(end, clause.stop + REACH // 2)):
            if self._wording.lower[i] in supply_words("load"):
                return self._read_list(i + 1, end)
        return ()

    def _read_list(self, start: int, end: int) -> tuple[Span, ...]:
        """Noun phrases joined by commas and "and", from `start` on."""
        lower, out = self._wording.lower, list[Span]()
        at, over = start, False
        while at < end and len(out) < _MOST:
            stop = self._phrase_end(at, end)
            span = self._span(at, stop)
            if not span:
                break
            out += span
            following, closed = self._next_phrase(stop, end)
            if over or following is None:
                break
            at, over = following, closed
        if out and lower[self._wording.index_at(out[0].end) - 1] in supply_words("no-goods"):
            return ()
        return tuple(out)

    def _next_phrase(self, stop: int, end: int) -> tuple[int | None, bool]:
        """Where the list goes on behind `stop`, and whether what follows is its last phrase."""
        lower = self._wording.lower
        at = stop
        comma = at < end and lower[at] == ","
        at += comma
        if at < end and lower[at] in ("and", "or"):
            return (at + 1, True) if self._begins_phrase(at + 1, end) else (None, True)
        if comma and at < end and lower[at] in _RELATIVE:
            for i in range(at, min(end, at + REACH)):
                if lower[i] == "," and i + 1 < end and lower[i + 1] in ("and", "or"):
                    return i + 2, True
            return None, True
        if comma and self._begins_phrase(at, end) and self._is_list(at, end):
            return at, False
        return None, True

    def _is_list(self, start: int, end: int) -> bool:
        """Whether another comma or "and" follows a phrase soon: else the comma only ends the clause."""
        lower = self._wording.lower
        stop = self._phrase_end(start, end)
        return stop < end and lower[stop] in (",", "and", "or")

    def _begins_phrase(self, i: int, end: int) -> bool:
        lower = self._wording.lower
        if i >= end or self._past_somebody(i) > i:
            return False
        return lower[i] in _OPENERS or (self._goes_on(i) and not lower[i].endswith(("ing", "ed")))

    def _phrase_end(self, start: int, end: int) -> int:
        lower, at = self._wording.lower, start
        while at < min(end, start + _LONGEST):
            opens = lower[at] in _OPENERS and at == start
            if not (opens or self._goes_on(at) or (at > start and self._is_tied(at))):
                break
            if at > start and lower[at].endswith("ing") and lower[at - 1].endswith("s"):
                break  # "munitions containing", not "mooring lines"
            at += 1
        return at

    def _is_tied(self, i: int) -> bool:
        """Whether the words before `i` draw in one that could not stand in a noun phrase.

        So do "tonnes of", "$2 million in" (not a year), and a hyphen ("state-of-the-art").
        """
        words, before = self._wording.words, self._wording.lower[i - 1]
        joined = words[i - 1].end == words[i].start and "-" in (before, self._wording.lower[i])
        word = self._wording.lower[i]
        if word == "in":
            return before in _MONEY and not any(w[0].isdigit() for w in self._wording.lower[i + 1 : i + 2])
        return joined or (word == "of" and (before in supply_words("partitive") or before.isdigit()))

    def _goes_on(self, i: int) -> bool:
        """Whether a word can stand within a noun phrase."""
        word = self._wording.lower[i]
        if word in ("-", "–", "$", "€", "£", "%"):
            return True
        return word[0].isalnum() and word not in supply_words("stop") and word not in ("of", "the", "a", "an")

    def _span(self, first: int, stop: int) -> tuple[Span, ...]:
        """The span of words without the article before them; none where nothing is left, or where it is somebody."""
        words, lower = self._wording.words, self._wording.lower
        while first < stop and lower[first] in _OPENERS | {"-", "–"}:
            first += 1
        if first >= stop or not any(c.isalpha() for w in lower[first:stop] for c in w):
            return ()
        span = Span(words[first].start, words[stop - 1].end)
        return () if self._is_somebody(span) else (span,)

    def _is_somebody(self, span: Span) -> bool:
        i = bisect.bisect_left(self._somebody, span.end, key=lambda s: s.start)
        return any(s.end >= span.end and s.start <= span.start for s in self._somebody[max(0, i - 3) : i])

    def _past_somebody(self, i: int) -> int:
        """The place behind the actor that is named at word `i`, with its article; `i` itself where none is."""
        words, lower = self._wording.words, self._wording.lower
        begin = i + 1 if i + 1 < len(words) and lower[i] in ("the", "a", "an", "its", "his", "their") else i
        if begin >= len(words):
            return i
        at = bisect.bisect_left(self._somebody, words[begin].start, key=lambda s: s.start)
        for span in self._somebody[max(0, at - 1) : at + 2]:
            if span.start in (words[begin].start, words[i].start):
                return self._wording.index_at(span.end)
        return i

    def _find_end(self, clause: Clause) -> int:
        """The place where the sentence ends, or where no more is read of it."""
        sentence = self._wording.tokens.sentence_at(self._wording.words[clause.first].start)
        stop = self._wording.index_at(sentence.end) if sentence else clause.stop
        return min(stop, clause.stop + _FURTHEST)


@cache
def supply_words(key: str) -> frozenset[str]:
    """The words of a row of `supply-words.tsv`."""
    return {k: frozenset(words.split()) for k, words in read_rows("supply-words.tsv", 2)}[key]
