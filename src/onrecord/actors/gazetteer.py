"""What is known of names before a page is read: one index from every name of the word lists to its code.

States, peoples, seats of power, regions, cities, organisations, outlets, and office holders are in it, and the user's
own actors, which win over all of them. The index is built once, at the first question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from onrecord.actors.lexicon import Leader, index_leaders, index_organisations, load_outlets, load_states
from onrecord.actors.outlets import is_everyday
from onrecord.actors.own import load_own
from onrecord.actors.pieces import Piece
from onrecord.lexicons import read_rows
from onrecord.record import Frozen

KnownKind = Literal["state", "people", "place", "organisation", "outlet", "leader"]


class Known(Frozen, frozen=True):
    """A name of the gazetteer: what it names, its country (alpha-3 or UNO, EUR, IGO, NGO, IMG), its PLOVER sectors.

    `unsure` says that bodies of this name are found in many states, so that `country` holds only where the page speaks
    of no other ("Congress").
    """

    kind: KnownKind
    country: str | None
    sectors: tuple[str, ...] = ()
    leader: Leader | None = None
    unsure: bool = False


class KnownAt(Frozen, frozen=True):
    """A known name on the page: its pieces, as positions `first` to `last` (exclusive), and its code points.

    `compound` says that it is the first part of a word that makes it somebody else's business ("Ruritania-backed").
    """

    first: int
    last: int
    start: int
    end: int
    known: Known
    compound: bool = False


class Index(Frozen, frozen=True):
    """All names, and for each first word how many words the names have that begin with it, longest first."""

    names: Mapping[str, Known]
    lengths: Mapping[str, tuple[int, ...]]


@cache
def load_dependencies() -> Mapping[str, str]:
    """Codes of territories that event data count with a state -> the state's code."""
    return dict(read_rows("dependencies.tsv", 2))


@cache
def load_codes() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 codes, upper case -> alpha-3 codes."""
    return {two: three for two, three, _, _ in read_rows("countries.tsv", 4)}


# A body of a name that begins so is no other state's.
_OF_ONE = ("U.S. ", "US ", "United States ")


@cache
def load_index() -> Index:
    """The index of all names, the first list that has a name winning."""
    names: dict[str, Known] = dict(_own())
    for name, known in _states():
        names.setdefault(name, known)
    for name, organisation in index_organisations().items():
        kind: KnownKind = "organisation"
        unsure = organisation.unsure and not name.startswith(_OF_ONE)
        known = Known(kind, organisation.country, organisation.sectors, None, unsure)
        names.setdefault(name, known)
    for words, country, sectors in read_rows("adherents.tsv", 3):
        code = country.removesuffix("?") or None
        known = Known("people", code, tuple(sectors.split()), None, country.endswith("?"))
        names.update(dict.fromkeys(words.split("|"), known))
    for outlet in load_outlets():
        known = Known("outlet", outlet.country, ("JRN",))
        for name in (outlet.name, *outlet.others):
            bare = name.removeprefix("The ")
            if not is_everyday(name) and (bare == name or " " in bare):  # "National" alone is no "The National"
                names.setdefault(bare, known)
    for leader in {id(p): p for p in index_leaders().values()}.values():
        known = Known("leader", leader.country, (), leader)
        for name in (leader.name, *leader.others):
            if " " in name:
                names.setdefault(name, known)
    for name, known in _places():
        names.setdefault(name, known)
    names.update({_as_pieces(n): k for n, k in names.items() if n[-1].isdigit()})
    return Index(names, _measure(names))


def _as_pieces(name: str) -> str:
    """A name as the tokens of a page have it, letters and digits apart: `M 23` for `M23`."""
    return "".join(f" {b}" if b.isdigit() and a.isalpha() else b for a, b in zip(f" {name}", name, strict=False))


def _own() -> Iterator[tuple[str, Known]]:
    for actor in load_own():
        if actor.kind != "person":
            known = Known("organisation", actor.country, actor.sectors)
            yield from ((_plain(n).removeprefix("The "), known) for n in (actor.name, *actor.aliases))


def _states() -> Iterator[tuple[str, Known]]:
    parents = load_dependencies()
    named, peoples, _ = load_states()
    kinds: tuple[tuple[KnownKind, Mapping[str, object]], ...] = (("state", named), ("people", peoples))
    for kind, some in kinds:
        known: dict[str, Known] = {}
        for name in some:
            code = (named if kind == "state" else peoples)[name].code
            yield name, known.setdefault(code, Known(kind, parents.get(code, code)))


def _places() -> Iterator[tuple[str, Known]]:
    parents = load_dependencies()
    for _, code, spellings, capital in read_rows("countries.tsv", 4):
        code = parents.get(code, code)
        yield from ((name, Known("state", code)) for name in spellings.split("|"))
        if capital:
            yield capital, Known("place", code)
    for code, spellings in (*read_rows("regions.tsv", 2), *read_rows("cities.tsv", 2)):
        known = Known("place", parents.get(code, code))
        yield from ((name, known) for name in spellings.split("|"))


def _measure(names: Mapping[str, Known]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in names:
        first, _, rest = name.partition(" ")
        lengths.setdefault(first, set()).add(rest.count(" ") + 2 if rest else 1)
    return {word: tuple(sorted(some, reverse=True)) for word, some in lengths.items()}


def find_known(pieces: Sequence[Piece], first: int = 0, last: int | None = None) -> list[KnownAt]:
    """The known names among `pieces[first:last]`, each the longest that begins where it does, without overlaps."""
    last = len(pieces) if last is None else last
    out = []
    i = first
    while i < last:
        piece = pieces[i]
        may_begin = piece.capital or "-" in piece.text or not piece.text.isascii()
        found = _known_at(pieces, i, last) if may_begin else None
        if found is not None:
            out.append(found)
        i = i + 1 if found is None else found.last
    return out


def _known_at(pieces: Sequence[Piece], i: int, last: int) -> KnownAt | None:
    index = load_index()
    piece = pieces[i]
    for length in index.lengths.get(_plain(piece.text), ()):
        known = index.names.get(_joined(pieces, i, length)) if i + length <= last else None
        if known is not None:
            end = pieces[i + length - 1]
            stop = end.span.start + len(end.text)
            return KnownAt(i, i + length, piece.span.start, stop, known, _goes_on(pieces, i + length, stop))
    head, hyphen, tail = piece.text.rpartition("-")
    known = index.names.get(_plain(head)) if hyphen and head else None
    if known is None:
        return None
    return KnownAt(i, i + 1, piece.span.start, piece.span.start + len(head), known, tail not in _OF_THERE)


def _goes_on(pieces: Sequence[Piece], i: int, stop: int) -> bool:
    """Whether a hyphen and a word that makes it somebody else's business follow at once ("U.S.-backed")."""
    if i + 1 >= len(pieces) or pieces[i].span.start != stop or not pieces[i].text.startswith("-"):
        return False
    word = pieces[i].text[1:] or pieces[i + 1].text
    return word not in _OF_THERE and word.islower()


# "Ruritania-based" belongs there; other words with a hyphen ("-led", "-held", "-aligned") say no such thing.
_OF_THERE = frozenset("based born flagged registered owned made speaking administered American British".split())


def _joined(pieces: Sequence[Piece], i: int, length: int) -> str:
    if length == 1:
        return _plain(pieces[i].text)
    inner = [p.raw for p in pieces[i : i + length - 1]]
    return _plain(" ".join([*inner, pieces[i + length - 1].text]))


def _plain(name: str) -> str:
    return name.replace("’", "'") if "’" in name else name
