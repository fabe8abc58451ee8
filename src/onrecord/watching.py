"""Following feeds: what they name that is new goes into a case, and where the two dates differ, both are said.

What servers said last time is kept in a small file, so that a round in which nothing changed costs one short request a
feed. A page is fetched again where its feed gives it another date than before. Pages also change without that, so each
that is still in its feed is asked for again after an hour, and while it stays as it is after twice the time as before,
a day at the most; only where the server gave something to ask with, so that one that has not changed costs a few bytes.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from onrecord.errors import InputError
from onrecord.inputs.feed import read_feed
from onrecord.inputs.fetch import Fetcher, Validators
from onrecord.record import Dated, Frozen, Page, Rejection, Story
from onrecord.store import Added, Case
from onrecord.store.erasure import Erasure
from onrecord.story import find_story
from onrecord.story.calendar import read_stamp

_SOON, _LATE = 3600.0, 86400.0  # seconds after which a page is asked for again: at first, and at the most
_MOST_CHECKED = 20  # pages of a feed in a round: at two seconds each, they hold up the others for less than a minute


class Met(Frozen, frozen=True):
    """A page when it was last fetched: what its server gave to ask again, and the dates that its feed gave it.

    `stamp` is the date of its last change, `published` that of publication. `asked` is when it was last asked for, in
    seconds since 1970, and `pause` for how long it is left alone then.
    """

    stamp: str
    validators: Validators
    published: str | None = None
    asked: float = 0.0
    pause: float = _SOON

    def is_due(self, now: float) -> bool:
        """Whether it is to be asked for again."""
        return (self.validators.etag or self.validators.modified) is not None and now - self.asked >= self.pause


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
    """Follows feeds for a case; `memory` is the file that keeps what servers said, made where there is none.

    `clock` gives the seconds since 1970.
    """

    def __init__(self, case: Case, fetcher: Fetcher, memory: Path, clock: Callable[[], float] = time.time) -> None:
        self._case, self._fetcher, self._path, self._clock = case, fetcher, memory, clock
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
            yield from self._check(feed, known)
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
            met[item.url] = Met(stamp, page.validators, item.published, self._clock())
            if page.page is not None:
                yield self._add(page.page, item.published)
        # A feed with pages that failed is asked for whole again, or they would wait until it changes.
        self._keep(feed, FeedMemory(Validators() if failed else fetched.validators, met))
        yield from self._check(feed, self._feeds[feed])

    def _check(self, feed: str, memory: FeedMemory) -> Iterator[News]:
        """Ask again for pages that may have changed; those that were left alone for longest come first."""
        met = dict(memory.pages)
        due = sorted((url for url in met if met[url].is_due(self._clock())), key=lambda url: met[url].asked)
        for url in due[:_MOST_CHECKED]:
            if self._erasure.was_forgotten(url):
                continue
            before, page, validators = met[url], None, met[url].validators
            try:
                fetched = self._fetcher.fetch(url, validators)
                page, validators = fetched.page, fetched.validators
            except InputError as error:
                yield News(url, problem=str(error))
            says_other = page is not None and self._says_other(page)
            pause = _SOON if says_other else min(2 * before.pause, _LATE)
            met[url] = Met(before.stamp, validators, before.published, self._clock(), pause)
            if page is not None and says_other:
                yield self._add(page, before.published)
        if due:
            self._keep(feed, FeedMemory(memory.validators, met))

    def _says_other(self, page: Page) -> bool:
        """Whether a page says something else than when it was last kept; other bytes alone are no news."""
        story = find_story(page)
        if isinstance(story, Rejection):
            held = list(self._case.pages(page.url))
            return bool(held) and held[-1].story is not None
        held = list(self._case.pages(story.url))
        record = self._case.record(held[-1].number) if held else None
        return record is None or (record.story.id, record.story.title) != (story.id, story.title)

    def _keep(self, feed: str, memory: FeedMemory) -> None:
        self._feeds[feed] = memory
        _save(self._path, self._feeds)

    def _add(self, page: Page, published: str | None) -> News:
        given = read_stamp(published or "")
        page = msgspec.structs.replace(page, feed_published=given)
        story = find_story(page)
        own = story.published if isinstance(story, Story) else None
        if own is not None and own.how == "htmldate":  # a guess; the feed knows
            own = None
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
