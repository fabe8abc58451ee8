"""A case -> entries, one page at a time, and entries -> a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from onrecord.errors import UsageError
from onrecord.exports.contents import Entry
from onrecord.store import Capture, Case
from onrecord.store.captures import Given
from onrecord.store.correction import Correction


def find_entries(case: Case) -> Iterator[Entry]:
    """What counts now: the current capture of each page, with corrections applied, in the order of adding.

    Corrections that belong to none of these come last, in an entry of their own.
    """
    told: set[str] = set()
    for capture in case.pages():
        if capture.current:
            told.add(capture.address)
            yield _make_entry(case, capture, _load_corrections(case, capture))
        elif capture.story is None:
            yield _make_entry(case, capture, ())
    yield from _find_untold(case, told)


def find_history(case: Case) -> Iterator[Entry]:
    """Everything: all captures of each page, each address's corrections with its first, then those of no page."""
    told: set[str] = set()
    for capture in case.pages():
        corrections = () if capture.address in told else _load_corrections(case, capture)
        told.add(capture.address)
        yield _make_entry(case, capture, corrections)
    yield from _find_untold(case, told)


def _find_untold(case: Case, told: set[str]) -> Iterator[Entry]:
    rest = tuple(s.correction for s in case.corrections() if s.correction.address not in told)
    if rest:
        yield Entry(corrections=rest)


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
    for number in sorted(captures):
        yield _make_entry(case, captures[number], _load_corrections(case, captures[number]))


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


def _make_entry(case: Case, capture: Capture, corrections: tuple[Correction, ...]) -> Entry:
    record = case.record(capture.number)
    corrected = case.reading(capture.number) if record and corrections else None
    return Entry(
        record=record,
        rejection=None if record else case.rejection(capture.number),
        page=case.page(capture.number),
        corrections=corrections,
        corrected=corrected if corrected != record else None,
        capture=capture,
        given=case.given(capture.number),
        cast=case.cast(capture.number),
    )


def _load_corrections(case: Case, capture: Capture) -> tuple[Correction, ...]:
    return tuple(standing.correction for standing in case.corrections(address=capture.address))
