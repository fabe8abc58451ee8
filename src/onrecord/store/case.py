"""`Case`: pages, what was read from them, and what people said of it, in one SQLite file or a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Unpack

from sqlalchemy import Connection, and_, not_, or_, select

from onrecord.errors import CaseError, UsageError
from onrecord.inputs import open_page
from onrecord.read import read
from onrecord.record import Actor, Event, Finding, Page, Record, Rejection, Statement, Timex
from onrecord.store import asking, correcting
from onrecord.store.accuracy import Accuracy, measure_accuracy
from onrecord.store.applying import leave_out_rejected
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
from onrecord.store.cast import Known, load_cast
from onrecord.store.correction import By, Correction, Standing
from onrecord.store.entries import ActorEntry, Entry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.ledger import load_corrections, load_standings, preview
from onrecord.store.opening import PATIENCE, Database, stream
from onrecord.store.question import Filters, Kind, make_question
from onrecord.store.reading import Reading
from onrecord.store.restoring import load_given, load_rejection, restore_page
from onrecord.store.tables import pages
from onrecord.store.targets import find_id_now, find_target
from onrecord.store.timeline import find_timeline
from onrecord.store.values import NONE, read_value
from onrecord.store.writing import Added, add_page, find_same, replace_reading


class Case:
    """A case. `place` is the path of an SQLite file, made where there is none, or `postgresql://USER@HOST/NAME`.

    `patience` is how many seconds to wait for another program that is writing. Use it in a `with` block, or close it.
    Threads may share a `Case`, and several programs may work on one case: each call is a transaction of its own, on a
    connection that nobody else has meanwhile. What an iterator has begun, one thread reads to its end.
    `database` is for what else in `store` works on the case.

    Raises:
        CaseError: it cannot be opened, is damaged, or was made by a newer version of the program.
        CaseBusyError: another program keeps it locked.
        UsageError: `place` cannot be a case.
    """

    def __init__(self, place: str | Path, patience: float = PATIENCE) -> None:
        self.database = Database(str(place), patience)
        self.place = self.database.place

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
        self.database.close()

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
        with self.database.reading() as connection:
            same = find_same(connection, page)
        if same is not None:
            return same
        return self.add_record(page, read(page, published, outlet), published, outlet)

    def add_record(
        self, page: Page, result: Record | Rejection, published: str | None = None, outlet: str | None = None
    ) -> Added:
        """Keep a page that was read already. `published` and `outlet` are what was given when it was read."""
        with self.database.writing() as connection:
            return add_page(connection, page, result, Given(published, outlet), datetime.now(UTC))

    def restore(
        self, page: Page | None, result: Record | Rejection, given: Given, capture: Capture | None = None
    ) -> Added:
        """Take over a page from elsewhere, such as an export, with what was read from it; nothing is read again.

        `page` is None where its bytes are not known; `capture` says how it stood in the case it comes from.
        """
        with self.database.writing() as connection:
            return restore_page(connection, page, result, given, capture)

    def has(self, url: str) -> bool:
        """Whether a page from that file or address is in the case, read or rejected."""
        known = name_url(find_full_path(url))
        with self.database.reading() as connection:
            return connection.execute(select(pages.c.number).where(pages.c.url == known).limit(1)).first() is not None

    def reread(self, number: int) -> Record | Rejection | None:
        """Read a page again from its bytes. What the machine read is replaced, what people said is kept.

        Returns what was read, or None where the bytes were not kept.
        """
        with self.database.reading() as connection:
            held, capture = load_page(connection, number), self._capture(connection, number)
        if held is None:
            return None
        page, given = held
        result = read(page, given.published, given.outlet)
        with self.database.writing() as connection:
            replace_reading(connection, capture, result)
        return result

    # Asking

    def statements(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[StatementEntry]:
        """The statements with all of `words`, newest first; the keywords are the fields of `Question`."""
        question = make_question(words, filters)
        with self.database.reading() as connection:
            yield from asking.find_statements(connection, question)

    def events(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[EventEntry]:
        """The events, as for `statements`; `speaker` is who acts."""
        question = make_question(words, filters)
        with self.database.reading() as connection:
            yield from asking.find_events(connection, question)

    def stories(self, words: str = "", **filters: Unpack[Filters]) -> Iterator[StoryEntry]:
        """The stories, as for `statements`; filters that fit no story find none."""
        question = make_question(words, filters)
        with self.database.reading() as connection:
            yield from asking.find_stories(connection, question)

    def timeline(
        self, actor: str, words: str = "", **filters: Unpack[Filters]
    ) -> Iterator[StatementEntry | EventEntry]:
        """What an actor said and did, and what was said about it and done to it, oldest first."""
        question = make_question(words, filters)
        with self.database.reading() as connection:
            yield from find_timeline(connection, question, actor)

    def actors(self, name: str | None = None, limit: int | None = None) -> Iterator[ActorEntry]:
        """The actors of the case, those with most statements first; `name` is a name, a word of one, or an id."""
        with self.database.reading() as connection:
            yield from asking.find_actors(connection, name, limit)

    def count(self, kind: Kind = "statement", words: str = "", **filters: Unpack[Filters]) -> int:
        """How many statements, events, or stories the question has, whatever its limit."""
        question = make_question(words, filters)
        with self.database.reading() as connection:
            return asking.count_entries(connection, question, kind)

    def find(self, id: str) -> list[Entry]:
        """The statement, event, or story with that id, the current one first; several where captures share it."""
        with self.database.reading() as connection:
            return list(asking.find_item(connection, self._find_id(connection, id)))

    def pages_with(self, id: str) -> list[Capture]:
        """The captures that hold the item or story with that id, the current one first.

        An item that was corrected is found by the id that it had then, too.
        """
        with self.database.reading() as connection:
            return asking.find_pages_with(connection, self._find_id(connection, id))

    def find_id(self, id: str) -> str:
        """The id that an item has now: its own, or that of the item that it became when its page was read again."""
        with self.database.reading() as connection:
            return self._find_id(connection, id)

    def appearances(self, actor: str, limit: int | None = None) -> list[tuple[Actor, Capture]]:
        """Where an actor of the case appears: as what on which current page."""
        with self.database.reading() as connection:
            return list(asking.find_appearances(connection, actor, limit))

    # Correcting

    def confirm(self, id: str, by: By) -> Correction:
        """Say that an item is right as it is.

        Raises:
            UsageError: the case has no such item.
        """
        with self.database.writing() as connection:
            return correcting.judge(connection, "confirm", id, by, datetime.now(UTC))

    def reject(self, id: str, by: By) -> Correction:
        """Say that there is no such thing on the page; it is kept, but no longer found unless asked for."""
        with self.database.writing() as connection:
            return correcting.judge(connection, "reject", id, by, datetime.now(UTC))

    def correct(self, id: str, field: str, value: object, by: By) -> Correction:
        """Give a field of an item, of a story, or of an actor of the case another value.

        `value` is of the field's type: spans are `Span`, actors, times, and statements are ids of the page.

        Raises:
            UsageError: there is no such item or field, or it cannot have that value.
        """
        with self.database.writing() as connection:
            return correcting.correct(connection, id, field, value, by, datetime.now(UTC))

    def read_value(self, id: str, field: str, typed: Sequence[str]) -> object:
        """What a person typed for a field of an item, as its value: words or `START:END` for spans, names for actors.

        Raises:
            UsageError: there is no such item, or what was typed fits nothing on its page, or several things.
        """
        if id.startswith("who-"):
            return (
                list(typed) if field in ("sectors", "same_as") else None if list(typed) == [NONE] else " ".join(typed)
            )
        with self.database.reading() as connection:
            target = find_target(connection, id)
        return read_value(target.record, target.kind, field, typed)

    def mark(self, page: int, item: Statement | Event | Timex | Finding | Actor, by: By) -> Correction:
        """Add an item that the machine missed; its id is made from its place, whatever it holds."""
        with self.database.writing() as connection:
            return correcting.mark(connection, page, item, by, datetime.now(UTC))

    def merge(self, keep: str, other: str, by: By) -> Correction:
        """Say that two actors of the case are one; `keep` gives the name."""
        with self.database.writing() as connection:
            return correcting.merge(connection, keep, other, by, datetime.now(UTC))

    def split(self, ids: Sequence[str], by: By) -> list[Correction]:
        """Take actors on pages (`a-...`) out of their actor of the case, together, into one of their own."""
        with self.database.writing() as connection:
            return correcting.split(connection, ids, by, datetime.now(UTC))

    def mark_same(self, first: str, other: str, by: By) -> Correction:
        """Say that two statements, or two events, are the same one reported twice."""
        with self.database.writing() as connection:
            return correcting.mark_same(connection, first, other, by, datetime.now(UTC))

    def undo(self, id: str, by: By) -> Correction:
        """Take a correction back, with a row of its own; undoing that row brings it back."""
        with self.database.writing() as connection:
            return correcting.undo(connection, id, by, datetime.now(UTC))

    def corrections(self, item: str | None = None, address: str | None = None) -> Iterator[Standing]:
        """What people said, oldest first, and how each stands now: of the case, an item, or a page's address."""
        with self.database.reading() as connection:
            yield from load_standings(connection, load_corrections(connection, address, item))

    def add_correction(self, correction: Correction) -> None:
        """Take over a correction from elsewhere, such as an export, with its id, time, and anchors as they are.

        One whose id the case holds is left alone.
        """
        with self.database.writing() as connection:
            correcting.take_over(connection, correction)

    def accuracy(self) -> list[Accuracy]:
        """How right the machine was, by kind of item, on what people looked at."""
        with self.database.reading() as connection:
            return measure_accuracy(connection)

    # Pages

    def find_page(self, named: str) -> Capture:
        """The current capture with that number, story, address, or file.

        Raises:
            UsageError: the case has no such page.
        """
        with self.database.reading() as connection:
            found = asking.find_capture_named(connection, named)
        if found is None:
            raise UsageError(f"{named}: the case has no such page. onrecord search CASE --kind story lists pages.")
        return found

    def pages(self, address: str | None = None) -> Iterator[Capture]:
        """All captures in the order they were added, or those of one address, oldest first."""
        query = select(*CAPTURE_COLUMNS).order_by(pages.c.number)
        if address is not None:
            query = query.where(pages.c.address.in_([name_url(address), name_url(find_full_path(address))]))
        with self.database.reading() as connection:
            for row in stream(connection, query):
                yield make_capture(row)

    def page(self, number: int) -> Page | None:
        """A page as it was given, with its bytes; None where they were not kept."""
        with self.database.reading() as connection:
            held = load_page(connection, number)
        return held[0] if held else None

    def record(self, number: int) -> Record | None:
        """The record of a page exactly as the machine read it; None where it was rejected."""
        with self.database.reading() as connection:
            return load_record(connection, number)

    def rejection(self, number: int) -> Rejection | None:
        """Why a page was rejected; None where it was read."""
        with self.database.reading() as connection:
            return load_rejection(connection, number)

    def cast(self, number: int) -> tuple[Known, ...]:
        """Who the actors of a page are in the whole case."""
        with self.database.reading() as connection:
            return load_cast(connection, number)

    def given(self, number: int) -> Given:
        """What was known better than the page when it was added."""
        with self.database.reading() as connection:
            return load_given(connection, number)

    def reading(self, number: int) -> Record:
        """The record of a page as it counts now: with people's corrections, without what they rejected.

        Raises:
            CaseError: there is no such page, or it was rejected.
        """
        return leave_out_rejected(self.reviewed(number))

    def reviewed(self, number: int) -> Reading:
        """The record of a page with people's corrections and also with what they rejected, and what they said of each.

        Raises:
            CaseError: there is no such page, or it was rejected.
        """
        with self.database.reading() as connection:
            record, capture = load_record(connection, number), self._capture(connection, number)
            if record is None:
                raise CaseError(f"{self.place}: page {number} could not be read, so it has no record.")
            return preview(connection, capture.address, record).reading

    def find_outdated(self, everything: bool = False) -> list[int]:
        """The pages that another version or model read; all pages where `everything` is asked."""
        from onrecord.read import find_made_by

        now = find_made_by()
        query = select(pages.c.number).order_by(pages.c.number)
        if not everything:
            same = and_(pages.c.made_by_version == now.version, pages.c.made_by_model == now.model)
            query = query.where(or_(pages.c.record.is_(None), not_(same)), pages.c.content.is_not(None))
        with self.database.reading() as connection:
            return [int(number) for number in connection.execute(query).scalars()]

    def records(self, all_versions: bool = False) -> Iterator[Record]:
        """The records of all current pages, or of all versions, as the machine read them."""
        query = select(pages.c.record).where(pages.c.record.is_not(None)).order_by(pages.c.number)
        if not all_versions:
            query = query.where(pages.c.current)
        with self.database.reading() as connection:
            for row in stream(connection, query, batch=50):
                record = unpack_record(row["record"])
                assert record is not None
                yield record

    def _find_id(self, connection: Connection, id: str) -> str:
        return id if asking.find_pages_with(connection, id) else find_id_now(connection, id) or id

    def _capture(self, connection: Connection, number: int) -> Capture:
        row = connection.execute(select(*CAPTURE_COLUMNS).where(pages.c.number == number)).mappings().first()
        if row is None:
            raise CaseError(f"{self.place}: there is no page {number} in it. onrecord search lists what there is.")
        return make_capture(row)
