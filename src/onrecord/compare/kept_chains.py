"""Chains of sources in the tables of a case: what a page has from others, checked anew where one of them changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from onrecord.compare.chains import DAYS_AFTER, DAYS_BEFORE, CitedPage, Link, find_chains, find_citing, name_outlet
from onrecord.compare.kept_quotations import KeptQuotations
from onrecord.compare.passages import Prose, make_prose
from onrecord.compare.tellings import Told
from onrecord.record import Record
from onrecord.store.shared import SharedWriter
from onrecord.store.shared_rows import ChainRow, PageRow

KIND = "chain"
_MARGIN = 2  # days: two pages' clocks may be in different zones
_MOST_HELD = 500  # pages in memory


class KeptChains:
    """Who has what from whom in a case, in one transaction."""

    def __init__(self, writer: SharedWriter, quotations: KeptQuotations) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._sources = _Sources(writer, quotations)

    def add(self, row: PageRow, record: Record, tellings: Sequence[Told]) -> None:
        """Put a page in, after its tellings; those that cite its outlet are looked at again."""
        if any(find_citing(record.story.outlet, tellings)):
            self._shelf.mark_dirty(KIND, [row.page])
        self._touch_citing(row)

    def remove(self, row: PageRow) -> None:
        """Take a page out."""
        self._shelf.clear_dirty(KIND, [row.page])
        self._writer.replace_chains(row.page, [])
        self._touch_citing(row)

    def regroup(self, limit: int) -> bool:
        """Check anew some of the pages that cite others; False where none is left."""
        dirty = self._shelf.find_dirty(KIND, limit)
        for page in dirty:
            row = self._writer.find_page(page)
            if row is not None:
                told = self._sources.load_told(page)
                links = find_chains(told[0].telling.outlet if told else None, told, self._sources)
                self._writer.replace_chains(page, [_make_row(link, row) for link in links])
        self._shelf.clear_dirty(KIND, dirty)
        return bool(dirty)

    def _touch_citing(self, row: PageRow) -> None:
        if row.outlet_key:
            between = _find_days(row.published, DAYS_AFTER, DAYS_BEFORE)
            self._shelf.mark_dirty(KIND, self._writer.find_citing(row.outlet_key, between))


class _Cited(NamedTuple):
    told: Sequence[Told]
    prose: Prose


class _Sources:
    """Cited pages, loaded as they are asked for."""

    def __init__(self, writer: SharedWriter, quotations: KeptQuotations) -> None:
        self._writer, self._quotations = writer, quotations
        self._held: OrderedDict[int, _Cited] = OrderedDict()
        self._pages: dict[str, int] = {}

    def find_pages(self, outlet: str, published: str | None) -> Iterable[CitedPage]:
        """The pages of an outlet from the days around."""
        for row in self._writer.find_pages_of(outlet, _find_days(published, DAYS_BEFORE, DAYS_AFTER)):
            self._pages[row.story] = row.page
            yield CitedPage(row.story, row.url, row.published)

    def find_told(self, story: str) -> Sequence[Told]:
        """The tellings of a page."""
        return self._load(story).told

    def find_prose(self, story: str) -> Prose:
        """The sentences of a page."""
        return self._load(story).prose

    def load_told(self, page: int) -> list[Told]:
        """The tellings of a page by its number."""
        return self._quotations.find_told(page)

    def _load(self, story: str) -> _Cited:
        page = self._pages[story]
        if page not in self._held:
            record = self._writer.load_record(page)
            assert record is not None, "a page that is compared was read"
            self._held[page] = _Cited(self.load_told(page), make_prose(record.story))
            if len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return self._held[page]


def _find_days(published: str | None, before: int, after: int) -> tuple[str, str] | None:
    """The days around a day of publication, the last one not included; None where it is not known."""
    try:
        day = date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    first, last = day - timedelta(days=before + _MARGIN), day + timedelta(days=after + _MARGIN + 1)
    return first.isoformat(), last.isoformat()


def _make_row(link: Link, row: PageRow) -> ChainRow:
    return ChainRow(
        link.telling.statement, row.page, link.cited, name_outlet(link.cited), row.published, link.verdict, link.text,
        link.story, msgspec.msgpack.encode(link),
    )  # fmt: skip
