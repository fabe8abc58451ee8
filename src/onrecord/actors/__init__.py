"""Who speaks and acts on a page: from the words of sources to actors under their fullest names.

`find_actors` reads names, groups them, and resolves each attribution's source. `find_outlet` and
`find_outlet_mentions` know news outlets, `find_spellings` finds one actor written in two ways.
"""

from __future__ import annotations

from onrecord.actors.cast import Cast, find_actors
from onrecord.actors.lexicon import Outlet
from onrecord.actors.outlets import OutletMention, find_outlet, find_outlet_mentions
from onrecord.actors.spellings import Spelling, find_spellings

__all__ = [
    "Cast",
    "Outlet",
    "OutletMention",
    "Spelling",
    "find_actors",
    "find_outlet",
    "find_outlet_mentions",
    "find_spellings",
]
