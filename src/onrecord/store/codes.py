"""Codes that a person may give: countries, and PLOVER's sectors, modes, and contexts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.errors import UsageError
from onrecord.folding import fold
from onrecord.lexicons import read_rows
from onrecord.model.found import SECTORS

_UNTOLD = ("political-institutions",)  # contexts of PLOVER's for which no words are listed


def check_codes(field: str, value: object, type: str = "") -> None:
    """Refuse what is no code of the field's list; `type` is the event's, on which its modes depend.

    Raises:
        UsageError: which, and what there is.
    """
    given = [v for v in (value if isinstance(value, tuple | list) else (value,)) if isinstance(v, str)]
    known = _find_known(field, type)
    if known is None:
        return
    for code in given:
        if code not in known:
            raise UsageError(_refuse(field, code, known, type))


def _find_known(field: str, type: str) -> Sequence[str] | None:
    if field == "country":
        return _load_countries()
    if field == "sectors":
        return SECTORS[1:]
    if field == "contexts":
        return _load_contexts()
    return _load_modes().get(type, ()) if field == "mode" else None


def _refuse(field: str, code: str, known: Sequence[str], type: str) -> str:
    if field == "country":
        meant = _load_names().get(fold(code)) or (code.upper() if code.upper() in known else None)
        hint = f" {code} is {meant}." if meant else ""
        others = ", ".join(_load_bodies())
        return f"country cannot be {code!r}.{hint} Give ISO 3166's three letters, or one of {others}."
    whose = f" of {type}" if field == "mode" else ""
    listed = ", ".join(known) or f"none: {type} has no modes in PLOVER"
    return f"{field} cannot be {code!r}. There are{whose}: {listed}."


def _load_bodies() -> list[str]:
    from onrecord.actors.importing import BODIES  # takes half a second, which only who corrects a code should wait

    return sorted(BODIES)


@cache
def _load_countries() -> tuple[str, ...]:
    return (*(three for _, three, _, _ in read_rows("countries.tsv", 4)), *_load_bodies())


@cache
def _load_names() -> Mapping[str, str]:
    return {fold(name): three for _, three, names, _ in read_rows("countries.tsv", 4) for name in names.split("|")}


@cache
def _load_contexts() -> tuple[str, ...]:
    return (*(context for context, _ in read_rows("event-contexts.tsv", 2)), *_UNTOLD)


@cache
def _load_modes() -> Mapping[str, tuple[str, ...]]:
    modes: dict[str, dict[str, None]] = {}
    for type, mode, _, _ in read_rows("event-modes.tsv", 4):
        modes.setdefault(type, {})[mode] = None
    return {type: tuple(listed) for type, listed in modes.items()}
