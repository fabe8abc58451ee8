"""The tense of the clause around a word, told without a parser by the verb that stands nearest.

The lists are in `lexicons/tense_words.tsv`. A mark between word and verb makes the verb count as further
away, since it then often belongs to another clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from onrecord.dates.words import Word, read_rows

Tense = Literal["past", "present", "future"]

_REACH = 24  # words looked at on either side; sentences are seldom longer, and it keeps the work linear
_MARK = 4  # a comma, dash, or quotation mark counts as this many words
_RIGHT = 1.4  # a verb after the word is less often its own than one before it


@cache
def _words() -> dict[str, str]:
    return {word: tense for tense, words in read_rows("tense_words.tsv") for word in words.split(",")}


def find_tense(words: Sequence[Word], start: int, stop: int) -> Tense:
    """The tense of the clause that holds words `start` to `stop` (not included); past where no verb tells."""
    left = _nearest(words, range(start - 1, max(-1, start - 1 - _REACH), -1))
    right = _nearest(words, range(stop, min(len(words), stop + _REACH)))
    if left and (not right or left[0] <= right[0] * _RIGHT):
        return left[1]
    return right[1] if right else "past"


def _nearest(words: Sequence[Word], places: range) -> tuple[float, Tense] | None:
    distance = 0.0
    found: tuple[float, Tense] | None = None
    for i in places:
        word = words[i]
        if word.text in (";", "!", "?"):
            break
        distance += _MARK if not word.text[0].isalnum() and word.text not in ("-", "'", "’", "$") else 1
        tense = _tense_of(words, i)
        if tense == "present":
            found = found or (distance, tense)
        elif tense:
            return (distance, tense) if not found or found[0] + 3 >= distance else found
    return found


def _tense_of(words: Sequence[Word], i: int) -> Tense | None:
    text = words[i].text.lower()
    listed = _words().get(text)
    if text == "may" and words[i].kind == "month":
        return None
    if listed == "past":
        return "past"
    if listed == "future":
        return "future"
    if text == "to" and i + 1 < len(words):
        return _after_to(words[i + 1])
    if listed == "present":
        return "present"
    if len(text) > 4 and text.endswith("ed") and not words[i].capital:
        return "past"
    return None


def _after_to(word: Word) -> Tense | None:
    plain = word.kind == "other" and word.text.isalpha() and word.text.islower()
    ending = word.text.endswith(("s", "ed", "ing"))
    return "future" if plain and not ending and _words().get(word.text) != "base-not" else None
