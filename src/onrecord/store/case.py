"""`Case`: pages, what was read from them, and what people said of it, in one SQLite file or a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Unpack

from sqlalchemy import Connection, and_, not_, or_, select

from onrecord.errors import CaseError
from onrecord.inputs import open_page
from onrecord.read import read
from onrecord.record import Actor, Page, Record, Rejection
from onrecord.store import asking
from onrecord.store.captures import (
    CAPTURE_COLUMNS,
    Capture,
    Given,
    find_full_path,
    load_page,
    load_record,
    make_capture,
    name_url,
    unpack_record,
)
from onrecord.store.entries import ActorEntry, Entry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.opening import open_engine, reading, show_place, writing
from onrecord.store.question import Filters, Kind, make_question
from onrecord.store.tables import pages
from onrecord.store.writing import Added, add_page, find_same, replace_reading


class Case:
    """A case. `place` is the path of an SQLite file, made where there is none, or `postgresql://USER@HOST/NAME`.

    Use it in a `with` block, or close it. One `Case` serves one thread; several programs may work on one case.

    Raises:
        CaseError: it cannot be opened, is damaged, or was made by a newer version of the program.
        CaseBusyError: another program keeps it locked.
        UsageError: `place` cannot be a case.
    """

    def __init__(self, place: str | Path) -> None:
        self.place = show_place(str(place))
        self._engine = open_engine(str(place))

    def __enter__(self) -> Case:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Case({self.place!r})"

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Adding

    def add(self, page: Page | str | Path, published: str | None = None, outlet: str | None = None) -> Added:
        """Read a page and keep it with its record. When this returns, it is kept whatever happens next.

        The same bytes from the same place are not read again. A page that changed becomes a new version beside the
        old one, and one that cannot be read is kept with the reason.

        Raises:
            InputError: the file cannot be opened.
            UsageError: `published` is no date.
            CaseError: the case cannot be written.
        """
        if not isinstance(page, Page):
            page = open_page(find_full_path(str(page)))
        with reading(self._engine, self.place) as connection:
            same = find_same(connection, page)
        if same is not None:
            return same
        return self.add_record(page, read(page, published, outlet), published, outlet)

    def add_record(
        self, page: Page, result: Record | Rejection, published: str | None = None, outlet: str | None = None
    ) -> Added:
        """Keep a page that was read already. `published` and `outlet` are what was given when it was read."""
        with writing(self._engine, self.place) as connection:
            return add_page(connection, page, result, Given(published, outlet), datetime.now(UTC))

    def has(self, url: str) -> bool:
        """Whether a page from that file or address is in the case, read or rejected."""
        known = name_url(find_full_path(url))
        with reading(self._engine, self.place) as connection:
            return connection.execute(select(pages.c.number).where(pages.c.url == known).limit(1)).first() is not None

    def reread(self, number: int) -> Record | Rejection | None:
        """Read a page again from its bytes. What the machine read is replaced, what people said is kept.

        Returns what was read, or None where the bytes were not kept.
        """
        with reading(self._engine, self.place) as connection:
            held, capture = load_page(connection, number), self._capture(connection, number)
        if held is None:
            return None
        page, given = held
        result = read(page, given.published, given.outlet)
        with writing(self._engine, self.place) as connection:
            replace_reading(connection, capture, result)
        return result

    # Asking

    def statements(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[StatementEntry]:
        """The statements with all of `words`, newest first; the keywords are the fields of `Question`."""
        question = make_question(words, filters)
        with reading(self._engine, self.place) as connection:
            yield from asking.find_statements(connection, question)

    def events(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[EventEntry]:
        """The events, as for `statements`; `speaker` is who acts."""
        question = make_question(words, filters)
        with reading(self._engine, self.place) as connection:
            yield from asking.find_events(connection, question)

    def stories(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[StoryEntry]:
        """The stories, as for `statements`; filters that fit no story find none."""
        question = make_question(words, filters)
        with reading(self._engine, self.place) as connection:
            yield from asking.find_stories(connection, question)

    def timeline(
        self, actor: str, words: str = "", **filters: Unpack[Filters]
    ) -> Iterator[StatementEntry | EventEntry]:
        """What an actor said and did, and what was said about it and done to it, oldest first."""
        question = make_question(words, filters)
        with reading(self._engine, self.place) as connection:
            yield from asking.find_timeline(connection, question, actor)

    def actors(self, name: str | None = None, limit: int | None = None) -> Iterator[ActorEntry]:
        """The actors of the case, those with most statements first; `name` is a name, a word of one, or an id."""
        with reading(self._engine, self.place) as connection:
            yield from asking.find_actors(connection, name, limit)

    def count(self, kind: Kind = "statement", words: str = "", **filters: Unpack[Filters]) -> int:
        """How many statements, events, or stories the question has, whatever its limit."""
        question = make_question(words, filters)
        with reading(self._engine, self.place) as connection:
            return asking.count_entries(connection, question, kind)

    def find(self, id: str) -> list[Entry]:
        """The statement, event, or story with that id, the current one first; several where captures share it."""
        with reading(self._engine, self.place) as connection:
            return list(asking.find_item(connection, id))

    def pages_with(self, id: str) -> list[Capture]:
        """The captures that hold the item or story with that id, the current one first."""
        with reading(self._engine, self.place) as connection:
            return asking.find_pages_with(connection, id)

    def appearances(self, actor: str, limit: int | None = None) -> list[tuple[Actor, Capture]]:
        """Where an actor of the case appears: as what on which current page."""
        with reading(self._engine, self.place) as connection:
            return list(asking.find_appearances(connection, actor, limit))

    # Pages

    def pages(self, address: str | None = None) -> Iterator[Capture]:
        """All captures in the order they were added, or those of one address, oldest first."""
        query = select(*CAPTURE_COLUMNS).order_by(pages.c.number)
        if address is not None:
            query = query.where(pages.c.address.in_([name_url(address), name_url(find_full_path(address))]))
        with reading(self._engine, self.place) as connection:
            for row in connection.execute(query.execution_options(yield_per=500)).mappings():
                yield make_capture(row)

    def page(self, number: int) -> Page | None:
        """A page as it was given, with its bytes; None where they were not kept."""
        with reading(self._engine, self.place) as connection:
            held = load_page(connection, number)
        return held[0] if held else None

    def record(self, number: int) -> Record | None:
        """The record of a page exactly as the machine read it; None where it was rejected."""
        with reading(self._engine, self.place) as connection:
            return load_record(connection, number)

    def reading(self, number: int) -> Record:
        """The record of a page as it counts now: with people's corrections, without what they rejected.

        Raises:
            CaseError: there is no such page, or it was rejected.
        """
        with reading(self._engine, self.place) as connection:
            record = load_record(connection, number)
        if record is None:
            raise CaseError(f"{self.place}: page {number} is not there or could not be read.")
        return record

    def find_outdated(self, everything: bool = False) -> list[int]:
        """The pages that another version or model read; all pages where `everything` is asked."""
        from onrecord.read import find_made_by

        now = find_made_by()
        query = select(pages.c.number).order_by(pages.c.number)
        if not everything:
            same = and_(pages.c.made_by_version == now.version, pages.c.made_by_model == now.model)
            query = query.where(or_(pages.c.record.is_(None), not_(same)), pages.c.content.is_not(None))
        with reading(self._engine, self.place) as connection:
            return [int(number) for number in connection.execute(query).scalars()]

    def records(self, all_versions: bool = False) -> Iterator[Record]:
        """The records of all current pages, or of all versions, as the machine read them."""
        query = select(pages.c.record).where(pages.c.record.is_not(None)).order_by(pages.c.number)
        if not all_versions:
            query = query.where(pages.c.current)
        with reading(self._engine, self.place) as connection:
            for packed in connection.execute(query.execution_options(yield_per=100)).scalars():
                record = unpack_record(packed)
                assert record is not None
                yield record

    def _capture(self, connection: Connection, number: int) -> Capture:
        row = connection.execute(select(*CAPTURE_COLUMNS).where(pages.c.number == number)).mappings().first()
        if row is None:
            raise CaseError(f"{self.place}: there is no page {number} in it. onrecord search lists what there is.")
        return make_capture(row)
