"""Brings in the user's own actors from FollowTheMoney JSON lines or a CSV table: all of a file, or nothing of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from onrecord.actors.gazetteer import load_codes, load_index
from onrecord.actors.lexicon import (
    index_leaders,
    index_spellings,
    load_first_names,
    load_organisation_words,
    load_states,
)
from onrecord.actors.own import OwnActor, OwnKind, fold_name, index_own, load_own, save_own
from onrecord.actors.sectors import Term, find_sectors
from onrecord.actors.spellings import cut_surnames
from onrecord.errors import InputError
from onrecord.model.found import SECTORS
from onrecord.record import Frozen

COLUMNS = ("name", "aliases", "country", "sectors", "from", "to", "identifier", "kind", "role")
BODIES = frozenset("UNO EUR IGO NGO ISM IMG MNC".split())
# Schemas of FollowTheMoney that are actors, and what they are here.
_SCHEMAS: dict[str, tuple[OwnKind, tuple[str, ...]]] = {
    "Person": ("person", ()),
    "Organization": ("organisation", ()),
    "LegalEntity": ("organisation", ()),
    "Company": ("organisation", ("BUS",)),
    "PublicBody": ("organisation", ("GOV",)),
}
# Topics of FollowTheMoney, the narrower ones first, and the sector that each tells.
_TOPICS = (
    ("gov.legislative", "LEG"), ("gov.judicial", "JUD"), ("role.judge", "JUD"), ("gov.security", "COP"), ("mil", "MIL"),
    ("role.spy", "SPY"), ("crime.terror", "REB"), ("pol.party", "PTY"), ("pol.union", "LAB"), ("role.journo", "JRN"),
    ("role.oligarch", "BUS"), ("role.lobby", "BUS"), ("gov", "GOV"), ("role.pep", "GOV"), ("role.diplo", "GOV"),
    ("role.civil", "GOV"), ("poi", ""), ("rel", "REL"), ("fin", "BUS"), ("corp", "BUS"), ("crime", "CRM"),
)  # fmt: skip


class Imported(Frozen, frozen=True):
    """What an import did: how many actors were new, how many took the place of known ones, where they are kept, and how
    many entities were left out, by schema, because they are no actors."""

    new: int
    replaced: int
    path: str
    left_out: tuple[tuple[str, int], ...] = ()


def import_actors(file: str | Path) -> Imported:
    """Import a file of actors: FollowTheMoney JSON lines, or CSV with a header of `COLUMNS`.

    An actor takes the place of the one with an identifier in common, else of the one with the same name.

    Raises:
        InputError: the file cannot be read, or a line is wrong; the message names the line, and nothing is imported.
        OutputError: the user's data folder cannot be written.
    """
    path = Path(file)
    left_out: Counter[str] = Counter()
    found = list(_read_actors(path, left_out))
    if not found:
        raise InputError(f"{path}: there is no actor in it. Give JSON lines of FollowTheMoney, or CSV with a header.")
    known = {_key(a): a for a in load_own()}
    keys = {i: k for k, a in known.items() for i in a.same_as}
    new = 0
    for actor in found:
        key = next((keys[i] for i in actor.same_as if i in keys), _key(actor))
        new += key not in known
        known[key] = actor
        keys.update(dict.fromkeys(actor.same_as, key))
    kept = save_own(known.values())
    forget_indexes()
    return Imported(new, len(found) - new, str(kept), tuple(left_out.most_common()))


def forget_actors(name: str) -> int:
    """Take the own actors of a name or identifier out, or all for an empty name; returns how many there were."""
    kept = [a for a in load_own() if name and name not in a.same_as and fold_name(name) != fold_name(a.name)]
    gone = len(load_own()) - len(kept)
    if gone:
        save_own(kept)
        forget_indexes()
    return gone


def forget_indexes() -> None:
    """Let everything that own actors are part of be built anew at the next question."""
    for cached in (load_own, index_own, index_leaders, index_spellings, load_index, cut_surnames):
        cached.cache_clear()


def _key(actor: OwnActor) -> str:
    return actor.same_as[0] if actor.same_as else fold_name(actor.name)


def _read_actors(path: Path, left_out: Counter[str]) -> Iterator[OwnActor]:
    try:
        with path.open("rb") as file:
            opening = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
        if opening.startswith(b"{"):
            yield from _read_entities(path, left_out)
        else:
            yield from _read_table(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _read_entities(path: Path, left_out: Counter[str]) -> Iterator[OwnActor]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            line = line.strip().removeprefix(b"\xef\xbb\xbf")
            if not line:
                continue
            try:
                entity = msgspec.json.decode(line, type=_Entity)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise _wrong(path, number, f"no entity of FollowTheMoney: {error}") from error
            if entity.schema not in _SCHEMAS:
                left_out[entity.schema] += 1
                continue
            yield _from_entity(path, number, entity)


class _Entity(msgspec.Struct):
    """An entity as FollowTheMoney writes it; fields that are of no use here are passed over."""

    id: str
    schema: str
    properties: dict[str, list[Any]]
    caption: str = ""


def _from_entity(path: Path, number: int, entity: _Entity) -> OwnActor:
    def values(name: str) -> list[str]:
        return [v.strip() for v in entity.properties.get(name, []) if isinstance(v, str) and v.strip()]

    kind, sectors = _SCHEMAS[entity.schema]
    names = list(dict.fromkeys([*([entity.caption] if entity.caption else []), *values("name")]))
    if not names or not entity.id:
        raise _wrong(path, number, "the entity has no name" if entity.id else "the entity has no id")
    others = dict.fromkeys([*names[1:], *values("alias"), *values("weakAlias")])
    positions, topics = values("position"), values("topics")
    codes = (_alpha3(c) for p in ("country", "citizenship", "nationality", "jurisdiction") for c in values(p))
    told = next((s for p in positions if (s := find_sectors([Term(w) for w in p.lower().split()]))), None)
    return OwnActor(
        names[0],
        kind,
        tuple(o for o in others if o != names[0]),
        next((c for c in codes if c), None),
        told or _sector_of_topics(topics) or sectors,
        same_as=(entity.id, *dict.fromkeys(i for i in values("wikidataId") if i != entity.id)),
        role=positions[0] if positions else "",
    )


def _sector_of_topics(topics: list[str]) -> tuple[str, ...]:
    for begin, sector in _TOPICS:
        if sector and any(t == begin or t.startswith(f"{begin}.") for t in topics):
            return (sector,)
    return ()


def _alpha3(code: str) -> str | None:
    """The alpha-3 code of FollowTheMoney's alpha-2 code, of a part of a state the state's."""
    code = code.upper()
    return "EUR" if code == "EU" else load_codes().get(code[:2]) if len(code) == 2 or code[2:3] == "-" else None


def _read_table(path: Path) -> Iterator[OwnActor]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = [c.strip().lower() for c in next(rows, [])]
            _check_header(path, header)
            for row in rows:
                if any(c.strip() for c in row):
                    yield _from_row(path, rows.line_num, header, row)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no text in UTF-8. Save it as UTF-8 and import it again.") from error
    except csv.Error as error:
        raise _wrong(path, rows.line_num, f"no CSV: {error}") from error


def _check_header(path: Path, header: list[str]) -> None:
    if "name" not in header:
        raise _wrong(path, 1, f'the header has no column "name". Columns: {", ".join(COLUMNS)}')
    unknown = [c or "(empty)" for c in header if c not in COLUMNS]
    if unknown:
        raise _wrong(path, 1, f"unknown columns: {', '.join(unknown)}. Columns: {', '.join(COLUMNS)}")
    if len(set(header)) < len(header):
        raise _wrong(path, 1, "a column is there twice")


def _from_row(path: Path, number: int, header: list[str], row: list[str]) -> OwnActor:
    if len(row) != len(header):
        raise _wrong(path, number, f"{len(row)} cells where the header has {len(header)}")
    cells = dict(zip(header, (" ".join(c.split()) for c in row), strict=True))
    name = cells["name"]
    if not name:
        raise _wrong(path, number, "no name")
    country = cells.get("country", "")
    code = _code_of(country)
    if country and code is None:
        raise _wrong(path, number, f"no country: {country!r}. Give ISO 3166-1 alpha-3 or alpha-2, or an English name")
    sectors = tuple(cells.get("sectors", "").upper().replace(";", " ").replace("|", " ").split())
    if wrong := [s for s in sectors if s not in SECTORS]:
        raise _wrong(path, number, f"no PLOVER sectors: {', '.join(wrong)}. Sectors: {' '.join(SECTORS[1:])}")
    since, until = (_check_day(path, number, cells.get(c, "")) for c in ("from", "to"))
    if since and until and until < since:
        raise _wrong(path, number, f"ends ({until}) before it begins ({since})")
    aliases = tuple(a.strip() for a in cells.get("aliases", "").replace("|", ";").split(";") if a.strip())
    identifiers = tuple(cells.get("identifier", "").replace(";", " ").split())
    kind = _check_kind(path, number, cells.get("kind", ""), name)
    return OwnActor(name, kind, aliases, code, sectors, since, until, identifiers, cells.get("role", ""))


def _code_of(country: str) -> str | None:
    upper = country.upper()
    known = load_codes()
    if upper in BODIES or upper in known.values():
        return upper
    state = load_states()[0].get(country)
    return known.get(upper) or (state.code if state is not None else None)


def _check_day(path: Path, number: int, day: str) -> str:
    """A year, month, or day of ISO 8601 that exists."""
    whole = {4: f"{day}-01-01", 7: f"{day}-01"}.get(len(day), day)
    try:
        if day:
            date.fromisoformat(whole)
    except ValueError as error:
        raise _wrong(path, number, f"no day: {day!r}. Write YYYY, YYYY-MM, or YYYY-MM-DD") from error
    return day


def _check_kind(path: Path, number: int, kind: str, name: str) -> OwnKind:
    for known in ("person", "organisation", "group", "outlet", "state"):
        if kind.lower() == known:
            return known
    if kind:
        raise _wrong(path, number, f"no kind: {kind!r}. Kinds: person, organisation, group, outlet, state")
    words = name.lower().split()
    body = any(w in load_organisation_words() for w in words)
    return "person" if not body and len(words) > 1 and words[0] in load_first_names() else "organisation"


def _wrong(path: Path, number: int, what: str) -> InputError:
    return InputError(f"{path}, line {number}: {what}. Nothing was imported.")
