"""Groups names into figures: the people, states, organisations, outlets that a page is about."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.actors.lexicon import (
    Leader,
    index_leaders,
    index_organisations,
    index_surnames,
    load_first_names,
    load_nouns,
    load_organisation_words,
    load_states,
    load_word_genders,
)
from onrecord.actors.names import PARTICLES, Name, NameKind
from onrecord.actors.outlets import find_outlet
from onrecord.record import ActorKind, Mention, Span

# Surnames that come first in Chinese, Korean and Vietnamese names: the person is called by the first word.
_FAMILY_FIRST = frozenset(
    """xi wang li zhang liu chen yang zhao huang zhou wu xu sun ma zhu hu guo he lin gao luo zheng liang xie tang han cao
    deng feng qin yan mao geng hua lu lai tsai kim park lee moon yoon cho choi jung kang han roh ban nguyen tran pham le
    hun heng to qiang wen jiang peng dong yao""".split()
)
_ARTICLES = ("al-", "el-", "ul-", "as-", "ash-", "an-", "ar-")
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "jr.", "sr."))


@dataclass
class Figure:
    """Somebody or something on the page, while its names are being gathered."""

    kind: NameKind
    names: list[Name] = field(default_factory=list)
    gender: str = ""
    gender_shown: bool = False
    roles: list[str] = field(default_factory=list)
    described: str = ""
    country: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    leader: Leader | None = None
    spelled_alike: list[Name] = field(default_factory=list)
    as_kind: ActorKind | None = None
    plural: bool = False
    head: str = ""

    @property
    def name(self) -> str:
        """The fullest name that the page uses."""
        if not self.names:
            return self.described
        proper = [n for n in self.names if n not in self.spelled_alike] or self.names
        return max(proper, key=lambda n: (len(n.words), len(n.text))).text

    def add(self, name: Name) -> None:
        """Count `name` among this figure's names and take over what it shows of gender and role."""
        self.names.append(name)
        self.mentions.append(Mention(name.span, "name"))
        shown = any(w in load_word_genders() for w in name.title.lower().replace(".", "").split())
        if name.gender and (not self.gender or (shown and not self.gender_shown)):
            self.gender = name.gender
        self.gender_shown = self.gender_shown or shown
        if name.title:
            self.roles.append(name.title)


class Figures:
    """All figures of a page, and an index from words to people so that a short name finds its owner quickly."""

    def __init__(self) -> None:
        self.all: list[Figure] = []
        self.of_name: dict[Span, Figure] = {}
        self._people: dict[str, list[Figure]] = {}
        self._others: dict[str, Figure] = {}
        self._tails: dict[str, list[Figure]] = {}
        self.starts: list[int] = []
        self.by_start: list[Name] = []

    def new(self, kind: NameKind) -> Figure:
        """A figure without names yet."""
        figure = Figure(kind)
        self.all.append(figure)
        return figure

    def put(self, figure: Figure, name: Name) -> None:
        """Give `name` to `figure`."""
        figure.add(name)
        self.of_name[name.span] = figure

    def people_called(self, word: str) -> list[Figure]:
        """People with this word in their name."""
        return self._people.get(fold(word), [])

    def index_person(self, figure: Figure, name: Name) -> None:
        """Let `figure` be found by every word of `name`."""
        for word in name.words:
            holders = self._people.setdefault(fold(word), [])
            if figure not in holders[-3:]:
                holders.append(figure)

    def names_from(self, start: int, end: int) -> list[Name]:
        """The names that begin in the range, in order."""
        first = bisect.bisect_left(self.starts, start)
        return self.by_start[first : bisect.bisect_left(self.starts, end)]

    def shortened(self, word: str) -> list[Figure]:
        """Organisations and outlets whose name begins or ends with this word."""
        return self._tails.get(fold(word), [])

    def index_tail(self, figure: Figure, name: Name) -> None:
        """Let an organisation or outlet be found by the first and the last word of `name`."""
        if len(name.words) > 1:
            for word in {fold(name.words[0]), fold(name.words[-1])}:
                holders = self._tails.setdefault(word, [])
                if figure not in holders:
                    holders.append(figure)

    def other(self, key: str) -> Figure | None:
        """The state, organisation, or outlet filed under `key`."""
        return self._others.get(key)

    def file(self, key: str, figure: Figure) -> None:
        """File a state, organisation, or outlet under `key`."""
        self._others[key] = figure


def fold(word: str) -> str:
    """Lower case, without accents, the Arabic article, and a final full stop."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    plain = plain.translate(str.maketrans("ıłøđß’", "ilods'"))
    for article in _ARTICLES:
        if plain.startswith(article) and len(plain) > len(article) + 1:
            plain = plain[len(article) :]
    return plain.rstrip(".")


def surname_of(words: Sequence[str]) -> str:
    """The word by which a person is called, folded: the last, or the first of a Chinese or Korean name."""
    proper = [w for w in words if w.lower() not in _SUFFIXES] or list(words)
    if len(proper) > 1 and fold(proper[0]) in _FAMILY_FIRST and proper[0].lower() not in load_first_names():
        return fold(proper[0])
    return fold(proper[-1])


def link_names(names: Sequence[Name], heads: Iterable[Span], common: frozenset[str]) -> Figures:
    """Group `names` into figures.

    `heads` are the sources of attributions (a name there can speak), `common` the words that the page also has in
    lower case. Full names first, so that a surname in the headline finds the full name further down.
    """
    figures = Figures()
    speaking = _Ranges(heads)
    figures.by_start = sorted(names, key=lambda n: n.span.start)
    figures.starts = [n.span.start for n in figures.by_start]
    later: list[Name] = []
    previous: Name | None = None
    for name in figures.by_start:
        if name.kind in ("state", "people"):
            _link_state(figures, name)
        elif name.kind == "outlet" and len(name.words) - (name.words[0] == "The") == 1:
            later.append(name)
        elif name.kind == "outlet":
            _link_outlet(figures, name)
        elif name.kind == "organisation" and len(name.words) == 1 and not _letters(name.text):
            later.append(name)
        elif name.kind == "organisation" or (name.kind == "unknown" and _is_organisation(name, common)):
            _link_organisation(figures, name, previous)
        elif name.kind in ("person", "unknown") and len(name.words) > 1:
            if name.kind == "person" or speaking.hit(name.span):
                _link_full(figures, name)
            else:
                later.append(name)
        elif name.kind in ("person", "unknown"):
            later.append(name)
        previous = name
    # Titled names before bare ones: "Mr. Dee" shows who shares the page with Ann Dee.
    for name in sorted(later, key=lambda n: (not n.title, n.span.start)):
        if name.kind in ("organisation", "outlet"):
            if not _link_shortened(figures, name):
                (_link_organisation if name.kind == "organisation" else _link_outlet)(figures, name)
        else:
            _link_short(figures, name, speaking)
    return figures


class _Ranges:
    """Answers whether a span begins within one of many ranges, in logarithmic time."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [s.start for s in self._spans]

    def hit(self, span: Span) -> bool:
        i = bisect.bisect_right(self._starts, span.start)
        return any(s.end >= span.end for s in self._spans[max(0, i - 4) : i])


def _is_organisation(name: Name, common: frozenset[str]) -> bool:
    if len(name.words) < 2:
        return False
    if name.text.lower() in index_leaders():
        return False
    ordinary = [
        w for w in name.words if (w.lower() in common and w.lower() not in PARTICLES) or w.lower() in load_nouns()
    ]
    return bool(ordinary) and name.words[0].lower() not in load_first_names()


def _link_state(figures: Figures, name: Name) -> None:
    states = load_states()[0]
    words = name.text.removeprefix("The ").removeprefix("Government of ").removeprefix("the ")
    if words not in states:
        return
    state = states[words]
    figure = figures.other(state.code)
    if figure is None:
        figure = figures.new("state")
        figure.country, figure.described = state.code, state.name
        figures.file(state.code, figure)
    figures.put(figure, name)


def _link_outlet(figures: Figures, name: Name) -> None:
    outlet = find_outlet(name.text)
    key = f"outlet {outlet.name}" if outlet else f"outlet {name.text}"
    figure = figures.other(key)
    if figure is None:
        figure = figures.new("outlet")
        figure.country = outlet.country if outlet else None
        figure.described = outlet.name if outlet else name.text
        figures.file(key, figure)
    figures.index_tail(figure, name)
    figures.put(figure, name)


def _link_organisation(figures: Figures, name: Name, previous: Name | None = None) -> None:
    words = name.text.removeprefix("The ")
    known = index_organisations().get(words)
    keys = [f"org {fold(words)}"]
    if _letters(words) and previous is not None and name.span.start - previous.span.end == 2:
        # "the People's Units (PU)": the abbreviation in brackets is the same body.
        keys.append(f"org {fold(previous.text.removeprefix('The '))}")
    if known:
        keys.append(f"org {fold(known.name)}")
    letters = _letters(words)
    initials = "".join(w[0] for w in name.words if w[0].isupper()).lower()
    if letters:
        keys.append(f"initials {letters}")
    figure = next((f for k in keys if (f := figures.other(k)) is not None), None)
    if figure is None and len(name.words) > 2:
        # An abbreviation may come first: "the S.E.C." and then "the Securities and Exchange Commission".
        figure = figures.other(f"letters {initials}")
    if figure is None:
        figure = figures.new("organisation")
        figure.country = known.country if known else None
    for key in keys:
        if not key.startswith("initials"):
            figures.file(key, figure)
    if letters:
        figures.file(f"letters {letters}", figure)
    elif len(name.words) > 2:
        figures.file(f"initials {initials}", figure)
    figures.index_tail(figure, name)
    figures.put(figure, name)


def _letters(words: str) -> str:
    """The letters of an abbreviation in lower case, or empty where `words` is none."""
    letters = words.replace(".", "")
    return letters.lower() if letters.isupper() and letters.isalpha() and 2 <= len(letters) <= 7 else ""


def _link_full(figures: Figures, name: Name) -> None:
    for figure in figures.people_called(name.words[-1])[-8:]:
        if any(same_person(name.words, other.words) for other in figure.names[:6]) and _agree(figure, name):
            break
    else:
        figure = figures.new("person")
        figure.leader = _leader_called(name)
    figures.put(figure, name)
    figures.index_person(figure, name)


def _leader_called(name: Name) -> Leader | None:
    """The office holder of this name, also where the first name is one letter off."""
    known = index_leaders().get(name.text.lower())
    if known is not None:
        return known
    for holder in index_surnames().get(name.words[-1].lower(), ()):
        first, given = fold(holder.name.split()[0]), fold(name.words[0])
        alike = min(len(first), len(given)) > 3 and first[0] == given[0] and distance(first, given, 1) == 1
        if alike and len(holder.name.split()) == len(name.words):
            return holder
    return None


def same_person(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two full names can be one person's: same surname, and first names equal, short, or an initial."""
    if surname_of(one) != surname_of(two):
        return False
    a, b = [fold(w) for w in one], [fold(w) for w in two]
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    first, second = a[0], b[0]
    if first == second or (min(len(first), len(second)) == 1 and first[0] == second[0]):
        return True
    known = index_leaders().get(" ".join(one).lower()), index_leaders().get(" ".join(two).lower())
    if known[0] is not None and known[0] is known[1]:
        return True
    return first[0] == second[0] and distance(first, second, 1) <= 1


def _agree(figure: Figure, name: Name) -> bool:
    return not figure.gender or not name.gender or figure.gender == name.gender


def _link_short(figures: Figures, name: Name, speaking: _Ranges) -> None:
    figure = _owner(figures, name)
    if figure is not None:
        if len(name.words) > 1:
            figures.index_person(figure, name)
        figures.put(figure, name)
        return
    if name.kind == "unknown" and (name.dependent or not speaking.hit(name.span)):
        holders = index_surnames().get(name.words[-1].lower(), ())
        if not holders or len(name.words) > 1:
            return
    if name.kind == "unknown" and speaking.hit(name.span) and _link_shortened(figures, name):
        return
    if name.kind == "unknown" and len(name.words) == 1 and _looks_plural(name.words[0]):
        return
    figure = figures.new("person")
    holders = _holders(name)
    if len({h.gender for h in holders}) == 1 and not name.gender and len(name.words) == 1:
        figure.gender = holders[0].gender
        figure.leader = holders[0] if len(holders) == 1 else None
    figures.put(figure, name)
    figures.index_person(figure, name)


def _looks_plural(word: str) -> bool:
    """ "Kurds" rather than "Jones": no known surname or first name, with the ending of several."""
    lower = word.lower()
    known = lower in index_surnames() or lower in load_first_names()
    return lower.endswith("s") and not lower.endswith(("ss", "us", "is", "es", "ns")) and not known


def _holders(name: Name) -> tuple[Leader, ...]:
    """Office holders of this surname, those whose office the title names where there are such."""
    holders = index_surnames().get(name.words[-1].lower(), ())
    title = fold(name.title.split()[-1]) if name.title else ""
    return tuple(h for h in holders if title in h.role.split()) or holders


def _link_shortened(figures: Figures, name: Name) -> bool:
    """The first or last word of an outlet or organisation already named: "the Times" for The New York Times."""
    words = name.words[1:] if name.words[0] == "The" else name.words
    if len(words) != 1:
        return False
    holders = figures.shortened(words[0])
    if len(holders) != 1:
        return False
    figures.put(holders[0], name)
    return True


def _owner(figures: Figures, name: Name) -> Figure | None:
    """The person whose name `name` shortens."""
    word = name.words[-1] if name.words[-1].lower() not in _SUFFIXES else name.words[0]
    called = [f for f in figures.people_called(word)[-60:] if _holds(f, name) and _fits_gender(f, name)]
    if not called:
        return _nearly_called(figures, name)
    by_surname = [f for f in called if any(surname_of(n.words) == fold(name.words[-1]) for n in f.names)]
    called = by_surname or called
    holders = _holders(name)
    if name.title and len(holders) == 1 and fold(name.title.split()[-1]) in holders[0].role.split():
        # "President Dee" is not Ann Dee, his wife, where the lexicon knows who held the office.
        called = [f for f in called if f.leader is holders[0] or len(f.names[0].words) == 1]
        if not called:
            return None
    return max(called, key=lambda f: _pull(f, name))


def _holds(figure: Figure, name: Name) -> bool:
    wanted = [fold(w) for w in name.words]
    return any(set(wanted) <= {fold(w) for w in n.words} for n in figure.names[:8])


def _fits_gender(figure: Figure, name: Name) -> bool:
    return not name.gender or not figure.gender or name.gender == figure.gender


def _pull(figure: Figure, name: Name) -> tuple[int, int]:
    """How strongly a person draws a short name: named in full just before, then how often named, then how near."""
    before = [n for n in figure.names[-12:] if n.span.start < name.span.start]
    last = before[-1].span.start if before else -1
    near = last >= 0 and name.span.start - last < 400 and len(before[-1].words) > 1
    often = min(12, len(figure.names)) + (6 if figure.leader is not None else 0)
    title = 4 if name.title and any(fold(name.title) in fold(r) for r in figure.roles) else 0
    return (often + title + (3 if near else 0) - (0 if before else 2), last)


def _nearly_called(figures: Figures, name: Name) -> Figure | None:
    """The person whose surname is written almost so: "Wines" on a page about a Ms. Wimes."""
    word = fold(name.words[-1])
    if len(word) < 5 or (name.kind == "unknown" and name.text.lower() in load_first_names()):
        return None
    allowed = 2 if len(word) > 7 else 1
    for figure in figures.all[-80:]:
        if figure.kind != "person" or not figure.names or len(figure.names[0].words) < 2:
            continue
        surname = surname_of(figure.names[0].words)
        if word == surname + "s":
            continue  # the family
        if surname[:1] == word[:1] and len(surname) >= 5 and 0 < distance(surname, word, allowed) <= allowed:
            if len(name.words) == 1 or fold(name.words[0]) == fold(figure.names[0].words[0]):
                figure.spelled_alike.append(name)
                return figure
    return None


def distance(one: str, two: str, limit: int) -> int:
    """Levenshtein distance, or `limit` + 1 as soon as it is greater."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(two, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
        if min(row) > limit:
            return limit + 1
    return row[-1]


def iterate_people(figures: Figures) -> Iterator[Figure]:
    """The figures that are people."""
    return (f for f in figures.all if f.kind == "person")


def is_organisation_word(word: str) -> bool:
    """Whether a word in lower case marks an organisation."""
    return word in load_organisation_words() or load_nouns().get(word) == "organisation"
