"""How many of what: the numbers of a sentence with the word for what they count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import weigh
from onrecord.compare.words import Passage
from onrecord.contradictions import find_counts as find_victims
from onrecord.record import Event

_BEHIND = 2  # words behind a number among which the counted one is
_TELLING = 0.8
_AT_LEAST = frozenset("least over than nearly almost about around some up".split())
_MONTHS = frozenset("january february march april may june july august september october november december".split())
# What is counted in these is a day, an age, or a share of time; and a number with such an ending is a rank.
_NO_COUNT = _MONTHS | frozenset(
    "day days year years hour hours minute minutes month months week weeks th st nd rd old am pm gmt".split()
)


class Count(NamedTuple):
    """How many of what a sentence tells; `open` is whether it leaves room: "at least 12", "almost 500"."""

    what: str
    number: str
    open: bool


def find_counts(text: str, event: Event, passage: Passage) -> Iterator[Count]:
    """The counts of the sentence of an event: of whatever a number stands before, and of its victims."""
    for victims in find_victims(text, event):
        yield Count(victims.fate, str(victims.number), victims.at_least)
    keys = passage.keys
    for place, key in enumerate(keys):
        if not key[:1].isdigit() or (len(key) == 4 and key[:2] in ("19", "20")):
            continue
        if place and keys[place - 1] in _MONTHS:
            continue
        following = keys[place + 1 : place + 1 + _BEHIND]
        counted = next((k for k in following if weigh(k) > _TELLING), None)
        if counted is not None and not counted[:1].isdigit() and not _NO_COUNT & {counted, *following[:1]}:
            open_ended = bool(_AT_LEAST & set(keys[max(0, place - 2) : place]))
            yield Count(make_stem(counted), key, open_ended)
