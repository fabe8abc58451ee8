"""The ledger in the tables of a case: clauses go in and out, and the entries that they touch are made anew."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from onrecord.compare.clashes import EventClash
from onrecord.compare.clauses import Clause
from onrecord.compare.contradictions import CLAUSES, Entry, make_entry
from onrecord.compare.keeping import Kept
from onrecord.record import Span
from onrecord.store.shared import SharedWriter
from onrecord.store.shared_rows import ContradictionRow
from onrecord.store.verdicts import Judgeable, Place


class KeptClauses:
    """The clauses of a case that can be contradicted, in one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._clauses: Kept[Clause] = Kept(CLAUSES, writer.shelf)

    def add(self, page: int, clauses: Sequence[Clause]) -> None:
        """Put a page's clauses in; the time depends on them and on clauses about the same."""
        self._clauses.add(clauses, page)

    def remove(self, page: int) -> None:
        """Take a page's clauses out, and the entries that follow from them."""
        gone = self._shelf.find_page_items(page, CLAUSES.name)
        links = self._shelf.find_links(gone)
        self._writer.delete_contradictions({_name_pair(row.one, row.other) for row in links})
        self._clauses.remove(gone)

    def regroup(self, limit: int) -> bool:
        """Make some of the entries anew that changed; False where none is left."""
        dirty = self._shelf.find_dirty(CLAUSES.name, limit)
        if dirty:
            links = list(self._shelf.find_links(dirty))
            self._writer.delete_contradictions({_name_pair(row.one, row.other) for row in links})
            live = {(min(row.one, row.other), max(row.one, row.other)) for row in links if row.live}
            clauses = self._clauses.find({number for pair in live for number in pair})
            rows = [make_entry_row(make_entry(clauses[i], clauses[j]), _name_pair(i, j)) for i, j in sorted(live)]
            self._writer.insert_contradictions(rows)
            self._writer.attach_verdicts([make_judgeable(row) for row in rows])
            self._shelf.clear_dirty(CLAUSES.name, dirty)
        return bool(dirty)


def make_entry_row(entry: Entry, basis: str) -> ContradictionRow:
    """The row of an entry that follows from a quotation or from two clauses."""
    one, other = entry.one, entry.other
    pair = " ".join(sorted((one.statement, other.statement)))
    return ContradictionRow(
        entry.id, "statements", entry.rule, one.statement, one.story, entry.one_span.start, entry.one_span.end,
        other.statement, other.story, entry.other_span.start, entry.other_span.end, entry.text, entry.strength, pair,
        entry.matter, False, basis, msgspec.msgpack.encode(entry),
    )  # fmt: skip


def make_clash_row(clash: EventClash, group: str) -> ContradictionRow:
    """The row of a clash between mentions of a group of events."""
    one, other = clash.one, clash.other
    pair = " ".join(sorted((one.event, other.event)))
    return ContradictionRow(
        clash.id, "events", clash.rule, one.event, one.story, one.sentence.start, one.sentence.end, other.event,
        other.story, other.sentence.start, other.sentence.end, clash.text, 0.0, pair, clash.id, False, group,
        msgspec.msgpack.encode(clash),
    )  # fmt: skip


def make_judgeable(row: ContradictionRow) -> Judgeable:
    """An entry as people judge it, by the words of both sides."""
    one = Place(row.one_story, Span(row.one_start, row.one_end))
    return Judgeable(row.id, (one, Place(row.other_story, Span(row.other_start, row.other_end))))


def _name_pair(one: int, other: int) -> str:
    return f"{min(one, other)} {max(one, other)}"
