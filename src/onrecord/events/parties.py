"""Who takes part in an event, as actors of the page: from the network's mentions to actor ids."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence

from onrecord.actors import Cast
from onrecord.actors.lexicon import load_states
from onrecord.model.found import FoundEvent
from onrecord.record import Event, EventType, Frozen, Span

# Events that both sides take part in. Who comes first on the page, or comes to the other, is called the actor; a
# coordination ("A and B met") has no such direction, and all are actors.
RECIPROCAL: frozenset[EventType] = frozenset(("CONSULT", "AGREE", "COOPERATE"))
_CROWDS = frozenset("protesters protestors demonstrators marchers".split())
_COORDINATION = frozenset(("and", "&"))
_NEAREST = 40  # mentions of the page on each side of a trigger among which a coordination is looked for


class Parties(Frozen, frozen=True):
    """The actor ids of both sides of an event, each once, in the order in which they were found."""

    actors: tuple[str, ...]
    recipients: tuple[str, ...]


class Mentions:
    """The words for actors on a page, in order."""

    def __init__(self, text: str, cast: Cast) -> None:
        self._text = text
        self._of_mention = cast.of_mention
        self._all = sorted((m.span, a.id) for a in cast.actors for m in a.mentions)
        self.spans: list[Span] = [span for span, _ in self._all]
        self._beginning = {span.start: id for span, id in self._all}  # of several the longest, which comes last
        self._ending = {span.end: id for span, id in reversed(self._all)}
        self._press = frozenset(a.id for a in cast.actors if a.kind == "outlet" or "JRN" in a.sectors)
        crowds = (a for a in cast.actors if a.kind in ("group", "unnamed"))
        self.crowds = tuple(a.id for a in crowds if a.name.lower().split()[-1] in _CROWDS)
        self._states = {a.country: a.id for a in cast.actors if a.kind == "state" and a.country}

    def find_parties(self, event: FoundEvent) -> Parties:
        """Both sides of an event. Whoever stands on both is an actor only where the event is reciprocal."""
        actors, recipients = self._ids(event.actors), self._ids(event.recipients)
        if event.type in RECIPROCAL:
            recipients = tuple(r for r in recipients if r not in actors)
            if recipients and self._are_coordinated(event.trigger, actors, recipients):
                return Parties((*actors, *recipients), ())
        return Parties(actors, recipients)

    def find_actor(self, span: Span) -> str | None:
        """The actor whose mention shares most of `span`, or None."""
        near = [(m, id) for m, id in self._near(span) if m.overlaps(span)]
        shared = [(min(m.end, span.end) - max(m.start, span.start), -m.start, id) for m, id in near]
        return max(shared)[2] if shared else None

    def find_span(self, word: Span) -> Span | None:
        """The longest mention that overlaps a word, or None."""
        return max((m for m, _ in self._near(word) if m.overlaps(word)), key=lambda m: m.end - m.start, default=None)

    def find_beginning(self, word: Span) -> str | None:
        """The actor whose mention begins with a word, or None."""
        return self._beginning.get(word.start)

    def find_ending(self, word: Span) -> str | None:
        """The actor whose mention ends with a word, or with the word but for a possessive ending; or None."""
        ends = (word.end, word.end - 1, word.end - 2)
        return next((self._ending[end] for end in ends if end > word.start and end in self._ending), None)

    def find_state(self, words: str) -> str | None:
        """The state of the page that a name or an adjective in running text stands for, or None."""
        names, peoples, _ = load_states()
        state = names.get(words) or peoples.get(words)
        return self._states.get(state.code) if state is not None else None

    def is_interview(self, type_: EventType, parties: Parties) -> bool:
        """Whether a meeting is one with the press: of 178 labelled consultations none has a journalist or an outlet."""
        return type_ == "CONSULT" and bool(self._press & {*parties.actors, *parties.recipients})

    def within(self, sentence: Span, around: Span) -> list[tuple[Span, str]]:
        """The outermost mentions of a sentence in order with their actors, at most the nearest to `around`."""
        out: list[tuple[Span, str]] = []
        for span, id in self._near(around):
            if not sentence.holds(span):
                continue
            if out and out[-1][0].overlaps(span):
                if span.end > out[-1][0].end and span.start == out[-1][0].start:
                    out[-1] = (span, id)
                continue
            out.append((span, id))
        return out

    def _ids(self, places: Sequence[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._of_mention[i] for i in places if 0 <= i < len(self._of_mention)))

    def _near(self, span: Span) -> list[tuple[Span, str]]:
        at = bisect.bisect_left(self.spans, span.start, key=lambda s: s.start)
        return self._all[max(0, at - _NEAREST) : at + _NEAREST]

    def _are_coordinated(self, trigger: Span, actors: Sequence[str], recipients: Sequence[str]) -> bool:
        """Whether an actor and a recipient are joined by "and" near the trigger."""
        near = self._near(trigger)
        for (left, a), (right, b) in itertools.pairwise(near):
            sides = (a in actors and b in recipients) or (a in recipients and b in actors)
            if sides and self._text[left.end : right.start].strip() in _COORDINATION:
                return True
        return False


def find_all_parties(event: Event) -> tuple[str, ...]:
    """Everybody who takes part in an event, actors first; of a reciprocal event these are its parties."""
    return tuple(dict.fromkeys((*event.actors, *event.recipients)))
