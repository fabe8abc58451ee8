"""Codes of events and actors in PLOVER and in the older CAMEO."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from onrecord.lexicons import read_rows
from onrecord.record import Actor, Event, Frozen

PLOVER_CODEBOOK = "PLOVER manual 2.0"


class Quad(Frozen, frozen=True):
    """PLOVER's quad code of a type of event (1 to 4), and its scale from -10 (conflict) to +10 (cooperation)."""

    code: int
    scale: float


class CameoCode(Frozen, frozen=True):
    """CAMEO's code of an event, Goldstein's scale of it, and how well it fits: exact, wider, or elsewhere."""

    code: str
    scale: float
    fits: str


class CameoActor(Frozen, frozen=True):
    """An actor in CAMEO's codes: country, known group, and types, each None or empty where CAMEO has none."""

    country: str | None
    group: str | None
    types: tuple[str, ...]

    @property
    def code(self) -> str:
        """All in one string, such as USAGOV or IGOUNO."""
        group = (*self.types[:1], self.group, *self.types[1:]) if self.group else self.types
        return "".join([self.country or "", *(part for part in group if part)])


@cache
def _load_quads() -> Mapping[str, Quad]:
    return {type: Quad(int(code), float(scale)) for type, code, scale in read_rows("plover-scale.tsv", 3)}


@cache
def _load_codes() -> Mapping[tuple[str, str, str], CameoCode]:
    rows = read_rows("cameo.tsv", 6)
    return {(type, mode, who): CameoCode(code, float(scale), fits) for type, mode, who, code, scale, fits in rows}


@cache
def _load_actor_codes() -> Mapping[tuple[str, str], tuple[str, str, str]]:
    rows = read_rows("cameo-actors.tsv", 5)
    return {(kind, plover): (country, group, type) for kind, plover, country, group, type in rows}


def find_quad(type: str) -> Quad | None:
    """PLOVER's quad code and scale of a type of event; None where PLOVER has no such type."""
    return _load_quads().get(type)


def find_cameo_code(event: Event, actors: list[Actor]) -> CameoCode | None:
    """CAMEO's code for an event of PLOVER's type and mode; None where there is no such type.

    A mode that the list lacks is read as no mode: CAMEO's code then says less, and nothing wrong.
    """
    codes = _load_codes()
    who = "armed" if any(_is_armed(actor) for actor in actors) else ""
    mode = event.mode or ""
    for key in ((event.type, mode, who), (event.type, mode, ""), (event.type, "", who), (event.type, "", "")):
        if key in codes:
            return codes[key]
    return None


def _is_armed(actor: Actor) -> bool:
    return actor.kind == "state" or "MIL" in actor.sectors


def find_cameo_actor(actor: Actor) -> CameoActor:
    """An actor's country and sectors in CAMEO's codes."""
    codes = _load_actor_codes()
    plover = actor.country or ""
    country, group, body = codes.get(("country", plover), (plover, "", ""))
    types = [body, *(codes.get(("sector", sector), ("", "", sector))[2] for sector in actor.sectors)]
    return CameoActor(country or None, group or None, tuple(dict.fromkeys(t for t in types if t)))
