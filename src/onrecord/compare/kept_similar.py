"""Similar statements in the tables of a case: they go in and out, and their links are all that is kept of them."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.compare.keeping import Kept
from onrecord.compare.similar import SIMILAR, Said
from onrecord.store.shared import SharedWriter


class KeptSimilar:
    """The statements of a case that may be told in other words, in one transaction."""

    def __init__(self, writer: SharedWriter) -> None:
        self._shelf = writer.shelf
        self._said: Kept[Said] = Kept(SIMILAR, writer.shelf)

    def add(self, page: int, said: Sequence[Said]) -> None:
        """Put a page's statements in; the time depends on them and on those of the same speakers on the same."""
        self._said.add(said, page)

    def remove(self, page: int) -> None:
        """Take a page's statements out, and with them their pairs."""
        self._said.remove(self._shelf.find_page_items(page, SIMILAR.name))

    def regroup(self, limit: int) -> bool:
        """Pairs are read from the links themselves, so that nothing is to be made anew; False where none is left."""
        dirty = self._shelf.find_dirty(SIMILAR.name, limit)
        self._shelf.clear_dirty(SIMILAR.name, dirty)
        return bool(dirty)
