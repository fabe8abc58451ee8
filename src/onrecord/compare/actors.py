"""Actors across pages: who on one page is who on another, each merger with its reason, so that it can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from onrecord.actors.outlets import find_outlet
from onrecord.compare.people import Joined, Person, find_surnames, join_people
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.spelling import fold
from onrecord.compare.words import make_keys
from onrecord.record import Frozen, Record, make_id

_NEVER = ("unnamed", "document", "group")


class CaseActor(Frozen, frozen=True):
    """One actor of the case, under the name that most pages use.

    `appearances` are the actors of single pages that it is made of, `stories` where each stands. `reasons` say in
    words why they are thought to be one: one reason for each appearance after the first.
    """

    id: str
    name: str
    appearances: tuple[Speaker, ...]
    stories: tuple[str, ...]
    reasons: tuple[str, ...]


class Actors:
    """Who is who, kept while pages are added.

    Finding all is linear in the appearances, but for surnames that many spellings share.
    """

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._others: dict[str, dict[str, Person]] = defaultdict(dict)
        self._apart: set[str] = set()

    def add(self, record: Record) -> None:
        """Put in a page's actors. Linear in their number."""
        for actor in record.actors:
            held = Person(record.story.id, make_speaker(actor), actor.same_as)
            if actor.kind == "person" and held.words:
                self._people[actor.id] = held
            elif actor.kind not in _NEVER and any(
                c.isupper() or c.isdigit() for c in actor.name
            ):  # "her ministry" is any
                self._others[_find_key(held.speaker)][actor.id] = held

    def split(self, actor: str) -> None:
        """Undo a merger: the actor of a page with this id is joined with nobody from now on."""
        self._apart.add(actor)

    def find_all(self) -> Iterator[CaseActor]:
        """Every actor that two pages or more have, in the order of their ids."""
        joined = [
            Joined(tuple(people), (_explain(people[0].speaker),) * (len(people) - 1))
            for held in self._others.values()
            if (people := self._without_split(held))
        ]
        joined += self._join_people()
        made = [_make(j) for j in joined if len({p.story for p in j.people}) > 1]
        yield from sorted(made, key=lambda a: a.id)

    def _without_split(self, held: dict[str, Person]) -> list[Person]:
        return sorted((p for id, p in held.items() if id not in self._apart), key=_order)

    def _join_people(self) -> list[Joined]:
        """People of one identifier first; then, among those without one, people by their names."""
        known: dict[str, list[Person]] = defaultdict(list)
        named: list[Person] = []
        for person in self._without_split(self._people):
            if person.same_as:
                known[min(person.same_as)].append(person)
            else:
                named.append(person)
        found = [Joined(tuple(people), (f"same identifier {id}",) * (len(people) - 1)) for id, people in known.items()]
        by_surname: dict[str, list[Person]] = defaultdict(list)
        for person in named:
            if len(person.words) > 1:
                by_surname[min(find_surnames(person.words[-1:]))].append(person)
        homes = defaultdict(set)
        for surname, people in by_surname.items():
            for person in people:
                for sound in find_surnames(person.words):
                    homes[sound].add(surname)
        for person in named:
            if len(person.words) == 1:
                meant = homes.get(min(find_surnames(person.words)), set())
                # Where people of two surnames may be meant, none is.
                by_surname[min(meant) if len(meant) == 1 else f"alone {person.speaker.actor}"].append(person)
        return found + [j for people in by_surname.values() for j in join_people(people)]


def _find_key(speaker: Speaker) -> str:
    """What all appearances of a state, an outlet, or an organisation have in common."""
    if speaker.kind == "state" and speaker.country:
        return f"state {speaker.country}"
    if speaker.kind == "outlet":
        outlet = find_outlet(speaker.name)
        return f"outlet {outlet.name if outlet else fold(speaker.name).removeprefix('the ')}"
    words = fold(speaker.name).removeprefix("the ").split()
    return f"{speaker.kind} " + " ".join(key for word in words for key in make_keys(word))


def _explain(speaker: Speaker) -> str:
    if speaker.kind == "state" and speaker.country:
        return f"same country code {speaker.country}"
    if speaker.kind == "outlet" and find_outlet(speaker.name):
        return "names of one outlet"
    return "same name"


def _make(joined: Joined) -> CaseActor:
    names: dict[str, int] = defaultdict(int)
    for person in joined.people:
        names[person.speaker.name] += 1
    name = min(names, key=lambda n: (-names[n], -len(n), n))
    first = min(joined.people, key=_order)
    return CaseActor(
        make_id("w", first.speaker.actor),
        name,
        tuple(p.speaker for p in joined.people),
        tuple(p.story for p in joined.people),
        joined.reasons,
    )


def _order(person: Person) -> tuple[str, str]:
    return (person.story, person.speaker.actor)
