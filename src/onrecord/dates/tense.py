"""The tense of the clause around a word, told without a parser by the verb that stands nearest.

The lists are in `lexicons/tense_words.tsv`. A mark between word and verb makes the verb count as further
away, since it then often belongs to another clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from onrecord.dates.words import Word
from onrecord.lexicons import read_rows

Tense = Literal["past", "present", "future"]

_REACH = 24  # words looked at on either side; sentences are seldom longer, and it keeps the work linear
_MARK = 4  # a comma, dash, or quotation mark counts as this many words
_INFINITIVE = 5  # "agreed to meet Friday" looks ahead; further away the infinitive is another clause's
_WILL = frozenset(("will", "won't", "won’t", "shall"))
_RIGHT = 1.4  # a verb after the word is less often its own than one before it


@cache
def _words() -> dict[str, str]:
    return {word: tense for tense, words in read_rows("tense_words.tsv", 2) for word in words.split(",")}


def find_tense(words: Sequence[Word], start: int, stop: int, possessive: bool = False) -> Tense:
    """The tense of the clause that holds words `start` to `stop` (not included); past where no verb tells.

    Of a possessive ("Friday's vote") only the verb after it tells.
    """
    left = None if possessive else _nearest(words, range(start - 1, max(-1, start - 1 - _REACH), -1))
    end = min(len(words), stop + _REACH)
    if left is not None:
        end = next((i for i in range(stop, end) if words[i].kind == "comma"), end)
    right = _nearest(words, range(stop, end))
    if possessive and right and not any(w.text.lower() in _WILL for w in words[stop:end]):
        return "past"
    if left and (not right or left[0] <= right[0] * _RIGHT):
        return left[1]
    return right[1] if right else "past"


def _nearest(words: Sequence[Word], places: range) -> tuple[float, Tense] | None:
    distance = 0.0
    for i in places:
        word = words[i]
        if word.text in (";", "!", "?"):
            break
        distance += _MARK if _divides(word) else 1
        tense = _tense_of(words, i)
        if word.text == "to" and (places.step > 0 or distance > _INFINITIVE):
            continue
        if places.step > 0 and any(w.text.lower() == "to" for w in words[max(0, i - 2) : i]):
            continue  # an infinitive after the date says nothing of its clause
        if tense == "future" and places.step < 0 and _is_pluperfect(words, i):
            return (distance, "past")
        if tense:
            return (distance, tense)
    return None


def _divides(word: Word) -> bool:
    """Whether another clause may begin here."""
    return word.kind in ("and", "comma", "dash", "open", "close") or word.text in ("but", "while", '"', "“", "”", "``")


def _is_pluperfect(words: Sequence[Word], i: int) -> bool:
    """Whether it had been planned: `had been scheduled to expire Friday`."""
    return any(w.text.lower() == "had" for w in words[max(0, i - 4) : i])


def _is_adjective(words: Sequence[Word], i: int) -> bool:
    """Whether the participle stands before a noun: `a still unspecified date`, `the planned talks`."""
    before = [w.kind for w in words[max(0, i - 2) : i]]
    return bool(before) and (before[-1] in ("a", "the") or (before[0] in ("a", "the") and before[-1] == "other"))


def _of_participle(words: Sequence[Word], i: int) -> Tense:
    """Past, unless the participle belongs to `be` (`will be paid`, `to be completed`) or `is` (`is heard`)."""
    before = [w.text.lower() for w in words[max(0, i - 3) : i]]
    if "be" in before[-2:] and "could" not in before:
        return "future"
    return "present" if before and before[-1] in ("is", "are") else "past"


def _tense_of(words: Sequence[Word], i: int) -> Tense | None:
    text = words[i].text.lower()
    listed = _words().get(text)
    if text == "may" and words[i].kind == "month":
        return None
    if listed == "past":
        return _of_participle(words, i)
    if listed == "future":
        return "future"
    if text == "to" and i + 1 < len(words):
        return _after_to(words[i + 1]) if i == 0 or words[i - 1].text.lower() != "according" else None
    if listed == "present":
        return "present"
    if (
        listed is None
        and len(text) > 4
        and text.endswith("ed")
        and not words[i].capital
        and not _is_adjective(words, i)
    ):
        return _of_participle(words, i)
    return None


def _after_to(word: Word) -> Tense | None:
    plain = word.kind == "other" and word.text.isalpha() and word.text.islower()
    ending = word.text.endswith(("s", "ed", "ing"))
    return "future" if plain and not ending and _words().get(word.text) != "base-not" else None
