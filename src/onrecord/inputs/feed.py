"""Feeds -> the pages that they name: RSS, Atom, JSON Feed, and sitemaps for news."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urljoin

import msgspec

from onrecord.errors import InputError
from onrecord.record import Frozen, Page

MAX_ITEMS = 1000  # of one feed; sitemaps for news hold a thousand at most, by their own rules
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


_BEFORE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark and blanks


class Item(Frozen, frozen=True):
    """A page that a feed names, with what the feed says of it; times are ISO 8601."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None


class _JsonItem(msgspec.Struct):
    url: str | None = None
    title: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _JsonFeed(msgspec.Struct):
    version: str
    items: list[_JsonItem]


def read_feed(page: Page) -> list[Item]:
    """The pages that a feed names, in its order, each once; addresses are made whole.

    Raises:
        InputError: the page is no feed.
    """
    head = page.content[:2000].lstrip(_BEFORE)
    found = _read_json(page) if head.startswith(b"{") else _read_sitemap(page) if _is_sitemap(head) else _read_xml(page)
    items: dict[str, Item] = {}
    for item in found:
        if len(items) == MAX_ITEMS:
            break
        try:
            url = urljoin(page.url, item.url.strip())
        except ValueError:  # a bracket that opens no IPv6 address
            continue
        if url.startswith(("http://", "https://")):
            items.setdefault(url, Item(url, item.title, item.published, item.updated))
    return list(items.values())


def _is_sitemap(head: bytes) -> bool:
    return b"<urlset" in head or b"<sitemapindex" in head


def _read_json(page: Page) -> Iterator[Item]:
    try:
        feed = msgspec.json.decode(page.content.lstrip(_BEFORE), type=_JsonFeed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{page.url}: no JSON Feed ({error}). Check the address.") from None
    for item in feed.items:
        if item.url:
            yield Item(item.url, item.title, item.date_published, item.date_modified)


def _read_sitemap(page: Page) -> Iterator[Item]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        tree = etree.fromstring(page.content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"{page.url}: no sitemap ({error}). Check the address.") from None
    if tree is not None and tree.tag == f"{_SITEMAP}sitemapindex":
        named = [place.strip()[:200] for place in (e.findtext(f"{_SITEMAP}loc") for e in tree) if place]
        raise InputError(f"{page.url}: is an index of sitemaps. Give one of those it names: {', '.join(named[:5])}.")
    for entry in tree.iter(f"{_SITEMAP}url") if tree is not None else ():
        yield Item(
            entry.findtext(f"{_SITEMAP}loc") or "",
            entry.findtext(f".//{_NEWS}title"),
            entry.findtext(f".//{_NEWS}publication_date"),
            entry.findtext(f"{_SITEMAP}lastmod"),
        )


def _read_xml(page: Page) -> Iterator[Item]:
    import feedparser

    # Bytes, never an address or a path: the library would open either.
    feed = feedparser.parse(io.BytesIO(page.content), sanitize_html=False, resolve_relative_uris=False)
    if not feed.get("version"):
        raise InputError(f"{page.url}: no feed that is known (RSS, Atom, JSON Feed, or a sitemap). Check the address.")
    for entry in feed.entries:
        url = entry.get("link") or entry.get("id")
        if isinstance(url, str):
            # Asked for first, since the library answers the one date with the other where a feed has only that.
            updated = entry.get("updated_parsed") if "updated_parsed" in entry else None
            yield Item(url, entry.get("title"), _write(entry.get("published_parsed")), _write(updated))


def _write(parsed: tuple[int, ...] | None) -> str | None:
    """feedparser's time, which is UTC, as ISO 8601."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat() if parsed else None  # type: ignore[arg-type, misc]
    except (ValueError, TypeError):
        return None
