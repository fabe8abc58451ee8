"""Names of actors in the tables of a case: they go in and out, and the blocks that they touch are joined anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from onrecord.compare.actors import find_blocks_touched, find_keys, join_block
from onrecord.compare.fingerprints import hash_words
from onrecord.compare.people import Person
from onrecord.store.shared import SharedWriter
from onrecord.store.shared_rows import JoinedRow
from onrecord.store.shelf import ItemRow, MemberRow, Shelf

KIND = "name"
_DECODER = msgspec.msgpack.Decoder(Person)


class KeptNames:
    """Who is who in a case, in one transaction.

    Counted are names, however many pages have them, so that a speaker in every page costs as much as one in two.
    """

    def __init__(self, writer: SharedWriter) -> None:
        self._writer, self._shelf = writer, writer.shelf
        self._names = _Names(writer.shelf)

    def add(self, page: int, named: Iterable[tuple[Person, str]]) -> None:
        """Put a page's actors in: names with the ids of the actors."""
        identified = [(name, _identify(name), actor) for name, actor in named]
        known = self._shelf.find_identities(identity for _, identity, _ in identified)
        new = {identity: name for name, identity, _ in identified if identity not in known}
        bodies = [ItemRow(KIND, msgspec.msgpack.encode(name), identity) for identity, name in new.items()]
        numbers = self._shelf.insert_items(bodies)
        known.update(zip(new, numbers, strict=True))
        self._shelf.insert_keys(_pair_keys(zip(new.values(), numbers, strict=True)))
        self._names.clear()
        rows = {(known[identity], actor) for _, identity, actor in identified}
        self._shelf.insert_members([MemberRow(item, actor, page) for item, actor in sorted(rows)])
        self._shelf.mark_dirty(KIND, numbers)

    def remove(self, page: int) -> None:
        """Take a page's actors out."""
        items = {row.item for row in self._shelf.find_page_members(page, KIND)}
        self._shelf.delete_members(page, items)
        gone = items - self._shelf.count_members(items).keys()
        if not gone:
            return
        names = self._names.load(gone)
        touched = self._find_touched(names.values())
        self._shelf.delete_keys(_pair_keys((name, number) for number, name in names.items()))
        self._shelf.delete_items(gone)
        self._writer.delete_joined(gone)
        self._shelf.clear_dirty(KIND, gone)
        self._names.clear()
        self._join(touched)

    def regroup(self, limit: int) -> bool:
        """Join anew some of the blocks that changed; False where none is left."""
        dirty = self._shelf.find_dirty(KIND, limit)
        if dirty:
            self._names.clear()
            self._join(self._find_touched(self._names.load(dirty).values()))
            self._shelf.clear_dirty(KIND, dirty)
        return bool(dirty)

    def _find_touched(self, names: Iterable[Person]) -> set[str]:
        return {block for name in names for block in find_blocks_touched(name, self._names.find)}

    def _join(self, blocks: Iterable[str]) -> None:
        for block in sorted(blocks):
            rows = []
            for joined in join_block(block, self._names.find):
                numbers = [self._names.numbers[name] for name in joined.people]
                reasons = (None, *joined.reasons)
                rows += [
                    JoinedRow(number, block, numbers[0], place, reason)
                    for place, (number, reason) in enumerate(zip(numbers, reasons, strict=True))
                ]
            self._writer.replace_joined(block, rows)


class _Names:
    """Names by their keys, loaded as they are asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._by_key: dict[str, list[Person]] = {}
        self.numbers: dict[Person, int] = {}

    def find(self, key: str) -> Sequence[Person]:
        """The names under a key."""
        if key not in self._by_key:
            hashed = _hash_key(key)
            found = self.load(self._shelf.find_holders([hashed]).get(hashed, []))
            self._by_key[key] = [name for name in found.values() if key in find_keys(name)]
        return self._by_key[key]

    def load(self, numbers: Collection[int]) -> dict[int, Person]:
        """Names by their numbers."""
        found = {number: _DECODER.decode(body) for number, body in self._shelf.load_items(numbers).items()}
        self.numbers.update({name: number for number, name in found.items()})
        return found

    def clear(self) -> None:
        """Forget what was loaded, since it changed."""
        self._by_key.clear()


def _identify(name: Person) -> str:
    speaker = name.speaker
    known = (speaker.name, speaker.kind, speaker.country, speaker.role, name.same_as)
    return f"{KIND} {msgspec.json.encode(known).decode()}"


def _pair_keys(names: Iterable[tuple[Person, int]]) -> list[tuple[int, int]]:
    return sorted({(_hash_key(key), number) for name, number in names for key in find_keys(name)})


def _hash_key(key: str) -> int:
    return hash_words((KIND, key))
