"""Similar statements: one speaker says the same on two pages in other words. Shown apart from what shares its words.

The measure is the cosine of the two statements' stems, each weighed by how seldom news uses it, among statements of one
speaker within ten days. Embeddings from the network that reads the pages were measured against it and do not serve:
their mean is what kind of words these are, not what they say (figures in `docs/reference/compare.md`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import sqrt
from typing import NamedTuple

from onrecord.compare.fingerprints import hash_words
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.matching import Wording, find_days_apart, is_match
from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import weigh, weigh_all
from onrecord.compare.speakers import find_blocks, relate
from onrecord.compare.tellings import Telling, Told
from onrecord.record import Frozen

_TELLING = 0.5  # weight from which a word says something
_FEWEST = 3  # telling words of a statement below which it says too little
_ALIKE = 0.6  # cosine; of 25 pairs from here on, drawn by chance, 21 say the same, of 25 from 0.5 to 0.6 only 8
_SHARED = 4.0  # weight in common: two names that a speaker speaks of every day weigh 5, one 2.5
_DAYS = 10  # a speaker says much the same again next month, and then it is another statement
_SOUGHT = 6  # the heaviest stems of a statement, of which two must share one
WORN = 200  # statements of one speaker with one stem, from which on it counts for nothing


class Said(NamedTuple):
    """A statement and what it is compared by: its words, their telling stems, and the length of their vector."""

    telling: Telling
    keys: tuple[str, ...]
    stems: frozenset[str]
    length: float


class Similar(Frozen, frozen=True):
    """Two statements of one speaker that may say the same in other words. `share` is their likeness from 0 to 1.

    It is no probability; `text` names the words in common. `one` is on the earlier page.
    """

    id: str
    one: Telling
    other: Telling
    share: float
    text: str


class Similars:
    """Similar statements, kept while pages are added."""

    def __init__(self) -> None:
        self._said: Linked[Said] = Linked(SIMILAR)

    def add(self, told: Iterable[Told]) -> None:
        """Put a page's statements in; the time depends on them and on those of the same speakers on the same."""
        for said in find_said(told):
            self._said.add(said)

    def find_all(self) -> Iterator[Similar]:
        """The pairs, those most alike first."""
        items = self._said.items
        yield from sort_similar(make_similar(items[i], items[j]) for i, j in self._said.find_pairs())


def find_said(told: Iterable[Told]) -> Iterator[Said]:
    """The statements of a page that say enough to be found in other words, each with a speaker who can be told."""
    for telling, passage in told:
        stems = frozenset(make_stem(k) for k in passage.keys if weigh(k) > _TELLING)
        if len(stems) >= _FEWEST and find_blocks(telling.speaker):
            yield Said(telling, passage.keys, stems, sqrt(sum(weigh(s) ** 2 for s in stems)))


def sort_similar(pairs: Iterable[Similar]) -> list[Similar]:
    """Those most alike first."""
    return sorted(pairs, key=lambda s: (-s.share, s.id))


def make_similar(one: Said, other: Said) -> Similar:
    """The pair of two statements that are similar, in the order of their pages."""
    first, second = sorted((one, other), key=lambda s: (s.telling.published or "9", s.telling.url, s.telling.statement))
    shared = sorted(one.stems & other.stems, key=lambda s: (-weigh(s), s))
    key = hash_words(sorted((one.telling.statement, other.telling.statement)))
    text = f"both: {', '.join(shared[:8])}"
    return Similar(f"p-{key % 16**10:010x}", first.telling, second.telling, round(_find_likeness(one, other), 2), text)


def _make_keys(said: Said) -> Keys:
    heaviest = sorted(said.stems, key=lambda s: (-weigh(s), s))[:_SOUGHT]
    blocks = find_blocks(said.telling.speaker)
    return Keys(tuple(sorted({hash_words((block, stem)) for block in blocks for stem in heaviest})))


def _is_similar(one: Said, other: Said) -> bool:
    left, right = one.telling, other.telling
    if left.story == right.story or relate(left.speaker, right.speaker) != "same":
        return False
    if find_days_apart(left.day, right.day) > _DAYS:
        return False
    if weigh_all(one.stems & other.stems) < _SHARED or _find_likeness(one, other) < _ALIKE:
        return False
    # The same words are a quotation, which is shown apart; but of two reports without marks none is made.
    return left.form == right.form == "indirect" or not is_match(_make_wording(one), _make_wording(other))


def _find_likeness(one: Said, other: Said) -> float:
    return sum(weigh(s) ** 2 for s in one.stems & other.stems) / (one.length * other.length)


def _make_wording(said: Said) -> Wording:
    telling = said.telling
    return Wording(said.keys, telling.speaker, telling.form != "indirect", weigh_all(said.keys), (telling.day,))


SIMILAR: Kind[Said] = Kind("similar", Said, _make_keys, _is_similar, WORN)
