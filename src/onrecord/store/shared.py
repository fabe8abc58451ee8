"""What the pages of a case share, as it is kept: what was found, and which pages are still to be compared.

`onrecord.compare` finds it and knows what it means; here are rows. A writer makes it anew bit by bit, a view reads it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, delete, func, or_, select, text, update

from onrecord.record import Record
from onrecord.store.applying import leave_out_rejected
from onrecord.store.captures import find_capture, load_record
from onrecord.store.case import Case
from onrecord.store.compared_tables import (
    FOUND,
    chains,
    compare_dirty,
    compare_due,
    compare_pages,
    compare_state,
    contradictions,
    event_group_mentions,
    event_groups,
    joined_names,
    quotation_changes,
    quotation_tellings,
    quotations,
    story_copies,
)
from onrecord.store.correction import By
from onrecord.store.ledger import preview
from onrecord.store.shared_rows import (
    ChainRow,
    ChangeRow,
    ContradictionRow,
    CopyRow,
    EventGroupRow,
    JoinedRow,
    MentionRow,
    PageRow,
    QuotationRow,
    TellingRow,
)
from onrecord.store.shared_view import SharedView
from onrecord.store.shelf import Shelf, cut
from onrecord.store.tables import pages
from onrecord.store.verdicts import Judgeable, Verdict, attach, judge

_RULES = "rules"
_LOCK = 7_063_418_251  # any fixed number: on PostgreSQL who holds it compares


class DuePage(NamedTuple):
    """A page that is to be compared: its record as it counts now, and the actors that people split off on it.

    `apart` leads from those to what they are in the case; what was split off together is one there.
    """

    record: Record
    apart: dict[str, str]


class Shared:
    """What the pages of one case share."""

    def __init__(self, case: Case) -> None:
        self._database = case.database

    @contextmanager
    def writing(self) -> Iterator[SharedWriter]:
        """A transaction that makes some of it anew; others that compare wait for it."""
        with self._database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            writer = SharedWriter(connection)
            yield writer
            writer.count_version()

    @contextmanager
    def reading(self) -> Iterator[SharedView]:
        """A transaction that reads it, and sees one state throughout."""
        with self._database.reading() as connection:
            yield SharedView(connection)

    def judge(self, id: str, verdict: Verdict, by: By) -> None:
        """Say whether an entry of the ledger or a group is real; `open` takes that back.

        Raises:
            UsageError: the case has no such entry or group.
        """
        with self._database.writing() as connection:
            judge(connection, id, verdict, by, datetime.now(UTC))

    def count_due(self, rules: int) -> int:
        """How many pages are still to be compared, those among them that are compared but not yet grouped: all pages,
        where they were compared by other rules.
        """
        with self._database.reading() as connection:
            if _is_outdated(connection, rules):
                return int(
                    connection.execute(select(func.count()).select_from(_find_readable().subquery())).scalar_one()
                )
            due = int(connection.execute(select(func.count()).select_from(compare_due)).scalar() or 0)
            dirty = connection.execute(select(compare_dirty.c.item).limit(1)).first() is not None
            return due or int(dirty)

    def is_outdated(self, rules: int) -> bool:
        """Whether pages were compared by other rules than these."""
        with self._database.reading() as connection:
            return _is_outdated(connection, rules)


def _is_outdated(connection: Connection, rules: int) -> bool:
    query = select(compare_state.c.number).where(compare_state.c.name == _RULES)
    by = connection.execute(query).scalar()
    return by != rules and connection.execute(select(compare_pages.c.page).limit(1)).first() is not None


def _find_readable() -> Select[Any]:
    """The pages that can be compared."""
    return select(pages.c.number).where(pages.c.current, pages.c.record.is_not(None))


class SharedWriter:
    """Makes what pages share anew, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.shelf = Shelf(connection)

    def count_version(self) -> None:
        """Note that something was compared."""
        c = compare_state.c
        changed = update(compare_state).where(c.name == "version").values(number=c.number + 1)
        if not self._connection.execute(changed).rowcount:
            self._connection.execute(compare_state.insert(), {"name": "version", "number": 1})

    def keep_to(self, rules: int) -> None:
        """Let go of what was found by other rules than these, so that all pages are compared anew."""
        if _is_outdated(self._connection, rules):
            for table in FOUND:
                self._connection.execute(delete(table))
            self._connection.execute(delete(compare_due))
            self._connection.execute(compare_due.insert().from_select(["page"], _find_readable()))
        self._connection.execute(delete(compare_state).where(compare_state.c.name == _RULES))
        self._connection.execute(compare_state.insert(), {"name": _RULES, "number": rules})

    def attach_verdicts(self, found: Sequence[Judgeable]) -> None:
        """Let verdicts stand for what was found anew, where they were given for the same words before."""
        attach(self._connection, found)

    # Pages

    def find_due(self, limit: int) -> list[int]:
        """Some of the pages that are to be compared, in the order in which they were added."""
        query = select(compare_due.c.page).order_by(compare_due.c.page).limit(limit)
        return [int(page) for page in self._connection.execute(query).scalars()]

    def load_due(self, page: int) -> DuePage | None:
        """A page as it counts now; None where it counts no longer: it is no current page, or was not read."""
        capture, record = find_capture(self._connection, page), load_record(self._connection, page)
        if capture is None or record is None or not capture.current:
            return None
        applied = preview(self._connection, capture.address, record)
        return DuePage(leave_out_rejected(applied.reading), applied.splits)

    def clear_due(self, page: int) -> None:
        """Note that a page is compared as it is now; to be said before it is loaded, so that no change is missed."""
        self._connection.execute(delete(compare_due).where(compare_due.c.page == page))

    def find_page(self, page: int) -> PageRow | None:
        """A page that is compared, as it was then."""
        row = self._connection.execute(select(compare_pages).where(compare_pages.c.page == page)).first()
        return PageRow(*row) if row else None

    def insert_page(self, row: PageRow) -> None:
        """Note that a page is compared."""
        self._connection.execute(compare_pages.insert(), row._asdict())

    def delete_page(self, page: int) -> None:
        """Note that a page is compared no longer."""
        self._connection.execute(delete(compare_pages).where(compare_pages.c.page == page))

    def find_pages_of(self, outlet_key: str, between: tuple[str, str] | None) -> list[PageRow]:
        """The pages of an outlet: all, or those published between two days, the second not included, or undated."""
        query = select(compare_pages).where(compare_pages.c.outlet_key == outlet_key)
        if between is not None:
            published = compare_pages.c.published
            dated = (published >= between[0]) & (published < between[1])
            query = query.where(or_(published.is_(None), dated))
        return [PageRow(*row) for row in self._connection.execute(query)]

    def find_pages(self, stories: Iterable[str]) -> dict[str, PageRow]:
        """The compared pages of stories."""
        found = {}
        for part in cut(stories):
            for row in self._connection.execute(select(compare_pages).where(compare_pages.c.story.in_(part))):
                found[str(row.story)] = PageRow(*row)
        return found

    def load_record(self, page: int) -> Record | None:
        """The record of a page, as the machine read it."""
        return load_record(self._connection, page)

    # Quotations

    def delete_quotations(self, statements: Iterable[str]) -> None:
        """Take out the quotations that one of the statements tells, and what follows from them."""
        self._delete_groups(statements, quotation_tellings.c.statement, quotation_tellings.c.quotation,
                            (quotation_tellings, quotation_changes))  # fmt: skip

    def insert_quotations(
        self, rows: Sequence[QuotationRow], tellings: Sequence[TellingRow], changes: Sequence[ChangeRow]
    ) -> None:
        """Put quotations in, with their tellings and changes."""
        self._insert(quotations, rows)
        self._insert(quotation_tellings, tellings)
        self._insert(quotation_changes, changes)

    # Events

    def delete_event_groups(self, events: Iterable[str]) -> None:
        """Take out the groups that one of the events is in, and what follows from them."""
        self._delete_groups(events, event_group_mentions.c.event, event_group_mentions.c.event_group,
                            (event_group_mentions,))  # fmt: skip

    def insert_event_groups(self, rows: Sequence[EventGroupRow], mentions: Sequence[MentionRow]) -> None:
        """Put groups of events in."""
        self._insert(event_groups, rows)
        self._insert(event_group_mentions, mentions)

    # The ledger

    def delete_contradictions(self, bases: Iterable[str]) -> None:
        """Take out the entries that follow from something."""
        matters: set[str] = set()
        c = contradictions.c
        for part in cut(bases):
            matters.update(self._connection.execute(select(c.matter).where(c.basis.in_(part))).scalars())
            self._connection.execute(delete(contradictions).where(c.basis.in_(part)))
        self._choose_shown(matters)

    def insert_contradictions(self, rows: Sequence[ContradictionRow]) -> None:
        """Put entries in; of those on one matter the strongest will be shown."""
        ids = [row.id for row in rows]
        for part in cut(ids):  # an entry may follow from two things; the last one stands for both
            self._connection.execute(delete(contradictions).where(contradictions.c.id.in_(part)))
        self._insert(contradictions, list({row.id: row for row in rows}.values()))
        self._choose_shown({row.matter for row in rows})

    def _choose_shown(self, matters: Collection[str]) -> None:
        c = contradictions.c
        for part in cut(matters):
            best: dict[str, tuple[float, str]] = {}
            for matter, strength, id in self._connection.execute(
                select(c.matter, c.strength, c.id).where(c.matter.in_(part))
            ):
                best[matter] = max(best.get(matter, (-1.0, "")), (strength, id))
            self._connection.execute(update(contradictions).where(c.matter.in_(part)).values(shown=False))
            for ids in cut(id for _, id in best.values()):
                self._connection.execute(update(contradictions).where(c.id.in_(ids)).values(shown=True))

    # Copies, chains, names

    def replace_copies(self, rows: Sequence[CopyRow]) -> None:
        """Say which stories are copies, in the place of what was said of them."""
        for part in cut(row.story for row in rows):
            self._connection.execute(delete(story_copies).where(story_copies.c.story.in_(part)))
        self._insert(story_copies, rows)

    def delete_copy(self, page: int) -> None:
        """Leave a page out of what is said of copies."""
        self._connection.execute(delete(story_copies).where(story_copies.c.page == page))

    def replace_chains(self, page: int, rows: Sequence[ChainRow]) -> None:
        """Say from whom a page has its statements, in the place of what was said."""
        self._connection.execute(delete(chains).where(chains.c.page == page))
        self._insert(chains, rows)

    def find_citing(self, outlet_key: str, between: tuple[str, str] | None) -> list[int]:
        """The pages that cite an outlet: all, or those published between two days or without a day."""
        query = select(chains.c.page).distinct().where(chains.c.cited_key == outlet_key)
        if between is not None:
            dated = (chains.c.published >= between[0]) & (chains.c.published < between[1])
            query = query.where(or_(chains.c.published.is_(None), dated))
        return [int(page) for page in self._connection.execute(query).scalars()]

    def find_blocks(self, names: Iterable[int]) -> set[str]:
        """The blocks in which names are joined."""
        found: set[str] = set()
        for part in cut(names):
            found.update(
                self._connection.execute(select(joined_names.c.block).where(joined_names.c.name.in_(part))).scalars()
            )
        return found

    def replace_joined(self, block: str, rows: Sequence[JoinedRow]) -> None:
        """Say which names of a block are one actor's, in the place of what was said."""
        self._connection.execute(delete(joined_names).where(joined_names.c.block == block))
        for part in cut(row.name for row in rows):
            self._connection.execute(delete(joined_names).where(joined_names.c.name.in_(part)))
        self._insert(joined_names, rows)

    def delete_joined(self, names: Iterable[int]) -> None:
        """Names are joined no longer."""
        for part in cut(names):
            self._connection.execute(delete(joined_names).where(joined_names.c.name.in_(part)))

    def _delete_groups(self, members: Iterable[str], member: Any, group: Any, tables: Sequence[Table]) -> None:
        ids: set[str] = set()
        for part in cut(members):
            ids.update(self._connection.execute(select(group).distinct().where(member.in_(part))).scalars())
        head = quotations if group.name == "quotation" else event_groups
        for part in cut(ids):
            for table in tables:
                self._connection.execute(delete(table).where(table.c[group.name].in_(part)))
            self._connection.execute(delete(head).where(head.c.id.in_(part)))
        self.delete_contradictions(ids)

    def _insert(self, table: Table, rows: Sequence[Any]) -> None:
        if rows:
            self._connection.execute(table.insert(), [row._asdict() for row in rows])
