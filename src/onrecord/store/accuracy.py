"""How right the machine was, on what people looked at: the user's own measure, on the user's own pages.

Only items that somebody looked at count. An item that was corrected in any field counts as wrong, so this is a strict
measure; `found` counts it as right, since the item was there. Intervals are Wilson's (1927), at 95 %: on few items they
are wide, and they say so.
"""

from __future__ import annotations

import math

from sqlalchemy import Connection, Table, func, select

from onrecord.record import Frozen
from onrecord.store.correction import ItemKind
from onrecord.store.correction_tables import corrections
from onrecord.store.ledger import load_undone
from onrecord.store.tables import appearances, events, findings, statements, timexes

_Z = 1.96  # two-sided 95 %
_TABLES: dict[ItemKind, Table] = {
    "statement": statements,
    "event": events,
    "timex": timexes,
    "finding": findings,
    "actor": appearances,
}


class Share(Frozen, frozen=True):
    """A share of `of` items, with the bounds between which it lies in 95 of 100 such samples."""

    value: float
    low: float
    high: float
    of: int


class Accuracy(Frozen, frozen=True):
    """How right the machine was with one kind of item, on current pages.

    `precision` is confirmed over confirmed, corrected, and rejected; `found` counts corrected ones as right. `recall`
    is confirmed and corrected over those and the added ones, None where nobody added any: then nobody looked for what
    is missing. `fields` are the fields that were corrected most, with how often.
    """

    kind: ItemKind
    confirmed: int
    corrected: int
    rejected: int
    added: int
    precision: Share | None
    found: Share | None
    recall: Share | None
    fields: tuple[tuple[str, int], ...]


def measure_accuracy(connection: Connection) -> list[Accuracy]:
    """One row for each kind of item that somebody looked at."""
    found = []
    for kind, table in _TABLES.items():
        query = select(table.c.review, func.count()).where(table.c.current, table.c.review != "unseen")
        counts = {review: int(n) for review, n in connection.execute(query.group_by(table.c.review))}
        if counts:
            found.append(_make_accuracy(kind, counts, _count_fields(connection, kind)))
    return found


def make_share(right: int, of: int) -> Share | None:
    """A share with Wilson's interval; None of nothing."""
    if of == 0:
        return None
    p, z2 = right / of, _Z * _Z
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(p * (1 - p) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Share(p, max(0.0, middle - half), min(1.0, middle + half), of)


def _make_accuracy(kind: ItemKind, counts: dict[str, int], fields: tuple[tuple[str, int], ...]) -> Accuracy:
    confirmed, corrected = counts.get("confirmed", 0), counts.get("corrected", 0)
    rejected, added = counts.get("rejected", 0), counts.get("added", 0)
    seen = confirmed + corrected + rejected
    return Accuracy(
        kind,
        confirmed,
        corrected,
        rejected,
        added,
        make_share(confirmed, seen),
        make_share(confirmed + corrected, seen),
        make_share(confirmed + corrected, confirmed + corrected + added) if added else None,
        fields,
    )


def _count_fields(connection: Connection, kind: str) -> tuple[tuple[str, int], ...]:
    query = select(corrections.c.id, corrections.c.item, corrections.c.field).where(
        corrections.c.kind == "correct", corrections.c.item_kind == kind, corrections.c.address.is_not(None)
    )
    undone = load_undone(connection)
    items: dict[str, set[str]] = {}
    for id, item, field in connection.execute(query):
        if id not in undone:
            items.setdefault(field, set()).add(item)
    return tuple(sorted(((field, len(found)) for field, found in items.items()), key=lambda f: (-f[1], f[0])))
