"""Writing: a page and its record into the case, and the rows of items made anew when either changes.

Each function works within the transaction that it is given, so a page is in the case whole or not at all.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Connection, and_, false, or_, select, text

from onrecord.folding import fold
from onrecord.record import Frozen, Page, Record, Rejection
from onrecord.store.among import among, give
from onrecord.store.captures import (
    CAPTURE_COLUMNS,
    Capture,
    Given,
    Place,
    find_capture,
    find_page_address,
    insert_capture,
    is_local,
    load_record,
    make_capture,
    name_url,
    note_due,
    replace_result,
    set_current,
)
from onrecord.store.counting import call_counts_old
from onrecord.store.fulltext import forget_page
from onrecord.store.inserting import insert_actors, insert_new, insert_page
from onrecord.store.ledger import apply_held
from onrecord.store.rows import Row, make_rows
from onrecord.store.tables import (
    ITEM_TABLES,
    abouts,
    actor_words,
    actors,
    appearances,
    event_actors,
    events,
    findings,
    pages,
    statements,
    stories,
    timexes,
)

Outcome = Literal["added", "unchanged", "changed", "rejected"]


class Added(Frozen, frozen=True):
    """What became of a page that was given to a case.

    `page` is its number there, None for an input that could not be opened. `detail` says why it was rejected, or what
    it is the same as.
    """

    url: str
    outcome: Outcome
    detail: str = ""
    reason: str | None = None
    page: int | None = None


def find_same(connection: Connection, page: Page) -> Added | None:
    """The page in the case with the same bytes from the same place, or None.

    Files move and are copied, so any two files with the same bytes are the same page.
    """
    address = find_page_address(page)
    query = select(pages.c.number, pages.c.url, pages.c.address).where(pages.c.sha256 == page.sha256)
    for number, url, at in connection.execute(query.order_by(pages.c.number)):
        if url == name_url(page.url) or at == address:
            return Added(page.url, "unchanged", page=number)
        if is_local(url) and is_local(page.url):
            return Added(page.url, "unchanged", f"the same bytes as {url}", page=number)
    return None


def add_page(connection: Connection, page: Page, result: Record | Rejection, given: Given, now: datetime) -> Added:
    """Keep a page and what was read from it, beside the older captures at its address."""
    address, story = find_page_address(page, result), result.story.id if isinstance(result, Record) else None
    # The same story may be added from two addresses at once.
    lock_address(connection, address, *([story] if story is not None else []))
    held = _find_held(connection, address, story)
    same = next((c.number for c in held.here if c.sha256 == page.sha256), None)
    if same is not None:  # another program was faster
        return Added(page.url, "unchanged", page=same)
    place = Place(address, max((c.version for c in held.here), default=0) + 1, story is not None and held.copy is None)
    if isinstance(result, Rejection):
        number = insert_capture(connection, page, result, given, now, place)
        return Added(page.url, "rejected", result.detail, result.reason, number)
    released = next((c for c in held.here if c.current), None)
    if released:
        set_current(connection, released.number, False)
    number = insert_capture(connection, page, result, given, now, place)
    if released and released.story and released.story != story:
        _raise_copy(connection, released.story)
    _insert_items(connection, number, address, place.current, result)
    before = max((c for c in held.here if c.story), key=lambda c: c.version, default=None)
    if before is not None:
        return Added(page.url, "changed", _say_changed(connection, before.number, result), page=number)
    return Added(page.url, "added", f"a copy of {held.copy}" if held.copy else "", page=number)


class _Held(NamedTuple):
    """The captures at an address, and the file or address where a story is current elsewhere."""

    here: list[Capture]
    copy: str | None


def _find_held(connection: Connection, address: str, story: str | None) -> _Held:
    there = and_(pages.c.story == story, pages.c.current) if story is not None else false()
    query = select(*CAPTURE_COLUMNS).where(or_(pages.c.address == address, there))
    found = [make_capture(row) for row in connection.execute(query).mappings()]
    copy = next((c.url for c in found if c.address != address), None)
    return _Held([c for c in found if c.address == address], copy)


def replace_reading(connection: Connection, capture: Capture, result: Record | Rejection) -> None:
    """Put a new reading of a page in the place of the old one; what people said of it stays."""
    lock_address(connection, capture.address)
    call_counts_old(connection)
    clear_items(connection, capture.number)
    set_current(connection, capture.number, False)
    replace_result(connection, capture, result)
    newest = _find_newest(connection, capture.address)
    own = find_capture(connection, newest) if newest is not None else None
    if own and own.story:
        _make_current(connection, own.number, capture.address, own.story)
    if capture.story and (own is None or own.story != capture.story):
        _raise_copy(connection, capture.story)
    if isinstance(result, Record):
        write_items(connection, capture.number)


def write_items(connection: Connection, number: int) -> None:
    """Make the rows of a page's items anew from its record and from what people said."""
    record = load_record(connection, number)
    capture = find_capture(connection, number)
    if record is None or capture is None:
        return
    clear_items(connection, number)
    _insert_items(connection, number, capture.address, capture.current, record)


def _insert_items(connection: Connection, number: int, address: str, current: bool, record: Record) -> None:
    applied = apply_held(connection, address, current, record)
    rows = make_rows(number, current, applied.reading, applied.splits)
    _write_actors(connection, rows.actors)
    of_items = (
        (stories, [rows.story]),
        (appearances, rows.appearances),
        (timexes, rows.timexes),
        (statements, rows.statements),
        (abouts, rows.abouts),
        (events, rows.events),
        (event_actors, rows.event_actors),
        (findings, rows.findings),
    )
    insert_page(connection, number, of_items)
    note_due(connection, number)


def lock_address(connection: Connection, *named: str) -> None:
    """Let no other program write to the pages at an address, or with a story, until this transaction ends.

    Several are locked in the order given: the address before the story, as everywhere.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        each = ", ".join(f"pg_advisory_xact_lock(hashtextextended(:name{n}, 0))" for n in range(len(named)))
        connection.execute(text(f"SELECT {each}"), {f"name{n}": name for n, name in enumerate(named)})


def clear_items(connection: Connection, number: int) -> None:
    """Take the rows of a page's items away."""
    forget_page(connection, number)
    for table in (stories, *ITEM_TABLES):  # what hangs on statements and events goes with them
        connection.execute(table.delete().where(table.c.page == number))


def _find_current(connection: Connection, address: str) -> int | None:
    return connection.execute(select(pages.c.number).where(pages.c.address == address, pages.c.current)).scalar()


def _find_newest(connection: Connection, address: str) -> int | None:
    query = select(pages.c.number).where(pages.c.address == address, pages.c.story.is_not(None))
    return connection.execute(query.order_by(pages.c.version.desc()).limit(1)).scalar()


def _make_current(connection: Connection, number: int, address: str, story: str) -> str | None:
    """Make a capture the current one at its address, unless its story is current at another; returns where that is."""
    lock_address(connection, story)  # the same story may be added from two addresses at once
    before = _find_current(connection, address)
    released = find_capture(connection, before) if before is not None and before != number else None
    if released:
        set_current(connection, released.number, False)
    query = select(pages.c.url).where(pages.c.story == story, pages.c.current, pages.c.number != number)
    copy: str | None = connection.execute(query).scalar()
    set_current(connection, number, copy is None)
    if released and released.story and released.story != story:
        _raise_copy(connection, released.story)
    return copy


def _raise_copy(connection: Connection, story: str) -> None:
    """Where a story is no longer current at one address, a copy at another address takes its place."""
    query = select(pages.c.number, pages.c.address).where(pages.c.story == story, ~pages.c.current)
    for number, address in connection.execute(query.order_by(pages.c.number)).all():
        if _find_newest(connection, address) == number:
            set_current(connection, number, True)
            return


def _say_changed(connection: Connection, before: int, result: Record) -> str:
    old = load_record(connection, before)
    if old is not None and old.story.text == result.story.text and old.story.title == result.story.title:
        return "the bytes changed, what it says did not"
    return "it says something else now"


def _write_actors(connection: Connection, rows: list[Row]) -> None:
    """Take the actors into those of the case; `rows` may name one several times, under several names."""
    names = _find_names(connection, rows)
    fresh = [row for row in rows if row["name"] not in names.get(row["id"], ())]
    if not fresh:
        return
    # Of each actor the first row; several may have one id, under several names.
    firsts = list({row["id"]: row for row in reversed(fresh)}.values())[::-1]
    words = {(word, str(row["id"])) for row in fresh for word in fold(str(row["name"])).split()}
    if insert_actors(connection, firsts, [{"word": word, "actor": actor} for word, actor in sorted(words)]):
        names = {row["id"]: [str(row["name"])] for row in firsts}
    else:
        names = _find_names(connection, fresh)  # some were there, or another program brought them meanwhile
    for row in fresh:
        known = names[row["id"]]
        if row["name"] not in known:
            known.append(str(row["name"]))
            update = actors.update().where(actors.c.id == row["id"])
            connection.execute(update.values(other_names="\n".join(known[1:])))


def _find_names(connection: Connection, rows: list[Row]) -> dict[object, list[str]]:
    """The names that the case knows for the actors of those rows, by id."""
    held = select(actors.c.id, actors.c.name, actors.c.other_names).where(among(connection, actors.c.id))
    found = connection.execute(held, give(connection, [str(row["id"]) for row in rows])).all() if rows else []
    return {id: [name, *filter(None, others.split("\n"))] for id, name, others in found}


def name_actor(connection: Connection, id: str, name: str) -> None:
    """Let an actor be found by another name too."""
    words = sorted(set(fold(name).split()))
    if words:
        insert_new(connection, actor_words, [{"word": word, "actor": id} for word in words])
