"""Puts it together: pages are added one by one, and asked at any time what they share and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from onrecord.compare.actors import Actors, CaseActor
from onrecord.compare.chains import Chains, Link, name_outlet
from onrecord.compare.clashes import EventClash, find_event_clashes
from onrecord.compare.contradictions import Contradictions, Entry, find_changed
from onrecord.compare.events import EventGroup, EventGroups
from onrecord.compare.first import Order, find_order
from onrecord.compare.quotations import Quotation, Quotations
from onrecord.compare.similar import Similar, Similars
from onrecord.compare.tellings import find_tellings
from onrecord.compare.voices import Voices
from onrecord.record import Record


class Comparison:
    """What pages share and where they differ.

    Adding a page takes time by its own size and by what resembles it, whatever else was added. Nothing depends on the
    order of adding, and a page that is there already is not added again.
    """

    def __init__(self) -> None:
        self._stories: set[str] = set()
        self._actors = Actors()
        self._quotations = Quotations()
        self._voices = Voices()
        self._chains = Chains()
        self._events = EventGroups()
        self._contradictions = Contradictions()
        self._similar = Similars()

    def add(self, record: Record) -> bool:
        """Put a page in; False where its story is there already."""
        if record.story.id in self._stories:
            return False
        self._stories.add(record.story.id)
        tellings = tuple(find_tellings(record))
        self._actors.add(record)
        self._quotations.add(tellings)
        self._voices.add(record)
        self._chains.add(record.story, tellings)
        self._events.add(record)
        self._contradictions.add(record, tellings)
        self._similar.add(tellings)
        return True

    def actors(self) -> Iterator[CaseActor]:
        """Actors that two pages or more have, with the reason of each merger."""
        return self._actors.find_all()

    def split_actor(self, actor: str) -> None:
        """Undo a merger: the actor of a page with this id is joined with nobody."""
        self._actors.split(actor)

    def quotations(self) -> Iterator[Quotation]:
        """Words that two pages or more have from the same speaker, and what each telling changed."""
        return self._quotations.find_all()

    def quotation_of(self, statement: str) -> Quotation | None:
        """The quotation that a statement tells; None where no other page has it."""
        return self._quotations.find(statement)

    def order(self, quotation: Quotation) -> Order:
        """Who had a quotation first."""
        return find_order(quotation, name_outlet)

    def count_voices(self, quotation: Quotation) -> int:
        """How many independent voices have it: copies of one story are one, and so are pages of one outlet."""
        return self._voices.count(v.telling.story for v in quotation.variants)

    def copies(self) -> Iterator[tuple[str, ...]]:
        """Stories that are copies of each other, the first published one first."""
        groups: dict[str, list[str]] = {}
        for story, root in self._voices.find_all().items():
            groups.setdefault(root, []).append(story)
        yield from (tuple(stories) for _, stories in sorted(groups.items()) if len(stories) > 1)

    def chains(self) -> Iterator[Link]:
        """Each statement that a page has from another outlet, and whether that outlet's own page has it."""
        return self._chains.find_all()

    def events(self) -> Iterator[EventGroup]:
        """Events that two pages or more tell of."""
        return self._events.find_all()

    def contradictions(self) -> Iterator[Entry]:
        """Pairs of statements that cannot both be so, by strength; of two entries on one pair the stronger one."""
        chosen: dict[frozenset[str], Entry] = {}
        changed = (entry for quotation in self.quotations() for entry in find_changed(quotation))
        for entry in chain(changed, self._contradictions.find_all()):
            pair = frozenset((entry.one.statement, entry.other.statement))
            held = chosen.get(pair)
            if held is None or (entry.strength, entry.id) > (held.strength, held.id):
                chosen[pair] = entry
        yield from sorted(chosen.values(), key=lambda e: (-e.strength, e.id))

    def similar(self) -> Iterator[Similar]:
        """Pairs of statements of one speaker that may say the same in other words, those most alike first."""
        return self._similar.find_all()

    def event_clashes(self) -> Iterator[EventClash]:
        """Events that pages tell as done and as denied, or with two days or numbers."""
        clashes = (clash for told in self._events.find_told() for clash in find_event_clashes(told))
        yield from sorted(clashes, key=lambda c: c.id)
