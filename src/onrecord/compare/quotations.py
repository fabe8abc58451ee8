"""Quotations: all tellings of the same words in one group, and what each changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from onrecord.compare.alignment import align
from onrecord.compare.changes import Change, Pair, find_changes
from onrecord.compare.linking import connect
from onrecord.compare.matching import Wording, find_days_apart
from onrecord.compare.rarity import weigh_all
from onrecord.compare.speakers import relate
from onrecord.compare.spelling import fold
from onrecord.compare.tellings import Telling, Told
from onrecord.compare.times import make_order
from onrecord.compare.wordings import Index
from onrecord.record import Frozen

_FULL = 0.6  # share of the longest telling's words from which a telling counts as full
_LITTLE = 0.4  # share of the words in common below which comparing two tellings shows nothing


class Variant(Frozen, frozen=True):
    """One telling of a quotation, and how it differs from another, whose statement is `compared_with`.

    That is the reference, unless the two have little in common, being parts of something longer that others have whole;
    None for the reference itself.
    """

    telling: Telling
    compared_with: str | None
    changes: tuple[Change, ...]


class Quotation(Frozen, frozen=True):
    """Tellings of the same words on two pages or more.

    `reference` is the telling that the others are compared with, `why` what it was chosen for: it is never called
    true. `variants` are all tellings, that one among them, earliest page first; pages without a day come last.
    """

    id: str
    reference: Telling
    why: Literal["told most often", "fullest"]
    variants: tuple[Variant, ...]

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that have it, each once, in the order of the variants."""
        return tuple(dict.fromkeys(v.telling.outlet for v in self.variants if v.telling.outlet))


class Wordings(Protocol):
    """What groups of tellings are made from: wordings by number, and which are linked and near in time."""

    def find_wording(self, number: int) -> Wording:
        """The wording with that number."""

    def find_tellings(self, number: int) -> Sequence[Told]:
        """Its tellings."""

    def find_neighbours(self, number: int) -> Iterable[int]:
        """The wordings that are linked to it."""


class Quotations:
    """Groups of tellings, kept while pages are added."""

    def __init__(self) -> None:
        self._index = Index()
        self._by_statement: dict[str, int] = {}

    def add(self, tellings: Iterable[Told]) -> None:
        """Put in a page's tellings; the time depends on them and on what resembles them."""
        for told in tellings:
            self._by_statement[told.telling.statement] = self._index.add(told)

    def find_all(self) -> Iterator[Quotation]:
        """All quotations that two pages or more have, in the order of their ids."""
        groups = group_wordings(self._index, range(len(self._index)))
        yield from sorted(filter(None, (make_quotation(self._index, g) for g in groups)), key=lambda q: q.id)

    def find(self, statement: str) -> Quotation | None:
        """The quotation that a statement is a telling of; None where no other page has it."""
        number = self._by_statement.get(statement)
        if number is None:
            return None
        near = connect([number], self._index.find_neighbours)
        group = next(g for g in group_wordings(self._index, near) if number in g)
        return make_quotation(self._index, group)


def group_wordings(index: Wordings, numbers: Iterable[int]) -> list[list[int]]:
    """Full wordings by their links; partial ones with the group nearest in time, so that they join no two.

    `numbers` must hold, with each wording, all that are connected to it.
    """
    numbers = sorted(numbers)
    partial = [n for n in numbers if index.find_wording(n).is_partial]
    apart = set(partial)
    full = connect(
        (n for n in numbers if n not in apart), lambda n: (o for o in index.find_neighbours(n) if o not in apart)
    )
    homes = {n: _find_home(index, n, full) for n in partial}
    rest = connect(
        (n for n in partial if homes[n] is None),
        lambda n: (o for o in index.find_neighbours(n) if o in apart and homes[o] is None),
    )
    groups: dict[int, list[int]] = defaultdict(list)
    for n, root in (*full.items(), *rest.items()):
        groups[root].append(n)
    for n, home in homes.items():
        if home is not None:
            groups[home].append(n)
    return list(groups.values())


def _find_home(index: Wordings, number: int, full: dict[int, int]) -> int | None:
    days = index.find_wording(number).days
    votes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for other in index.find_neighbours(number):
        if other in full:
            votes[full[other]] += [
                (min(find_days_apart(day, t.telling.day) for day in days), t.telling.statement)
                for t in index.find_tellings(other)
            ]
    if not votes:
        return None
    return min(votes, key=lambda root: (min(votes[root])[0], -len(votes[root]), min(votes[root])[1]))


def make_quotation(index: Wordings, group: Sequence[int]) -> Quotation | None:
    """The quotation of a group of wordings; None where no two pages have it, or none in quotation marks."""
    wordings = [Held(index.find_wording(n), index.find_tellings(n)) for n in group]
    told = [t for w in wordings for t in w.tellings]
    if len({t.telling.story for t in told}) < 2 or not any(w.wording.quoted for w in wordings):
        return None
    reference, why = _choose_reference(wordings)
    variants = tuple(_make_variant(t, reference, told) for t in sorted(told, key=_place))
    return Quotation(f"q-{min(t.telling.statement for t in told)[2:]}", reference.telling, why, variants)


class Held(NamedTuple):
    """A wording with its tellings."""

    wording: Wording
    tellings: Sequence[Told]


def _make_variant(told: Told, reference: Told, group: Sequence[Told]) -> Variant:
    if told is reference:
        return Variant(told.telling, None, ())
    there = reference
    if _share(told, reference) < _LITTLE:
        # Of equals the first in the order of pages, so that the order of adding does not count.
        quoted = [t for t in group if t.telling.form != "indirect" and t.telling.story != told.telling.story]
        there = max(sorted(quoted, key=_place), key=lambda t: (_share(told, t), len(t.passage.keys)), default=reference)
    return Variant(told.telling, there.telling.statement, compare_tellings(there, told))


def _share(one: Told, other: Told) -> float:
    """How much of the lighter passage is in both."""
    least = min(weigh_all(one.passage.keys), weigh_all(other.passage.keys))
    return align(other.passage.keys, one.passage.keys).shared / max(least, 0.1)


def compare_tellings(reference: Told, told: Told) -> tuple[Change, ...]:
    """How a telling differs from another: in words, speaker, day, place, and form."""
    there, here = reference.telling, told.telling
    retold = here.form == "indirect" and there.form != "indirect"
    pair = Pair(reference.passage, told.passage, align(reference.passage.keys, told.passage.keys), retold)
    changes = list(find_changes(pair))
    here_span, there_span = here.spans[0], there.spans[0]
    if retold:
        changes.append(Change("direct turned indirect", here_span, there_span, "told without quotation marks"))
    if here.speaker and there.speaker and relate(there.speaker, here.speaker) == "other":
        text = f"{there.speaker.name} there, {here.speaker.name} here"
        changes.append(Change("speaker differs", here_span, there_span, text))
    if here.said and there.said and here.day and there.day and here.day != there.day:
        changes.append(Change("date differs", here_span, there_span, f"{there.day} there, {here.day} here"))
    if here.place and there.place and not _is_one_place(here.place, there.place):
        changes.append(Change("place differs", here_span, there_span, f"{there.place} there, {here.place} here"))
    return tuple(changes)


def _is_one_place(one: str, other: str) -> bool:
    left, right = set(fold(one).split()), set(fold(other).split())
    return bool(left & right) and (left <= right or right <= left)


def _choose_reference(held: Sequence[Held]) -> tuple[Told, Literal["told most often", "fullest"]]:
    """Among the quoted tellings that are nearly as long as the longest: the words that most outlets have, else most."""
    quoted = [h for h in held if h.wording.quoted]
    longest = max(len(h.wording.keys) for h in quoted)
    full = [h for h in quoted if len(h.wording.keys) >= _FULL * longest]
    words: Counter[tuple[str, ...]] = Counter()
    for wording, tellings in full:
        words[wording.keys] += len({t.telling.outlet or t.telling.story for t in tellings})
    often = max(words.values())
    most = {k for k in words if words[k] == often} if often > 1 else set(words)
    length = max(map(len, most))
    chosen = (h.tellings for h in full if h.wording.keys in most and len(h.wording.keys) == length)
    told = min((t for tellings in chosen for t in tellings), key=_place)
    return told, "told most often" if often > 1 and length < longest else "fullest"


def _place(told: Told) -> tuple[bool, str, str, str]:
    """Order of tellings: by the page's time, those without one last."""
    return (*make_order(told.telling.published), told.telling.url, told.telling.statement)
