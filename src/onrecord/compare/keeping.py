"""Items of one kind in the tables of a case: as `linking.Linked`, but kept, and items can be taken out again.

Memory and time go by what a page has and what resembles it, not by the size of the case. A key that is worn no longer,
because items were taken out, is looked at again, so that the outcome is that of a case in which they never were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Generic, TypeVar

import msgspec

from onrecord.compare.linking import Keys, Kind
from onrecord.store.shelf import ItemRow, LinkRow, Shelf

Item = TypeVar("Item")
_MOST_HELD = 20_000  # items in memory


class Kept(Generic[Item]):
    """Items of one kind, on a shelf."""

    def __init__(self, kind: Kind[Item], shelf: Shelf) -> None:
        self.kind, self.shelf = kind, shelf
        self._items: dict[int, Item] = {}
        self._decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(kind.type)
        # Kinds share the table of keys, so that each turns its own keys into others.
        self._mask = int.from_bytes(blake2b(kind.name.encode(), digest_size=8).digest()) >> 4

    def find(self, numbers: Iterable[int]) -> dict[int, Item]:
        """Items by their numbers."""
        wanted = set(numbers)
        missing = wanted - self._items.keys()
        if len(self._items) + len(missing) > _MOST_HELD:
            self._items.clear()
            missing = wanted
        for number, body in self.shelf.load_items(missing).items():
            self._items[number] = self._decoder.decode(body)
        return {number: self._items[number] for number in wanted if number in self._items}

    def add(self, items: Sequence[Item], page: int | None = None, identities: Sequence[str] = ()) -> list[int]:
        """Put items in and link them; `identities` of those that are one item on many pages, else the page."""
        rows = [
            ItemRow(self.kind.name, msgspec.msgpack.encode(item), identities[n] if identities else None, page)
            for n, item in enumerate(items)
        ]
        numbers = self.shelf.insert_items(rows)
        self._items.update(zip(numbers, items, strict=True))
        keyed = {number: self._make_keys(item) for number, item in zip(numbers, items, strict=True)}
        self.shelf.insert_keys([(key, number) for number, keys in keyed.items() for key in keys.find_held()])
        self._link(keyed)
        self.shelf.mark_dirty(self.kind.name, numbers)
        return numbers

    def remove(self, numbers: Collection[int]) -> None:
        """Take items out; what was linked to them is to be grouped anew."""
        keyed = {number: self._make_keys(item) for number, item in self.find(numbers).items()}
        near = {row.other for row in self.shelf.find_links(numbers)} - set(numbers)
        self.shelf.delete_keys((key, number) for number, keys in keyed.items() for key in keys.find_held())
        self.shelf.delete_items(numbers)
        for number in numbers:
            self._items.pop(number, None)
        self.shelf.clear_dirty(self.kind.name, numbers)
        self.shelf.mark_dirty(self.kind.name, near)
        counts = _count(keyed.values())
        fewer = {key: count - counts[key] for key, count in self.shelf.find_worn(counts).items()}
        self.shelf.set_worn(fewer, self.kind.worn)
        revived = {key for key, count in fewer.items() if count <= self.kind.worn}
        if revived:
            self._revive(revived)

    def replace(self, items: Mapping[int, Item]) -> None:
        """Give items another value, with which they are found and match as before."""
        self._items.update(items)
        self.shelf.replace_items({number: msgspec.msgpack.encode(item) for number, item in items.items()})
        self.shelf.mark_dirty(self.kind.name, items)

    def _make_keys(self, item: Item) -> Keys:
        keys = self.kind.make_keys(item)
        return Keys(self._turn(keys.wide), self._turn(keys.narrow), keys.brief)

    def _turn(self, keys: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(key ^ self._mask for key in keys))

    def _let_go(self, worn: Collection[int]) -> None:
        holders = {item for held in self.shelf.find_holders(worn).values() for item in held}
        touched = [row for row in self.shelf.find_links(holders) if row.live and not set(worn).isdisjoint(row.keys)]
        all_worn = self.shelf.find_worn({key for row in touched for key in row.keys})
        dead = [row for row in touched if all_worn.keys() >= set(row.keys)]
        self.shelf.insert_links(row._replace(live=False) for row in dead)
        self.shelf.mark_dirty(self.kind.name, (row.one for row in dead))

    def _link(self, keyed: Mapping[int, Keys]) -> None:
        """Link new items, which are written down, with those that share a key."""
        counts = _count(keyed.values())
        worn = self.shelf.find_worn(counts)
        sought = {number: keys.find_sought() for number, keys in keyed.items()}
        holders = self.shelf.find_holders({s for keys in sought.values() for s, key in keys.items() if key not in worn})
        held = {key: len(holders[key]) for key in counts if key in holders}
        held |= self.shelf.count_holders(counts.keys() - worn.keys() - held.keys())
        fresh = {key: count for key, count in held.items() if count > self.kind.worn}
        self._wear({key: worn[key] + counts[key] for key in worn}, fresh)
        all_worn = worn.keys() | fresh.keys()
        self._insert_matching(_find_shared(sought, holders, all_worn))

    def _link_again(self, keyed: Mapping[int, Keys]) -> None:
        """Link items anew that were counted before."""
        worn = self.shelf.find_worn(_count(keyed.values()))
        sought = {number: keys.find_sought() for number, keys in keyed.items()}
        holders = self.shelf.find_holders({s for keys in sought.values() for s, key in keys.items() if key not in worn})
        self._insert_matching(_find_shared(sought, holders, worn))

    def _insert_matching(self, shared: Mapping[tuple[int, int], set[int]]) -> None:
        items = self.find({number for pair in shared for number in pair})
        self.shelf.insert_links(
            LinkRow(one, other, tuple(sorted(keys)), True)
            for (one, other), keys in shared.items()
            if self.kind.is_match(items[one], items[other])
        )

    def _wear(self, counts: Mapping[int, int], fresh: Mapping[int, int]) -> None:
        """Count items under worn keys, and let links go that were held by keys that are worn now."""
        self.shelf.set_worn({**counts, **fresh}, self.kind.worn)
        if fresh:
            self._let_go(fresh.keys())

    def _revive(self, keys: Collection[int]) -> None:
        """Look again at the items under keys that are worn no longer."""
        numbers = {item for held in self.shelf.find_holders(keys).values() for item in held}
        keyed = {number: self._make_keys(item) for number, item in self.find(numbers).items()}
        old = {row.other for row in self.shelf.find_links(numbers)}
        self.shelf.delete_links(numbers)
        self._link_again(keyed)
        self.shelf.mark_dirty(self.kind.name, numbers | old)


def _count(keyed: Iterable[Keys]) -> dict[int, int]:
    """How many items have each key that counts."""
    counts: dict[int, int] = defaultdict(int)
    for keys in keyed:
        for key in {*keys.wide, *keys.narrow}:
            counts[key] += 1
    return counts


def _find_shared(
    sought: Mapping[int, Mapping[int, int]], holders: Mapping[int, Sequence[int]], worn: Collection[int]
) -> dict[tuple[int, int], set[int]]:
    """Pairs of items, and the keys that they share and that are not worn."""
    shared: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number, keys in sought.items():
        for seek, key in keys.items():
            if key not in worn:
                for other in holders.get(seek, ()):
                    if other != number:
                        shared[min(number, other), max(number, other)].add(key)
    return shared
