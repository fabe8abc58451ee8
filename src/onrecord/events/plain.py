"""Events that the network passes over, where grammar leaves no doubt: talks, ties, wars, bills of aid, loads.

- "in talks with Norland, she said", "during a meeting with Norland": a consultation (CONSULT) of who the clause is
  about. Of 30 labelled sentences with talks or a meeting "with" somebody, 25 have an event there, 21 of them CONSULT;
  behind "reject", "refuse", "begin" and the like there is none, so a preposition must stand in front.
- "Norland maintains close ties with Brackwater": cooperation (COOPERATE), only behind verbs of having and keeping.
- "Norland is waging war in Brackwater": an attack (ASSAULT) on where it is waged.
- "Norland introduced a bill for aid to Brackwater": help (AID) that the bill is to give.
- "a Brackwater freighter carrying Norlandic shells": help (AID) from where the load comes to whose the carrier is.
- "the first time they had met since May": a meeting (CONSULT) in May of those of whom the sentence speaks before.

Somebody must stand on both sides, else there is nothing to tell.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Sequence

from onrecord.actors.senders import CARRYING
from onrecord.events.clause import Wording
from onrecord.events.holders import Holding
from onrecord.events.parties import Mentions, Parties
from onrecord.events.supplies import CONFIDENCE, Supply
from onrecord.model.found import FoundEvent
from onrecord.record import EventType, Span

_TALKS = frozenset("talks negotiations discussions meeting meetings".split())
_DURING = frozenset("in during at after following amid through".split())
_TIES = frozenset("relations ties cooperation partnership".split())
_KEEPS = frozenset("maintain maintains maintained maintaining enjoy enjoys enjoyed has have had keeps kept".split())
_WAGES = frozenset("wage wages waged waging".split())
_WAR_ON = frozenset("in on against upon".split())
_BILLS = frozenset("bill package programme program loan budget".split())
_PASSES = frozenset(
    """introduce introduces introduced introducing pass passes passed passing approve approves approved approving adopt
    adopts adopted propose proposes proposed proposing sign signs signed""".split()
)
_AID = frozenset("aid assistance".split())
_MEETS = frozenset("met spoken talked".split())
_CARRIERS = frozenset(
    """ship ships vessel vessels freighter freighters tanker tankers boat boats plane planes aircraft train trains truck
    trucks lorry lorries convoy convoys""".split()
)
# What may stand between a carrier and its load: "that was believed to be carrying".
_SAID_TO = frozenset(
    """believed thought said reported reportedly suspected alleged allegedly known to be been was were is are that which
    had also""".split()
)
_OF_LOADS = frozenset("with a an the of some more tonnes tons dozens hundreds thousands".split())
_HELPERS = frozenset("has have had is was are were been also to now still".split())
_NOT = frozenset("no not never without".split())
_WITHIN = 5  # words between the parts of a pattern
_LONG = 8  # words between a carrier and what it carries


_Found = tuple[EventType, int, tuple[str, ...], tuple[str, ...], Span | None]  # also: place of the trigger; when


def find_plain(wording: Wording, mentions: Mentions, found: Sequence[FoundEvent]) -> list[Supply]:
    """The plain events of a page whose trigger is in no event that was found, in order. Linear in the page's words."""
    taken = sorted(f.trigger for f in found)
    reader = _Reader(wording, mentions, found)
    out = []
    for place, word in enumerate(wording.lower):
        for told in reader.read(place, word):
            type_, at, actors, recipients, time = told
            trigger = wording.words[at]
            near = bisect.bisect_left(taken, trigger.end, key=lambda s: s.start)
            if not any(t.overlaps(trigger) for t in taken[max(0, near - 3) : near]):
                event = FoundEvent(trigger, type_, "fact", (), (), CONFIDENCE, time=time, confidence=CONFIDENCE)
                out.append(Supply(event, Parties(actors, recipients)))
    return out


def find_since(wording: Wording, trigger: Span) -> Span | None:
    """The words behind "since" where a trigger stands in "the first time they had met since": when that last was."""
    clause = wording.clause(trigger)
    before, after = clause.before[-8:], clause.after[:_WITHIN]
    if ("first", "time") not in itertools.pairwise(before) or "since" not in after:
        return None
    first = clause.stop + after.index("since") + 1
    last = min(first + 2, len(wording.words) - 1)
    return Span(wording.words[first].start, wording.words[last].end) if first <= last else None


def without_keeping(text: str, holding: Holding) -> Holding:
    """The holding without statements whose cue is a verb of keeping: who "maintains ties" does not say that he does."""
    cues = ((h, h.statement.cue) for h in holding.holders)
    return Holding(tuple(h for h, cue in cues if cue is None or cue.of(text).lower() not in _KEEPS), holding.made)


class _Reader:
    """Looks for patterns around one word after the other."""

    def __init__(self, wording: Wording, mentions: Mentions, found: Sequence[FoundEvent]) -> None:
        self._wording = wording
        self._mentions = mentions
        self._found = sorted(found, key=lambda f: f.trigger)

    def read(self, at: int, word: str) -> Iterator[_Found]:
        """What the word at place `at` begins or is."""
        if word in _TALKS:
            yield from self._talks(at)
        elif word in _TIES:
            yield from self._ties(at)
        elif word in _WAGES:
            yield from self._war(at)
        elif word in _AID:
            yield from self._bill(at)
        elif word in _MEETS:
            yield from self._met(at)
        elif word in CARRYING:
            yield from self._load(at)

    def _talks(self, at: int) -> Iterator[_Found]:
        lower, who = self._wording.lower, self._named(at + 2) if self._word(at + 1) == "with" else None
        lead = next((i for i in range(at - 1, max(-1, at - 4), -1) if lower[i] in _DURING), None)
        if who is None or lead is None:
            return
        id, behind = who
        comma = next((i for i in range(behind, self._stop(at)) if lower[i] == ","), None)
        subject = self._named(comma + 1) if comma is not None and comma - behind <= _WITHIN else self._first(lead)
        if subject is not None and subject[0] != id:
            yield "CONSULT", at, (subject[0],), (id,), self._span(behind, comma or behind + 3)

    def _ties(self, at: int) -> Iterator[_Found]:
        lower, who = self._wording.lower, self._named(at + 2) if self._word(at + 1) == "with" else None
        keeps = next((i for i in range(at - 1, max(-1, at - 6), -1) if lower[i] in _KEEPS), None)
        if who is None or keeps is None or _NOT & set(lower[keeps:at]):
            return
        owner = self._ended(keeps)
        if owner is not None and owner != who[0]:
            yield "COOPERATE", at, (owner,), (who[0],), None

    def _war(self, at: int) -> Iterator[_Found]:
        lower = self._wording.lower
        war = next((i for i in range(at + 1, min(len(lower), at + 4)) if lower[i] == "war"), None)
        if war is None or self._word(war + 1) not in _WAR_ON:
            return
        who, by = self._named(war + 2), self._ended(at)
        if who is not None and by is not None and who[0] != by:
            yield "ASSAULT", war, (by,), (who[0],), None

    def _bill(self, at: int) -> Iterator[_Found]:
        lower, who = self._wording.lower, self._named(at + 2) if self._word(at + 1) in ("to", "for") else None
        bill = next((i for i in range(at - 1, max(-1, at - 8), -1) if lower[i] in _BILLS), None)
        if who is None or bill is None or not {"for", "of"} & set(lower[bill:at]):
            return
        passes = next((i for i in range(bill - 1, max(-1, bill - 4), -1) if lower[i] in _PASSES), None)
        by = self._ended(passes) if passes is not None else None
        if by is not None and by != who[0]:
            yield "AID", at, (by,), (who[0],), None

    def _met(self, at: int) -> Iterator[_Found]:
        trigger = self._wording.words[at]
        since = find_since(self._wording, trigger)
        if since is None:
            return
        sentence = self._wording.tokens.sentence_at(trigger.start) or trigger
        for event in reversed(self._found[: bisect.bisect_left(self._found, trigger, key=lambda f: f.trigger)][-3:]):
            if event.type == "CONSULT" and sentence.holds(event.trigger):
                sides = self._mentions.find_parties(event)
                yield "CONSULT", at, sides.actors, sides.recipients, since
                return

    def _load(self, at: int) -> Iterator[_Found]:
        lower = self._wording.lower
        carrier = at - 1
        while carrier > 0 and at - carrier <= _LONG and lower[carrier] in _SAID_TO:
            carrier -= 1
        load = at + 1
        while load < len(lower) and load - at <= _WITHIN and (lower[load] in _OF_LOADS or lower[load].isdecimal()):
            load += 1
        if carrier < 1 or lower[carrier] not in _CARRIERS:
            return
        places = range(carrier - 1, max(-1, carrier - 1 - _WITHIN), -1)
        owner = next((id for i in places if (id := self._adjective(i)) is not None), None)
        sender = self._adjective(load)
        if sender is not None and owner is not None and sender != owner:
            yield "AID", at, (sender,), (owner,), None

    def _adjective(self, first: int) -> str | None:
        """The state of the page whose name or adjective begins at place `first`."""
        for length in (2, 1):
            words = self._wording.words[first : first + length]
            found = (
                self._mentions.find_state(Span(words[0].start, words[-1].end).of(self._wording.text)) if words else None
            )
            if found is not None:
                return found
        return None

    def _word(self, place: int) -> str:
        return self._wording.lower[place] if place < len(self._wording.lower) else ""

    def _stop(self, at: int) -> int:
        sentence = self._wording.tokens.sentence_at(self._wording.words[at].start)
        return self._wording.index_at(sentence.end) if sentence is not None else at

    def _span(self, first: int, stop: int) -> Span | None:
        """The words from place `first` up to `stop`, as far as there are any."""
        words = self._wording.words[first : min(stop, first + _WITHIN)]
        return Span(words[0].start, words[-1].end) if words else None

    def _named(self, place: int) -> tuple[str, int] | None:
        """Who is named at `place`, with or without an article, and the place behind the name."""
        if self._word(place) in ("the", "a", "an", "its", "his", "her", "their"):
            place += 1
        if place >= len(self._wording.words):
            return None
        word = self._wording.words[place]
        id, span = self._mentions.find_beginning(word), self._mentions.find_span(word)
        return (id, self._wording.index_at(span.end)) if id is not None and span is not None else None

    def _ended(self, place: int) -> str | None:
        """Whose name ends before `place`, but for helping words: the subject of a verb there."""
        while place > 0 and self._wording.lower[place - 1] in _HELPERS:
            place -= 1
        return self._mentions.find_ending(self._wording.words[place - 1]) if place else None

    def _first(self, before: int) -> tuple[str, int] | None:
        """Who is named first in the sentence, where it begins with a name: what a simple clause is about."""
        sentence = self._wording.tokens.sentence_at(self._wording.words[before].start)
        return self._named(self._wording.index_at(sentence.start)) if sentence is not None else None
