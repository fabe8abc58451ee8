"""Figures: the people, states, organisations, and outlets that a page is about, while their names are gathered."""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.actors.lexicon import Leader, load_first_names, load_word_genders
from onrecord.actors.name import Name, NameKind
from onrecord.record import ActorKind, Mention, Span

# Surnames that come first in Chinese, Korean and Vietnamese names: the person is called by the first word.
_FAMILY_FIRST = frozenset(
    """xi wang li zhang liu chen yang zhao huang zhou wu xu sun ma zhu hu guo he lin gao luo zheng liang xie tang
    han cao deng feng qin yan mao geng hua lu lai tsai kim park lee moon yoon cho choi jung kang roh ban nguyen
    tran pham le hun heng to qiang wen jiang peng dong yao""".split()
)
_PLAIN = str.maketrans("ıłøđß’", "ilods'")
_ARTICLES = ("al-", "el-", "ul-", "as-", "ash-", "an-", "ar-")
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv", "jr.", "sr."))


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
    plain = word.lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
        plain = plain.translate(_PLAIN)
    for article in _ARTICLES if "-" in plain else ():
        if plain.startswith(article) and len(plain) > len(article) + 1:
            plain = plain[len(article) :]
    return plain.rstrip(".")


def surname_of(words: Sequence[str]) -> str:
    """The word by which a person is called, folded: the last, or the first of a Chinese or Korean name."""
    proper = [w for w in words if w.lower() not in SUFFIXES] or list(words)
    if len(proper) > 1 and fold(proper[0]) in _FAMILY_FIRST and proper[0].lower() not in load_first_names():
        return fold(proper[0])
    return fold(proper[-1])


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
