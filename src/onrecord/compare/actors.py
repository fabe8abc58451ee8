"""Actors across pages: who on one page is who on another, each merger with its reason, so that it can be undone.

Compared are names with what pages say of them, each once, however many pages have it. Names that may be one actor's
stand in one block: an identifier, a surname by its sound, or what states, outlets, and organisations are known by.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from onrecord.actors.outlets import find_outlet
from onrecord.compare.people import Joined, Person, join_people, order_person
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.spelling import fold, make_skeleton
from onrecord.compare.words import make_keys
from onrecord.record import Actor, Frozen, Record, make_id

_APART = "apart "  # what stands before the id of those that people split off together
_NEVER = ("unnamed", "document", "group")
_LAST, _FIRST, _BARE = "last ", "first ", "bare "  # what stands before a sound in keys


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


class Appearance(NamedTuple):
    """An actor of one page."""

    story: str
    actor: str


# The names under a key, as `find_keys` makes them.
FindNames = Callable[[str], Sequence[Person]]


class Actors:
    """Who is who, kept while pages are added."""

    def __init__(self) -> None:
        self._records: list[Record] = []
        self._apart: set[str] = set()

    def add(self, record: Record) -> None:
        """Put a page's actors in."""
        self._records.append(record)

    def split(self, actor: str) -> None:
        """Undo a merger: the actor of a page with this id is joined with nobody from now on."""
        self._apart.add(actor)

    def find_all(self) -> Iterator[CaseActor]:
        """Every actor that two pages or more have, in the order of their ids."""
        found: dict[Person, list[Appearance]] = defaultdict(list)
        for record in self._records:
            for name, actor in find_named(record.actors):
                if actor not in self._apart:
                    found[name].append(Appearance(record.story.id, actor))
        by_key: dict[str, list[Person]] = defaultdict(list)
        for name in found:
            for key in find_keys(name):
                by_key[key].append(name)
        joined = (j for block in _find_blocks(found) for j in join_block(block, lambda key: by_key.get(key, ())))
        made = (make_case_actor(j, [found[name] for name in j.people]) for j in joined)
        yield from sorted(filter(None, made), key=lambda a: a.id)


def find_named(actors: Iterable[Actor]) -> Iterator[tuple[Person, str]]:
    """Those actors of a page that may be known on another one, by name, with their ids."""
    for actor in actors:
        name = Person(make_speaker(actor, ""), actor.same_as if actor.kind == "person" else ())
        if actor.kind == "person":
            if name.words:
                yield name, actor.id
        elif actor.kind not in _NEVER and any(c.isupper() or c.isdigit() for c in actor.name):  # "her ministry" is any
            yield name, actor.id


def set_apart(name: Person, apart: str | None) -> Person:
    """A name that people split off: it is joined only with those that they split off together with it (`apart`)."""
    return name if apart is None else Person(name.speaker, (f"{_APART}{apart}",))


def find_keys(name: Person) -> tuple[str, ...]:
    """The keys under which a name is looked for."""
    if name.same_as:
        return (f"same {min(name.same_as)}",)
    if name.speaker.kind != "person":
        return (_find_key(name.speaker),)
    if len(name.words) == 1:
        return (f"{_BARE}{make_skeleton(name.words[0])}",)
    return (f"{_LAST}{make_skeleton(name.words[-1])}", f"{_FIRST}{make_skeleton(name.words[0])}")


def find_blocks_touched(name: Person, find: FindNames) -> set[str]:
    """The blocks whose outcome may be another with a name than without it; `find` may know the name or not."""
    keys = find_keys(name)
    if not keys[0].startswith((_LAST, _BARE)):
        return {keys[0]}
    if keys[0].startswith(_BARE):
        return {f"{_LAST}{home}" for home in _find_homes(keys[0].removeprefix(_BARE), find)}
    surname = keys[0].removeprefix(_LAST)
    touched = {surname}
    for sound in {surname, keys[1].removeprefix(_FIRST)}:
        if find(f"{_BARE}{sound}"):
            homes = _find_homes(sound, find) - {surname}
            touched |= homes if len(homes) < 2 else set()  # where two may be meant besides, none was before or after
    return {f"{_LAST}{home}" for home in touched}


def join_block(block: str, find: FindNames) -> list[Joined]:
    """The names of a block, put together as far as they are one actor's."""
    names = sorted(find(block), key=order_person)
    if not names and not block.startswith(_LAST):
        return []
    if block.startswith("same "):
        apart = block.startswith(f"same {_APART}")
        why = "split off together by people" if apart else f"same identifier {block[5:]}"
        return [Joined(tuple(names), (why,) * (len(names) - 1))]
    if not block.startswith(_LAST):
        return [Joined(tuple(names), (_explain(names[0].speaker),) * (len(names) - 1))]
    surname = block.removeprefix(_LAST)
    sounds = {surname} | {make_skeleton(name.words[0]) for name in names}
    for sound in sorted(sounds):
        bare = find(f"{_BARE}{sound}")
        if bare and _find_homes(sound, find) == {surname}:  # where people of two surnames may be meant, none is
            names += bare
    return [j for j in join_people(names) if any(name.is_full for name in j.people)]


def _find_homes(sound: str, find: FindNames) -> set[str]:
    """The surnames of those who may be meant by one word."""
    meant = (*find(f"{_LAST}{sound}"), *find(f"{_FIRST}{sound}"))
    return {make_skeleton(name.words[-1]) for name in meant}


def _find_blocks(names: Iterable[Person]) -> list[str]:
    keys = {find_keys(name)[0] for name in names}
    return sorted(key for key in keys if not key.startswith(_BARE))


def make_case_actor(joined: Joined, appearances: Sequence[Sequence[Appearance]]) -> CaseActor | None:
    """The actor of joined names; `appearances` has those of each. None where they are all on one page."""
    found: list[tuple[Speaker, str, str]] = []
    counts: Counter[str] = Counter()
    for place, (name, held) in enumerate(zip(joined.people, appearances, strict=True)):
        for number, appearance in enumerate(sorted(held)):
            reason = "same name" if number or not place else joined.reasons[place - 1]
            speaker = name.speaker
            found.append(
                (Speaker(appearance.actor, speaker.name, speaker.kind, speaker.country, speaker.role),
                 appearance.story, reason)
            )  # fmt: skip
        counts[name.speaker.name] += len(held)
    if len({story for _, story, _ in found}) < 2:
        return None
    _, first = min((story, speaker.actor) for speaker, story, _ in found)
    return CaseActor(
        make_id("w", first),
        min(counts, key=lambda n: (-counts[n], -len(n), n)),
        tuple(speaker for speaker, _, _ in found),
        tuple(story for _, story, _ in found),
        tuple(reason for _, _, reason in found[1:]),
    )


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
