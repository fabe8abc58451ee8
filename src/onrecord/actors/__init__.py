"""Who speaks and acts on a page: from the words of sources to actors under their fullest names.

`find_actors` reads names, groups them, and resolves each attribution's source. `find_outlet` and
`find_outlet_mentions` know news outlets, `find_spellings` finds one actor written in two ways. `find_pieces` cuts a
page into the words that all of them read, so that it is done once.
"""

from __future__ import annotations

from onrecord.actors.cast import Cast, find_actors
from onrecord.actors.lexicon import Outlet
from onrecord.actors.outlets import OutletMention, find_outlet, find_outlet_mentions, match_outlets
from onrecord.actors.pieces import Pieces, find_pieces
from onrecord.actors.spellings import Spelling, find_spellings

__all__ = [
    "Cast",
    "Outlet",
    "OutletMention",
    "Pieces",
    "Spelling",
    "find_actors",
    "find_outlet",
    "find_outlet_mentions",
    "find_pieces",
    "find_spellings",
    "match_outlets",
]
