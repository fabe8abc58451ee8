"""Whether a story says something at all: its sentences, found again by the words of a statement.

What an outlet reports in its own words is no statement on its own page, so a chain is checked against the whole text.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from onrecord.compare.negation import NEGATORS, count_negators
from onrecord.compare.numbers import is_number
from onrecord.compare.rarity import weigh
from onrecord.compare.words import Passage, find_passage
from onrecord.record import Span, Story
from onrecord.tokens import find_tokens

FOUND = 0.6  # share of a statement's weight that the best two sentences must have
_CLOSE = 0.9  # from which on a "not" more or less is held against it
_ENDINGS = ("ing", "ies", "ed", "es", "s", "ly", "'s")


class Sentence(NamedTuple):
    """A sentence of a story: its place, its words as they are compared, and their stems."""

    span: Span
    passage: Passage
    stems: frozenset[str]


class Prose(NamedTuple):
    """The sentences of a story, and for each stem the sentences that have it."""

    story: str
    sentences: tuple[Sentence, ...]
    places: dict[str, list[int]]


class Found(NamedTuple):
    """Where a story says it: one or two sentences. `share` of the statement's weight is in them."""

    span: Span
    share: float
    numbers_differ: bool
    negation_differs: bool


def make_prose(story: Story) -> Prose:
    """The sentences of a story, without its furniture."""
    text = story.text
    sentences = []
    places: dict[str, list[int]] = defaultdict(list)
    for n, span in enumerate(find_tokens(text, story.furniture).sentences):
        passage = find_passage(text, [span])
        stems = frozenset(map(make_stem, passage.keys))
        sentences.append(Sentence(span, passage, stems))
        for stem in stems:
            places[stem].append(n)
    return Prose(story.id, tuple(sentences), places)


def find_in_prose(keys: tuple[str, ...], prose: Prose) -> Found | None:
    """The one or two neighbouring sentences that have most of the words; None where they have too little."""
    weights = {make_stem(k): weigh(k) for k in keys if k not in NEGATORS}
    total = sum(weights.values())
    scores: dict[int, float] = defaultdict(float)
    for stem, weight in weights.items():
        for n in prose.places.get(stem, ()):
            scores[n] += weight
    if not scores or not total:
        return None
    best = max(scores, key=lambda n: (scores[n], -n))
    chosen, held = [best], prose.sentences[best].stems
    for near in (best - 1, best + 1):
        if 0 <= near < len(prose.sentences):
            both = held | prose.sentences[near].stems
            gain = sum(w for s, w in weights.items() if s in both and s not in held)
            if gain >= 0.15 * total:
                chosen, held = sorted([best, near]), both
                break
    share = sum(w for s, w in weights.items() if s in held) / total
    if share < FOUND:
        return None
    words = [k for n in chosen for k in prose.sentences[n].passage.keys]
    return Found(
        Span(prose.sentences[chosen[0]].span.start, prose.sentences[chosen[-1]].span.end),
        share,
        _do_numbers_differ(keys, words),
        share >= _CLOSE and len(chosen) == 1 and count_negators(keys) % 2 != count_negators(words) % 2,
    )


def _do_numbers_differ(keys: tuple[str, ...], words: list[str]) -> bool:
    """Whether the statement has a number in digits that the sentences lack, while they have others."""
    wanted = {k for k in keys if k[:1].isdigit()}
    there = {k for k in words if is_number(k)}
    return bool(wanted - there) and bool(there - set(keys))


@lru_cache(100_000)
def make_stem(word: str) -> str:
    """A word without its commonest endings, roughly."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word
