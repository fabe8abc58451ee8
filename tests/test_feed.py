"""Feeds of every kind name their pages; what is no feed says so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import InputError
from onrecord.inputs import make_page
from onrecord.inputs.feed import MAX_ITEMS, Item, read_feed

URL = "https://ledger.example/feed"

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title><link>https://ledger.example/</link>
<item><title>Talks go on</title><link>/world/talks</link><pubDate>Fri, 03 May 2024 10:00:00 +0200</pubDate></item>
<item><title>Again</title><link>https://ledger.example/world/talks</link></item>
<item><title>No page</title><link>mailto:desk@ledger.example</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Ledger</title><entry><title>Talks go on</title>
<link rel="alternate" href="https://ledger.example/world/talks"/><published>2024-05-03T08:00:00Z</published>
<updated>2024-05-04T08:00:00Z</updated></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Ledger", "items": [
{"id": "1", "title": "Talks go on", "url": "https://ledger.example/world/talks",
"date_published": "2024-05-03T08:00:00Z"}, {"id": "2"}]}"""
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://ledger.example/world/talks </loc>
<news:news><news:publication_date>2024-05-03</news:publication_date><news:title>Talks go on</news:title></news:news>
<lastmod>2024-05-04</lastmod></url></urlset>"""


@pytest.mark.parametrize(
    ("feed", "published", "updated"),
    [
        (RSS, "2024-05-03T08:00:00+00:00", None),
        (ATOM, "2024-05-03T08:00:00+00:00", "2024-05-04T08:00:00+00:00"),
        (JSON, "2024-05-03T08:00:00Z", None),
        (SITEMAP, "2024-05-03", "2024-05-04"),
        ("\ufeff\n" + JSON, "2024-05-03T08:00:00Z", None),
    ],
    ids=["RSS", "Atom", "JSON Feed", "sitemap", "JSON Feed with a byte order mark"],
)
def test_pages_of_a_feed(feed: str, published: str, updated: str | None) -> None:
    (item,) = read_feed(make_page(URL, feed.encode()))
    assert item == Item("https://ledger.example/world/talks", "Talks go on", published, updated)


@pytest.mark.parametrize("content", [b"", b"<html><p>no feed", b"{}", b"{", b"\x00\x01", b"plain words"])
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(InputError, match=URL):
        read_feed(make_page(URL, content))


def test_index_of_sitemaps_names_them() -> None:
    index = (
        "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<sitemap><loc>https://ledger.example/news.xml</loc></sitemap><sitemap/></sitemapindex>"
    )
    with pytest.raises(InputError, match=r"index of sitemaps.*https://ledger\.example/news\.xml"):
        read_feed(make_page(URL, index.encode()))


def test_entities_that_multiply_or_read_files_do_neither() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boom"><!ENTITY f SYSTEM "file:///etc/passwd">{levels}]>'
    for feed in (RSS, SITEMAP):
        body = feed.partition("?>")[2] if feed.startswith("<?xml") else feed
        bad = head + body.replace("Talks go on", "&e8;&f;").replace("/world/talks", "/world/&f;talks")
        try:
            items = read_feed(make_page(URL, bad.encode()))
        except InputError:
            continue
        assert all("root:" not in str(item) and len(str(item)) < 100_000 for item in items)


def test_no_more_than_a_thousand_pages_of_one_feed() -> None:
    item = "<item><link>https://ledger.example/{}</link></item>"
    feed = "<rss version='2.0'><channel>" + "".join(map(item.format, range(1500))) + "</channel></rss>"
    assert len(read_feed(make_page(URL, feed.encode()))) == MAX_ITEMS


_PIECES = [
    "<item>",
    "</item>",
    "<link>",
    "http://[",
    "</link>",
    "<rss version='2.0'><channel>",
    "<pubDate>",
    "99 May",
    "&",
]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(_PIECES)).map(lambda p: "".join(p).encode())))
def test_any_bytes_are_a_feed_or_none(content: bytes) -> None:
    try:
        items = read_feed(make_page(URL, content))
    except InputError:
        return
    assert all(item.url.startswith(("http://", "https://")) for item in items)
