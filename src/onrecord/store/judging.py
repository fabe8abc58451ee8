"""Correcting what one has seen: a correction of an item that somebody else changed meanwhile is refused.

Whoever looks at an item is told its state, and says it again when correcting it. The state is compared within the
transaction that writes, so of two people at once one is refused, whichever programs they use.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection, select

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store import correcting
from onrecord.store.captures import load_record
from onrecord.store.correction import By, Correction
from onrecord.store.ledger import preview
from onrecord.store.tables import actors
from onrecord.store.targets import find_target
from onrecord.store.values import read_value

Verb = Literal["confirm", "reject", "correct"]


class Change(Frozen, frozen=True):
    """What a person says of an item that they saw in state `seen`; `typed` are the values of `field`, one a string."""

    verb: Verb
    id: str
    seen: str
    field: str = ""
    typed: tuple[str, ...] = ()


class Stale(Frozen, frozen=True):
    """A change that was not made, because the item is no longer what its author saw. `state` is its state now."""

    change: Change
    state: str


def find_state(connection: Connection, id: str) -> str:
    """A short name for an item as it is now: another one as soon as anything of it, or what people said of it, differs.

    Raises:
        UsageError: the case has no such item.
    """
    if id.startswith("who-"):
        row = connection.execute(select(actors).where(actors.c.id == id)).mappings().first()
        if row is None:
            raise UsageError(f"{id}: the case has no actor with this id.")
        return name_state(dict(row))
    target = find_target(connection, id)
    record = load_record(connection, target.capture.number)
    assert record is not None  # find_target found it
    review = preview(connection, target.capture.address, record).reading.find_review(target.id)
    return name_state([target.find(), review])


def change_seen(connection: Connection, change: Change, by: By, now: datetime) -> Correction | Stale:
    """Make a change, unless the item is no longer as it was seen.

    Raises:
        UsageError: there is no such item or field, or it cannot have that value.
    """
    state = find_state(connection, change.id)
    if state != change.seen:
        return Stale(change, state)
    if change.verb != "correct":
        return correcting.judge(connection, change.verb, change.id, by, now)
    if change.id.startswith("who-"):
        value: object = list(change.typed) if change.field in ("sectors", "same_as") else " ".join(change.typed) or None
    else:
        target = find_target(connection, change.id)
        value = read_value(target.record, target.kind, change.field, change.typed)
    return correcting.correct(connection, change.id, change.field, value, by, now)


def name_state(value: object) -> str:
    """The state of an item and its review, as a list of both."""
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()[:16]
