"""How surprising a word is: the decimal logarithm of how seldom it is used, above that of the most common words.

The figures come from a fixed list, not from the pages that are compared, so that two tellings match or not whatever
else is in the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from onrecord.compare.words import make_keys
from onrecord.lexicons import read_rows

_UNKNOWN = 5.0  # names, and words beyond the 5,000 of the list
_FREE = 2.5  # "he", "said", "was": words up to here tell nothing by themselves
_LEAST = 0.2  # but ten of them in a row tell something


def weigh(word: str) -> float:
    """From 0.2 for words such as "the" to 2.5 for words outside the list; "serious" is 1.5."""
    return max(_LEAST, _load().get(word, _UNKNOWN) - _FREE)


def weigh_all(words: Iterable[str]) -> float:
    """The sum of the words' weights."""
    return sum(map(weigh, words))


def is_common(word: str) -> bool:
    """Whether the word is on the list of common words."""
    return word in _load()


@cache
def _load() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for word, surprise in read_rows("common-words.tsv", 2):  # most common first: of two spellings that one counts
        for key in make_keys(word):
            found.setdefault(key, float(surprise))
    return found
