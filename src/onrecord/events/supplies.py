"""Supplies that the network passes over, where grammar leaves no doubt: who gives what to whom.

A noun has its giver in front and its goods behind "of" ("Ruritania's supply of engines to Graustark"), or its giver as
the subject of a copula ("Ruritania is the main supplier of engines"); a verb has giver, recipient, and goods in one
clause ("Ruritania provides Graustark with engines"). The giver must be an actor of the page, and the goods or the
recipient must be there as well; what somebody is to supply, or is asked to, is none.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import NamedTuple

from onrecord.events.clause import Wording
from onrecord.events.objects import Goods, supply_words
from onrecord.events.parties import Mentions, Parties
from onrecord.model.found import FoundEvent
from onrecord.record import EventType, Span

SUPPLY: EventType = "AID"
CONFIDENCE = 0.5  # nobody labelled enough of them to measure it; docs/reference/events.md
_COPULA = frozenset("is was are were remains remain became becomes".split())
_HELPERS = frozenset("has have had is was also will would to be been reportedly allegedly secretly and".split())
_REACH = 8  # words between a noun and its giver, or between its goods and "to"


class Supply(NamedTuple):
    """A supply: `found` has its trigger, `parties` its sides."""

    found: FoundEvent
    parties: Parties


def find_supplies(wording: Wording, mentions: Mentions, goods: Goods, found: Sequence[FoundEvent]) -> list[Supply]:
    """The supplies of a page whose trigger is in no event that was found, in order. Linear in the words of the page."""
    taken = sorted(f.trigger for f in found)
    out = []
    for i, word in enumerate(wording.lower):
        if word not in supply_words("giving noun") and word not in supply_words("giving verb"):
            continue
        trigger = wording.words[i]
        at = bisect.bisect_left(taken, trigger.end, key=lambda s: s.start)
        if any(t.overlaps(trigger) for t in taken[max(0, at - 3) : at]):
            continue
        reader = _Reader(wording, mentions, i)
        handed = goods.find(SUPPLY, wording.clause(trigger))
        noun = word in supply_words("giving noun") and i + 1 < len(wording.lower) and wording.lower[i + 1] == "of"
        giver, recipient = reader.of_noun(handed) if noun else reader.of_verb(handed)
        if (
            giver is not None
            and giver != recipient
            and (recipient or handed)
            and (noun or word in supply_words("giving verb"))
        ):
            event = FoundEvent(trigger, SUPPLY, "fact", (), (), CONFIDENCE, confidence=CONFIDENCE)
            out.append(Supply(event, Parties((giver,), (recipient,) if recipient else ())))
    return out


class _Reader:
    """Looks for both sides of a supply around the word at place `at`."""

    def __init__(self, wording: Wording, mentions: Mentions, at: int) -> None:
        self._wording = wording
        self._mentions = mentions
        self._at = at
        sentence = wording.tokens.sentence_at(wording.words[at].start) or wording.words[at]
        self._first = wording.index_at(sentence.start)
        self._stop = wording.index_at(sentence.end)

    def of_noun(self, goods: Sequence[Span]) -> tuple[str | None, str | None]:
        """Giver and recipient of "supply of"."""
        lower, at = self._wording.lower, self._at
        giver = None
        for i in range(at - 1, max(self._first - 1, at - _REACH), -1):
            if lower[i] in _COPULA:
                giver = self._ending(i)
                break
            if i < at - 1 and not lower[i + 1].isalpha():
                break
            giver = self._ending(i + 1, possessive=True)
            if giver is not None:
                break
        return giver, self._given_to(goods)

    def of_verb(self, goods: Sequence[Span]) -> tuple[str | None, str | None]:
        """Giver and recipient of "provides X with" and "provides ... to X"."""
        lower, at = self._wording.lower, self._at
        i = at
        while i > self._first and lower[i - 1] in _HELPERS:
            i -= 1
        if {"to", "will", "would"} & set(lower[i:at]) or lower[at].endswith("ing"):
            return None, None
        passive = bool({"is", "was", "are", "were", "been", "be"} & set(lower[i:at]))
        second = "and" in lower[i:at]  # "X does this and provides that": the subject stands further in front
        giver = None if passive else self._subject(i) if second else self._ending(i)
        direct = self._beginning(at + 1)
        if direct is not None:
            who, behind = direct
            if behind < self._stop and lower[behind] == "with":
                return giver, who
            return (giver, who) if goods else (giver, None)
        return giver, self._given_to(goods)

    def _subject(self, before: int) -> str | None:
        """The first actor of the clause, for a second verb of it."""
        lower = self._wording.lower
        begin = next((i + 1 for i in range(before - 1, self._first, -1) if lower[i] == "that"), self._first)
        first = self._beginning(begin)
        return first[0] if first is not None else None

    def _given_to(self, goods: Sequence[Span]) -> str | None:
        lower = self._wording.lower
        begin = self._wording.index_at(goods[-1].end) if goods else self._at + 1
        for i in range(begin, min(self._stop, begin + _REACH)):
            if lower[i] in ("to", "for", "that", "which"):  # also "engines that Graustark uses"
                who = self._beginning(i + 1)
                return who[0] if who is not None else None
            if not lower[i][0].isalnum():
                return None
        return None

    def _ending(self, place: int, possessive: bool = False) -> str | None:
        """The actor whose words end right before the word at `place`."""
        if place <= self._first:
            return None
        last = self._wording.words[place - 1]
        shown = self._wording.lower[place - 1].endswith(("'s", "s'")) or self._wording.lower[place - 1] in ("'s", "its")
        if possessive and not shown:
            return None
        return self._mentions.find_actor(last)

    def _beginning(self, place: int) -> tuple[str, int] | None:
        """The actor whose words begin at the word at `place`, with or without an article, and the place behind them."""
        lower = self._wording.lower
        if place < self._stop and lower[place] in ("the", "a", "an"):
            place += 1
        if place >= self._stop:
            return None
        span = self._mentions.find_span(self._wording.words[place])
        if span is None or (place > 0 and span.start < self._wording.words[place - 1].start):
            return None
        who = self._mentions.find_actor(self._wording.words[place])
        return (who, self._wording.index_at(span.end)) if who is not None else None
