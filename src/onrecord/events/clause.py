"""The words around a trigger, as far as its sentence goes: what the rules of events look at."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from onrecord.record import Frozen, Span
from onrecord.tokens import Tokens

REACH = 24  # words looked at on either side of a trigger; it keeps the work linear where a sentence has no end


class Clause(Frozen, frozen=True):
    """Words before, of, and after a trigger in lower case, in the order of the page, at most `REACH` on a side.

    `first` and `stop` are the trigger's places among the words of the page.
    """

    before: tuple[str, ...]
    trigger: tuple[str, ...]
    after: tuple[str, ...]
    first: int
    stop: int


class Wording:
    """The words of a story in order, with their lower case at hand."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self.text = text
        self.tokens = tokens
        self.words: Sequence[Span] = tokens.words
        self.lower: Sequence[str] = tuple(_lower(w.of(text)) for w in tokens.words)

    def index_at(self, offset: int) -> int:
        """The place of the first word that begins at or after `offset`."""
        return bisect.bisect_left(self.words, offset, key=_start)

    def clause(self, trigger: Span) -> Clause:
        """The words around `trigger` within its sentence."""
        first = self.index_at(trigger.start)
        if first > 0 and self.words[first - 1].end > trigger.start:
            first -= 1  # a trigger that begins within a word
        stop = max(first, self.index_at(trigger.end))
        sentence = self.tokens.sentence_at(trigger.start) or trigger
        begin = max(self.index_at(sentence.start), first - REACH, 0)
        end = min(self.index_at(sentence.end), stop + REACH)
        lower = self.lower
        return Clause(tuple(lower[begin:first]), tuple(lower[first:stop]), tuple(lower[stop:end]), first, stop)


def _lower(word: str) -> str:
    """The word in lower case with straight apostrophes; "May" keeps its capital, since it is a month far more often."""
    return word if word == "May" else word.lower().replace("’", "'")


def _start(span: Span) -> int:
    return span.start
