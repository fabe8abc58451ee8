"""Correcting: what a person says of an item becomes a row, and the items of its page are made anew.

Each function works within the transaction that it is given, so a correction counts whole or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, get_args, get_type_hints

import msgspec
from sqlalchemy import Connection, select

from onrecord.errors import UsageError
from onrecord.record import Actor, Event, Finding, Record, Span, Statement, Story, Timex, make_id
from onrecord.store.applying import TYPES
from onrecord.store.asking import find_pages_with
from onrecord.store.captures import find_capture, load_record
from onrecord.store.codes import check_codes
from onrecord.store.correction import By, Correction, CorrectionKind, ItemKind, Snapshot, find_active
from onrecord.store.identity import make_own_case_id
from onrecord.store.ledger import (
    find_correction,
    insert_correction,
    load_corrections,
    load_undone,
    preview,
    refresh_mergers,
    refresh_same,
)
from onrecord.store.moving import Item, find_spans, make_anchors
from onrecord.store.question import find_actor_ids
from onrecord.store.reading import make_finding_id
from onrecord.store.tables import actors, pages
from onrecord.store.targets import Target, check_value, find_target
from onrecord.store.timing import check_timex
from onrecord.store.writing import lock_address, name_actor, write_items

# What the machine says of itself, and what other fields follow from: nobody corrects these.
_FIXED = ("id", "confidence", "scores", "mentions", "blocks", "furniture", "country_how")
_CASE_FIELDS = ("name", "kind", "country", "sectors", "role", "same_as")


def judge(connection: Connection, kind: CorrectionKind, id: str, by: By, now: datetime) -> Correction:
    """Confirm or reject an item."""
    target = find_target(connection, id)
    return _write(connection, _make(kind, target, by, now))


def correct(connection: Connection, id: str, field: str, value: object, by: By, now: datetime) -> Correction:
    """Give a field of an item another value. `value` is of the field's type, or as JSON would have it.

    Raises:
        UsageError: the item has no such field, or it cannot have that value.
    """
    if id.startswith("who-"):
        return _correct_case_actor(connection, id, field, value, by, now)
    target = find_target(connection, id)
    item = target.find()
    hints = get_type_hints(TYPES[target.kind])
    fixed = (*_FIXED, "text") if isinstance(item, Story) else _FIXED  # a finding's text is words about the page
    if field not in hints or field in fixed:
        fields = ", ".join(name for name in hints if name not in fixed)
        raise UsageError(f"{id}: the {target.kind} has no field {field} to correct. There are: {fields}.")
    new = _convert(value, hints[field], field)
    check_value(target.record, field, new)
    check_codes(field, new, item.type if isinstance(item, Event) else "")
    if isinstance(item, Timex):
        check_timex(item, field, new)
    old = getattr(item, field)
    if new == old:
        raise UsageError(f"{id}: {field} is that already. To say that it is right: onrecord confirm {id}")
    spans = (
        [new] if isinstance(new, Span) else [v for v in new if isinstance(v, Span)] if isinstance(new, tuple) else []
    )
    correction = _make("correct", target, by, now, more=_Named(spans, _names(new)))
    return _write(connection, msgspec.structs.replace(correction, field=field, old=_to_json(old), new=_to_json(new)))


def mark(connection: Connection, page: int, item: Item, by: By, now: datetime) -> Correction:
    """Add an item that the machine missed. Its id is made from its place.

    Raises:
        UsageError: there is no such page, or the item points outside its text.
    """
    capture, record = find_capture(connection, page), load_record(connection, page)
    if capture is None or record is None:
        raise UsageError(f"page {page} is not in the case or could not be read. onrecord search lists pages.")
    reading = preview(connection, capture.address, record).reading
    item = _name_item(reading.record, item)
    for span in find_spans(item):
        check_value(reading.record, "span", span)
    id = make_finding_id(record.story.id, item) if isinstance(item, Finding) else item.id
    if find_pages_with(connection, id):
        raise UsageError(f"{id}: this item is there already. To say that it is right: onrecord confirm {id}")
    kind: ItemKind = next(kind for kind, type in TYPES.items() if isinstance(item, type))
    target = Target(id, kind, capture, _with(reading.record, item))
    return _write(connection, _make("add", target, by, now))


def merge(connection: Connection, keep: str, other: str, by: By, now: datetime) -> Correction:
    """Say that two actors of the case are one; `keep` gives the name. Either may be an id on a page."""
    head, away = _find_head(connection, keep), _find_head(connection, other)
    if head == away:
        raise UsageError(f"{keep} and {other} are one actor already ({head}).")
    correction = _plain("merge", head, "actor", by, now)
    insert_correction(connection, correction := msgspec.structs.replace(correction, other=away))
    refresh_mergers(connection)
    return correction


def split(connection: Connection, ids: Sequence[str], by: By, now: datetime) -> list[Correction]:
    """Take appearances (`a-...`) out of their actor of the case, together, into one of their own."""
    if not all(id.startswith("a-") for id in ids):
        raise UsageError("split takes ids of actors on pages (a-...). onrecord show who-... lists them.")
    new = make_own_case_id(f"{ids[0]}\n{secrets.token_hex(5)}")
    made = []
    for id in ids:
        correction = _make("split", find_target(connection, id), by, now)
        made.append(_write(connection, msgspec.structs.replace(correction, new=_to_json(new))))
    refresh_mergers(connection)
    return made


def mark_same(connection: Connection, first: str, other: str, by: By, now: datetime) -> Correction:
    """Say that two statements, or two events, are the same one reported twice."""
    one, two = find_target(connection, first), find_target(connection, other)
    if one.kind != two.kind or one.kind not in ("statement", "event"):
        raise UsageError(
            f"{first} is of kind {one.kind}, {other} of kind {two.kind}. Two statements or two events can be the same."
        )
    if one.id == two.id:
        raise UsageError(f"{first} and {other} are one item.")
    correction = _plain("same", one.id, one.kind, by, now)
    insert_correction(connection, correction := msgspec.structs.replace(correction, other=two.id))
    refresh_same(connection)
    return correction


def undo(connection: Connection, id: str, by: By, now: datetime) -> Correction:
    """Take a correction back, with a row of its own; undoing that row brings it back."""
    undone = find_correction(connection, id)
    if undone is None:
        raise UsageError(f"{id}: the case has no correction with this id. onrecord corrections lists them.")
    if id in load_undone(connection):
        raise UsageError(f"{id}: it is undone already.")
    correction = msgspec.structs.replace(
        _plain("undo", undone.item, undone.item_kind, by, now), other=id, address=undone.address, page=undone.page
    )
    insert_correction(connection, correction)
    _refresh(connection, correction)
    return correction


def take_over(connection: Connection, correction: Correction) -> None:
    """Add a correction from elsewhere as it is, unless the case holds it."""
    if find_correction(connection, correction.id) is not None:
        return
    insert_correction(connection, correction)
    _refresh(connection, correction)
    if correction.kind == "merge":
        refresh_mergers(connection)
    elif correction.kind == "same":
        refresh_same(connection)
    elif correction.kind == "correct" and correction.item.startswith("who-"):
        set_case_actor(
            connection, correction.item, correction.field or "", msgspec.json.decode(correction.new or "null")
        )


class _Named(NamedTuple):
    """What a correction names beyond its item: spans and ids."""

    spans: list[Span]
    ids: list[str]


def _make(kind: CorrectionKind, target: Target, by: By, now: datetime, more: _Named | None = None) -> Correction:
    record = target.record
    snapshot = None if target.kind == "story" else _take_snapshot(target, more.ids if more else [])
    anchors = make_anchors(record.story.text, snapshot, more.spans if more else []) if snapshot else ()
    return msgspec.structs.replace(
        _plain(kind, target.id, target.kind, by, now),
        address=target.capture.address,
        page=target.capture.number,
        snapshot=snapshot,
        anchors=anchors,
    )


def _plain(kind: CorrectionKind, item: str, item_kind: ItemKind, by: By, now: datetime) -> Correction:
    id = f"c-{secrets.token_hex(5)}"
    return Correction(id, kind, item, item_kind, by.who, now.isoformat(timespec="microseconds"), by.why)


def _take_snapshot(target: Target, more: list[str]) -> Snapshot:
    item = target.find()
    ids = {*_names(item), *more}
    return Snapshot(
        statement=item if isinstance(item, Statement) else None,
        event=item if isinstance(item, Event) else None,
        timex=item if isinstance(item, Timex) else None,
        finding=item if isinstance(item, Finding) else None,
        actor=item if isinstance(item, Actor) else None,
        actors=tuple(a for a in target.record.actors if a.id in ids),
        timexes=tuple(t for t in target.record.timexes if t.id in ids),
    )


def _names(value: object) -> list[str]:
    """The ids of actors and timexes that an item or a value names."""
    if isinstance(value, Statement):
        return [id for id in (value.speaker, value.time, *value.via) if id]
    if isinstance(value, Event):
        return [id for id in (*value.actors, *value.recipients, value.time, value.according_to) if id]
    return [v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str)]


def _write(connection: Connection, correction: Correction) -> Correction:
    insert_correction(connection, correction)
    _refresh(connection, correction)
    return correction


def _refresh(connection: Connection, correction: Correction) -> None:
    """Make anew what follows from the corrections."""
    if correction.address is not None:
        lock_address(connection, correction.address)
        query = select(pages.c.number).where(pages.c.address == correction.address, pages.c.record.is_not(None))
        for number in connection.execute(query.order_by(pages.c.number)).scalars().all():
            write_items(connection, number)
    if correction.kind == "undo":
        _undo_case_actor(connection, correction)
        refresh_mergers(connection)
        refresh_same(connection)


def _find_head(connection: Connection, id: str) -> str:
    found = find_actor_ids(connection, id) if id.startswith(("who-", "a-")) else []
    if not found:
        raise UsageError(f"{id}: the case has no actor with this id. onrecord actors lists them.")
    return found[0]


def _correct_case_actor(
    connection: Connection, id: str, field: str, value: object, by: By, now: datetime
) -> Correction:
    if field not in _CASE_FIELDS:
        raise UsageError(f"{id}: an actor of the case has no field {field}. There are: {', '.join(_CASE_FIELDS)}.")
    head = _find_head(connection, id)
    new = _convert(value, get_type_hints(Actor)[field], field)
    check_codes(field, new)
    old = connection.execute(select(actors.c[field]).where(actors.c.id == head)).scalar()
    correction = msgspec.structs.replace(
        _plain("correct", head, "actor", by, now), field=field, old=_to_json(old), new=_to_json(new)
    )
    insert_correction(connection, correction)
    set_case_actor(connection, head, field, new)
    return correction


def set_case_actor(connection: Connection, id: str, field: str, value: object) -> None:
    """Give a field of an actor of the case a value."""
    kept = list(value) if isinstance(value, tuple) else value
    if field == "name":
        name_actor(connection, id, str(value))
    connection.execute(actors.update().where(actors.c.id == id).values({field: kept}))


def _undo_case_actor(connection: Connection, correction: Correction) -> None:
    """Bring an actor's field back to what the corrections that still count say, or to what it was before any."""
    if not correction.item.startswith("who-"):
        return
    rows = load_corrections(connection, item=correction.item)
    fields = {r.field: r.old for r in reversed(rows) if r.kind == "correct" and r.field and r.item == correction.item}
    for row in find_active(rows):
        if row.kind == "correct" and row.field and row.item == correction.item:
            fields[row.field] = row.new
    for field, value in fields.items():
        set_case_actor(connection, correction.item, field, msgspec.json.decode(value or "null"))


def _convert(value: object, wanted: Any, field: str) -> Any:
    try:
        return msgspec.convert(msgspec.to_builtins(value), wanted)
    except msgspec.ValidationError as error:
        allowed = ", ".join(str(choice) for choice in get_args(wanted) if isinstance(choice, str))
        said = f" There are: {allowed}." if allowed else f" ({error}.)"
        raise UsageError(f"{field} cannot be {value!r}.{said}") from None


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _name_item(record: Record, item: Item) -> Item:
    """An item that a person marked, with the id that the machine would give it."""
    if isinstance(item, Statement):
        first, last = item.contents[0], item.contents[-1]
        cue = item.cue or first
        id = make_id("s", record.story.id, cue.start, cue.end, first.start, last.end)
        return msgspec.structs.replace(item, id=id)
    if isinstance(item, Event):
        return msgspec.structs.replace(item, id=make_id("e", record.story.id, item.trigger.start, item.trigger.end))
    if isinstance(item, Timex):
        return msgspec.structs.replace(item, id=make_id("t", record.story.id, item.span.start, item.span.end))
    if isinstance(item, Actor):
        spans = find_spans(item) or [Span(0, 0)]
        id = make_id("a", record.story.id, spans[0].start, spans[0].end, len(record.actors))
        return msgspec.structs.replace(item, id=id)
    return item


def _with(record: Record, item: Item) -> Record:
    field = {Statement: "statements", Event: "events", Timex: "timexes", Finding: "findings", Actor: "actors"}[
        type(item)
    ]
    return msgspec.structs.replace(record, **{field: (*getattr(record, field), item)})
