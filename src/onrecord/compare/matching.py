"""Whether two wordings are tellings of the same words.

The measure is how much of the shorter one is in the longer one, word for word and in order, each word weighed by how
telling it is. The figures below were set on the altered quotations of `python -m evaluation across`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from onrecord.compare.alignment import align
from onrecord.compare.rarity import weigh, weigh_all
from onrecord.compare.speakers import Relation, Speaker, relate

PARTIAL = 6.0  # weight below which words are a partial quotation: "serious concerns" weighs 2.9, ten words about 8
_FEW_WORDS = 6  # from so many on words are no partial quotation, however common they are
_PARTIAL_LEAST = 2.4  # lighter ones are never put together: "a lot of work"
_PARTIAL_DAYS = 10
_OTHER_SPEAKER_DAYS = 60
_BOTH_LONG = 12.0


class Wording(NamedTuple):
    """Words of one speaker, as any number of tellings have them. `weight` is that of the words.

    `days` are those on which they were said, as far as pages tell; None among them stands for a page that does not.
    """

    keys: tuple[str, ...]
    speaker: Speaker | None
    quoted: bool
    weight: float
    days: tuple[str | None, ...]

    @property
    def is_partial(self) -> bool:
        """Whether these are so few words that they tell little by themselves."""
        return are_partial(self.keys, self.weight)


def are_partial(keys: tuple[str, ...], weight: float) -> bool:
    """Whether words of that weight are so few that a speaker may say them again on another day."""
    return weight < PARTIAL and len(keys) < _FEW_WORDS


def is_match(one: Wording, other: Wording) -> bool:
    """Whether one is the other, or a part of it, told with changes; the order of the two does not matter."""
    short, long = sorted((one, other), key=lambda w: (len(w.keys), w.keys))
    relation = relate(one.speaker, other.speaker)
    bag = _weigh_shared(short.keys, long.keys)
    if bag < 0.55 * short.weight:
        return False
    if short.is_partial:
        return _is_part(short, long, relation)
    alignment = align(long.keys, short.keys)
    in_order = alignment.shared / short.weight
    if not (short.quoted or long.quoted):
        return relation == "same" and alignment.run >= 6 and in_order >= 0.7
    if relation == "other":
        whole = alignment.run == len(short.keys) and short.weight >= PARTIAL / 2
        return (
            short.quoted and long.quoted and alignment.run >= 5 and in_order >= 0.6 and (alignment.shared >= 5 or whole)
        )
    if relation == "unknown" or short.quoted != long.quoted:
        return alignment.run >= 4 and in_order >= 0.7
    return alignment.run >= 3 and (in_order >= 0.6 or (bag >= 0.85 * short.weight and in_order >= 0.35))


def _is_part(short: Wording, long: Wording, relation: Relation) -> bool:
    """Few words match only whole, in one run but for one word, in quotation marks on both pages."""
    if relation != "same" or short.weight < _PARTIAL_LEAST or not (short.quoted and long.quoted):
        return False
    alignment = align(long.keys, short.keys)
    if alignment.shared >= 0.99 * short.weight:
        return alignment.run >= len(short.keys) - 1
    return short.weight >= PARTIAL / 2 and alignment.shared >= 0.6 * short.weight and alignment.run >= 3


def find_most_days(one: Wording, other: Wording) -> int | None:
    """How many days may lie between two tellings; None where any number may: long quotations are told for years."""
    if one.is_partial or other.is_partial:
        return _PARTIAL_DAYS
    if relate(one.speaker, other.speaker) != "same" and min(one.weight, other.weight) < _BOTH_LONG:
        return _OTHER_SPEAKER_DAYS
    return None


def find_days_apart(one: str | None, other: str | None) -> int:
    """Days between two days (`YYYY-MM-DD`); 0 where one is unknown, since nothing speaks against it then."""
    if one is None or other is None:
        return 0
    return abs(_count_days(one) - _count_days(other))


@lru_cache(10_000)
def _count_days(day: str) -> int:
    return date.fromisoformat(day[:10]).toordinal()


def _weigh_shared(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    held = set(long)
    if len(short) > 12:
        return weigh_all([w for w in short if w in held])
    return sum(weigh(w) for w in short if w in held)
