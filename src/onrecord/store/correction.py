"""Corrections: what people said of items. Each is a row that is never changed; undoing is another row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from onrecord.record import Actor, Event, Finding, Frozen, Statement, Timex

CorrectionKind = Literal["confirm", "reject", "correct", "add", "merge", "split", "same", "undo"]
ItemKind = Literal["statement", "event", "timex", "finding", "actor", "story"]
AnchorState = Literal["exact", "moved", "changed", "gone"]


class Anchor(Frozen, frozen=True):
    """Exact words with what stands around them, and their place in code points of the story's text.

    The fields are those of the W3C's TextQuoteSelector and TextPositionSelector (Web Annotation Data Model, 2017).
    """

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class Correction(Frozen, frozen=True):
    """What one person said of one item.

    `who` said it `when` (ISO 8601, UTC), and `why` if they told. `item` is the item's id when they said it, `old` and
    `new` are values of `field` as JSON. `snapshot` is the item as it then was, and `anchors` hold its spans: the
    first is what the correction is anchored by. `other` is the second actor of a merger, the second of two items
    that are the same, or the correction that is undone.
    """

    id: str
    kind: CorrectionKind
    item: str
    item_kind: ItemKind
    who: str
    when: str
    why: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    other: str | None = None
    address: str | None = None
    page: int | None = None
    snapshot: Snapshot | None = None
    anchors: tuple[Anchor, ...] = ()


class By(Frozen, frozen=True):
    """Who corrects, and why where they tell."""

    who: str
    why: str | None = None


class Standing(Frozen, frozen=True):
    """How a correction stands on the current capture of its page.

    `state` is exact (the same words at the same place), moved (elsewhere), changed (the same surroundings or most of
    the words, but not the same words), or gone; None for what has no words, such as a merger. `undone` tells whether
    a later row took it back. `item` is the id that the item has now, `start` and `end` where its words stand now.
    """

    correction: Correction
    state: AnchorState | None
    undone: bool
    item: str | None = None
    start: int | None = None
    end: int | None = None


class Snapshot(Frozen, frozen=True):
    """An item (one of the first five) as it was when somebody spoke of it, with the actors and timexes it names."""

    statement: Statement | None = None
    event: Event | None = None
    timex: Timex | None = None
    finding: Finding | None = None
    actor: Actor | None = None
    actors: tuple[Actor, ...] = ()
    timexes: tuple[Timex, ...] = ()


def find_active(rows: Sequence[Correction]) -> list[Correction]:
    """The corrections that count, oldest first: those that no later, counting row undoes."""
    undone: set[str] = set()
    active = []
    for row in reversed(rows):
        if row.id in undone:
            continue
        if row.kind == "undo":
            undone.add(row.other or "")
        else:
            active.append(row)
    return active[::-1]
