"""Nouns for where and in what form something is said, from `venues.txt`: "in a statement", "at a news conference"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from onrecord.record import Span
from onrecord.statements.words import load_words

BEFORE_NOUN = frozenset("in at during on via through".split())
OPENERS = frozenset("the a an this that his her its their our my another one two last".split())
STOPS = frozenset("to of about for with by as and or but not who which that is was are were be has had".split())
_PRONOUNS = frozenset("i you he she it we they".split())  # "at this stage I call": the noun is a verb
_OPENING, _CLOSING = '"“‘', '"”’'
_LONGEST = 5  # words from the preposition to the noun
_TITLE = 6  # words in the name of a programme


def find_near(sentence: Span, cue: Span, reach: int) -> Span:
    """What of a sentence is within `reach` characters of a cue: sentences may be as long as pages."""
    return Span(max(sentence.start, cue.start - reach), min(sentence.end, cue.end + reach))


def leave_out(words: Sequence[Span], contents: Sequence[Span]) -> list[Span]:
    """The words that are in none of `contents`."""
    free = list(words)
    for c in contents:
        free = [w for w in free if w.end <= c.start or w.start >= c.end]
    return free


@cache
def _venue_nouns(keys: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The nouns of the lists `keys` of `venues.txt`, and their last words, by which most words are told to be none."""
    lists = load_words("venues.txt")
    nouns = frozenset().union(*(lists[k] for k in keys))
    return nouns, nouns | {n.rpartition("-")[2] for n in nouns}


def find_phrase(text: str, words: Sequence[Span], keys: tuple[str, ...]) -> Span | None:
    """The first phrase after a preposition that ends in a noun of the lists `keys` of `venues.txt`."""
    platforms = load_words("venues.txt")["platform"]
    nouns, ends = _venue_nouns(keys)
    for i, word in enumerate(words):
        said = text[word.start : word.end]
        if said not in ends and said.lower() not in ends:
            continue
        pair = f"{words[i - 1].of(text)}-{said}".lower() if i else said.lower()
        if said not in platforms and said.lower() in platforms:
            continue
        if said.lower() not in nouns and said not in nouns and pair not in nouns:
            continue
        for j in range(i - 1, max(-1, i - 1 - _LONGEST), -1):
            before = words[j].of(text).lower()
            if before in BEFORE_NOUN:
                first = words[j + 1].of(text)
                if j + 1 == i or first.lower() in OPENERS or first[0].isupper() or first.endswith(("’s", "'s")):
                    return Span(words[j + 1].start, word.end)
                return None
            if before in STOPS or before in _PRONOUNS or not before[0].isalnum():
                break
    return None


def is_medium_noun(text: str, words: Sequence[Span]) -> bool:
    """Whether a phrase ends in a noun for something sent, written, or broadcast ("a letter", "court filings")."""
    nouns, _ = _venue_nouns(("medium", "named", "platform", "loose"))
    last = words[-1].of(text).lower()
    pair = f"{words[-2].of(text)}-{last}".lower() if len(words) > 1 else last
    return not nouns.isdisjoint((last, pair, last.removesuffix("s"), pair.removesuffix("s")))


def find_programme(text: str, words: Sequence[Span]) -> Span | None:
    """A programme by name after "on": on "Meet the Harbour"."""
    for i, word in enumerate(words[:-2]):
        if word.of(text).lower() == "on" and (name := quoted_title(text, words[i + 1 :])) is not None:
            return name
    return None


def quoted_title(text: str, words: Sequence[Span]) -> Span | None:
    """The title in quotation marks with which `words` begin: every longer word has a capital."""
    if not words or words[0].of(text) not in _OPENING:
        return None
    for i, word in enumerate(words[1 : _TITLE + 2], start=1):
        said = word.of(text)
        if said in _CLOSING:
            title = [w for w in words[1:i] if w.of(text)[0].isalnum()]
            return Span(title[0].start, title[-1].end) if title else None
        if not said[0].isupper() and len(said) > 3:
            return None
    return None
