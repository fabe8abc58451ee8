"""A case -> what its pages share and where they differ, kept in the case itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple, TypeVar

import msgspec

from onrecord.compare.actors import Appearance, CaseActor, make_case_actor
from onrecord.compare.chains import Link, name_outlet
from onrecord.compare.clashes import EventClash
from onrecord.compare.contradictions import Entry
from onrecord.compare.events import EventGroup
from onrecord.compare.first import Order, find_order
from onrecord.compare.mergers import make_group, merge_groups
from onrecord.compare.quotations import Quotation
from onrecord.compare.similar import SIMILAR, Similar, make_similar, sort_similar
from onrecord.compare.similar import Said as SaidWords
from onrecord.compare.times import make_order
from onrecord.compare.updating import RULES, Report, update_case
from onrecord.compare.voices import count_voices
from onrecord.store.case import Case
from onrecord.store.correction import By
from onrecord.store.shared import Shared
from onrecord.store.shared_view import ALL, Slice
from onrecord.store.verdicts import Verdict

T = TypeVar("T", Entry, EventClash)


class Said(NamedTuple):
    """What people say of an entry or a group, and who said it last; `open` where nobody did."""

    verdict: Verdict
    by: str


class CaseComparison:
    """What the pages of a case share, as it was found when they were compared last.

    Nothing is compared here: what is asked for is read, and a part of a list costs the time of that part.
    """

    def __init__(self, case: Case) -> None:
        self._shared = Shared(case)

    def actors(self) -> Iterator[CaseActor]:
        """Actors that two pages or more have, with the reason of each merger, in the order of their ids.

        What people merged or split counts at once: those merged are one actor, under the name that they chose.
        """
        with self._shared.reading() as view:
            groups = [make_group(list(rows)) for _, rows in groupby(view.find_names(), key=lambda row: row.joined)]
            merged = list(view.find_merged())
            groups = merge_groups(groups, merged, view.find_names_of(row.actor for row in merged))
            places: dict[int, list[Appearance]] = defaultdict(list)
            for place in view.find_places(number for group in groups for number in group.numbers):
                places[place.name].append(Appearance(place.story, place.actor))
        found = []
        for group in groups:
            actor = make_case_actor(group.joined, [places[number] for number in group.numbers])
            if actor is not None:
                found.append(msgspec.structs.replace(actor, name=group.name) if group.name else actor)
        yield from sorted(found, key=lambda a: a.id)

    def quotations(self, words: str = "", change: str = "", part: Slice = ALL) -> Iterator[Quotation]:
        """Words that two pages or more have, most often told first: those with some words or of a speaker, those in
        which a kind of change was made, or all.
        """
        with self._shared.reading() as view:
            for body in view.find_quotations(words, change, part):
                yield msgspec.msgpack.decode(body, type=Quotation)

    def count_quotations(self, words: str = "", change: str = "") -> int:
        """How many those are."""
        with self._shared.reading() as view:
            return view.count_quotations(words, change)

    def quotation_of(self, id: str) -> Quotation | None:
        """The quotation with that id, or the one that a statement tells; None where no other page has it."""
        with self._shared.reading() as view:
            body = view.find_quotation(id)
        return msgspec.msgpack.decode(body, type=Quotation) if body else None

    def order(self, quotation: Quotation) -> Order:
        """Who had a quotation first."""
        return find_order(quotation, name_outlet)

    def count_voices(self, quotation: Quotation) -> int:
        """How many independent voices have it: copies of one story are one, and so are pages of one outlet."""
        with self._shared.reading() as view:
            voices = view.find_voices(v.telling.story for v in quotation.variants)
        tellings = (v.telling for v in quotation.variants)
        return count_voices(voices.get(t.story, (t.story, t.outlet)) for t in tellings)

    def copies(self) -> Iterator[tuple[str, ...]]:
        """Stories that are copies of each other, the first published one first."""
        groups: dict[str, list[tuple[tuple[bool, str], str, str]]] = defaultdict(list)
        with self._shared.reading() as view:
            for voice, story, published, url in view.find_copies():
                groups[voice].append((make_order(published), url, story))
        yield from (tuple(story for *_, story in sorted(held)) for _, held in sorted(groups.items()))

    def chains(self, verdict: str | None = None, cited: str | None = None, part: Slice = ALL) -> Iterator[Link]:
        """Each statement that a page has from another outlet, and whether that outlet's own page has it."""
        with self._shared.reading() as view:
            for body in view.find_chains(verdict, cited, part):
                yield msgspec.msgpack.decode(body, type=Link)

    def count_chains(self, cited: str | None = None) -> dict[str, int]:
        """How many chains have which verdict."""
        with self._shared.reading() as view:
            return view.count_chains(cited)

    def events(self, part: Slice = ALL) -> Iterator[EventGroup]:
        """Events that two pages or more tell of."""
        with self._shared.reading() as view:
            for body in view.find_events(part):
                yield msgspec.msgpack.decode(body, type=EventGroup)

    def similar(self) -> Iterator[Similar]:
        """Pairs of statements of one speaker that may say the same in other words, those most alike first."""
        decode = msgspec.msgpack.Decoder(SaidWords).decode
        with self._shared.reading() as view:
            pairs = [make_similar(decode(one), decode(other)) for one, other in view.find_linked(SIMILAR.name)]
        yield from sort_similar(pairs)

    def contradictions(self, verdict: Verdict | None = None, part: Slice = ALL) -> Iterator[Entry]:
        """Pairs of statements that cannot both be so, by strength: all, or those of which people say that."""
        with self._shared.reading() as view:
            for judged in view.find_contradictions("statements", verdict, part):
                yield msgspec.msgpack.decode(judged.body, type=Entry)

    def disputes(self, verdict: Verdict | None = None, part: Slice = ALL) -> Iterator[tuple[Entry, Said]]:
        """The same, each with what people say of it."""
        with self._shared.reading() as view:
            for judged in view.find_contradictions("statements", verdict, part):
                yield msgspec.msgpack.decode(judged.body, type=Entry), Said(judged.verdict, judged.by)

    def event_clashes(self, verdict: Verdict | None = None, part: Slice = ALL) -> Iterator[EventClash]:
        """Events that pages tell as done and as denied, or with two days or numbers."""
        with self._shared.reading() as view:
            for judged in view.find_contradictions("events", verdict, part):
                yield msgspec.msgpack.decode(judged.body, type=EventClash)

    def count_contradictions(self, verdict: Verdict | None = None) -> int:
        """How many pairs of statements those are."""
        with self._shared.reading() as view:
            return view.count_contradictions("statements", verdict)

    def judge(self, id: str, verdict: Verdict, by: By) -> None:
        """Say whether an entry of the ledger (c-...) or a group (q-..., g-...) is real; `open` takes that back.

        It holds for the same words on the same pages, whatever model reads them and however often they are captured.

        Raises:
            UsageError: there is no such entry or group.
        """
        self._shared.judge(id, verdict, by)

    def find_version(self) -> int:
        """A number that goes up whenever something was compared: what was asked for before is then old."""
        with self._shared.reading() as view:
            return view.find_version()

    def count_due(self) -> int:
        """How many pages changed since they were compared; all, where they were compared by other rules."""
        return self._shared.count_due(RULES)

    def is_outdated(self) -> bool:
        """Whether pages were compared by other rules than those of this version: then all are compared anew."""
        return self._shared.is_outdated(RULES)

    def said_of(self, *ids: str) -> dict[str, Said]:
        """What people say of entries and groups; those of which nobody said anything are left out."""
        with self._shared.reading() as view:
            return {id: Said(*said) for id, said in view.find_verdicts(ids).items()}


def compare_case(case: Case, report: Report | None = None) -> CaseComparison:
    """Compare what changed in a case since it was compared last, with people's corrections, and give what is found.

    `report` is told how many pages are done, and of how many.

    Raises:
        CaseError: the case cannot be read or written.
    """
    update_case(case, report)
    return CaseComparison(case)
