"""The PLOVER sectors that the words of a mention tell: "military officials" MIL, "leader of the opposition" OPP.

The head of the phrase decides where it is of one sector only ("soldiers", "judge"). A head of any sector ("official",
"leader", "group") leaves it to the words in front of it, then to its attribute, then to what it mostly is. The word
lists are in `lexicons/sectors.tsv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.actors.sources import singular
from onrecord.lexicons import read_rows
from onrecord.record import Frozen

Sectors = tuple[str, ...]

_ENDS = frozenset(
    """of in at for from with by on to against over about under near among between including who whom whose which that
    where when as while is are was were has have had , ( ; : — – ) [ ] said""".split()
)
_CLAUSES = frozenset("who whom whose which that where when while is are was were has have had said".split())
_FOR_NOBODY = frozenset("to against on over about".split())  # "ambassador to", "war on": not whose they are
_RULING = frozenset("ruling governing incumbent".split())
_MEASURES = frozenset(
    "at least most more than about over up to around nearly almost some roughly approximately".split()
)
_OFFICES = frozenset(("GOV", "LEG", "MIL", "JUD", "PTY", "COP", "SPY"))
_PEOPLE = frozenset("man woman person people individual other others child citizen national resident family".split())


class Term(Frozen, frozen=True):
    """A word of a phrase in lower case; of a known name the whole name is one term, with its sectors."""

    word: str
    sectors: Sectors | None = None


class Lists(Frozen, frozen=True):
    heads: Mapping[str, str]
    pairs: Mapping[str, str]
    weak: Mapping[str, str]
    words: Mapping[str, str]
    former: frozenset[str]
    accused: frozenset[str]
    arrest: frozenset[str]


_HOWS = ("head", "pair", "weak", "word", "former", "accused", "arrest")


@cache
def load_lists() -> Lists:
    tables: dict[str, dict[str, str]] = {how: {} for how in _HOWS}
    for how, sector, words in read_rows("sectors.tsv", 3):
        for word in words.split():
            tables[how].setdefault(word, sector.strip("-"))
    sets = (frozenset(tables[how]) for how in ("former", "accused", "arrest"))
    return Lists(tables["head"], tables["pair"], tables["weak"], tables["word"], *sets)


def find_sectors(terms: Sequence[Term]) -> Sectors | None:
    """The sectors of the actor that the phrase `terms` describes; None where its words tell nothing.

    An empty tuple says that the words do tell, and that it has none ("two countries").
    """
    core, rest = _split(_without_measure(terms))
    if not core:
        return None
    words = [t.word for t in core]
    terms = (*core, *terms[len(terms) - len(rest) - 1 :]) if rest else core
    found = _by_pair(terms, len(core))
    if found is None:
        found = _by_head(core, rest)
    if found is None:
        return None
    return _with_standing(found, words)


def is_arrest(word: str) -> bool:
    """Whether a word in lower case, in front of words for somebody, makes a suspect of them."""
    return word in load_lists().arrest


def is_anybody(word: str) -> bool:
    """Whether a noun in the singular says nothing of its owner but being human."""
    return word in _PEOPLE


def _without_measure(terms: Sequence[Term]) -> Sequence[Term]:
    """Without "at least", "more than", and the like in front."""
    i = 0
    while i < len(terms) - 1 and i < 3 and terms[i].word in _MEASURES:
        i += 1
    return terms[i:]


def _split(terms: Sequence[Term]) -> tuple[Sequence[Term], Sequence[Term]]:
    """The words up to the first preposition, mark, or relative, and those behind it."""
    for i, term in enumerate(terms):
        if term.sectors is None and term.word in _ENDS:
            if i == 0:
                return (), ()
            rest = terms[i + 1 :]
            return terms[:i], () if term.word in _FOR_NOBODY else rest
    return terms, ()


def _by_pair(terms: Sequence[Term], end: int) -> Sectors | None:
    """By several words in a row that end with the head, or begin before it and go on ("secretary of state")."""
    pairs = load_lists().pairs
    words = [t.word for t in terms[: end + 4]]
    for length in (4, 3, 2):
        for last in range(min(len(words), end + length - 1), end - 1, -1):
            first = last - length
            if first < 0 or first >= end:
                continue
            key = "-".join(words[first:last])
            sector = pairs.get(key) or pairs.get("-".join([*words[first : last - 1], singular(words[last - 1])]))
            if sector:
                return (sector,)
    return None


def _by_head(core: Sequence[Term], rest: Sequence[Term]) -> Sectors | None:
    lists = load_lists()
    for back, term in enumerate(reversed(core[-4:])):
        before = core[: len(core) - back - 1]
        head = singular(term.word)
        if term.sectors is not None:
            return term.sectors
        if (sector := lists.heads.get(head) or lists.heads.get(term.word)) is not None:
            return _with_known(head, sector, (*before, term), core[len(core) - back :])
        if head in lists.weak or term.word in lists.weak:
            found = _by_words(before)
            found = _by_attribute(rest) if found is None else found
            default = lists.weak.get(head) or lists.weak.get(term.word) or ""
            return ((default,) if default else ()) if found is None else found
    found = _by_words(core)
    return _by_attribute(rest) if found is None else found


def _with_known(head: str, sector: str, core: Sequence[Term], behind: Sequence[Term]) -> Sectors:
    """For people, those of a known body have its sectors ("Hamas men"), and the accused are suspects."""
    if head in _PEOPLE:
        for term in reversed(core[:-1]):
            if term.sectors:
                return term.sectors
        if any(t.word in load_lists().accused for t in (*core, *behind)):
            return ("CRM",)
    return (sector,)


def _by_words(words: Sequence[Term]) -> Sectors | None:
    """By the words in front of a head, the nearest first."""
    lists = load_lists()
    for i in range(len(words) - 1, -1, -1):
        term = words[i]
        if term.sectors is not None:
            return term.sectors
        word = term.word.replace("’", "'").removesuffix("'s")
        if i and (sector := lists.pairs.get(f"{words[i - 1].word}-{word}")):
            return (sector,)
        if (sector := lists.words.get(word)) or (sector := lists.heads.get(singular(word))):
            return (sector,)
    return None


def _by_attribute(rest: Sequence[Term]) -> Sectors | None:
    """By what follows "of" or "from", where that is a body: "members of the cabinet"."""
    clause = next((i for i, t in enumerate(rest) if t.word in _CLAUSES), len(rest))
    rest = [t for t in rest[:clause] if t.word not in ("the", "a", "an", "its", "his", "her", "their")]
    found = find_sectors(rest) if rest else None
    return found if found and found != ("CVL",) else None


def _with_standing(found: Sectors, words: Sequence[str]) -> Sectors:
    """With what words in front say of standing: former, in opposition, or ruling."""
    lists = load_lists()
    if found == ("PTY",):
        if "opposition" in words:
            return ("PTY", "OPP")
        return ("PTY", "GOV") if _RULING & set(words) else found
    past = any(w in lists.former or w.startswith(("ex-", "then-former")) for w in words)
    if past and found[:1] and found[0] in _OFFICES:
        return ("ELI",)
    return found
