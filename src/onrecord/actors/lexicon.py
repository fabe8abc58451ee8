"""Reads the word lists of `onrecord/lexicons`, once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from onrecord.actors.own import load_own
from onrecord.lexicons import read_rows, read_text
from onrecord.record import Frozen


class State(Frozen, frozen=True):
    """A state: ISO 3166-1 alpha-3 code and the name that the lexicon files it under."""

    code: str
    name: str


class Outlet(Frozen, frozen=True):
    """A news outlet: name, other names, web domains, country (alpha-3 or None), kind of outlet."""

    name: str
    others: tuple[str, ...]
    domains: tuple[str, ...]
    country: str | None
    kind: str


class Office(Frozen, frozen=True):
    """A term of office: role in lower case, first and last day (`YYYY`, `YYYY-MM`, or `YYYY-MM-DD`, empty where not
    known or not ended), its country or body, and PLOVER sectors where the role alone does not tell them."""

    role: str
    since: str
    until: str
    country: str | None = None
    sectors: tuple[str, ...] = ()


class Leader(Frozen, frozen=True):
    """A well-known office holder under the usual English spelling, with every term that the lexicon has."""

    name: str
    others: tuple[str, ...]
    country: str | None
    gender: str
    terms: tuple[Office, ...]

    @property
    def role(self) -> str:
        """The words of all roles."""
        return " ".join(t.role for t in self.terms)

    def term_on(self, day: str) -> Office | None:
        """The office held on `day` (`YYYY-MM-DD`), the first that fits; None where none was."""
        return next((t for t in self.terms if _is_within(day, t)), None)


def _is_within(day: str, term: Office) -> bool:
    return term.since <= day[: len(term.since)] and (not term.until or day[: len(term.until)] <= term.until)


def _values(cell: str) -> tuple[str, ...]:
    return tuple(v for v in cell.split("|") if v)


@cache
def load_states() -> tuple[Mapping[str, State], Mapping[str, State], frozenset[str]]:
    """Names and metonyms -> state, adjectives and peoples -> state, and which names are only metonyms.

    Keys are written as in running text, without a leading article.
    """
    names: dict[str, State] = {}
    peoples: dict[str, State] = {}
    metonyms: set[str] = set()
    for code, name, others, adjectives, seats in read_rows("states.tsv", 5):
        state = State(code, name)
        for key in (name, *_values(others), *_values(seats)):
            names.setdefault(_bare(key), state)
        metonyms.update(_bare(seat) for seat in _values(seats))
        for key in _values(adjectives):
            peoples.setdefault(key, state)
    return names, peoples, frozenset(metonyms)


def _bare(name: str) -> str:
    return name[4:] if name.startswith("The ") else name


@cache
def load_first_names() -> Mapping[str, str]:
    """First names in lower case -> `f`, `m`, or empty where both are common."""
    # Row by row this list of 25,000 would take as long to read as all the others together.
    text = read_text("first-names.tsv")
    cells = text[text.rindex("\n#") + 1 :].partition("\n")[2].split()
    names = dict(zip(cells[::2], cells[1::2], strict=True))
    return names | dict.fromkeys((name for name, gender in names.items() if gender == "u"), "")


@cache
def load_nouns() -> Mapping[str, str]:
    """Describing nouns in lower case, singular -> person, organisation, document, state, outlet, or group (plural)."""
    return {row[0]: row[1] for row in read_rows("nouns.tsv", 2)}


@cache
def load_titles() -> frozenset[str]:
    """Words in lower case that stand before a name."""
    return frozenset(row[0] for row in read_rows("titles.tsv", 3) if row[1] == "title")


@cache
def load_word_genders() -> Mapping[str, str]:
    """Titles and describing nouns in lower case -> `f` or `m`, for those that show it."""
    return {row[0]: row[2] for row in read_rows("titles.tsv", 3) if row[2]}


@cache
def load_organisation_words() -> frozenset[str]:
    """Words in lower case that mark a capitalised name as an organisation's."""
    return frozenset(row[0] for row in read_rows("organisation-words.txt", 1))


@cache
def load_places() -> frozenset[str]:
    """Places that are no states, as written in running text."""
    return frozenset(row[0] for row in read_rows("places.txt", 1))


@cache
def load_outlets() -> tuple[Outlet, ...]:
    """All outlets of the lexicon, in its order."""
    return tuple(
        Outlet(name, _values(others), _values(domains), country or None, kind)
        for name, others, domains, country, kind in read_rows("outlets.tsv", 5)
    )


@cache
def load_leaders() -> tuple[Leader, ...]:
    """The office holders who are known by their surname alone, each with all terms that the lexicon has of them."""
    dated = _read_terms()
    leaders: dict[str, Leader] = {}
    for name, others, role, country, since, until, gender in read_rows("leaders.tsv", 7):
        known = leaders.get(name)
        exact = dated[name].terms if name in dated else ()
        terms = known.terms if known is not None else exact
        if not any(t.role == role for t in exact):
            terms = (*terms, Office(role, since, until, country or None))
        leaders[name] = Leader(name, _values(others), country or None, gender, terms)
    return tuple(leaders.values())


@cache
def _read_terms() -> Mapping[str, Leader]:
    """All holders of the offices listed by state, by name, with the terms of each in the order of the list.

    Somebody who has held offices of two bodies is with the first that is a state.
    """
    leaders: dict[str, Leader] = {}
    for country, role, holders, _checked in read_rows("offices.tsv", 4):
        for holder in holders.split(";"):
            named, _, days = holder.rpartition(" ")
            since, _, until = days.partition("..")
            name, *others = named.removesuffix("/f").replace("/f=", "=").split("=")
            office = Office(role, since, until if ".." in days else since, country)
            known = leaders.get(name)
            gender = "f" if "/f" in named else "m"
            if known is None:
                leaders[name] = Leader(name, tuple(others), country, gender, (office,))
            else:
                leaders[name] = Leader(name, known.others, known.country, gender, (*known.terms, office))
    return leaders


@cache
def index_leaders() -> Mapping[str, Leader]:
    """Every known spelling of a full name, in lower case -> the person: the user's own, then office holders."""
    return _by_name((*_own_people(), *load_leaders(), *_read_terms().values()))


def _by_name(people: Iterable[Leader]) -> dict[str, Leader]:
    index: dict[str, Leader] = {}
    for person in people:
        for key in (person.name, *person.others):
            index.setdefault(key.lower(), person)
    return index


def _own_people() -> Iterator[Leader]:
    for actor in load_own():
        names = [n for n in (actor.name, *actor.aliases) if " " in n.strip()]
        if actor.kind == "person" and names:
            term = Office(actor.role.lower(), actor.since, actor.until, actor.country, actor.sectors)
            yield Leader(names[0], tuple(names[1:]), actor.country, "", (term,))


@cache
def index_surnames() -> Mapping[str, tuple[Leader, ...]]:
    """Last word of every known spelling, in lower case -> the office holders that have it, without own people.

    A surname alone calls only who is in the news everywhere; own lists may hold every surname there is.
    """
    return _by_last_word(_by_name(load_leaders()))


@cache
def index_spellings() -> Mapping[str, tuple[Leader, ...]]:
    """As `index_surnames`, with the user's own people."""
    return _by_last_word(index_leaders())


def _by_last_word(names: Mapping[str, Leader]) -> dict[str, tuple[Leader, ...]]:
    index: dict[str, dict[int, Leader]] = {}
    for key, leader in names.items():
        index.setdefault(key.split()[-1], {}).setdefault(id(leader), leader)
    return {key: tuple(people.values()) for key, people in index.items()}


class Organisation(Frozen, frozen=True):
    """A well-known organisation: name, other names, country (alpha-3, or UNO, EUR, IGO, NGO, ISM, IMG), PLOVER sectors.

    `unsure` says that many states have a body of this name.
    """

    name: str
    others: tuple[str, ...]
    country: str | None
    sectors: tuple[str, ...] = ()
    unsure: bool = False


@cache
def index_organisations() -> Mapping[str, Organisation]:
    """Every known name or short name -> the organisation."""
    index: dict[str, Organisation] = {}
    for name, others, country, sectors in read_rows("organisations.tsv", 4):
        code = country.removesuffix("?") or None
        organisation = Organisation(name, _values(others), code, tuple(sectors.split()), country.endswith("?"))
        for key in (name, *organisation.others):
            index.setdefault(key.removeprefix("the "), organisation)
    return index


@cache
def organisations_with_commas() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """First word -> the words and commas of organisations whose name has commas inside."""
    index: dict[str, list[tuple[str, ...]]] = {}
    for key in index_organisations():
        if "," in key:
            words = tuple(key.replace(",", " ,").split())
            index.setdefault(words[0], []).append(words)
    return {key: tuple(names) for key, names in index.items()}
