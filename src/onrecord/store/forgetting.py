"""Forgetting: a capture and all that came from it goes, and a row stays that says so without what it held.

Each function works within the transaction that it is given. What the deleted rows leave behind in the file is for
`onrecord.store.rewriting`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import PurePath

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, false, func, or_, select

from onrecord.folding import fold
from onrecord.record import Frozen
from onrecord.store import compared_tables
from onrecord.store.captures import CAPTURE_COLUMNS, Capture, find_full_path, load_record, make_capture, name_url
from onrecord.store.correcting import set_case_actor
from onrecord.store.correction import By, find_active
from onrecord.store.correction_tables import corrections, standings
from onrecord.store.count_tables import actor_counts, case_counts, kept_charts
from onrecord.store.forgotten_table import forgotten
from onrecord.store.guards import create_guards, drop_guards
from onrecord.store.inserting import insert_new
from onrecord.store.ledger import load_corrections, refresh_mergers, refresh_same
from onrecord.store.people_tables import audit, replies, verdict_places, verdict_standings, verdicts
from onrecord.store.tables import (
    ITEM_TABLES,
    abouts,
    actor_words,
    actors,
    appearances,
    event_actors,
    events,
    pages,
    statements,
    stories,
)
from onrecord.store.writing import clear_items, lock_address, replace_reading

COMPARED = tuple(table for table in vars(compared_tables).values() if isinstance(table, Table))
_STATE = "compare_state"
_SOME = 500  # values in one IN, which databases bound


class Forgotten(Frozen, frozen=True):
    """What was forgotten with one capture: how many of each. `actors` are those that no other page names."""

    page: int
    version: int
    statements: int
    events: int
    actors: int
    corrections: int
    verdicts: int
    replies: int


def find_captures(connection: Connection, named: str) -> list[Capture]:
    """The capture with that number, or all captures of that address, file, or story, oldest first."""
    if named.isdecimal():
        wanted: ColumnElement[bool] = pages.c.number == int(named)
    else:
        known = [name_url(named), name_url(find_full_path(named))]
        given = or_(pages.c.address.in_(known), pages.c.url.in_(known), pages.c.story == named)
        wanted = pages.c.address.in_(select(pages.c.address).where(given).scalar_subquery())
    query = select(*CAPTURE_COLUMNS).where(wanted).order_by(pages.c.number)
    return [make_capture(row) for row in connection.execute(query).mappings()]


def was_forgotten(connection: Connection, url: str) -> bool:
    """Whether a page with that address or file was forgotten."""
    hashes = {_hash(name_url(url)), _hash(name_url(find_full_path(url)))}
    query = select(forgotten.c.number).where(forgotten.c.address_sha256.in_(hashes)).limit(1)
    return connection.execute(query).first() is not None


def forget_capture(connection: Connection, capture: Capture, by: By, now: datetime) -> Forgotten:
    """Delete a capture, what was read from it, what people said of it, and what was found by comparing it.

    Corrections, verdicts, and replies go with the last capture at their address; those made on this capture go with
    it in any case, since they hold its words. Everything that is compared is made anew afterwards.
    """
    lock_address(connection, capture.address)
    if capture.story:
        lock_address(connection, capture.story)
    items = _find_items(connection, capture.number)
    named = set(connection.execute(select(appearances.c.actor).where(appearances.c.page == capture.number)).scalars())
    counted = {t.name: _count(connection, t, t.c.page == capture.number) for t in (statements, events)}
    clear_items(connection, capture.number)
    connection.execute(pages.delete().where(pages.c.number == capture.number))
    items -= _find_kept(connection, items)
    last = connection.execute(select(pages.c.number).where(pages.c.address == capture.address)).first() is None
    orphans = named - _find_still_named(connection, named)
    said = _forget_said(connection, capture, items | orphans, last)
    judged = _forget_verdicts(connection, capture.address) if last else 0
    answered = _delete(connection, replies, replies.c.story, {capture.story or ""} & items)
    _forget_deeds(connection, capture)
    _forget_actors(connection, orphans)
    _raise_others(connection, capture)
    _describe_anew(connection, named - orphans)
    refresh_mergers(connection)
    refresh_same(connection)
    _clear_comparison(connection)
    row = {"kind": "page", "sha256": capture.sha256, "address_sha256": _hash(capture.address)}
    note_forgotten(connection, row, by, now)
    return Forgotten(
        capture.number, capture.version, counted["statements"], counted["events"], len(orphans), said, judged, answered
    )


def note_forgotten(connection: Connection, row: dict[str, str], by: By, now: datetime) -> None:
    """Write down that something was forgotten."""
    said = {"forgotten_at": now.isoformat(timespec="seconds"), "who": by.who, "why": by.why}
    connection.execute(forgotten.insert(), {**row, **said})


def _find_items(connection: Connection, page: int) -> set[str]:
    found: set[str] = set()
    for table in (stories, *ITEM_TABLES):
        found.update(connection.execute(select(table.c.id).where(table.c.page == page)).scalars())
    return found


def _find_kept(connection: Connection, items: set[str]) -> set[str]:
    """Those of the ids that another page has too: a copy of the story elsewhere."""
    found: set[str] = set()
    for some in _batches(items):
        for table in (stories, *ITEM_TABLES):
            found.update(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    return found


def _find_still_named(connection: Connection, named: set[str]) -> set[str]:
    found: set[str] = set()
    for some in _batches(named):
        found.update(connection.execute(select(appearances.c.actor).where(appearances.c.actor.in_(some))).scalars())
    return found


def _forget_said(connection: Connection, capture: Capture, gone: set[str], last: bool) -> int:
    """Delete the corrections on the capture, and those of items and actors that are gone; returns how many."""
    here = corrections.c.address == capture.address if last else corrections.c.page == capture.number
    ids = set(connection.execute(select(corrections.c.id).where(here)).scalars())
    for some in _batches(gone):
        of = or_(corrections.c.item.in_(some), corrections.c.other.in_(some))
        # Of a kept page's items only those that name something gone, such as a merger.
        ids.update(connection.execute(select(corrections.c.id).where(of, corrections.c.address.is_(None))).scalars())
    more = set(ids)
    while more:  # who undoes, and who undoes the undoing
        following: set[str] = set()
        for some in _batches(more):
            undone = (corrections.c.kind == "undo") & corrections.c.other.in_(some)
            following.update(connection.execute(select(corrections.c.id).where(undone)).scalars())
        more = following - ids
        ids |= following
    if ids:
        drop_guards(connection)
        _delete(connection, standings, standings.c.correction, ids)
        _delete(connection, corrections, corrections.c.id, ids)
        create_guards(connection)
    return len(ids)


def _forget_verdicts(connection: Connection, address: str) -> int:
    held = select(verdict_places.c.verdict).where(verdict_places.c.address == address)
    numbers = set(connection.execute(held).scalars())
    _delete(connection, verdict_places, verdict_places.c.verdict, numbers)
    _delete(connection, verdict_standings, verdict_standings.c.verdict, numbers)
    return _delete(connection, verdicts, verdicts.c.number, numbers)


def _forget_deeds(connection: Connection, capture: Capture) -> None:
    """Take the page's names out of what was done; that something was done stays."""
    names = {capture.address, capture.url, PurePath(capture.url).name, capture.story or capture.address}
    connection.execute(audit.update().where(audit.c.detail.in_(names)).values(detail="forgotten"))


def _forget_actors(connection: Connection, ids: set[str]) -> None:
    for some in _batches(ids):
        connection.execute(actors.update().where(actors.c.merged_into.in_(some)).values(merged_into=None))
    for table in (abouts, event_actors, actor_words):
        _delete(connection, table, table.c.actor, ids)
    _delete(connection, actors, actors.c.id, ids)


def _raise_others(connection: Connection, capture: Capture) -> None:
    """Make the newest capture that is left at the address the current one, and of each copy of the story likewise."""
    newest = select(func.max(pages.c.number)).where(pages.c.record.is_not(None)).group_by(pages.c.address)
    same_story = pages.c.story == capture.story if capture.story else false()
    query = select(*CAPTURE_COLUMNS).where(
        pages.c.number.in_(newest.scalar_subquery()), or_(pages.c.address == capture.address, same_story)
    )
    for row in connection.execute(query.order_by(pages.c.number)).mappings().all():
        record = load_record(connection, row["number"])
        if record is not None:
            replace_reading(connection, make_capture(row), record)


def _describe_anew(connection: Connection, ids: set[str]) -> None:
    """Let actors that other pages name have no name, role, or place that only the forgotten page gave them."""
    for id in sorted(ids):
        query = select(appearances).where(appearances.c.actor == id).order_by(appearances.c.number)
        rows = connection.execute(query).mappings().all()
        names = list(dict.fromkeys(row["name"] for row in rows))
        described = {field: rows[0][field] for field in ("name", "kind", "country", "sectors", "role", "same_as")}
        described["other_names"] = "\n".join(names[1:])
        connection.execute(actors.update().where(actors.c.id == id).values(described))
        _delete(connection, actor_words, actor_words.c.actor, {id})
        words = sorted({word for name in names for word in fold(name).split()})
        if words:
            insert_new(connection, actor_words, [{"word": word, "actor": id} for word in words])
        _correct_anew(connection, id, described)


def _correct_anew(connection: Connection, id: str, described: dict[str, object]) -> None:
    """Give an actor again what people said of it; what stood there before they did is now what other pages say."""
    said = [c for c in load_corrections(connection, item=id) if c.kind == "correct" and c.item == id and c.field]
    first = {c.field: c.id for c in reversed(said) if c.field in described}
    if first:
        drop_guards(connection)
        for field, correction in first.items():
            old = msgspec.json.encode(described[str(field)]).decode()
            connection.execute(corrections.update().where(corrections.c.id == correction).values(old=old))
        create_guards(connection)
    for c in find_active(said):
        set_case_actor(connection, id, str(c.field), msgspec.json.decode(c.new or "null"))


def _clear_comparison(connection: Connection) -> None:
    """Let all pages be compared and counted again: what was found holds words of every page that it was found on."""
    for table in COMPARED:
        if table.name == _STATE:  # whoever keeps what was found must see that it is no longer so
            connection.execute(table.update().values(number=table.c.number + 1))
        else:
            connection.execute(table.delete())
    for table in (actor_counts, case_counts, kept_charts):
        connection.execute(table.delete())
    due = select(pages.c.number).where(pages.c.current, pages.c.record.is_not(None))
    connection.execute(compared_tables.compare_due.insert().from_select(["page"], due))


def _count(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(where)).scalar_one())


def _delete(connection: Connection, table: Table, column: ColumnElement[object], values: Iterable[object]) -> int:
    """Delete the rows whose column has one of the values; returns how many."""
    return sum(connection.execute(table.delete().where(column.in_(some))).rowcount for some in _batches(values))


def _batches(values: Iterable[object]) -> list[Sequence[object]]:
    listed = sorted(values, key=str)
    return [listed[start : start + _SOME] for start in range(0, len(listed), _SOME)]


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
