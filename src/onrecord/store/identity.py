"""Who is who across pages: appearances with one outside id, or one full name and kind, are one actor of the case.

Cautious on purpose: a wrong merger puts words into somebody's mouth, while two that should be one are merged by a
person in a moment. A bare surname is joined only within a country, and those without a name never.
"""

from __future__ import annotations

import hashlib

from onrecord.folding import fold
from onrecord.record import Actor

_NEVER_JOINED = ("unnamed", "document")


def find_case_id(actor: Actor, story_id: str) -> str:
    """The id in the case of an actor on a page: `who-` and 16 hex digits."""
    return "who-" + hashlib.sha256(_find_key(actor, story_id).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def make_own_case_id(actor_id: str) -> str:
    """The id in the case of an appearance that a person split off: its own, joined with nothing."""
    return "who-" + hashlib.sha256(f"split\n{actor_id}".encode()).hexdigest()[:16]


def _find_key(actor: Actor, story_id: str) -> str:
    if actor.same_as:
        return f"same\n{min(actor.same_as)}"
    name = fold(actor.name)
    if actor.kind in _NEVER_JOINED or not name:
        return f"alone\n{story_id}\n{actor.id}"
    if " " in name or actor.kind in ("state", "outlet"):
        return f"{actor.kind}\n{name}"
    return f"{actor.kind}\n{name}\n{actor.country or ''}"
