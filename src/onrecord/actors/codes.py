"""Codes of actors: country and PLOVER sectors, first by the page's own words, then by what is known of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.actors.figures import Figure
from onrecord.actors.gazetteer import Known, find_known, load_dependencies
from onrecord.actors.lexicon import Leader, index_surnames
from onrecord.actors.own import OwnActor, fold_name, index_own, load_own
from onrecord.actors.pieces import Piece, Pieces
from onrecord.actors.places import Places
from onrecord.actors.sectors import Sectors, Term, find_sectors, is_anybody, is_arrest
from onrecord.actors.sources import singular
from onrecord.lexicons import read_rows
from onrecord.record import CountryHow, Frozen, Span

_ARTICLES = frozenset("the a an its his her their our my this that these those".split())
# Several states at once have no code of their own, nor has everybody together.
_NO_COUNTRY = frozenset(
    """countries nations states sides partners allies donors participants signatories members world
    community foreigners""".split()
)
# Sectors whose unnamed members are mostly those of the body of that sector named beside them.
_SHARED: tuple[Sectors, ...] = (("REB",), ("JUD",))
_QUANTITIES = frozenset("two three four five six both several all many other some more most few neighboring".split())
_OWNED = frozenset(("its", "their"))
_STATES = frozenset("countries nations states powers".split())
_REGIONS = frozenset("african asian western arab regional world gulf foreign global".split())
_OF_REGIONS = frozenset("leaders ministers diplomats officials envoys ambassadors heads presidents capitals".split())
_SUFFERING = frozenset(("CVL", "UNK", "CRM", "EDU", "REL", "MED"))


class Code(Frozen, frozen=True):
    """A country (alpha-3, or UNO, EUR, IGO, NGO, ISM, IMG) and PLOVER sectors; None where nothing tells them.

    `how` says how the country is known.
    """

    country: str | None = None
    sectors: Sectors | None = None
    how: CountryHow | None = None


class Coder:
    """Codes mentions and figures of one page. `published` is the page's day (ISO 8601), or empty."""

    def __init__(self, pieces: Pieces, published: str) -> None:
        self._pieces = pieces
        self._published = published[:10]
        self.places = Places((), pieces, ())  # set once the page's people are known

    def code_words(self, span: Span, person: Span | None = None) -> Code:
        """The code that the words of a mention tell by themselves.

        `person` is a person's name within it, whose words say nothing of country or office.
        """
        inside = self.places.find_inside(span, person)
        country = inside.country if inside is not None and not inside.unsure else None
        if person is None:
            return Code(country, self._sectors_of(span))
        before = find_sectors(self._terms(Span(span.start, person.start)))
        behind = find_sectors(self._terms(Span(person.end, span.end))) if before is None else None
        return Code(country, behind if before is None else before)

    def _sectors_of(self, span: Span) -> Sectors | None:
        found = find_sectors(self._terms(span))
        words = [p for p in self._pieces.within(span) if p.is_word]
        if found == ("CVL",) and words and any(is_anybody(singular(w.lower)) for w in words):
            first = self._pieces.index_at(span.start)
            if any(is_arrest(p.lower) for p in self._pieces.all[max(0, first - 3) : first]):
                return ("CRM",)
        known = self.places.within(span)
        if found is None and known and known[-1].known.kind == "people" and words[-1].lower.endswith("s"):
            return ("CVL",)  # "three Ruritanians"
        return found

    def find_country(self, span: Span, person: bool, sectors: Sectors) -> str | None:
        """The country of a mention whose words tell none, by what is around it; None where it has none."""
        words = self._pieces.within(span)
        if _is_many([w.lower for w in words]) and self.places.find_inside(span) is None:
            return None
        alone = not any(w.lower not in _ARTICLES and w.lower not in _QUANTITIES for w in words[:-1])
        if not person and words and ((words[-1].lower in _NO_COUNTRY and alone) or words[0].lower == "foreign"):
            return None
        if (code := _body_of([w.lower for w in words])) is not None:
            return code
        if words and words[0].lower in _OWNED and not person and (owner := self.places.find_owner(span)) is not None:
            return owner
        inside = self.places.find_inside(span)
        if inside is not None and inside.country and self.places.names(inside.country):
            return inside.country
        body = self.places.find_alike(span, sectors) if not person and sectors in _SHARED else None
        if body is not None:
            return body.country
        found = self.places.find_around(span, bool(_SUFFERING & set(sectors)))
        return inside.country if inside is not None and found is None else found

    def find_body(self, span: Span) -> str | None:
        """The code of a body beyond states that a description ends with, or None."""
        return _body_of([w.lower for w in self._pieces.within(span)])

    def code_role(self, role: str) -> Code:
        """The code that a description of a person tells: "the Ruritanian foreign minister"."""
        words = [_bare_piece(w, i) for i, w in enumerate(role.split()[:14])]
        known = find_known(words)
        terms = _terms(words, [(k.first, k.last, k.known) for k in known], self.sectors_of_known)
        country = next((k.known.country for k in known if not k.known.unsure and not _is_towards(words, k.first)), None)
        return Code(country, find_sectors(terms))

    def code_figure(self, figure: Figure) -> Code:
        """The code of a figure by the roles that the page gives it, then by the gazetteer."""
        country, sectors = figure.country, None
        told = figure.kind == "state"
        for role in figure.roles[:10]:
            code = self.code_role(role)
            told = told or (country is None and code.country is not None)
            country, sectors = country or code.country, sectors or code.sectors
        leader = figure.leader or self._leader_called(figure)
        if leader is not None:
            term = leader.term_on(self._published) if self._published else None
            country = country or (term.country if term is not None else leader.country)
            sectors = sectors or self.sectors_of_leader(leader)
        if figure.kind == "outlet" or figure.as_kind == "outlet":
            sectors = sectors or ("JRN",)
        return Code(load_dependencies().get(country or "", country), sectors, "told" if told else "known")

    def find_own(self, figure: Figure) -> OwnActor | None:
        """The user's own actor whom a figure's name, or its usual spelling, names on the page's day."""
        if not load_own():
            return None
        spelled = [figure.leader.name] if figure.leader is not None else []
        named = [n.text for n in figure.names[:8]] or [figure.described]
        found = (index_own().get(fold_name(name)) for name in (*named, *spelled))
        return next((a for a in found if a is not None and a.holds_on(self._published)), None)

    def _leader_called(self, figure: Figure) -> Leader | None:
        """The only office holder of a surname, or the only one of a state that the page names."""
        if figure.kind != "person" or not figure.names or any(len(n.words) > 1 for n in figure.names[:8]):
            return None
        holders = index_surnames().get(figure.names[0].words[0].lower(), ())
        here = [h for h in holders if h.country and self.places.names(h.country)]
        return holders[0] if len(holders) == 1 else here[0] if len(here) == 1 else None

    def sectors_of_known(self, known: Known) -> Sectors | None:
        """The sectors of a known name on the page's day."""
        return self.sectors_of_leader(known.leader) if known.leader is not None else known.sectors

    def sectors_of_leader(self, leader: Leader) -> Sectors | None:
        """The sector of the office that somebody held on the page's day, ELI after it; undated, that of the first."""
        term = leader.term_on(self._published) if self._published else leader.terms[0]
        if term is None:
            return ("ELI",)
        return find_sectors([Term(word) for word in term.role.split()]) if not term.sectors else term.sectors

    def _terms(self, span: Span) -> list[Term]:
        first, last = self._pieces.index_at(span.start), self._pieces.index_at(span.end)
        while first < last and (self._pieces.all[first].lower in _ARTICLES or not self._pieces.all[first].is_word):
            first += 1
        known = [(k.first - first, k.last - first, k.known) for k in self.places.within(span) if k.first >= first]
        return _terms(self._pieces.all[first:last], known, self.sectors_of_known)


def _terms(words: Sequence[Piece], known: Sequence[tuple[int, int, Known]], sectors_of: object) -> list[Term]:
    out: list[Term] = []
    ends = {first: (last, name) for first, last, name in known}
    i = 0
    while i < len(words):
        last, name = ends.get(i, (0, None))
        if name is not None and last <= len(words) and name.kind in ("organisation", "outlet", "leader", "people"):
            sectors = sectors_of(name) if callable(sectors_of) else None
            if sectors is not None and (sectors or name.kind == "organisation"):
                out.append(Term(" ".join(w.lower for w in words[i:last]), tuple(sectors)))
                i = last
                continue
        out.append(Term(words[i].lower.rstrip(".")))
        i += 1
    return out


@cache
def _load_bodies() -> Mapping[str, str]:
    return {words: code for code, cell in read_rows("bodies.tsv", 2) for words in cell.split("|")}


def _body_of(words: Sequence[str]) -> str | None:
    """The code of a body beyond states that a description in lower case ends with: "the international community"."""
    bodies = _load_bodies()
    joined = " ".join(words[-3:]).replace("- led", "-led")
    parts = joined.split()
    found = next((code for n in (3, 2, 1) if (code := bodies.get(" ".join(parts[-n:])))), None)
    led = len(parts) > 1 and parts[-2].endswith("-led")
    return found or (bodies.get(f"-led {parts[-1]}") if led else None)


def _is_many(words: Sequence[str]) -> bool:
    """Whether words in lower case are of several states at once: "regional countries", "leaders from two nations"."""
    return bool(_STATES & set(words)) or (words[:1] != [] and words[0] in _REGIONS and words[-1] in _OF_REGIONS)


def _is_towards(words: Sequence[Piece], first: int) -> bool:
    return first > 0 and words[first - 1].lower in ("to", "on", "against")


def _bare_piece(word: str, number: int) -> Piece:
    possessive = word.endswith(("'s", "’s"))
    text = word[:-2] if possessive and len(word) > 2 else word
    text = text.rstrip(",;") or text
    return Piece(Span(number, number), word, text, text.lower(), possessive, False, False, text[:1].isupper())
