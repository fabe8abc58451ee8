"""A case -> entries, one page at a time, and entries -> a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from onrecord.errors import UsageError
from onrecord.exports.contents import Entry, Same
from onrecord.store import Capture, Case
from onrecord.store.applying import leave_out_rejected
from onrecord.store.captures import Given
from onrecord.store.correction import Correction


def find_entries(case: Case) -> Iterator[Entry]:
    """What counts now: the current capture of each page, with corrections applied, in the order of adding.

    Corrections that belong to none of these come last, in an entry of their own.
    """
    pages = _Pages(case)
    for capture in case.pages():
        if capture.current:
            yield pages.make_entry(capture, pages.take_corrections(capture))
        elif capture.story is None:
            yield pages.make_entry(capture, ())
    yield from pages.make_last()


def find_history(case: Case) -> Iterator[Entry]:
    """Everything: all captures of each page, each address's corrections with its first, then those of no page."""
    pages = _Pages(case)
    for capture in case.pages():
        yield pages.make_entry(capture, pages.take_corrections(capture))
    yield from pages.make_last()


def find_entries_with(case: Case, ids: Iterable[str]) -> Iterator[Entry]:
    """The pages that hold the items, stories, or actors of the case with these ids, each page once.

    Of a page's captures it is the current one, or the newest that holds the item.

    Raises:
        UsageError: the case has nothing with one of the ids; nothing was given out before.
    """
    captures: dict[int, Capture] = {}
    for id in ids:
        found = [c for _, c in case.appearances(id)] if id.startswith("who-") else case.pages_with(id)[:1]
        if not found:
            raise UsageError(f"{id}: {case.place} has nothing with this id. onrecord search prints ids.")
        captures |= {capture.number: capture for capture in found}
    pages = _Pages(case)
    for _, capture in sorted(captures.items()):
        yield pages.make_entry(capture, pages.take_corrections(capture))


def add_entries(case: Case, entries: Iterable[Entry]) -> Iterator[str]:
    """Put entries into a case, page by page; gives what became of each page as soon as it is kept.

    Corrections come last, oldest first, since one may speak of several pages; `correction` is given for each.
    Nothing is read again, and what the case has already is left alone.
    """
    numbers: dict[int, int | None] = {}
    corrections: list[Correction] = []
    for entry in entries:
        corrections += entry.corrections
        result = entry.record or entry.rejection
        if result is None:
            continue
        added = case.restore(entry.page, result, entry.given or Given(), entry.capture)
        if entry.capture:
            numbers[entry.capture.number] = added.page
        yield added.outcome
    for correction in sorted(corrections, key=lambda c: c.when):
        page = numbers.get(correction.page, correction.page) if correction.page is not None else None
        case.add_correction(structs.replace(correction, page=page))
        yield "correction"


class _Pages:
    """Makes entries of one case. Corrections, which people make one by one, are loaded once and handed out once."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._waiting: dict[str | None, list[Correction]] = {}
        self._corrected: set[str | None] = set()
        self._has_same = False
        for standing in case.corrections():
            correction = standing.correction
            self._waiting.setdefault(correction.address, []).append(correction)
            self._corrected.add(correction.address)
            self._has_same |= correction.kind == "same"

    def take_corrections(self, capture: Capture) -> tuple[Correction, ...]:
        """The corrections at a capture's address, the first time that they are asked for."""
        return tuple(self._waiting.pop(capture.address, ()))

    def make_last(self) -> Iterator[Entry]:
        """What nobody took, oldest first."""
        rest = sorted((c for held in self._waiting.values() for c in held), key=lambda c: c.when)
        if rest:
            yield Entry(corrections=tuple(rest))

    def make_entry(self, capture: Capture, corrections: tuple[Correction, ...]) -> Entry:
        """A capture as an entry."""
        case, number = self._case, capture.number
        record = case.record(number)
        entry = Entry(
            record=record,
            rejection=None if record else case.rejection(number),
            page=case.page(number),
            corrections=corrections,
            capture=capture,
            given=case.given(number),
            cast=case.cast(number),
        )
        if record is None or not (self._has_same or capture.address in self._corrected):
            return entry
        reading = case.reviewed(number)
        corrected = leave_out_rejected(reading)
        same = tuple(Same(item, other) for item, other in sorted(reading.counts_as.items()))
        return structs.replace(entry, corrected=corrected if corrected != record else None, same=same)
