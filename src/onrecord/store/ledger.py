"""Corrections in the database: rows that are only added, and what follows from them.

What follows (where each stands, who is merged into whom, which items count as one) is made anew from the rows, so that
undoing is only another row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, func, or_, select

from onrecord.record import Record
from onrecord.store.applying import Applied, apply_corrections
from onrecord.store.correction import Anchor, Correction, Snapshot, Standing, find_active
from onrecord.store.correction_tables import corrections, same_items, standings
from onrecord.store.rows import clean
from onrecord.store.tables import actors, events, statements

_PLAIN = ("id", "kind", "item", "item_kind", "who", "why", "field", "old", "new", "other", "address", "page")


def insert_correction(connection: Connection, correction: Correction) -> None:
    """Add a row. The database refuses to change it later."""
    row = {name: clean(v) if isinstance(v := getattr(correction, name), str) else v for name in _PLAIN}
    row["made_at"] = correction.when
    row["snapshot"] = msgspec.json.encode(correction.snapshot).decode() if correction.snapshot else None
    row["anchors"] = msgspec.to_builtins(correction.anchors)
    connection.execute(corrections.insert(), row)


def load_corrections(connection: Connection, address: str | None = None, item: str | None = None) -> list[Correction]:
    """All corrections, or those on pages at an address, or those of an item under any id that it had; oldest first."""
    query = select(corrections).order_by(corrections.c.number)
    if address is not None:
        query = query.where(corrections.c.address == address)
    if item is not None:
        same = select(standings.c.correction).where(standings.c.item == item)
        mentioned = or_(corrections.c.item == item, corrections.c.other == item, corrections.c.id.in_(same))
        said = select(corrections.c.id).where(mentioned)
        query = query.where(or_(mentioned, (corrections.c.kind == "undo") & corrections.c.other.in_(said)))
    return [make_correction(row) for row in connection.execute(query).mappings()]


def find_correction(connection: Connection, id: str) -> Correction | None:
    """The correction with that id."""
    row = connection.execute(select(corrections).where(corrections.c.id == id)).mappings().first()
    return make_correction(row) if row else None


def make_correction(row: RowMapping) -> Correction:
    """A correction from its row."""
    plain = {name: row[name] for name in _PLAIN}
    snapshot = row["snapshot"]
    return Correction(
        **plain,
        when=row["made_at"],
        snapshot=msgspec.json.decode(snapshot, type=Snapshot) if snapshot else None,
        anchors=msgspec.convert(row["anchors"], tuple[Anchor, ...]),
    )


class LastSaid(NamedTuple):
    """The last correction on pages, by their addresses, and the last that may change which items count as one."""

    by_address: dict[str, int]
    same: int


def find_last_said(connection: Connection, addresses: Collection[str]) -> LastSaid:
    """What was said last of the pages at some addresses: while that is the same, so is what was said of them."""
    last = func.max(corrections.c.number)
    here = select(corrections.c.address, last).where(corrections.c.address.in_(addresses))
    by_address = {
        str(address): int(number) for address, number in connection.execute(here.group_by(corrections.c.address))
    }
    same = select(last).where(corrections.c.kind.in_(("same", "undo")))
    return LastSaid(by_address, int(connection.execute(same).scalar() or 0))


def load_undone(connection: Connection) -> set[str]:
    """The ids of corrections that were taken back, by an undoing that was not itself taken back."""
    query = select(corrections.c.id, corrections.c.other).where(corrections.c.kind == "undo")
    undone: set[str] = set()
    for id, other in connection.execute(query.order_by(corrections.c.number.desc())):
        if id not in undone:
            undone.add(other)
    return undone


def load_standings(connection: Connection, rows: Iterable[Correction]) -> Iterator[Standing]:
    """How each of the corrections stands now."""
    undone = load_undone(connection)
    pending = iter(rows)
    while batch := list(islice(pending, 500)):
        query = select(standings).where(standings.c.correction.in_([c.id for c in batch]))
        held = {row.correction: row for row in connection.execute(query)}
        for correction in batch:
            row = held.get(correction.id)
            if row is None or correction.id in undone:
                yield Standing(correction, None, correction.id in undone)
            else:
                yield Standing(correction, row.state, False, row.item, row.start, row.end)


def preview(connection: Connection, address: str, record: Record) -> Applied:
    """Apply what people said of the page to a record of it; nothing is written."""
    return _apply(connection, load_corrections(connection, address=address), record)


def _apply(connection: Connection, said: list[Correction], record: Record) -> Applied:
    active = find_active(said)
    applied = apply_corrections(record, [c for c in active if c.kind not in ("merge", "same")])
    ids = [s.id for s in applied.reading.record.statements] + [e.id for e in applied.reading.record.events]
    counts_as = _load_same(connection, ids)
    return applied._replace(reading=applied.reading._replace(counts_as=counts_as))


def apply_held(connection: Connection, address: str, current: bool, record: Record) -> Applied:
    """The same, and note where each correction stands if the capture is the current one."""
    said = load_corrections(connection, address=address)
    applied = _apply(connection, said, record)
    if current and said:
        _write_standings(connection, address, applied.standings)
    return applied


def refresh_mergers(connection: Connection) -> None:
    """Make anew who is merged into whom."""
    into = {c.other or "": c.item for c in find_active(load_corrections(connection)) if c.kind == "merge"}
    cleared = actors.update().where(actors.c.merged_into.is_not(None)).values(merged_into=None)
    connection.execute(cleared)
    rows = [{"one": id, "head": _follow(id, into)} for id in into]
    rows = [row for row in rows if row["one"] != row["head"]]
    if rows:
        update = actors.update().where(actors.c.id == bindparam("one")).values(merged_into=bindparam("head"))
        connection.execute(update, rows)


def refresh_same(connection: Connection) -> None:
    """Make anew which items count as one: the one that was named first stands for all."""
    first: dict[str, str] = {}
    for correction in find_active(load_corrections(connection)):
        if correction.kind == "same" and correction.other:
            head, other = _follow(correction.item, first), _follow(correction.other, first)
            if head != other:
                first[other] = head
            first.setdefault(correction.item, head)
    now = {id: _follow(id, first) for id in first}
    before = {row.item: row.counts_as for row in connection.execute(select(same_items))}
    connection.execute(same_items.delete())
    if now:
        connection.execute(same_items.insert(), [{"item": id, "counts_as": head} for id, head in now.items()])
    changed = [id for id in {*now, *before} if now.get(id, id) != before.get(id, id)]
    for table in (statements, events):
        for id in changed:
            connection.execute(table.update().where(table.c.id == id).values(counts_as=now.get(id, id)))


def _load_same(connection: Connection, ids: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if connection.execute(select(same_items.c.item).limit(1)).first() is None:
        return found
    for start in range(0, len(ids), 500):
        query = select(same_items.c.item, same_items.c.counts_as).where(same_items.c.item.in_(ids[start : start + 500]))
        found.update({row.item: row.counts_as for row in connection.execute(query)})
    return found


def _write_standings(connection: Connection, address: str, placed: list[Standing]) -> None:
    here = select(corrections.c.id).where(corrections.c.address == address)
    connection.execute(standings.delete().where(standings.c.correction.in_(here)))
    if placed:
        rows = [
            {"correction": s.correction.id, "item": s.item, "state": s.state, "start": s.start, "end": s.end}
            for s in placed
        ]
        connection.execute(standings.insert(), rows)


def _follow(id: str, into: dict[str, str]) -> str:
    """The end of a row of mergers; one that leads back to itself ends where it would repeat."""
    seen = {id}
    while into.get(id, id) not in seen:
        id = into[id]
        seen.add(id)
    return id
