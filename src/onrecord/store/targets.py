"""The item that a person speaks of: where it stands, and what it may be corrected to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from onrecord.errors import UsageError
from onrecord.record import Record, Span, Story
from onrecord.store.asking import find_pages_with
from onrecord.store.captures import Capture, load_record
from onrecord.store.correction import ItemKind
from onrecord.store.correction_tables import corrections, standings
from onrecord.store.ledger import preview
from onrecord.store.moving import Item
from onrecord.store.reading import make_finding_id

_KINDS: dict[str, ItemKind] = {"s": "statement", "e": "event", "t": "timex", "f": "finding", "a": "actor"}
ACTOR_FIELDS = ("speaker", "via", "actors", "recipients", "according_to")  # fields that hold ids of actors


class Target(NamedTuple):
    """An item that a person speaks of: where it stands, and the record as it counts now."""

    id: str
    kind: ItemKind
    capture: Capture
    record: Record

    def find(self) -> Item | Story:
        """The item."""
        record = self.record
        if self.kind == "story":
            return record.story
        if self.kind == "finding":
            return next(f for f in record.findings if make_finding_id(record.story.id, f) == self.id)
        listed: dict[ItemKind, Sequence[Any]] = {
            "statement": record.statements,
            "event": record.events,
            "timex": record.timexes,
            "actor": record.actors,
        }
        found: Item = next(item for item in listed[self.kind] if item.id == self.id)
        return found


def find_target(connection: Connection, id: str) -> Target:
    """The item with that id, or the one that it became.

    Raises:
        UsageError: the case has no such item.
    """
    captures = find_pages_with(connection, id)
    if not captures:
        now = find_id_now(connection, id)
        captures = find_pages_with(connection, now) if now else []
        id = now or id
    record = load_record(connection, captures[0].number) if captures else None
    if record is None:
        raise UsageError(f"{id}: the case has no item with this id. onrecord search lists ids.")
    kind = "story" if id == captures[0].story else _KINDS[id.partition("-")[0]]
    return Target(id, kind, captures[0], preview(connection, captures[0].address, record).reading.record)


def check_value(record: Record, field: str, value: object) -> None:
    """Refuse spans outside the text, and ids that the page does not have.

    Raises:
        UsageError: which, and what there is.
    """
    length = len(record.story.text)
    for span in value if isinstance(value, tuple) else (value,):
        if isinstance(span, Span) and not 0 <= span.start < span.end <= length:
            raise UsageError(f"{span.start}:{span.end} is no place in the text, which has {length:,} characters.")
    wanted = [v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str)]
    known = {
        **{name: {a.id for a in record.actors} for name in ACTOR_FIELDS},
        "time": {t.id for t in record.timexes},
        "within": {s.id for s in record.statements},
    }
    for id in wanted if field in known else []:
        if id not in known[field]:
            raise UsageError(f"{field}: the page has no {id}. onrecord show STORY-ID lists who and what there is.")


def find_id_now(connection: Connection, id: str) -> str | None:
    """The id now of an item that somebody corrected when it had `id`; None where nobody did or it is gone."""
    query = (
        select(standings.c.item)
        .join(corrections, corrections.c.id == standings.c.correction)
        .where(corrections.c.item == id, standings.c.item.is_not(None))
        .order_by(corrections.c.number.desc())
    )
    found = connection.execute(query).scalar()
    return str(found) if found else None
