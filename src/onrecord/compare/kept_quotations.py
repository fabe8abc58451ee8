"""Quotations in the tables of a case: tellings go in and out, and the groups that they touch are made anew."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.compare.contradictions import find_changed
from onrecord.compare.keeping import Kept
from onrecord.compare.kept_ledger import make_entry_row, make_judgeable
from onrecord.compare.matching import Wording
from onrecord.compare.quotations import Quotation, group_wordings, make_quotation
from onrecord.compare.tellings import Telling, Told
from onrecord.compare.wordings import WORDINGS, Identity, are_near, identify, make_wording
from onrecord.compare.words import Passage
from onrecord.record import Span
from onrecord.store.shared import SharedWriter
from onrecord.store.shared_rows import ChangeRow, QuotationRow, TellingRow
from onrecord.store.shelf import MemberRow
from onrecord.store.verdicts import Judgeable, Place


class _KeptTold(msgspec.Struct, array_like=True, frozen=True):
    """A telling as it is kept, with its place on the page."""

    place: int
    telling: Telling
    keys: tuple[str, ...]
    starts: list[int]
    ends: list[int]
    bracketed: frozenset[int]
    gaps: tuple[int, ...]


class KeptQuotations:
    """The quotations of a case, in one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._wordings: Kept[Wording] = Kept(WORDINGS, writer.shelf)

    def add(self, page: int, tellings: Sequence[Told]) -> None:
        """Put a page's tellings in; the time depends on them and on what resembles them."""
        identities = [_write_identity(identify(told)) for told in tellings]
        known = self._shelf.find_identities(identities)
        new = {identity: n for n, identity in reversed(list(enumerate(identities))) if identity not in known}
        made = [make_wording(tellings[n]) for n in new.values()]
        known.update(zip(new, self._wordings.add(made, identities=list(new)), strict=True))
        bodies = (msgspec.msgpack.encode(_pack(n, told)) for n, told in enumerate(tellings))
        rows = [
            MemberRow(known[identity], told.telling.statement, page, body)
            for told, identity, body in zip(tellings, identities, bodies, strict=True)
        ]
        self._shelf.insert_members(list({(row.item, row.id): row for row in rows}.values()))
        days: dict[int, list[str | None]] = defaultdict(list)
        for told, identity in zip(tellings, identities, strict=True):
            days[known[identity]].append(told.telling.day)
        self._set_days(days, keep=True)

    def remove(self, page: int) -> None:
        """Take a page's tellings out."""
        gone = self._shelf.find_page_members(page, WORDINGS.name)
        self._writer.delete_quotations(row.id for row in gone)
        items = {row.item for row in gone}
        self._shelf.delete_members(page, items)
        left: dict[int, list[str | None]] = defaultdict(list)
        for row in self._shelf.find_members(items):
            left[row.item].append(_decode(row).telling.day)
        self._wordings.remove(items - left.keys())
        self._set_days(left, keep=False)

    def find_told(self, page: int) -> list[Told]:
        """The tellings of a page, in its order."""
        items = [row.item for row in self._shelf.find_page_members(page, WORDINGS.name)]
        kept = [(row, _decode(row)) for row in self._shelf.find_members(items) if row.page == page]
        return [_unpack(told) for _, told in sorted(kept, key=lambda k: k[1].place)]

    def regroup(self, limit: int) -> bool:
        """Make some of the groups anew that changed; False where none is left."""
        dirty = self._shelf.find_dirty(WORDINGS.name, limit)
        if dirty:
            near = _Near(self._wordings, dirty)
            self._shelf.clear_dirty(WORDINGS.name, near.numbers)
            self._make_groups(near)
        return bool(dirty)

    def _make_groups(self, near: _Near) -> None:
        near.load_tellings()
        self._writer.delete_quotations(near.find_statements())
        made = (make_quotation(near, group) for group in group_wordings(near, near.find_told_twice()))
        quotations = [q for q in made if q is not None]
        pages = near.pages
        self._writer.insert_quotations(
            [_make_row(q) for q in quotations],
            [row for q in quotations for row in _make_telling_rows(q, pages)],
            [row for q in quotations for row in _make_change_rows(q)],
        )
        entries = [make_entry_row(entry, q.id) for q in quotations for entry in find_changed(q)]
        self._writer.insert_contradictions(entries)
        self._writer.attach_verdicts([*map(_make_judgeable, quotations), *map(make_judgeable, entries)])

    def _set_days(self, days: dict[int, list[str | None]], keep: bool) -> None:
        changed = {}
        for number, wording in self._wordings.find(days).items():
            now = dict.fromkeys([*(wording.days if keep else ()), *days[number]])
            if set(now) != set(wording.days):
                changed[number] = wording._replace(days=tuple(now))
        self._wordings.replace(changed)
        self._shelf.mark_dirty(WORDINGS.name, days)


class _Near:
    """Wordings with all that they are connected to."""

    def __init__(self, kept: Kept[Wording], start: Iterable[int]) -> None:
        self._kept, self.pages = kept, dict[str, int]()
        self._wordings: dict[int, Wording] = {}
        self._neighbours: dict[int, list[int]] = {}
        self._tellings: dict[int, list[Told]] = defaultdict(list)
        waiting = set(start)
        while waiting:
            found = kept.shelf.find_neighbours(waiting)
            self._wordings |= kept.find(
                {*waiting, *(n for near in found.values() for n in near)} - self._wordings.keys()
            )
            for number in waiting:
                wording = self._wordings[number]
                self._neighbours[number] = [o for o in found.get(number, ()) if are_near(wording, self._wordings[o])]
            waiting = {o for n in waiting for o in self._neighbours[n]} - self._neighbours.keys()

    @property
    def numbers(self) -> Iterable[int]:
        """The wordings that were started from and those connected to them."""
        return self._neighbours.keys()

    def load_tellings(self) -> None:
        """Load the tellings of those wordings that may be told on two pages."""
        counts = self._kept.shelf.count_members(self.numbers)
        alone = {n for n in self.numbers if not self._neighbours[n] and counts.get(n, 0) < 2}
        self._twice = [n for n in self.numbers if n not in alone]
        for row in self._kept.shelf.find_members(self._twice):
            self._tellings[row.item].append(_unpack(_decode(row)))
            self.pages[row.id] = row.page

    def find_statements(self) -> list[str]:
        """The statements that tell these wordings."""
        return [t.telling.statement for told in self._tellings.values() for t in told]

    def find_told_twice(self) -> list[int]:
        """Those wordings that may be told on two pages."""
        return self._twice

    def find_wording(self, number: int) -> Wording:
        """The wording with that number."""
        return self._wordings[number]

    def find_tellings(self, number: int) -> Sequence[Told]:
        """Its tellings."""
        return self._tellings[number]

    def find_neighbours(self, number: int) -> Iterable[int]:
        """The wordings that are linked to it and near in time."""
        return self._neighbours[number]


def _write_identity(identity: Identity) -> str:
    speaker = identity.speaker
    who = (speaker.name, speaker.kind, speaker.country) if speaker else None
    return f"wording {msgspec.json.encode((identity.words, identity.quoted, who, identity.day)).decode()}"


def _pack(place: int, told: Told) -> _KeptTold:
    passage = told.passage
    starts, ends = passage.starts.tolist(), passage.ends.tolist()
    return _KeptTold(place, told.telling, passage.keys, starts, ends, passage.bracketed, passage.gaps)


_DECODER = msgspec.msgpack.Decoder(_KeptTold)


def _decode(row: MemberRow) -> _KeptTold:
    return _DECODER.decode(row.body or b"")


def _unpack(kept: _KeptTold) -> Told:
    starts, ends = array("i", kept.starts), array("i", kept.ends)
    return Told(kept.telling, Passage(kept.keys, starts, ends, kept.bracketed, kept.gaps))


def _make_judgeable(quotation: Quotation) -> Judgeable:
    tellings = [v.telling for v in quotation.variants]
    places = (Place(t.story, Span(t.spans[0].start, t.spans[-1].end)) for t in tellings)
    return Judgeable(quotation.id, tuple(places))


def _make_row(quotation: Quotation) -> QuotationRow:
    reference = quotation.reference
    kinds = sorted({change.kind for v in quotation.variants for change in v.changes})
    speaker = reference.speaker.name if reference.speaker else None
    body = msgspec.msgpack.encode(quotation)
    return QuotationRow(quotation.id, reference.statement, quotation.why, reference.words, speaker,
                        len(quotation.variants), list(kinds), body)  # fmt: skip


def _make_telling_rows(quotation: Quotation, pages: dict[str, int]) -> Iterable[TellingRow]:
    for place, variant in enumerate(quotation.variants):
        statement = variant.telling.statement
        yield TellingRow(statement, quotation.id, pages[statement], place, variant.compared_with)


def _make_change_rows(quotation: Quotation) -> Iterable[ChangeRow]:
    for variant in quotation.variants:
        for place, change in enumerate(variant.changes):
            here, there = _cut_span(change.here), _cut_span(change.there)
            yield ChangeRow(variant.telling.statement, place, quotation.id, change.kind, *here, *there, change.text)


def _cut_span(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)
