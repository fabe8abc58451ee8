"""The word lists of statements, from `lexicons/`: lines of a key, a tab, and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from onrecord.lexicons import read_rows


@cache
def load_words(name: str) -> Mapping[str, frozenset[str]]:
    """The word lists of `lexicons/NAME`, by key."""
    return {key: frozenset(words.split()) for key, words in read_rows(name, 2)}
