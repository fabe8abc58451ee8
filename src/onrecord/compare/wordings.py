"""The index of wordings: which passages may be the same words, and which are.

A wording is what one speaker is said to have said, in the same words, however many pages have it: a hundred copies of a
page cost as much as one. Adding a wording looks only at those that share a key with it.

Results do not depend on the order of adding. Whether two wordings are linked depends on the two alone, but for one
rule: a key that more than `WORN` wordings have is worn and counts for nothing. So a link remembers its keys, and counts
while one of them is not worn; and a pair that shares an unworn key was looked at whichever of the two came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from onrecord.compare.fingerprints import find_pairs, find_runs, hash_words, is_short
from onrecord.compare.matching import Wording, are_partial, find_days_apart, find_most_days, is_match
from onrecord.compare.rarity import weigh_all
from onrecord.compare.speakers import Speaker, find_blocks
from onrecord.compare.tellings import Told

WORN = 200  # wordings with one key; the press offices' commonest runs of four words have 150


class Index:
    """Wordings by what they may be found by."""

    def __init__(self) -> None:
        self.wordings: list[Wording] = []
        self.links: list[dict[int, tuple[int, ...]]] = []
        self._numbers: dict[tuple[int, bool, Speaker | None, str | None], int] = {}
        self._runs: dict[int, list[int]] = defaultdict(list)
        self._pairs: dict[int, list[int]] = defaultdict(list)
        self._short_pairs: dict[int, list[int]] = defaultdict(list)

    def add(self, told: Told) -> Wording:
        """Put a telling in; time by its own length and the wordings that share a key with it."""
        keys = told.passage.keys
        quoted = told.telling.form != "indirect"
        weight = weigh_all(keys)
        # Few words are said again on another day, so that only those of one day are one wording.
        day = told.telling.day if are_partial(keys, weight) else None
        key = (hash_words(keys), quoted, _without_page(told.telling.speaker), day)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.wordings)
            wording = Wording(number, keys, told.telling.speaker, quoted, weight, [told])
            self.wordings.append(wording)
            self.links.append({})
            self._link(wording)
        else:
            wording = self.wordings[number]
            wording.tellings.append(told)
        return wording

    def find_neighbours(self, number: int) -> Iterator[int]:
        """The wordings that are linked to this one, and close enough in time."""
        wording = self.wordings[number]
        for other, keys in self.links[number].items():
            if any(self._count(key) <= WORN for key in keys):
                days = find_most_days(wording, self.wordings[other])
                if days is None or _are_near(wording, self.wordings[other], days):
                    yield other

    def _link(self, wording: Wording) -> None:
        blocks = find_blocks(wording.speaker)
        runs = find_runs(wording.keys, blocks)
        pairs = find_pairs(wording.keys, blocks)
        short = is_short(wording.keys)
        shared: dict[int, list[int]] = defaultdict(list)
        for keys, table in ((runs, self._runs), (pairs, self._pairs if short else self._short_pairs)):
            for key in keys:
                found = table.get(key, ())
                if len(found) <= WORN:
                    for other in found:
                        shared[other].append(key)
        for other, common in shared.items():
            if is_match(wording, self.wordings[other]):
                self.links[wording.number][other] = self.links[other][wording.number] = tuple(common)
        for key in runs:
            _insert(self._runs[key], wording.number)
        for key in pairs:
            _insert(self._pairs[key], wording.number)
            if short:
                _insert(self._short_pairs[key], wording.number)

    def _count(self, key: int) -> int:
        return max(len(self._runs.get(key, ())), len(self._pairs.get(key, ())))


def _are_near(one: Wording, other: Wording, days: int) -> bool:
    # A single word is said again and again, so that both days must be known.
    unknown = days + 1 if min(len(one.keys), len(other.keys)) == 1 else 0
    pairs = ((a.telling.day, b.telling.day) for a in one.tellings for b in other.tellings)
    return any((find_days_apart(a, b) if a and b else unknown) <= days for a, b in pairs)


def _insert(held: list[int], number: int) -> None:
    if len(held) <= WORN:
        held.append(number)


def _without_page(speaker: Speaker | None) -> Speaker | None:
    return None if speaker is None else Speaker("", speaker.name, speaker.kind, speaker.country)
