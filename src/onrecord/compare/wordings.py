"""The index of wordings: which passages may be the same words, and which are.

A wording is what one speaker is said to have said, in the same words, however many pages have it: a hundred copies of a
page cost as much as one. Adding a wording looks only at those that share a key with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.compare.fingerprints import find_pairs, find_runs, hash_words, is_short
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.matching import Wording, are_partial, find_days_apart, find_most_days, is_match
from onrecord.compare.rarity import weigh_all
from onrecord.compare.speakers import Speaker, find_blocks
from onrecord.compare.tellings import Told

WORN = 200  # wordings with one key; the press offices' commonest runs of four words have 150


def _make_keys(wording: Wording) -> Keys:
    """Runs of words, by which any two find each other; and pairs, by which short ones find others and are found."""
    blocks = find_blocks(wording.speaker)
    return Keys(find_runs(wording.keys, blocks), find_pairs(wording.keys, blocks), is_short(wording.keys))


WORDINGS: Kind[Wording] = Kind("wording", Wording, _make_keys, is_match, WORN)


class Index:
    """Wordings in memory, by what they may be found by."""

    def __init__(self) -> None:
        self._linked: Linked[Wording] = Linked(WORDINGS)
        self._numbers: dict[Identity, int] = {}
        self._tellings: list[list[Told]] = []

    def add(self, told: Told) -> int:
        """Put a telling in, and return the number of its wording; time by its length and those that share a key."""
        identity = identify(told)
        number = self._numbers.get(identity)
        if number is None:
            number = self._numbers[identity] = self._linked.add(make_wording(told))
            self._tellings.append([])
        self._tellings[number].append(told)
        days = self._linked.items[number].days
        if told.telling.day not in days:
            self._linked.items[number] = self._linked.items[number]._replace(days=(*days, told.telling.day))
        return number

    def __len__(self) -> int:
        return len(self._tellings)

    def find_wording(self, number: int) -> Wording:
        """The wording with that number."""
        return self._linked.items[number]

    def find_tellings(self, number: int) -> list[Told]:
        """Its tellings."""
        return self._tellings[number]

    def find_neighbours(self, number: int) -> Iterator[int]:
        """The wordings that are linked to this one, and close enough in time."""
        wording = self._linked.items[number]
        for other in self._linked.find_neighbours(number):
            if are_near(wording, self._linked.items[other]):
                yield other


class Identity(NamedTuple):
    """What the tellings of one wording have in common: hash of the words, quotation marks, speaker, and day.

    Few words are said again on another day, so that only those of one day are one wording; `day` is None for others.
    """

    words: int
    quoted: bool
    speaker: Speaker | None
    day: str | None


def identify(told: Told) -> Identity:
    """Which wording a telling is of."""
    keys, telling = told.passage.keys, told.telling
    day = telling.day if are_partial(keys, weigh_all(keys)) else None
    return Identity(hash_words(keys), telling.form != "indirect", _without_page(telling.speaker), day)


def make_wording(told: Told) -> Wording:
    """The wording that a telling is the first of."""
    keys, telling = told.passage.keys, told.telling
    return Wording(keys, _without_page(telling.speaker), telling.form != "indirect", weigh_all(keys), (telling.day,))


def are_near(one: Wording, other: Wording) -> bool:
    """Whether two wordings that match are close enough in time to be of one utterance."""
    most = find_most_days(one, other)
    if most is None:
        return True
    # A single word is said again and again, so that both days must be known.
    unknown = most + 1 if min(len(one.keys), len(other.keys)) == 1 else 0
    return any((find_days_apart(a, b) if a and b else unknown) <= most for a in one.days for b in other.days)


def _without_page(speaker: Speaker | None) -> Speaker | None:
    return None if speaker is None else Speaker("", speaker.name, speaker.kind, speaker.country)
