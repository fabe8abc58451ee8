"""How an event was done (its mode) and what it is part of (its contexts): by words, in PLOVER's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from onrecord.events.clause import Clause, Wording
from onrecord.lexicons import read_rows
from onrecord.record import EventType, Frozen, Span

_BEFORE, _AFTER = 4, 8  # words on each side of the trigger that are near it
_LONGEST = 600  # words of a paragraph that are looked at for contexts


class _Words(Frozen, frozen=True):
    """A list of words, some of them beginnings of words, some of two words joined by hyphens."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether the list has the word, or a beginning of it."""
        return word in self.whole or word.startswith(self.beginnings)


class _Mode(Frozen, frozen=True):
    mode: str
    words: _Words


def find_mode(type_: EventType, clause: Clause) -> str | None:
    """The event's mode, or None where no word tells it.

    A word of the trigger tells more than one near it; of several modes the first in the lexicon counts.
    """
    near = clause.before[-_BEFORE:] + clause.after[:_AFTER]
    for where, words in (("trigger", clause.trigger), ("near", near)):
        for row in _modes().get((type_, where), ()):
            if any(row.words.has(word) for word in words):
                return row.mode
    return None


class Contexts:
    """The contexts of the paragraphs of a story, each paragraph looked at once."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._known: dict[int, tuple[str, ...]] = {}

    def at(self, trigger: Span) -> tuple[str, ...]:
        """The contexts of the paragraph that holds `trigger`, in the codebook's order."""
        paragraph = self._wording.tokens.paragraph_at(trigger.start)
        if paragraph is None:
            return ()
        if paragraph.start not in self._known:
            first = self._wording.index_at(paragraph.start)
            stop = min(self._wording.index_at(paragraph.end), first + _LONGEST)
            self._known[paragraph.start] = _find_contexts(self._wording.lower[first:stop])
        return self._known[paragraph.start]


def _find_contexts(words: Sequence[str]) -> tuple[str, ...]:
    found: set[str] = set()
    before = ""
    for word in words:
        if word != "-":
            found.update(_contexts_of(word))
            found.update(_contexts_of_two().get(f"{before}-{word}", ()))
            before = word
    return tuple(context for context in _contexts() if context in found)


@lru_cache(maxsize=8192)  # few words make up nearly all of a page
def _contexts_of(word: str) -> tuple[str, ...]:
    return tuple(context for context, words in _contexts().items() if words.has(word))


@cache
def _contexts_of_two() -> Mapping[str, tuple[str, ...]]:
    pairs = {w for words in _contexts().values() for w in words.whole if "-" in w}
    return {pair: _contexts_of(pair) for pair in pairs}


@cache
def _modes() -> Mapping[tuple[str, str], tuple[_Mode, ...]]:
    rows: dict[tuple[str, str], tuple[_Mode, ...]] = {}
    for type_, mode, where, words in read_rows("event-modes.tsv", 4):
        rows[type_, where] = (*rows.get((type_, where), ()), _Mode(mode, _read_words(words)))
    return rows


@cache
def _contexts() -> Mapping[str, _Words]:
    return {context: _read_words(words) for context, words in read_rows("event-contexts.tsv", 2)}


def _read_words(words: str) -> _Words:
    every = words.split()
    return _Words(frozenset(w for w in every if not w.endswith("*")), tuple(w[:-1] for w in every if w.endswith("*")))
