"""Pages that come from another case, through an export: kept as they were there, and not read again."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from onrecord.record import Page, Record, Rejection
from onrecord.store.captures import Capture, Given, find_address, name_url
from onrecord.store.tables import pages, rejections
from onrecord.store.writing import Added, add_page


def restore_page(
    connection: Connection, page: Page | None, result: Record | Rejection, given: Given, capture: Capture | None
) -> Added:
    """Keep a page with what was read from it. `capture` is how it stood in the other case, where it comes from one.

    `page` is None where its bytes are not known: then it cannot be read again here.
    """
    held = page or _make_empty_page(result, capture)
    added_at = datetime.fromisoformat(capture.added_at) if capture else datetime.now(UTC)
    added = add_page(connection, held, result, given, added_at)
    if page is None and added.page is not None and added.outcome != "unchanged":
        size = capture.size if capture else 0
        connection.execute(update(pages).where(pages.c.number == added.page).values(content=None, size=size))
    return added


def load_rejection(connection: Connection, number: int) -> Rejection | None:
    """Why a page was rejected; None where it was read."""
    query = select(rejections.c.url, rejections.c.reason, rejections.c.detail).where(rejections.c.page == number)
    row = connection.execute(query).first()
    return Rejection(row.url, row.reason, row.detail) if row else None


def load_given(connection: Connection, number: int) -> Given:
    """What the user knew better than the page when it was added."""
    query = select(pages.c.published_given, pages.c.outlet_given).where(pages.c.number == number)
    row = connection.execute(query).first()
    return Given(row.published_given, row.outlet_given) if row else Given()


def _make_empty_page(result: Record | Rejection, capture: Capture | None) -> Page:
    if capture:
        return Page(capture.url, capture.media_type, b"", capture.sha256, feed_published=capture.feed_published)
    url = result.story.url if isinstance(result, Record) else result.url
    # No bytes, no hash of them: the address tells it from others.
    return Page(name_url(url), "", b"", f"unknown:{find_address(url)}")
