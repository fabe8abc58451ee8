"""Keys by which passages that share words find each other, as 61-bit numbers that are the same on every machine.

Two kinds. A *run* is a hash of four words in a row; of three neighbouring runs the one with the smallest hash is kept
(winnowing: Schleimer, Wilkerson, Aiken 2003), so any six words in a row that two passages share give them a key in
common, wherever they stand and whoever speaks, unless they are the commonest words. A *pair* is a hash of two telling
words that follow each other and of the speaker; short passages are found by them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from onrecord.compare.rarity import weigh

_RUN = 4
_WINDOW = 3
_RUN_WEIGHT = 2.6  # "as soon as we" is in everybody's mouth
_TELLING = 0.8  # words up to this weight are skipped in pairs
_RARE = 2.0  # a single word from this weight on is a key by itself
_STORY_RUN = 6
_SAMPLE = 8
_PRIME = (1 << 61) - 1
_BASE = 1_000_003
SHORT = 6  # telling words up to which a passage is short


def find_runs(words: Sequence[str], blocks: Sequence[str]) -> tuple[int, ...]:
    """Keys of the runs of a passage, each once: about half as many as words.

    A run of common words is a key together with each block of the speaker only.
    """
    hashes = [_hash_word(w) for w in words]
    weights = [weigh(w) for w in words]
    runs: list[tuple[int, bool]] = []
    for i in range(len(words) - _RUN + 1):
        value = 0
        for h in hashes[i : i + _RUN]:
            value = (value * _BASE + h) % _PRIME
        runs.append((_scatter(value), sum(weights[i : i + _RUN]) >= _RUN_WEIGHT))
    kept = {min(runs[i : i + _WINDOW]) for i in range(max(1, len(runs) - _WINDOW + 1))} if runs else set()
    keys = {value for value, telling in kept if telling}
    keys |= {_join(_hash_word(block), value) for value, telling in kept if not telling for block in blocks}
    return tuple(sorted(keys))


def find_story_runs(words: Sequence[str]) -> tuple[int, ...]:
    """A sample of the runs of a whole story, each once: those whose hash is divisible by eight."""
    hashes = [_hash_word(w) for w in words]
    found = set()
    for i in range(len(words) - _STORY_RUN + 1):
        value = 0
        for h in hashes[i : i + _STORY_RUN]:
            value = (value * _BASE + h) % _PRIME
        value = _scatter(value)
        if value % _SAMPLE == 0:
            found.add(value)
    return tuple(sorted(found))


def find_pairs(words: Sequence[str], blocks: Sequence[str]) -> tuple[int, ...]:
    """Keys of pairs of telling words, and of rare words, for each block of the speaker; each once."""
    telling = [w for w in words if weigh(w) > _TELLING]
    values = {_join(_hash_word(a), _hash_word(b)) for a, b in pairwise(telling)}
    values |= {_join(_hash_word(w), 1) for w in telling if weigh(w) >= _RARE or len(telling) == 1}
    return tuple(sorted({_join(_hash_word(block), value) for block in blocks for value in values}))


def is_short(words: Sequence[str]) -> bool:
    """Whether a passage has so few telling words that runs may miss it."""
    return sum(weigh(w) > _TELLING for w in words) <= SHORT


def hash_words(words: Sequence[str]) -> int:
    """One number for the words in their order."""
    value = 0
    for word in words:
        value = _join(value, _hash_word(word))
    return value


@lru_cache(200_000)
def _hash_word(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % _PRIME


def _join(one: int, other: int) -> int:
    return _scatter((one * _BASE + other) % _PRIME)


def _scatter(value: int) -> int:
    # Multiplication alone keeps neighbours in order, and the smallest of three would not be any of three.
    value ^= value >> 29
    return (value * 0x1B873593CC9E2D51) % _PRIME
