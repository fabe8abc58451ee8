"""Whether two pages mean the same speaker, as far as name, kind, and country tell."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from onrecord.compare.spelling import fold, make_skeleton
from onrecord.record import Actor, ActorKind, Frozen

Relation = Literal["same", "other", "unknown"]

_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
# Each row one name, its short forms, and its spellings; "Ted" is left out, being Edward's and Theodore's.
_ONE_NAME = (
    "michael mike mick", "joseph joe", "william bill will", "robert bob rob", "james jim", "thomas tom",
    "anthony tony antony", "daniel dan", "david dave", "stephen steve steven", "christopher chris", "matthew matt",
    "nicholas nick", "benjamin ben", "samuel sam", "alexander alex", "edward ed", "richard dick rick rich",
    "ronald ron", "donald don", "kenneth ken", "gregory greg", "jeffrey jeff geoffrey", "andrew andy", "peter pete",
    "elizabeth liz beth", "katherine kate kathy catherine", "susan sue", "jennifer jen jenny", "alexei aleksey alexey",
    "sergei serhiy sergey", "vladimir volodymyr vlad", "charles chuck charlie", "lawrence larry", "gerald jerry",
    "timothy tim", "john jon jack", "henry harry", "patrick pat", "philip phil", "victoria vicky", "deborah debbie",
    "rudolph rudy rudolf", "gerhard gerd", "francis frank",
)  # fmt: skip
_LONG_FORMS = {form: row.split()[0] for row in _ONE_NAME for form in row.split()}


class Speaker(Frozen, frozen=True):
    """Who speaks, as one page has it: the actor's id there, and what tells them from others."""

    actor: str
    name: str
    kind: ActorKind
    country: str | None = None
    role: str | None = None


def make_speaker(actor: Actor, id: str | None = None) -> Speaker:
    """What an actor of a page is known by, under its own id or another."""
    return Speaker(actor.id if id is None else id, actor.name, actor.kind, actor.country, actor.role)


def relate(one: Speaker | None, other: Speaker | None) -> Relation:
    """Whether both are the same, someone else, or not to be told: a spokesman may speak for either."""
    if one is None or other is None or "unnamed" in (one.kind, other.kind):
        return "unknown"
    if one.kind != other.kind:
        return "unknown"
    if one.kind == "person":
        return relate_people(one, other)
    if one.kind == "state":
        same = one.country == other.country if one.country and other.country else fold(one.name) == fold(other.name)
        return "same" if same else "other"
    if fold(one.name) == fold(other.name):
        return "same"
    return "other" if one.kind == "outlet" else "unknown"


def relate_people(one: Speaker, other: Speaker) -> Relation:
    """People are the same by surname, with first names and countries that agree as far as they are known."""
    left, right = split_name(one.name), split_name(other.name)
    if not left or not right:
        return "unknown"
    if not agree_names(left, right):
        return "other"
    if one.country and other.country and one.country != other.country and min(len(left), len(right)) == 1:
        return "unknown"
    return "same"


@lru_cache(50_000)
def split_name(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, without what stands behind the surname."""
    return tuple(w for w in fold(name).split() if w not in _SUFFIXES)


def agree_names(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: a bare name is the other's first or last word, else both must agree."""
    if len(one) == 1 or len(other) == 1:
        bare, full = (one, other) if len(one) == 1 else (other, one)
        return any(is_same_name(bare[0], word) for word in {full[0], full[-1]})
    if is_same_name(one[-1], other[-1]) and agree_first_names(one[0], other[0]):
        return True
    return is_same_name(one[0], other[-1]) and is_same_name(one[-1], other[0])  # Kim Jong-un, surname first or last


def is_same_name(one: str, other: str) -> bool:
    """Whether two words are one name in two spellings."""
    return one == other or (min(len(one), len(other)) > 2 and make_skeleton(one) == make_skeleton(other))


def agree_first_names(one: str, other: str) -> bool:
    """Whether two first names may be one: the same, an initial, or a short form."""
    if is_same_name(one, other) or find_long_form(one) == find_long_form(other):
        return True
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def find_long_form(first_name: str) -> str:
    """The name that a short form stands for: "mike" is "michael"."""
    return _LONG_FORMS.get(first_name, first_name)


@lru_cache(50_000)
def find_blocks(speaker: Speaker | None) -> tuple[str, ...]:
    """Keys of which two records of one speaker share at least one; few others share any. Empty for unnamed ones."""
    if speaker is None or speaker.kind == "unnamed":
        return ()
    if speaker.kind == "person":
        words = split_name(speaker.name)
        return tuple(sorted({f"p:{make_skeleton(w)}" for w in (words[:1] + words[-1:])}))
    if speaker.kind == "state":
        return (f"s:{speaker.country or fold(speaker.name)}",)
    return (f"{speaker.kind[0]}:{fold(speaker.name)}",)
