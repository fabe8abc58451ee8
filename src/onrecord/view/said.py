"""What a person changed, in words: names for ids, and the page's words for places in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from onrecord.quotes import ELISION
from onrecord.store.correction import Correction

_NOTHING = "nothing"


def say_change(correction: Correction) -> str:
    """The kind of correction and what it is about, such as `correct speaker: Gleb Sanin → nothing`.

    All words come from the correction itself, which keeps those that its places and ids stood for.
    """
    if correction.field is None:
        return f"{correction.kind} {correction.other or ''}".rstrip()
    names = _find_names(correction)
    old, new = (_say(value, names) for value in (correction.old, correction.new))
    return f"{correction.kind} {correction.field}: {old} → {new}"


def _find_names(correction: Correction) -> Mapping[str | tuple[int, int], str]:
    names: dict[str | tuple[int, int], str] = {(a.start, a.end): f"“{a.exact}”" for a in correction.anchors}
    snapshot = correction.snapshot
    if snapshot is not None:
        names |= {actor.id: f"{actor.name} ({actor.id})" for actor in snapshot.actors}
        names |= {timex.id: f"{timex.value} ({timex.id})" for timex in snapshot.timexes}
    return names


def _say(json: str | None, names: Mapping[str | tuple[int, int], str]) -> str:
    value = msgspec.json.decode(json or "null")
    if isinstance(value, list):
        between = f" {ELISION.strip()} " if any(isinstance(part, dict) for part in value) else ", "
        return between.join(_say_one(part, names) for part in value) or _NOTHING
    return _say_one(value, names)


def _say_one(value: Any, names: Mapping[str | tuple[int, int], str]) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, dict) and "start" in value:
        place = (value["start"], value["end"])
        return names.get(place, f"{place[0]}:{place[1]}")
    if isinstance(value, dict):  # a day with how it is known
        return str(value.get("value"))
    return names.get(value, str(value)) if isinstance(value, str) else str(value)
