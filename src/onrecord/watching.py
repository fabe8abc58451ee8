"""Following feeds: what they name that is new goes into a case, and where the two dates differ, both are said.

What servers said last time is kept in a small file, so that a round in which nothing changed costs one short request a
feed. A page is fetched again only where its feed gives it another date than before.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from onrecord.errors import InputError
from onrecord.inputs.feed import Item, read_feed
from onrecord.inputs.fetch import Fetcher, Validators
from onrecord.record import Dated, Frozen, Page, Story
from onrecord.store import Added, Case
from onrecord.store.erasure import Erasure
from onrecord.story import find_story
from onrecord.story.calendar import read_stamp


class Met(Frozen, frozen=True):
    """A page when it was last fetched: what its server gave to ask again, and the date that its feed gave it."""

    stamp: str
    validators: Validators


class FeedMemory(Frozen, frozen=True):
    """A feed when it was last read, and the pages that it named then."""

    validators: Validators = Validators()
    pages: dict[str, Met] = msgspec.field(default_factory=dict)


class News(Frozen, frozen=True):
    """What became of one page, or of a feed that cannot be read.

    `added` is None where `problem` says why nothing was added. `dates` says where feed and page name different days.
    """

    url: str
    added: Added | None = None
    problem: str | None = None
    dates: str | None = None


class Watch:
    """Follows feeds for a case; `memory` is the file that keeps what servers said, made where there is none."""

    def __init__(self, case: Case, fetcher: Fetcher, memory: Path) -> None:
        self._case, self._fetcher, self._path = case, fetcher, memory
        self._erasure = Erasure(case)
        self._feeds = _load(memory)

    def go_round(self, feeds: Sequence[str]) -> Iterator[News]:
        """Read all feeds once, in turn; what a feed or a page cannot give is news too."""
        for feed in feeds:
            try:
                yield from self._read(feed)
            except InputError as error:
                yield News(feed, problem=str(error))

    def _read(self, feed: str) -> Iterator[News]:
        known = self._feeds.get(feed, FeedMemory())
        fetched = self._fetcher.fetch(feed, known.validators)
        if fetched.page is None:
            return
        met: dict[str, Met] = {}
        failed = False
        for item in read_feed(fetched.page):
            stamp = item.updated or item.published or ""
            before = known.pages.get(item.url)
            if before is not None and before.stamp == stamp:
                met[item.url] = before
                continue
            if self._erasure.was_forgotten(item.url):  # nobody asked for it again
                continue
            try:
                page = self._fetcher.fetch(item.url, before.validators if before else None)
            except InputError as error:
                failed = True
                yield News(item.url, problem=str(error))
                continue
            met[item.url] = Met(stamp, page.validators)
            if page.page is not None:
                yield self._add(page.page, item)
        # A feed with pages that failed is asked for whole again, or they would wait until it changes.
        self._feeds[feed] = FeedMemory(Validators() if failed else fetched.validators, met)
        _save(self._path, self._feeds)

    def _add(self, page: Page, item: Item) -> News:
        story = find_story(page)
        own = story.published if isinstance(story, Story) else None
        if own is not None and own.how == "htmldate":  # a guess; the feed knows
            own = None
        given = read_stamp(item.published or "")
        added = self._case.add(page, published=None if own else given)
        return News(page.url, added, dates=_compare_dates(own, given))


def find_memory(case: str) -> Path:
    """The file for a case's feeds, where the platform keeps a program's state."""
    from platformdirs import user_state_path

    place = case if case.startswith("postgresql://") else os.path.abspath(case)
    return user_state_path("onrecord") / f"feeds-{hashlib.sha256(place.encode()).hexdigest()[:16]}.json"


def _compare_dates(own: Dated | None, given: str | None) -> str | None:
    if own is None or given is None or own.value[:10] == given[:10]:
        return None
    return f"the feed says {given[:10]}, the page {own.value[:10]} ({own.how})"


def _load(path: Path) -> dict[str, FeedMemory]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, FeedMemory])
    except (FileNotFoundError, msgspec.DecodeError):  # damaged, it costs a round of requests, no more
        return {}
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}). Check its permissions.") from None


def _save(path: Path, feeds: dict[str, FeedMemory]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_bytes(msgspec.json.encode(feeds))
    os.replace(written, path)
