"""Captures in the database: a page's bytes, where they came from, and the record that was read from them."""

from __future__ import annotations

import os
import zlib
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.record import Frozen, Page, Record, Rejection
from onrecord.store.compared_tables import compare_due
from onrecord.store.tables import ITEM_TABLES, pages, rejections, stories

_WEB = ("http://", "https://")
_COMPRESSION = 6  # zlib's usual: a page of 200 KB takes 4 ms and becomes 40 KB
# What these reasons are given to is no text, so no later version of the program will read it either.
_NEVER_TEXT = ("empty", "binary", "unsupported", "too-large")


class Given(Frozen, frozen=True):
    """What the user knew better than the page when it was added; kept so that reading again keeps to it."""

    published: str | None = None
    outlet: str | None = None


class Capture(Frozen, frozen=True):
    """A page in the case: one capture of what stands at its address.

    `current` is whether it is the newest that could be read there. `story` is None where it was rejected.
    """

    number: int
    address: str
    version: int
    url: str
    sha256: str
    media_type: str
    size: int
    added_at: str
    current: bool
    fetched_at: str | None = None
    story: str | None = None
    made_by_version: str | None = None
    made_by_model: str | None = None
    feed_published: str | None = None


CAPTURE_COLUMNS = [pages.c[name] for name in Capture.__struct_fields__]


def find_address(url: str, result: Record | Rejection | None = None) -> str:
    """Where the page lives: its own web address, else the one given, else the file's full path."""
    own = result.story.url if isinstance(result, Record) else ""
    for address in (own, url):
        if address.startswith(_WEB):
            return name_url(address)
    return name_url(find_full_path(url))


def name_url(url: str) -> str:
    """A path or address that any database can hold: bytes that are no UTF-8 are written as escapes."""
    return url.replace("\0", "\\0").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def find_page_address(page: Page, result: Record | Rejection | None = None) -> str:
    """As `find_address`; what came from standard input is known by its bytes."""
    address = find_address(page.url, result)
    return f"stdin:{page.sha256[:16]}" if address == "-" else address


class Place(NamedTuple):
    """Where a new capture comes to stand: the next version at an address, and whether it is the current one there."""

    address: str
    version: int
    current: bool


def insert_capture(
    connection: Connection, page: Page, result: Record | Rejection, given: Given, now: datetime, place: Place
) -> int:
    """Keep a page beside the older captures at its address. Returns its number."""
    keeps_content = isinstance(result, Record) or result.reason not in _NEVER_TEXT
    row = {
        "address": place.address,
        "version": place.version,
        "url": name_url(page.url),
        "sha256": page.sha256,
        "media_type": page.media_type,
        "size": len(page.content),
        "fetched_at": page.fetched_at.isoformat() if page.fetched_at else None,
        "added_at": now.isoformat(timespec="seconds"),
        "content": zlib.compress(page.content, _COMPRESSION) if keeps_content else None,
        "published_given": given.published,
        "outlet_given": given.outlet,
        "feed_published": page.feed_published,
        "current": place.current,
        **_result_columns(result),
    }
    number = connection.execute(pages.insert().returning(pages.c.number), row).scalar_one()
    assert isinstance(number, int)
    _write_rejection(connection, number, name_url(page.url), result)
    return number


def replace_result(connection: Connection, capture: Capture, result: Record | Rejection) -> None:
    """Put a new reading of a capture in the place of the old one."""
    connection.execute(update(pages).where(pages.c.number == capture.number), _result_columns(result))
    connection.execute(rejections.delete().where(rejections.c.page == capture.number))
    _write_rejection(connection, capture.number, capture.url, result)


def set_current(connection: Connection, number: int, current: bool) -> None:
    """Mark a capture and its items as current, or no longer."""
    changed = update(pages).where(pages.c.number == number, pages.c.current != current).values(current=current)
    if connection.execute(changed).rowcount == 0:
        return
    for table in (stories, *ITEM_TABLES):
        connection.execute(update(table).where(table.c.page == number).values(current=current))
    note_due(connection, number)


def note_due(connection: Connection, number: int) -> None:
    """Note that a page is not as it was when it was compared with others.

    A row that is there is written all the same: who compares the page right now waits, and then sees what was changed.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    query = insert(compare_due).values(page=number)
    connection.execute(query.on_conflict_do_update(index_elements=["page"], set_={"page": query.excluded.page}))


def find_capture(connection: Connection, number: int) -> Capture | None:
    """The capture with that number."""
    row = connection.execute(select(*CAPTURE_COLUMNS).where(pages.c.number == number)).mappings().first()
    return make_capture(row) if row else None


def make_capture(row: RowMapping) -> Capture:
    """A capture from its row."""
    return Capture(**row)


def load_page(connection: Connection, number: int) -> tuple[Page, Given] | None:
    """The page as it was given, with its bytes; None where the bytes were not kept."""
    columns = (pages.c.url, pages.c.media_type, pages.c.content, pages.c.sha256, pages.c.fetched_at,
               pages.c.feed_published, pages.c.published_given, pages.c.outlet_given)  # fmt: skip
    row = connection.execute(select(*columns).where(pages.c.number == number)).first()
    if row is None or row.content is None:
        return None
    fetched = datetime.fromisoformat(row.fetched_at) if row.fetched_at else None
    page = Page(row.url, row.media_type, zlib.decompress(row.content), row.sha256, fetched, row.feed_published)
    return page, Given(row.published_given, row.outlet_given)


def load_record(connection: Connection, number: int) -> Record | None:
    """The record as the machine read it; None where the page was rejected or is not there."""
    return unpack_record(connection.execute(select(pages.c.record).where(pages.c.number == number)).scalar())


def unpack_record(packed: bytes | None) -> Record | None:
    """A record from the bytes of `pages.record`."""
    return msgspec.json.decode(zlib.decompress(packed), type=Record) if packed else None


def is_local(address: str) -> bool:
    """Whether the address is a file's path, which says nothing of where the page came from."""
    return not address.startswith(_WEB)


def find_full_path(url: str) -> str:
    """The name under which a file is known in the case."""
    # abspath takes out "..", so that a file has one name; links stay, since they are how people name it.
    return url if url == "-" or url.startswith(_WEB) else os.path.abspath(url)


def _result_columns(result: Record | Rejection) -> dict[str, object]:
    if isinstance(result, Rejection):
        return dict.fromkeys(("story", "record", "made_by_version", "made_by_model"))
    return {
        "story": result.story.id,
        "record": zlib.compress(msgspec.json.encode(result), _COMPRESSION),
        "made_by_version": result.made_by.version,
        "made_by_model": result.made_by.model,
    }


def _write_rejection(connection: Connection, number: int, url: str, result: Record | Rejection) -> None:
    if isinstance(result, Rejection):
        row = {"page": number, "url": url, "reason": result.reason, "detail": name_url(result.detail)}
        connection.execute(rejections.insert(), row)
