"""Comparing a case bit by bit: pages that changed go out and in, then the groups that they touched are made anew.

Everything is kept after each few pages, so stopping loses nothing; what is left is done by whoever compares next.
"""

from __future__ import annotations

from collections.abc import Callable

from onrecord.compare.actors import find_named, set_apart
from onrecord.compare.chains import name_outlet
from onrecord.compare.contradictions import find_told_clauses
from onrecord.compare.kept_chains import KeptChains
from onrecord.compare.kept_groups import KeptEvents, KeptVoices
from onrecord.compare.kept_ledger import KeptClauses
from onrecord.compare.kept_names import KeptNames
from onrecord.compare.kept_quotations import KeptQuotations
from onrecord.compare.kept_similar import KeptSimilar
from onrecord.compare.mentions import find_told_events
from onrecord.compare.similar import find_said
from onrecord.compare.tellings import find_tellings
from onrecord.compare.voices import find_printed, find_sample
from onrecord.record import Record
from onrecord.store.case import Case
from onrecord.store.shared import Shared, SharedWriter
from onrecord.store.shared_rows import PageRow

# Goes up with every change of what is found, or of how it is kept: a case that was compared by other rules is compared
# anew. What people said of entries and groups is kept, as long as the same words are found.
RULES = 3
PAGES = 20  # in one transaction: about a second, for which other writers wait
_GROUPS = 200  # items of a kind whose groups are made anew in one round
_ROUNDS = 3  # in one transaction

Report = Callable[[int, int], None]  # pages done, pages in all


def update_case(case: Case, report: Report | None = None) -> int:
    """Compare what changed since the case was compared last; returns how many pages that were.

    The time goes by those pages and by what resembles them, not by the size of the case.

    Raises:
        CaseError: the case cannot be read or written.
    """
    shared = Shared(case)
    total, done = shared.count_due(RULES), 0
    if not total:
        return 0
    with shared.writing() as writer:
        writer.keep_to(RULES)
    left = True
    while left:
        with shared.writing() as writer:
            due = writer.find_due(PAGES)
            update = _Update(writer)
            for page in due:
                update.compare(page)
            left = len(due) == PAGES or update.regroup()
        done += len(due)
        if report is not None:
            report(done, max(done, total))
    return done


class _Update:
    """Part of an update, within one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._writer = writer
        self._quotations = KeptQuotations(writer)
        self._events = KeptEvents(writer)
        self._clauses = KeptClauses(writer)
        self._voices = KeptVoices(writer)
        self._names = KeptNames(writer)
        self._similar = KeptSimilar(writer)
        self._chains = KeptChains(writer, self._quotations)

    def compare(self, page: int) -> None:
        """Put a page that changed into the comparison, or take it out."""
        self._writer.clear_due(page)
        before = self._writer.find_page(page)
        if before is not None:
            parts = (self._quotations, self._events, self._clauses, self._voices, self._names, self._similar)
            for part in parts:
                part.remove(page)
            self._writer.delete_page(page)
            self._chains.remove(before)
        due = self._writer.load_due(page)
        if due is not None:
            self._add(page, due.record, due.apart)

    def regroup(self) -> bool:
        """Make some of the groups anew that changed, of one page or a few all; returns whether any are left."""
        parts = (
            self._names, self._voices, self._events, self._clauses, self._chains, self._quotations, self._similar,
        )  # fmt: skip
        for _ in range(_ROUNDS):
            left = [part.regroup(_GROUPS) for part in parts]
            if not any(left):
                return False
        return True

    def _add(self, page: int, record: Record, apart: dict[str, str]) -> None:
        story = record.story
        tellings = list(find_tellings(record))
        outlet = name_outlet(story.outlet) if story.outlet else None
        row = PageRow(page, story.id, story.url, outlet, story.published.value if story.published else None)
        self._writer.insert_page(row)
        self._quotations.add(page, tellings)
        self._events.add(page, list(find_told_events(record)))
        self._clauses.add(page, list(find_told_clauses(record, tellings)))
        self._similar.add(page, list(find_said(tellings)))
        self._voices.add(page, find_sample(record), find_printed(record))
        self._names.add(page, [(set_apart(name, apart.get(actor)), actor) for name, actor in find_named(record.actors)])
        self._chains.add(row, record, tellings)
