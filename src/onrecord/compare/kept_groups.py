"""Events and copies in the tables of a case: they go in and out, and the groups that they touch are made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

import msgspec

from onrecord.compare.clashes import find_event_clashes
from onrecord.compare.events import EVENTS, EventGroup, make_event_group
from onrecord.compare.keeping import Kept
from onrecord.compare.kept_ledger import make_clash_row, make_judgeable
from onrecord.compare.linking import connect
from onrecord.compare.mentions import ToldEvent
from onrecord.compare.voices import SAMPLES, Printed, Sample, find_roots
from onrecord.store.shared import SharedWriter
from onrecord.store.shared_rows import CopyRow, EventGroupRow, MentionRow
from onrecord.store.shelf import MemberRow
from onrecord.store.verdicts import Judgeable, Place


class KeptEvents:
    """The events of a case that several pages tell of, in one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._told: Kept[ToldEvent] = Kept(EVENTS, writer.shelf)

    def add(self, page: int, told: Sequence[ToldEvent]) -> None:
        """Put a page's events in; the time depends on them and on those of the same type and parties."""
        self._told.add(told, page)

    def remove(self, page: int) -> None:
        """Take a page's events out."""
        gone = self._shelf.find_page_items(page, EVENTS.name)
        self._writer.delete_event_groups(told.mention.event for told in self._told.find(gone).values())
        self._told.remove(gone)

    def regroup(self, limit: int) -> bool:
        """Make some of the groups anew that changed; False where none is left."""
        dirty = self._shelf.find_dirty(EVENTS.name, limit)
        if dirty:
            groups = find_connected(self._told, dirty)
            told = self._told.find(n for group in groups for n in group)
            self._shelf.clear_dirty(EVENTS.name, told)
            self._writer.delete_event_groups(t.mention.event for t in told.values())
            found = []
            for members in ([told[n] for n in group] for group in groups if len(group) > 1):
                made = make_event_group(t.mention for t in members)
                if made is not None:
                    found.append((made, members))
            self._insert(found)
        return bool(dirty)

    def _insert(self, found: Sequence[tuple[EventGroup, Sequence[ToldEvent]]]) -> None:
        groups = [group for group, _ in found]
        pages = self._writer.find_pages(m.story for group in groups for m in group.mentions)
        self._writer.insert_event_groups(
            [
                EventGroupRow(g.id, g.type, len(g.mentions), [d.kind for d in g.differences], msgspec.msgpack.encode(g))
                for g in groups
            ],
            [
                MentionRow(mention.event, group.id, pages[mention.story].page, place)
                for group in groups
                for place, mention in enumerate(group.mentions)
            ],
        )
        clashes = [make_clash_row(clash, group.id) for group, told in found for clash in find_event_clashes(told)]
        self._writer.insert_contradictions(clashes)
        judged = [Judgeable(g.id, tuple(Place(m.story, m.trigger) for m in g.mentions)) for g in groups]
        self._writer.attach_verdicts([*judged, *map(make_judgeable, clashes)])


class KeptVoices:
    """Which stories of a case are copies, in one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._samples: Kept[Sample] = Kept(SAMPLES, writer.shelf)

    def add(self, page: int, sample: Sample, printed: Printed) -> None:
        """Put a story in; stories of the very same words cost as much as one."""
        if sample.is_short:
            self._writer.replace_copies([CopyRow(printed.story, page, printed.story, printed.outlet)])
            return
        identity = f"story {blake2b(msgspec.msgpack.encode(sample.runs), digest_size=16).hexdigest()}"
        known = self._shelf.find_identities([identity])
        number = known.get(identity) or self._samples.add([sample], identities=[identity])[0]
        self._shelf.insert_members([MemberRow(number, printed.story, page, msgspec.msgpack.encode(printed))])
        self._shelf.mark_dirty(SAMPLES.name, [number])

    def remove(self, page: int) -> None:
        """Take a story out."""
        items = {row.item for row in self._shelf.find_page_members(page, SAMPLES.name)}
        self._writer.delete_copy(page)
        self._shelf.delete_members(page, items)
        left = self._shelf.count_members(items)
        self._samples.remove(items - left.keys())
        self._shelf.mark_dirty(SAMPLES.name, left)

    def regroup(self, limit: int) -> bool:
        """Say anew of some stories that changed whose copies they are; False where none is left."""
        dirty = self._shelf.find_dirty(SAMPLES.name, limit)
        if dirty:
            groups = find_connected(self._samples, dirty)
            numbers = [n for group in groups for n in group]
            samples, printed, pages = self._samples.find(numbers), defaultdict[int, list[Printed]](list), {}
            for row in self._shelf.find_members(numbers):
                printed[row.item].append(msgspec.msgpack.decode(row.body or b"", type=Printed))
                pages[row.id] = row.page
            rows = []
            for group in groups:
                roots = find_roots([(samples[n], printed[n]) for n in group])
                outlets = {p.story: p.outlet for n in group for p in printed[n]}
                rows += [CopyRow(story, pages[story], root, outlets[story]) for story, root in roots.items()]
            self._writer.replace_copies(rows)
            self._shelf.clear_dirty(SAMPLES.name, numbers)
        return bool(dirty)


def find_connected(kept: Kept[Any], start: Iterable[int]) -> list[list[int]]:
    """Groups of connected items: those that hold one of `start`."""
    neighbours: dict[int, list[int]] = {}
    waiting = set(start)
    while waiting:
        found = kept.shelf.find_neighbours(waiting)
        neighbours.update({n: found.get(n, []) for n in waiting})
        waiting = {o for n in waiting for o in neighbours[n]} - neighbours.keys()
    groups: dict[int, list[int]] = defaultdict(list)
    for number, root in connect(neighbours, lambda n: neighbours[n]).items():
        groups[root].append(number)
    return list(groups.values())
