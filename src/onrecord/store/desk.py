"""`Desk`: what the pages in a browser ask of a case beyond what `Case` answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from onrecord.record import Record
from onrecord.store import browsing, charted, counting, judging, reviewing
from onrecord.store.asking import find_pages_with
from onrecord.store.browsing import Batch, Counts
from onrecord.store.captures import CAPTURE_COLUMNS, Capture, make_capture, unpack_record
from onrecord.store.case import Case
from onrecord.store.charted import Chart, Charted
from onrecord.store.correction import By, Correction
from onrecord.store.counting import Counted, State
from onrecord.store.entries import ActorEntry, EventEntry, StatementEntry, StoryEntry
from onrecord.store.judging import Change, Stale
from onrecord.store.lately import Lately
from onrecord.store.ledger import LastSaid, find_last_said, preview
from onrecord.store.question import Kind, Question
from onrecord.store.reading import Reading
from onrecord.store.reviewing import Order, Waiting
from onrecord.store.tables import pages

_MOST_KEPT = 20_000_000  # bytes of compressed records; in memory they take some five times as much


class PageReading(NamedTuple):
    """A capture, its record as it counts now (rejected items still in it, and named so), and what the machine read.

    `case_ids` are the ids in the case of the actors on the page. `version` names all of this: it is another one as soon
    as anything is read or said anew that changes it.
    """

    capture: Capture
    reading: Reading
    read: Record
    case_ids: dict[str, str]
    version: str


class Desk:
    """Lists, counts, and charts of one case. Any thread may use it.

    It keeps the readings that were opened lately, by their versions, and nothing else.
    """

    def __init__(self, case: Case) -> None:
        self._database, self.place = case.database, case.place
        self._opened: Lately[str, PageReading] = Lately(_MOST_KEPT)

    def statements(self, question: Question, after: str | None = None) -> Batch[StatementEntry]:
        """A part of the list of statements, from a key on; see `browsing`."""
        with self._database.reading() as connection:
            return browsing.list_statements(connection, question, after)

    def counted_statements(self, question: Question, after: str | None = None) -> tuple[Batch[StatementEntry], Counts]:
        """A part of the list of statements, and the counts beside the list."""
        batch = self.statements(question, after)
        whole = after is None and batch.next is None
        return batch, browsing.count_whole("statement", batch.entries) if whole else self.count(question, "statement")

    def events(self, question: Question, after: str | None = None) -> Batch[EventEntry]:
        """A part of the list of events."""
        with self._database.reading() as connection:
            return browsing.list_events(connection, question, after)

    def counted_events(self, question: Question, after: str | None = None) -> tuple[Batch[EventEntry], Counts]:
        """A part of the list of events, and the counts beside the list."""
        batch = self.events(question, after)
        whole = after is None and batch.next is None
        return batch, browsing.count_whole("event", batch.entries) if whole else self.count(question, "event")

    def stories(self, question: Question, after: str | None = None) -> Batch[StoryEntry]:
        """A part of the list of stories."""
        with self._database.reading() as connection:
            return browsing.list_stories(connection, question, after)

    def count(self, question: Question, kind: Kind) -> Counts:
        """The counts beside a list."""
        with self._database.reading() as connection:
            return browsing.count_beside(connection, question, kind)

    def counted(self) -> tuple[Counted | None, State]:
        """The case in numbers as it was counted last, and the state that the case is in now."""
        with self._database.reading() as connection:
            return counting.find_counted(connection), counting.find_state(connection)

    def recount(self) -> Counted:
        """Count the case as it is now, and keep that for who looks next."""
        return counting.recount(self._database)

    def speakers(self, after: int, limit: int) -> list[tuple[int, ActorEntry]]:
        """The actors from a place on, those who say most first, as they were counted last."""
        with self._database.reading() as connection:
            return counting.list_counted_actors(connection, after, limit)

    def waiting(self, question: Question, order: Order, after: str | None = None) -> Batch[Waiting]:
        """What nobody has looked at, by what should be looked at first."""
        with self._database.reading() as connection:
            return reviewing.list_waiting(connection, question, order, after)

    def count_waiting(self, question: Question) -> int:
        """How many items nobody has looked at, up to a thousand of a kind."""
        with self._database.reading() as connection:
            return reviewing.count_waiting(connection, question)

    def charted(self, chart: Chart) -> tuple[Charted | None, State]:
        """The figures of a chart as they were counted last, and the state that the case is in now."""
        with self._database.reading() as connection:
            return charted.find_charted(connection, chart), counting.find_state(connection)

    def count_chart(self, chart: Chart) -> Charted:
        """Count the figures of a chart as they are now."""
        start = time.monotonic()
        with self._database.reading() as connection:
            state, figures = counting.find_state(connection), charted.count_chart(connection, chart)
        return Charted(state, figures, time.monotonic() - start)

    def keep_chart(self, chart: Chart, counted: Charted) -> None:
        """Keep the figures for who looks next."""
        with self._database.writing() as connection:
            charted.keep_charted(connection, chart, counted)

    def captures(self, id: str) -> list[Capture]:
        """The captures that hold an item or story, the current one first; also under an id that it once had."""
        from onrecord.store.targets import find_id_now

        with self._database.reading() as connection:
            found = find_pages_with(connection, id)
            if not found and (now := find_id_now(connection, id)):
                found = find_pages_with(connection, now)
            return found

    def capture(self, number: int) -> Capture | None:
        """One capture."""
        with self._database.reading() as connection:
            row = connection.execute(select(*CAPTURE_COLUMNS).where(pages.c.number == number)).mappings().first()
            return make_capture(row) if row else None

    def open(self, capture: Capture) -> PageReading | None:
        """A capture with its record as it counts now; None where it was rejected."""
        return self.open_all([capture.number]).get(capture.number)

    def open_all(self, numbers: Collection[int]) -> dict[int, PageReading]:
        """Several captures likewise, by their numbers; as many questions to the database as for one."""
        with self._database.reading() as connection:
            query = select(*CAPTURE_COLUMNS).where(pages.c.number.in_(numbers))
            captures = [make_capture(row) for row in connection.execute(query).mappings()]
            records = select(pages.c.number, pages.c.record).where(pages.c.number.in_(numbers))
            packed = {number: record for number, record in connection.execute(records) if record}
            case_ids = browsing.find_case_ids(connection, numbers)
            said = find_last_said(connection, {c.address for c in captures})
            return {
                c.number: self._open(connection, c, packed[c.number], (case_ids.get(c.number, {}), said))
                for c in captures
                if c.number in packed
            }

    def _open(
        self, connection: Connection, capture: Capture, packed: bytes, more: tuple[dict[str, str], LastSaid]
    ) -> PageReading:
        case_ids, said = more
        last = said.by_address.get(capture.address, 0), said.same
        version = _name_version(packed, (capture.number, last, sorted(case_ids.items())))
        held = self._opened.find(version)
        if held is not None:
            return held._replace(capture=capture)
        record = unpack_record(packed)
        assert record is not None
        found = preview(connection, capture.address, record).reading
        return self._opened.keep(version, PageReading(capture, found, record, case_ids, version), len(packed))

    def state(self, id: str) -> str:
        """The state of an item, or of an actor of the case, for `change`.

        Raises:
            UsageError: the case has no such item.
        """
        with self._database.reading() as connection:
            return judging.find_state(connection, id)

    def change(self, change: Change, by: By) -> Correction | Stale:
        """Correct an item, unless it is no longer as it was seen; both happen in one transaction.

        Raises:
            UsageError: there is no such item or field, or it cannot have that value.
        """
        with self._database.writing() as connection:
            return judging.change_seen(connection, change, by, datetime.now(UTC))

    def find_records_state(self) -> State:
        """Two numbers that change whenever pages or corrections are added: what was worked out before is then old."""
        with self._database.reading() as connection:
            return counting.find_state(connection)


def _name_version(packed: bytes, more: tuple[object, ...]) -> str:
    return hashlib.blake2b(packed + repr(more).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
