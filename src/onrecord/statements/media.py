"""By what medium a statement was made: "told CNN", "in an interview", "in a statement"; and how long that holds.

A medium once named holds for what the same speaker says in the sentences after it, until another is named.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import cache

import msgspec

from onrecord.actors import OutletMention
from onrecord.model.attribution import Attribution
from onrecord.record import Span
from onrecord.statements.words import load_words
from onrecord.tokens import Tokens

_BEFORE_OUTLET = frozenset("told tell tells telling to on with by in".split())
_BEFORE_NOUN = frozenset("in at during on via through".split())
_OPENERS = frozenset("the a an this that his her its their our my another one two last".split())
_STOPS = frozenset("to of about for with by as and or but not who which that is was are were be has had".split())
_PRONOUNS = frozenset("he she they it who i we".split())
_LONGEST = 5  # words from the preposition to the noun
_HOLDS = 3  # paragraphs for which a medium holds


def find_media(
    text: str, tokens: Tokens, found: Sequence[Attribution], mentions: Sequence[OutletMention]
) -> list[Attribution]:
    """Fill `outlet` where the words around the cue name a medium, or where it holds on from before.

    `mentions` are the outlets that the text names, in order.
    """
    outlets = [m.span for m in mentions]
    numbers = {p: i for i, p in enumerate(tokens.paragraphs)}
    out: list[Attribution] = []
    last: tuple[int, Attribution] | None = None
    for a in found:
        paragraph = tokens.paragraph_at(a.cue.start) if a.cue is not None else None
        if paragraph is not None:
            number = numbers[paragraph]
            medium = a.outlet if a.outlet is not None and _is_phrase(text, a.outlet) else None
            medium = medium or _named_medium(text, tokens, a, outlets)
            near = last is not None and number - last[0] <= _HOLDS and a.parent is None
            if medium is None and near and last is not None and _goes_on(text, a, last[1]):
                medium = last[1].outlet
            a = msgspec.structs.replace(a, outlet=medium)
            if a.parent is None and medium is not None:
                last = (number, a)
            elif a.parent is None and last is not None and not _goes_on(text, a, last[1]):
                last = None
        out.append(a)
    return out


def _goes_on(text: str, a: Attribution, before: Attribution) -> bool:
    """Whether the same speaker goes on: a pronoun, or the same last word."""
    if a.source is None or before.source is None:
        return False
    words, earlier = a.source.of(text).split(), before.source.of(text).split()
    return words[0].lower() in _PRONOUNS or words[-1].strip(",") == earlier[-1].strip(",")


def _is_phrase(text: str, span: Span) -> bool:
    """Whether what the network took for a medium ends in a word that can name one."""
    last = span.of(text).split()[-1].strip(",.'’\"”") if span.of(text).split() else ""
    return len(last) > 1 and last[0].isalnum() and last.lower() not in _OPENERS | _STOPS | _BEFORE_NOUN


def _named_medium(text: str, tokens: Tokens, a: Attribution, outlets: Sequence[Span]) -> Span | None:
    assert a.cue is not None
    sentence = tokens.sentence_at(a.cue.start)
    if sentence is None:
        return None
    free = leave_out(tokens.words_in(sentence), a.contents)
    first = bisect.bisect_left(outlets, sentence.start, key=lambda m: m.start)
    last = bisect.bisect_left(outlets, sentence.end, key=lambda m: m.start)
    for mention in outlets[first:last]:
        if sentence.holds(mention) and not any(c.overlaps(mention) for c in a.contents):
            before = [w.of(text).lower() for w in free if w.end <= mention.start]
            before = [w for w in before if w not in ("the", "a")]
            own = a.source is not None and a.source.overlaps(mention)
            if not own and before and before[-1] in _BEFORE_OUTLET:
                return mention
    return find_phrase(text, free, ("medium", "named", "platform"))


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
            if before in _BEFORE_NOUN:
                first = words[j + 1].of(text)
                if j + 1 == i or first.lower() in _OPENERS or first[0].isupper() or first.endswith(("’s", "'s")):
                    return Span(words[j + 1].start, word.end)
                return None
            if before in _STOPS or not before[0].isalnum():
                break
    return None
