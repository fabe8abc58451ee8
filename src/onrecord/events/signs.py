"""What a trigger's clause and the statements around it show of whether the event happened: named signs.

A sign decides nothing by itself. What each is worth was fitted on labelled sentences and stands in
`lexicons/event-signs.tsv`; `status.py` adds it up.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from onrecord.events.clause import Clause
from onrecord.events.holders import Holding
from onrecord.lexicons import read_rows
from onrecord.record import EventType

# How many words before the trigger a sign is looked for, no further than the next boundary.
_NEAR = {
    "not": 4,
    "fail": 5,
    "condition": 8,
    "may": 5,
    "would": 5,
    "avoid": 4,
    "will": 5,
    "alleged": 3,
    "accuse": 6,
    "seek": 6,
    "plan": 6,
}
_TOUCHING = ("not", "will", "would", "may", "alleged")
_WITH_TO = ("plan", "seek", "accuse", "avoid")
_TO_REACH = 8
_BACKGROUND = 5
_POSSESSIVE = ("'s", "s'")


def find_signs(clause: Clause, type_: EventType, holding: Holding) -> frozenset[str]:
    """The names of the signs that an event shows."""
    words = frozenset(_signs_of_words(clause))
    return words | {f"type {type_}"} | frozenset(_signs_of_statements(holding, words))


def _signs_of_words(clause: Clause) -> Iterator[str]:
    before = clause.before
    for key, reach in _NEAR.items():
        distance = _distance(before, key, reach)
        if distance:
            yield key
        if distance == 1 and key in _TOUCHING:
            yield f"{key}, next to it"
    if any(w.endswith("n't") for w in before[-4:]):
        yield "not"
    if _is_negated(before):
        yield "negated"
    if "yet" in before[-4:] and "to" in before[-3:]:
        yield "fail"
    for key in ("possible", "alleged", "upcoming"):
        if _words(key).intersection(before[-2:]):
            yield key
    if _has_to(clause):
        yield "to"
        for key in _WITH_TO:
            if _distance(before, key, _TO_REACH):
                yield f"{key} to"
    for place in (-1, -2):
        word = before[place] if len(before) >= -place else ""
        if word in _words("determiner") or word.endswith(_POSSESSIVE):
            yield f"determiner {-place} before"
    if _is_background(before):
        yield "background"
    if "?" in clause.after:
        yield "question"


def _is_negated(before: tuple[str, ...]) -> bool:
    """Whether the trigger's own verb is negated: "has not met", "is not being held", "haven't yet agreed"."""
    for word in reversed(before[-3:]):
        if word not in ("yet", "be", "been", "being"):
            return word in ("not", "never") or word.endswith("n't")
    return False


def _has_to(clause: Clause) -> bool:
    """Whether the trigger is an infinitive ("to strike", "to formally strike", "to be struck")."""
    return "to" in clause.before[-2:] or ("to" in clause.before[-3:] and "be" in clause.before[-2:])


def _is_background(before: tuple[str, ...]) -> bool:
    """Whether the trigger stands in a phrase that only says when or why something else happened."""
    for word in before[: -_BACKGROUND - 1 : -1]:
        if word == ",":
            return False
        if word in _words("background"):
            return True
    return False


def _distance(before: tuple[str, ...], key: str, reach: int) -> int:
    """How many words back the nearest word of the list stands, 0 where none does before a boundary."""
    wanted, boundary = _words(key), _words("boundary")
    for distance, word in enumerate(before[: -reach - 1 : -1], 1):
        if word in boundary:
            return 0
        if word in wanted:
            return distance
    return 0


def _signs_of_statements(holding: Holding, words: frozenset[str]) -> Iterator[str]:
    named = "background" in words or "determiner 1 before" in words
    how = "as a thing" if named else "as an action"
    if holding.made is not None:
        yield "is a cue"
    for holder in holding.holders:
        yield f"within {holder.kind}"
        yield f"within {holder.kind}, {how}"
    if holding.holders:
        inner = holding.holders[0]
        yield f"just within {inner.kind}"
        yield f"just within {inner.kind}, {how}"
        yield f"within act {inner.statement.act}"
        yield f"within {inner.statement.form} words"
        if holding.made is not None:
            yield f"is a cue within {inner.kind}"
        if "to" in words:
            yield f"to, within {inner.kind}"


@cache
def _words(key: str) -> frozenset[str]:
    return _lists()[key]


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {key: frozenset(words.split()) for key, words in read_rows("event-status.tsv", 2)}
