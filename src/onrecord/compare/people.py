"""Which names of people are one person's, by the names, countries, and roles that pages give.

People of one surname are sorted into classes of one first name; a class falls apart where countries or middle names
differ. A spelling that differs needs the same country or role; a bare surname, or an initial, needs that only one
person of the case can be meant. Nothing here depends on the order of the names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from onrecord.compare.speakers import Speaker, find_long_form, is_same_name, split_name
from onrecord.compare.spelling import fold

_ALIKE = 0.88  # Jaro-Winkler; "Zelensky" and "Zelenskyy" have 0.97, "Miles" and "Mills" 0.91 and so need more
_OFFICE = 2  # words of a role in common: "foreign minister", not "minister" alone
_COMMON_ROLE_WORDS = frozenset("the a of for and in former new mr mrs ms dr".split())

Item = TypeVar("Item")


class Person(NamedTuple):
    """Somebody as pages name them, without what is of one page: `speaker.actor` is empty. `same_as` are outside ids."""

    speaker: Speaker
    same_as: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the name, folded."""
        return split_name(self.speaker.name)

    @property
    def is_full(self) -> bool:
        """Whether it has a first name, which is no initial."""
        return len(self.words) > 1 and len(self.words[0]) > 1


class Joined(NamedTuple):
    """Names of one person, and why each after the first is thought to be the same."""

    people: tuple[Person, ...]
    reasons: tuple[str, ...]


def order_person(person: Person) -> tuple[str, str, str, tuple[str, ...]]:
    """A fixed order of names."""
    return (person.speaker.name, person.speaker.country or "", person.speaker.role or "", person.same_as)


def join_people(people: Iterable[Person]) -> list[Joined]:
    """Those of one surname, by its sound, put together as far as the names say that they are one."""
    people = sorted(people, key=order_person)
    full = [p for p in people if p.is_full]
    classes = [(c, ["same name"] * (len(c) - 1)) for c in _find_classes(full)]
    groups = _join_spellings(classes)
    alone: list[Joined] = []
    for person in people:
        if person.is_full:
            continue
        meant = [g for g in groups if _may_be(person, g.people)]
        if len(meant) == 1:
            at = groups.index(meant[0])
            why = f"“{person.speaker.name}”: only {meant[0].people[0].speaker.name} of this case can be meant"
            groups[at] = Joined((*groups[at].people, person), (*groups[at].reasons, why))
        else:
            alone.append(Joined((person,), ()))
    return groups + alone


def _find_classes(full: Sequence[Person]) -> list[list[Person]]:
    """People of one first and last name, without two countries or two middle names in a class."""
    classes: list[list[Person]] = []
    for same_name in _sort(full, lambda p: (find_long_form(p.words[0]), p.words[-1])):
        for same_country in _join_offices(_part(same_name, lambda p: p.speaker.country)):
            classes += _part(same_country, lambda p: "".join(w[0] for w in p.words[1:-1]) or None)
    return classes


def _join_offices(parts: Sequence[list[Person]]) -> list[list[Person]]:
    """Parts of one full name that share an office: then one of the countries was misread, or was the place's."""
    joined: list[list[Person]] = []
    for part in parts:
        same = [held for held in joined if len(_find_role_words(held) & _find_role_words(part)) >= _OFFICE]
        if len(same) == 1:
            same[0] += part
        else:
            joined.append(part)
    return joined


def _sort(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    sorted_into: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        sorted_into[key(item)].append(item)
    return list(sorted_into.values())


def _part(items: Sequence[Item], key: Callable[[Item], str | None]) -> list[list[Item]]:
    """Items by key; those without one go with the others only where these have but one key."""
    keys = {key(item) for item in items} - {None}
    if len(keys) <= 1:
        return [list(items)]
    return _sort(items, key)


def _join_spellings(classes: Sequence[tuple[list[Person], list[str]]]) -> list[Joined]:
    """Classes whose names sound alike and that share a country or a role."""
    roots = list(range(len(classes)))
    why: dict[int, str] = {}
    for i, j in combinations(range(len(classes)), 2):
        reason = _explain_alike(classes[i][0], classes[j][0])
        if reason is not None:
            old, new = sorted((roots[i], roots[j]))
            why[j] = reason
            roots = [old if r == new else r for r in roots]
    joined: dict[int, tuple[list[Person], list[str]]] = {}
    for n, (people, reasons) in enumerate(classes):
        held = joined.setdefault(roots[n], ([], []))
        if held[0]:
            held[1].append(why.get(n, "name spelled alike"))
        held[0].extend(people)
        held[1].extend(reasons)
    return [Joined(tuple(people), tuple(reasons)) for people, reasons in joined.values()]


def _explain_alike(one: Sequence[Person], other: Sequence[Person]) -> str | None:
    left, right = one[0].words, other[0].words
    if left[0] == right[0] and left[-1] == right[-1]:
        return None  # one name, kept apart for a reason
    if not (is_same_name(left[0], right[0]) and is_same_name(left[-1], right[-1])):
        return None
    from rapidfuzz.distance import JaroWinkler  # only here: it takes a moment to load

    if JaroWinkler.similarity(" ".join(left), " ".join(right)) < _ALIKE:
        return None
    countries = [{p.speaker.country for p in people} - {None} for people in (one, other)]
    if countries[0] and countries[1] and not countries[0] & countries[1]:
        return None
    spelled = f"“{one[0].speaker.name}” and “{other[0].speaker.name}” sound alike"
    if countries[0] & countries[1]:
        return f"{spelled}, both of {min(filter(None, countries[0] & countries[1]))}"
    roles = _find_role_words(one) & _find_role_words(other)
    return f"{spelled}, both “{min(roles)}”" if roles else None


def _find_role_words(people: Iterable[Person]) -> set[str]:
    return {w for p in people for w in fold(p.speaker.role or "").split()} - _COMMON_ROLE_WORDS


def _may_be(person: Person, people: Sequence[Person]) -> bool:
    """Whether a bare surname, or one with an initial, can stand for these."""
    words, country = person.words, person.speaker.country
    counted = Counter(p.speaker.country for p in people if p.speaker.country)
    if country and counted and country not in counted:
        return False
    for other in {p.words for p in people}:
        if len(words) == 1 and words[0] in (other[0], other[-1]):  # one word alone is too little for two spellings
            return True
        if len(words) > 1 and words[0][0] == other[0][0] and is_same_name(words[-1], other[-1]):
            return True
    return False
