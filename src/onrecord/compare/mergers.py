"""Who is who in a case, after what people said: actors that they merged are one, whatever their names are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from onrecord.compare.people import Joined, Person
from onrecord.store.shared_view import MemberNameRow, MergedRow, NameRow

_WHY = "merged by people"


class Group(NamedTuple):
    """Names of one actor: their numbers, the names with the reason of each after the first, and the actor's name
    where people chose it.
    """

    numbers: tuple[int, ...]
    joined: Joined
    name: str | None = None


def make_group(rows: Sequence[NameRow]) -> Group:
    """The names that were joined by what pages say."""
    people = tuple(msgspec.msgpack.decode(row.body, type=Person) for row in rows)
    return Group(tuple(row.name for row in rows), Joined(people, tuple(row.reason or "" for row in rows[1:])))


def merge_groups(groups: Iterable[Group], merged: Iterable[MergedRow], names: Iterable[MemberNameRow]) -> list[Group]:
    """Groups with those in one that people merged, each with the name of the actor into which they did.

    `names` are those of the actors of pages in `merged`, in any order.
    """
    known = {number: group for group in groups for number in group.numbers}
    name_of = {row.actor: row for row in names}
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in merged:
        if row.actor in name_of:
            member = name_of[row.actor]
            wanted[row.head, row.name].add(member.name)
            person = msgspec.msgpack.decode(member.body, type=Person)
            known.setdefault(member.name, Group((member.name,), Joined((person,), ())))
    for (_, name), numbers in sorted(wanted.items()):
        parts = sorted({known[number] for number in numbers}, key=lambda g: (name not in _find_names(g), g.numbers))
        one = _join(parts, name)
        known.update(dict.fromkeys(one.numbers, one))
    return list({group.numbers: group for group in known.values()}.values())


def _join(parts: Sequence[Group], name: str) -> Group:
    people = tuple(person for part in parts for person in part.joined.people)
    reasons = [reason for part in parts for reason in (_WHY, *part.joined.reasons)]
    return Group(tuple(number for part in parts for number in part.numbers), Joined(people, tuple(reasons[1:])), name)


def _find_names(group: Group) -> set[str]:
    return {person.speaker.name for person in group.joined.people}
