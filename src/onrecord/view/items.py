"""The items of a record by their ids, and their names as they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from onrecord.record import Actor, Record, Timex
from onrecord.view.words import plain

NOBODY = "nobody named"


def find_actor(record: Record, id: str | None) -> Actor | None:
    """The actor with that id."""
    return next((actor for actor in record.actors if actor.id == id), None)


def find_timex(record: Record, id: str | None) -> Timex | None:
    """The timex with that id."""
    return next((timex for timex in record.timexes if timex.id == id), None)


def show_codes(actor: Actor) -> str:
    """Country and sectors, as PLOVER writes them: `EST GOV`."""
    return plain(" ".join([*([actor.country] if actor.country else []), *actor.sectors]))


def list_names(record: Record, ids: Iterable[str]) -> str:
    """The names of actors: `A`, `A and B`, `A, B, and C`; empty for none."""
    names = [plain(actor.name) for actor in (find_actor(record, id) for id in ids) if actor]
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"
