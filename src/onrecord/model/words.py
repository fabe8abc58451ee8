"""How often a word names an event: what the labelled sentences show of words by themselves, beside the network."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.lexicons import bad_row, read_rows
from onrecord.record import EventType

FILE = "trigger-words.tsv"
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s")
_SHORTEST = 4  # letters that are left where an ending is taken off
_EVERY = "*"  # the row of all words together


def stem(word: str) -> str:
    """A word in lower case without its English ending, so that "attacks" and "attacked" are counted together."""
    word = word.lower()
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)]
            break
    return word.rstrip("eyi")


def find_habit(words: Sequence[str], type_: EventType) -> float:
    """The log-odds that one of `words` names an event of this type, of the word for which they are best.

    A word that was never seen has the odds of any word.
    """
    seen, counts = _counts()
    share = sum(counts[_EVERY].values()) / seen[_EVERY]
    best = 0.0
    for word in {stem(w) for w in words} - {_EVERY}:
        n = counts.get(word, {}).get(type_, 0)
        best = max(best, (n + share) / (seen.get(word, 0) + 1))
    best = best or share
    return math.log(best / (1 - best))


@cache
def _counts() -> tuple[Mapping[str, int], Mapping[str, Mapping[str, int]]]:
    seen: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    for number, (word, times, cell) in enumerate(read_rows(FILE, 3), 1):
        parts = [part.partition("=") for part in cell.split()]
        if not times.isdecimal() or not all(n.isdecimal() for _, _, n in parts):
            raise bad_row(FILE, number, f"the counts of “{word}” are no numbers")
        seen[word], counts[word] = int(times), {type_: int(n) for type_, _, n in parts}
    return seen, counts
