"""A page's tree -> what the page says of itself: title, byline, outlet, address, dates."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from onrecord.record import Dated
from onrecord.story.calendar import FIRST_YEAR, LAST_YEAR, read_address, read_stamp
from onrecord.story.characters import clean_text
from onrecord.story.extraction import parse_json_scripts

# schema.org: Article and its news kinds.
_ARTICLES = frozenset(
    "Article NewsArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle OpinionNewsArticle "
    "ReportageNewsArticle ReviewNewsArticle LiveBlogPosting BlogPosting SocialMediaPosting Report".split()
)
_MAX_JSON = 5000  # objects looked at in one page's JSON-LD; the largest of 181 pages has 400

# In order of trust. Open Graph, schema.org microdata, Parse.ly, Sailthru, Dublin Core, and what outlets name them.
_PUBLISHED = (
    "article:published_time datepublished og:article:published_time og:published_time parsely-pub-date sailthru.date "
    "article.published pubdate publishdate publish-date publish_date publication_date dc.date.issued dcterms.created "
    "dc.date dcterms.date date_published article_date_original cxenseparse:recs:publishtime originalpublicationdate "
    "dcsext.articlefirstpublished ptime date"
).split()
_UPDATED = (
    "article:modified_time datemodified og:updated_time og:article:modified_time article.updated last-modified "
    "lastmod dcterms.modified dc.date.modified revised utime"
).split()
_AUTHORS = (
    "author article:author parsely-author sailthru.author dc.creator dcterms.creator byl cxenseparse:author".split()
)
_TITLES = "og:title twitter:title parsely-title sailthru.title dc.title headline".split()

_BY = re.compile(r"^\s*(?:by|written by|words by|posted by|from)\s*:?\s+", re.IGNORECASE)
_MAX_NAME = 150
# "Jane Doe Published 10:02 AM", "Jane Doe | May 3, 2024"
_AFTER_NAME = re.compile(r"\s+(?:\||(?:first )?(?:published|updated|posted)\b).*", re.IGNORECASE)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|edition)\.")


class Facts(NamedTuple):
    """What a page says of itself; `titles` are all wordings of its headline."""

    url: str
    title: str | None
    titles: tuple[str, ...]
    byline: str | None
    outlet: str | None
    published: Dated | None
    updated: Dated | None


class _Sources(NamedTuple):
    meta: dict[str, str]
    articles: list[dict[str, object]]


def find_facts(tree: HtmlElement, url: str) -> Facts:
    """What the page says of itself. `url` is where it came from: an address, a path, or `-`."""
    sources = _Sources(_read_meta(tree), [o for o in _read_json(tree) if _is_article(o)])
    address = _find_address(tree, sources, url)
    outlet = _find_outlet(sources, address)
    titles = _find_titles(tree, sources)
    return Facts(
        url=address,
        title=_without_outlet(titles[0], outlet) if titles else None,
        titles=tuple(dict.fromkeys([*titles, *(_without_outlet(t, outlet) for t in titles)])),
        byline=_find_byline(tree, sources),
        outlet=outlet,
        published=_find_published(sources, address),
        updated=_find_stamp(sources, "dateModified", _UPDATED),
    )


def _read_meta(tree: HtmlElement) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = _line(element.get("content"))
        if name and value:
            out.setdefault(name.strip().lower(), value)
    for element in tree.xpath("//*[@itemprop='datePublished' or @itemprop='dateModified'][@datetime or @content]"):
        value = _line(element.get("datetime") or element.get("content"))
        out.setdefault(str(element.get("itemprop")).lower(), value)
    return out


def _read_json(tree: HtmlElement) -> Iterator[dict[str, object]]:
    queue: list[object] = list(parse_json_scripts(tree))
    for seen, item in enumerate(queue):
        if seen > _MAX_JSON:
            return
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(v for k, v in item.items() if k in ("@graph", "mainEntity", "mainEntityOfPage"))


def _is_article(item: dict[str, object]) -> bool:
    kind = item.get("@type")
    return any(isinstance(k, str) and k in _ARTICLES for k in (kind if isinstance(kind, list) else [kind]))


def _line(text: object) -> str:
    return " ".join(clean_text(text).split()) if isinstance(text, str) else ""


def _first(values: Iterator[str]) -> str | None:
    return next((v for v in values if v), None)


def _find_address(tree: HtmlElement, sources: _Sources, url: str) -> str:
    links = (link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
    named = (_line(v) for a in sources.articles for v in (a.get("url"), a.get("mainEntityOfPage")))
    for candidate in (*links, sources.meta.get("og:url", ""), *named):
        candidate = candidate.strip()
        if candidate.lower().startswith(("http://", "https://")) and _host(candidate):
            return candidate
    return url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:  # a bracket that opens no IPv6 address
        return ""


def _find_outlet(sources: _Sources, address: str) -> str | None:
    named = (name for article in sources.articles for name in _names(article.get("publisher")))
    for name in (sources.meta.get("og:site_name", ""), *named):
        if _is_name(name):
            return name
    return _HOST_PREFIX.sub("", _host(address)) or None


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        yield from (_line(n) for n in (name if isinstance(name, list) else [name]))


def _find_titles(tree: HtmlElement, sources: _Sources) -> list[str]:
    found = [sources.meta.get(name, "") for name in _TITLES]
    found.extend(_line(a.get("headline")) for a in sources.articles)
    found.extend(_line(h.text_content()) for h in tree.iter("h1"))
    found.append(_line(tree.findtext(".//title")))
    return [t for t in dict.fromkeys(found) if t]


def _without_outlet(title: str, outlet: str | None) -> str:
    """`title` without " | Outlet" or " - Outlet" at its end."""
    if not outlet:
        return title
    head, mark, tail = title.rpartition(next((m for m in (" | ", " - ", " — ", " – ") if m in title), "\0"))
    return head if mark and tail.casefold().strip() in (outlet.casefold(), f"the {outlet.casefold()}") else title


def _find_byline(tree: HtmlElement, sources: _Sources) -> str | None:
    for article in sources.articles:
        names = [n for n in _names(article.get("author")) if _is_name(n)]
        if names:
            return ", ".join(dict.fromkeys(map(_tidy_name, names)))
    for name in _AUTHORS:
        if _is_name(value := sources.meta.get(name, "")):
            return _tidy_name(value)
    marked = tree.xpath(
        "//*[@rel='author' or contains(@itemprop, 'author') or contains(@class, 'byline') or contains(@class, 'Byline')"
        " or @class='author' or contains(@class, 'author-name')][not(ancestor::footer)][position() <= 5]"
    )
    return _first(_tidy_name(text) for element in marked if _is_name(text := _line(_without_times(element))))


def _without_times(element: HtmlElement) -> str:
    """The text of an element but for its times, with a blank where letters of two elements would touch."""
    out = ""
    for text in element.xpath(".//text()[not(ancestor::time)]"):
        touching = out[-1:].isalnum() and text[:1].isalnum()
        out += f" {text}" if touching else text
    return out


def _tidy_name(text: str) -> str:
    return _AFTER_NAME.sub("", _BY.sub("", text))


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _MAX_NAME and "://" not in text and "@" not in text and any(c.isalpha() for c in text)


def _find_stamp(sources: _Sources, key: str, names: Sequence[str]) -> Dated | None:
    for article in sources.articles:
        if value := read_stamp(_line(article.get(key))):
            return Dated(value, "json-ld")
    for name in names:
        if value := read_stamp(sources.meta.get(name, "")):
            return Dated(value, "meta")
    return None


def _find_published(sources: _Sources, address: str) -> Dated | None:
    if dated := _find_stamp(sources, "datePublished", _PUBLISHED):
        return dated
    return Dated(value, "address") if (value := read_address(_path(address))) else None


def _path(address: str) -> str:
    """The path of an address, or the empty string for a file's path, whose date may be that of its saving."""
    if not _host(address):
        return ""
    return urlsplit(address).path


def search_published(tree: HtmlElement) -> Dated | None:
    """The date that htmldate finds in the markup, for pages that name it nowhere plainly.

    Its wider search through all text is left off, since it takes any date of the page; its bounds are fixed, since
    reading asks no clock.
    """
    from htmldate import find_date  # takes 0.2 s to import, and few pages need it

    try:
        value = find_date(
            copy.deepcopy(tree),
            extensive_search=False,
            original_date=True,
            min_date=f"{FIRST_YEAR}-01-01",
            max_date=f"{LAST_YEAR}-12-31",
        )
    except (ValueError, TypeError, OverflowError):  # on malformed attributes
        return None
    return Dated(value, "htmldate") if value else None
