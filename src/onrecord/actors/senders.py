"""States that a page names only as an adjective of what is carried: "a freighter carrying Norlandic shells".

An adjective alone makes no actor, else every "Norlandic coast" would. Goods that are on their way come from somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.actors.pieces import Piece, Pieces
from onrecord.actors.places import Places
from onrecord.record import Span

CARRYING = frozenset("carrying transporting delivering loaded laden".split())
_BETWEEN = 3  # words between the verb and the adjective: "with tonnes of", "dozens of"


def find_senders(pieces: Pieces, places: Places) -> Iterator[tuple[str, Span]]:
    """The adjectives of states in front of goods that are carried, each with its words. Linear in the known names."""
    for known in places.known:
        if known.known.kind != "people" or known.compound or known.last >= len(pieces.all):
            continue
        before = pieces.all[max(0, known.first - 1 - _BETWEEN) : known.first]
        if _is_carried(before) and pieces.all[known.last].is_word and not pieces.all[known.last].capital:
            words = " ".join(p.text for p in pieces.all[known.first : known.last])
            yield words, Span(known.start, known.end)


def _is_carried(before: Sequence[Piece]) -> bool:
    """Whether the words before lead from a verb of carrying without a mark or a name between."""
    for piece in reversed(before):
        if piece.lower in CARRYING:
            return True
        if not piece.is_word or piece.capital:
            return False
    return False
