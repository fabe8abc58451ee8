"""Items of one kind (wordings, mentions of events, clauses, stories), and which of them belong together.

Items find each other by keys and are then compared by a rule that looks at the two alone. A key that more than a fixed
number of items have is *worn* and counts for nothing, so that an item costs time by its own size and by what resembles
it. A link remembers the keys that its two items share, and holds while one of them is not worn; so results do not
depend on the order of adding.

What a kind is, is said once (`Kind`). Kept are items either in memory, by `Linked`, or in the tables of a case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class Keys(NamedTuple):
    """By what an item is found, as numbers from 0 to 2**61: `wide` keys count between any two items that have them,
    `narrow` ones only where one of the two is `brief`.
    """

    wide: tuple[int, ...]
    narrow: tuple[int, ...] = ()
    brief: bool = False

    def find_held(self) -> list[int]:
        """The keys under which the item is written down; under those below zero only brief items are."""
        return [*self.wide, *self.narrow, *(turn(key) for key in self.narrow if self.brief)]

    def find_sought(self) -> dict[int, int]:
        """The keys under which others are looked for, each with the key that counts for it."""
        return {**{k: k for k in self.wide}, **{(k if self.brief else turn(k)): k for k in self.narrow}}


class Kind(NamedTuple, Generic[Item]):
    """One kind of items: what it is called, of which type items are, by what they are found, which belong together.

    `is_match` must not depend on the order of the two. `worn` is the number of items with one key from beyond which the
    key counts for nothing.
    """

    name: str
    type: type[Any]
    make_keys: Callable[[Item], Keys]
    is_match: Callable[[Item, Item], bool]
    worn: int


class Linked(Generic[Item]):
    """Items of one kind in memory, numbered in the order of adding."""

    def __init__(self, kind: Kind[Item]) -> None:
        self.items: list[Item] = []
        self._kind = kind
        self._holders: dict[int, list[int]] = defaultdict(list)
        self._links: list[dict[int, tuple[int, ...]]] = []

    def add(self, item: Item) -> int:
        """Put an item in; the time depends on its keys and on the items that share one."""
        number, keys = len(self.items), self._kind.make_keys(item)
        self.items.append(item)
        self._links.append({})
        shared: dict[int, list[int]] = defaultdict(list)
        for sought, key in keys.find_sought().items():
            if not self._is_worn(key):
                for other in self._holders.get(sought, ()):
                    shared[other].append(key)
        for key in keys.find_held():
            held = self._holders[key]
            if len(held) <= self._kind.worn:
                held.append(number)
        for other, common in shared.items():
            if self._kind.is_match(item, self.items[other]):
                self._links[number][other] = self._links[other][number] = tuple(common)
        return number

    def find_neighbours(self, number: int) -> Iterator[int]:
        """The items that are linked to one, directly."""
        for other, keys in self._links[number].items():
            if not all(map(self._is_worn, keys)):
                yield other

    def find_pairs(self) -> Iterator[tuple[int, int]]:
        """Each two items that are linked, once."""
        for number in range(len(self.items)):
            yield from ((number, other) for other in self.find_neighbours(number) if number < other)

    def find_groups(self) -> Iterator[list[int]]:
        """All items in groups: those connected by links, through any number of others."""
        groups: dict[int, list[int]] = defaultdict(list)
        for number, root in connect(range(len(self.items)), self.find_neighbours).items():
            groups[root].append(number)
        yield from groups.values()

    def _is_worn(self, key: int) -> bool:
        return len(self._holders.get(key, ())) > self._kind.worn


def turn(key: int) -> int:
    """The key under which brief items alone are written down."""
    return -key - 1


def connect(numbers: Iterable[int], find_neighbours: Callable[[int], Iterable[int]]) -> dict[int, int]:
    """For each number the smallest one that it is connected to."""
    roots: dict[int, int] = {}
    for start in sorted(numbers):
        if start in roots:
            continue
        roots[start], waiting = start, [start]
        while waiting:
            for other in find_neighbours(waiting.pop()):
                if other not in roots:
                    roots[other] = start
                    waiting.append(other)
    return roots
