"""The word lists of statements, from `lexicons/`: lines of a key, a tab, and words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def load_words(name: str) -> Mapping[str, frozenset[str]]:
    """The word lists of `lexicons/NAME`, by key."""
    lists: dict[str, frozenset[str]] = {}
    for line in files("onrecord").joinpath("lexicons", name).read_text(encoding="utf-8").splitlines():
        key, tab, words = line.partition("\t")
        if tab and not line.startswith("#"):
            lists[key] = frozenset(words.split())
    return lists
