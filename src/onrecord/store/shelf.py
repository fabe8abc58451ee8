"""The index of a comparison in the case: items, the keys that they are found by, and their links.

What an item is, and which belong together, `onrecord.compare` knows; here an item is bytes with a number. A shelf works
within the transaction of the connection that it is given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.store.among import among, give, insert_numbers
from onrecord.store.compared_tables import (
    compare_dirty,
    compare_items,
    compare_keys,
    compare_links,
    compare_members,
    compare_worn,
)

_MOST = 2_000  # values in one query; SQLite takes 32,766
Value = TypeVar("Value", int, str)


class ItemRow(NamedTuple):
    """An item: `identity` where it is one item on many pages, `page` where it is of one page."""

    kind: str
    body: bytes
    identity: str | None = None
    page: int | None = None


class MemberRow(NamedTuple):
    """Where an item of many pages stands: the id of a statement, an appearance, or a story."""

    item: int
    id: str
    page: int
    body: bytes | None = None


class LinkRow(NamedTuple):
    """Two items that belong together, and the keys that they share."""

    one: int
    other: int
    keys: tuple[int, ...]
    live: bool


class Shelf:
    """Items, keys, and links in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        last = connection.execute(select(func.max(compare_items.c.number))).scalar()
        self._next = (last or 0) + 1  # one comparison writes at a time

    # Items

    def insert_items(self, rows: Sequence[ItemRow]) -> list[int]:
        """Put items in; returns their numbers."""
        numbers = list(range(self._next, self._next + len(rows)))
        self._next += len(rows)
        if rows:
            listed = [{"number": n, **row._asdict()} for n, row in zip(numbers, rows, strict=True)]
            self._connection.execute(compare_items.insert(), listed)
        return numbers

    def load_items(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """The bytes of items by their numbers."""
        c = compare_items.c
        return {int(n): body for n, body in self._select(numbers, c.number, c.number, c.body)}

    def replace_items(self, bodies: Mapping[int, bytes]) -> None:
        """Give items other bytes."""
        if bodies:
            rows = [{"at": number, "body": body} for number, body in bodies.items()]
            query = update(compare_items).where(compare_items.c.number == bindparam("at"))
            self._connection.execute(query.values(body=bindparam("body")), rows)

    def find_identities(self, identities: Iterable[str]) -> dict[str, int]:
        """The numbers of those items that are there, by identity."""
        c = compare_items.c
        return {identity: int(n) for identity, n in self._select(identities, c.identity, c.identity, c.number)}

    def find_page_items(self, page: int, kind: str) -> dict[int, bytes]:
        """The items of one page, with their bytes."""
        query = select(compare_items.c.number, compare_items.c.body)
        query = query.where(compare_items.c.page == page, compare_items.c.kind == kind)
        return {int(n): body for n, body in self._connection.execute(query)}

    def delete_items(self, numbers: Collection[int]) -> None:
        """Take items out, with their links and members; their keys are taken out apart."""
        self._delete(compare_items, compare_items.c.number, numbers)
        self._delete(compare_members, compare_members.c.item, numbers)
        self.delete_links(numbers)

    # Members

    def insert_members(self, rows: Sequence[MemberRow]) -> None:
        """Say where items stand."""
        if rows:
            self._connection.execute(compare_members.insert(), [row._asdict() for row in rows])

    def find_members(self, items: Iterable[int]) -> Iterator[MemberRow]:
        """Where items stand, with the bytes kept there."""
        c = compare_members.c
        return (MemberRow(*row) for row in self._select(items, c.item, c.item, c.id, c.page, c.body))

    def find_page_members(self, page: int, kind: str) -> list[MemberRow]:
        """The items of one kind that stand on a page, without bytes."""
        query = select(compare_members.c.item, compare_members.c.id, compare_members.c.page)
        query = query.join(compare_items, compare_items.c.number == compare_members.c.item)
        query = query.where(compare_members.c.page == page, compare_items.c.kind == kind)
        return [MemberRow(*row) for row in self._connection.execute(query)]

    def find_member(self, id: str) -> int | None:
        """The item that a statement, an appearance, or a story has."""
        found = self._connection.execute(select(compare_members.c.item).where(compare_members.c.id == id)).scalar()
        return None if found is None else int(found)

    def count_members(self, items: Iterable[int]) -> dict[int, int]:
        """In how many places each item stands."""
        c = compare_members.c
        query = select(c.item, func.count()).where(among(self._connection, c.item)).group_by(c.item)
        return {int(row[0]): int(row[1]) for row in self._connection.execute(query, give(self._connection, items))}

    def delete_members(self, page: int, items: Iterable[int]) -> None:
        """Items stand on a page no longer."""
        c = compare_members.c
        gone = delete(compare_members).where(c.page == page, among(self._connection, c.item))
        self._connection.execute(gone, give(self._connection, items))

    # Keys

    def insert_keys(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Write down items under keys: pairs of key and item."""
        insert_numbers(self._connection, "compare_keys", ("key", "item"), pairs)

    def delete_keys(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Strike out items under keys."""
        c = compare_keys.c
        for part in _cut_pairs(pairs):
            self._connection.execute(delete(compare_keys).where(tuple_(c.key, c.item).in_(part)))

    def find_holders(self, keys: Iterable[int]) -> dict[int, list[int]]:
        """The items under each key."""
        found: dict[int, list[int]] = defaultdict(list)
        c = compare_keys.c
        for key, item in self._select(keys, c.key, c.key, c.item):
            found[key].append(item)
        return found

    def count_holders(self, keys: Iterable[int]) -> dict[int, int]:
        """How many items are under each key."""
        c = compare_keys.c
        query = select(c.key, func.count()).where(among(self._connection, c.key)).group_by(c.key)
        return {int(row[0]): int(row[1]) for row in self._connection.execute(query, give(self._connection, keys))}

    def find_worn(self, keys: Iterable[int]) -> dict[int, int]:
        """Which keys are worn, and how many items have them."""
        c = compare_worn.c
        return {int(key): int(count) for key, count in self._select(keys, c.key, c.key, c.holders)}

    def set_worn(self, counts: Mapping[int, int], worn: int) -> None:
        """Note how many items have keys; those that not more than `worn` have are worn no longer."""
        if counts:
            self._delete(compare_worn, compare_worn.c.key, counts)
            rows = [(key, count) for key, count in counts.items() if count > worn]
            insert_numbers(self._connection, "compare_worn", ("key", "holders"), rows)

    # Links

    def insert_links(self, rows: Iterable[LinkRow]) -> None:
        """Link items, each link in both directions; a link that is there is replaced."""
        listed = [
            {"one": one, "other": other, "keys": msgspec.msgpack.encode(row.keys), "live": row.live}
            for row in rows
            for one, other in ((row.one, row.other), (row.other, row.one))
        ]
        if listed:
            replace: Any = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
            query = replace(compare_links)
            changed = {"keys": query.excluded["keys"], "live": query.excluded.live}
            self._connection.execute(query.on_conflict_do_update(index_elements=["one", "other"], set_=changed), listed)

    def find_links(self, items: Iterable[int]) -> Iterator[LinkRow]:
        """All links of items, worn ones among them."""
        c = compare_links.c
        for one, other, keys, live in self._select(items, c.one, c.one, c.other, c["keys"], c.live):
            yield LinkRow(int(one), int(other), msgspec.msgpack.decode(keys, type=tuple[int, ...]), bool(live))

    def find_neighbours(self, items: Iterable[int]) -> dict[int, list[int]]:
        """The items that are linked to each, by keys that are not all worn."""
        found: dict[int, list[int]] = defaultdict(list)
        for part in cut(items):
            query = select(compare_links.c.one, compare_links.c.other)
            for one, other in self._connection.execute(
                query.where(compare_links.c.one.in_(part), compare_links.c.live)
            ):
                found[int(one)].append(int(other))
        return found

    def delete_links(self, items: Collection[int]) -> None:
        """Take out all links of items, in both directions."""
        ends = {(row.other, row.one) for row in self.find_links(items)}
        self._delete(compare_links, compare_links.c.one, items)
        c = compare_links.c
        for pairs in _cut_pairs(ends):
            self._connection.execute(delete(compare_links).where(tuple_(c.one, c.other).in_(pairs)))

    # What is to be made anew

    def mark_dirty(self, kind: str, items: Iterable[int]) -> None:
        """Note that the groups of items are to be made anew."""
        rows = [{"kind": kind, "item": item} for item in sorted(set(items))]
        if rows:
            insert: Any = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
            self._connection.execute(insert(compare_dirty).on_conflict_do_nothing(), rows)

    def find_dirty(self, kind: str, limit: int) -> list[int]:
        """Some of the items whose groups are to be made anew."""
        query = select(compare_dirty.c.item).where(compare_dirty.c.kind == kind).order_by(compare_dirty.c.item)
        return [int(item) for item in self._connection.execute(query.limit(limit)).scalars()]

    def clear_dirty(self, kind: str, items: Iterable[int]) -> None:
        """Note that the groups of items are made."""
        gone = delete(compare_dirty).where(compare_dirty.c.kind == kind, among(self._connection, compare_dirty.c.item))
        self._connection.execute(gone, give(self._connection, items))

    def _select(self, values: Iterable[int] | Iterable[str], wanted: Any, *columns: Any) -> Sequence[Any]:
        """The rows in which a column is one of the values."""
        given = give(self._connection, values)
        if not given["values"] or given["values"] == "[]":
            return ()
        return self._connection.execute(select(*columns).where(among(self._connection, wanted)), given).all()

    def _delete(self, table: Table, wanted: Any, values: Iterable[int] | Iterable[str]) -> None:
        self._connection.execute(delete(table).where(among(self._connection, wanted)), give(self._connection, values))


def cut(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Values, each once, in parts that a query can hold."""
    listed = sorted(set(values))
    for start in range(0, len(listed), _MOST):
        yield listed[start : start + _MOST]


def _cut_pairs(pairs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    listed = sorted(set(pairs))
    for start in range(0, len(listed), _MOST // 4):
        yield listed[start : start + _MOST // 4]
