"""Parties that one event of a page has from another.

"The attack" has those of the attack told of before, "condemned the attack" is against who attacked, "warned" is by who
speaks.

News pages name the parties of an event once and then go on about it; sentences by themselves have nothing of this, and
the network was trained on such sentences. Only empty sides are filled, and nobody comes to stand on both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.events.beside import add_parties_beside
from onrecord.events.clause import Clause, Wording
from onrecord.events.holders import Holding
from onrecord.events.parties import RECIPROCAL, Mentions, Parties
from onrecord.lexicons import read_rows
from onrecord.model.found import FoundEvent
from onrecord.record import EventType

_JUDGING: frozenset[EventType] = frozenset(("ACCUSE", "REJECT", "SUPPORT"))
_SPEAKING: frozenset[EventType] = frozenset(("ACCUSE", "REJECT", "SUPPORT", "REQUEST", "THREATEN", "AGREE"))
_TOLD: frozenset[EventType] = frozenset(("REQUEST", "CONSULT"))
_KNOWN = frozenset("the this that these those his her its their".split())
_NEW = frozenset(
    "a an another new second third other similar more further any each no first one two three several many".split()
)
_DEEDS = frozenset(
    """decision decisions move moves step steps plan plans action actions announcement policy policies proposal remarks
    comments measure measures resolution vote bill law""".split()
)
_HELPERS = frozenset("was were is are has have had been being be also widely strongly".split())
_FAMILY = 8  # earlier events of a family that are asked
_OBJECT = 6  # words between a judgement and what it judges
_CHARGE = 10  # words between an accusation and what the accused did
_BACK = 12  # earlier events among which "the decision" is looked for


@dataclass
class Draft:
    """An event being made: what was found, its sides so far, and the statements around it."""

    found: FoundEvent
    parties: Parties
    holding: Holding


def share_parties(wording: Wording, mentions: Mentions, drafts: Sequence[Draft]) -> None:
    """Fill the empty sides of `drafts`, which are in the order of the page. Linear in their number."""
    clauses = [wording.clause(d.found.trigger) for d in drafts]
    for draft in drafts:
        _fill_by_speech(mentions, draft)
        draft.parties = add_parties_beside(wording, mentions, draft.found, draft.parties)
    _fill_by_family(drafts, clauses)
    for i in range(len(drafts)):
        _fill_by_charge(wording, drafts, clauses, i)
        _fill_by_deed(wording, mentions, drafts, clauses, i)
    _fill_by_family(drafts, clauses)


def _fill(draft: Draft, actors: Sequence[str], recipients: Sequence[str]) -> None:
    """Give a draft what it lacks, without anybody who stands on the other side."""
    sides = draft.parties
    if not sides.actors:
        sides = Parties(tuple(a for a in actors if a not in sides.recipients), sides.recipients)
    full = draft.found.type in RECIPROCAL and len(sides.actors) > 1  # "A and B met": both are there
    if not sides.recipients and not full:
        sides = Parties(sides.actors, tuple(r for r in recipients if r not in sides.actors))
    draft.parties = sides


def _fill_by_speech(mentions: Mentions, draft: Draft) -> None:
    """What is done by speaking is done by the speaker, and a request goes to who is spoken to."""
    made = draft.holding.made
    if made is None or draft.found.type not in _SPEAKING | _TOLD:
        return
    to = mentions.find_actor(made.addressee) if made.addressee is not None else None
    actors = (made.speaker,) if made.speaker is not None else ()
    _fill(draft, actors, (to,) if to is not None and draft.found.type in _TOLD else ())


def _fill_by_family(drafts: Sequence[Draft], clauses: Sequence[Clause]) -> None:
    """Give a deed that is named as known the sides of the same deed told of before, or else after."""
    before: dict[tuple[str, str], list[int]] = {}
    keys = [_find_family(d.found.type, c) for d, c in zip(drafts, clauses, strict=True)]
    for order in (range(len(drafts)), range(len(drafts) - 1, -1, -1)):
        before.clear()
        for i in order:
            same = before.setdefault(keys[i], [])
            if _is_known(clauses[i]) and not (drafts[i].parties.actors and drafts[i].parties.recipients):
                for j in reversed(same[-_FAMILY:]):
                    if _may_be_same(drafts[i].parties, drafts[j].parties):
                        _fill(drafts[i], drafts[j].parties.actors, drafts[j].parties.recipients)
            same.append(i)


def _may_be_same(one: Parties, other: Parties) -> bool:
    """Whether no side speaks against both being one event."""
    for mine, others in ((one.actors, other.actors), (one.recipients, other.recipients)):
        if mine and others and not set(mine) & set(others):
            return False
    return bool(other.actors or other.recipients)


def _is_known(clause: Clause) -> bool:
    """Whether a trigger names a deed that the page has told of: "the attack", "Roe's murder", "the drone strike"."""
    near = clause.before[-3:]
    for word in reversed(near):
        if word in _NEW or word[:1].isdigit():
            return False
        if word in _KNOWN or word.endswith(("'s", "s'")):
            return True
        if not word.isalpha():
            return False
    return False


def _find_family(type_: EventType, clause: Clause) -> tuple[str, str]:
    for word in reversed(clause.trigger):
        if (family := _families().get((type_, word))) is not None:
            return type_, family
    return type_, _stem(clause.trigger[-1]) if clause.trigger else ""


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    return word.rstrip("e")


def _fill_by_charge(wording: Wording, drafts: Sequence[Draft], clauses: Sequence[Clause], i: int) -> None:
    """Whoever is blamed for a deed is said to have done it: "blamed Norland for the attack"."""
    draft = drafts[i]
    if draft.found.type != "ACCUSE" or i + 1 == len(drafts) or not draft.parties.recipients:
        return
    gap = wording.lower[clauses[i].stop : clauses[i + 1].first]
    if len(gap) <= _CHARGE and {"for", "of"} & set(gap) and not {",", ".", ";"} & set(gap):
        _fill(drafts[i + 1], draft.parties.recipients, ())


def _fill_by_deed(
    wording: Wording, mentions: Mentions, drafts: Sequence[Draft], clauses: Sequence[Clause], i: int
) -> None:
    """Whoever condemns, welcomes, or rejects a deed does so to its doer."""
    draft = drafts[i]
    if draft.found.type not in _JUDGING or draft.parties.recipients:
        return
    gap = wording.lower[clauses[i].stop : clauses[i + 1].first] if i + 1 < len(drafts) else ["."] * _OBJECT
    passive = wording.lower[clauses[i - 1].stop : clauses[i].first] if i else ["."]
    if len(gap) <= _OBJECT and not {",", ".", ";", "that", "and", "but"} & set(gap):
        _fill(draft, (), drafts[i + 1].parties.actors)
    elif passive and set(passive) <= _HELPERS:
        _fill(draft, (), drafts[i - 1].parties.actors)
    else:
        _fill(draft, (), _find_doers(wording, mentions, drafts[max(0, i - _BACK) : i], clauses[i]))


def _find_doers(
    wording: Wording, mentions: Mentions, earlier: Sequence[Draft], clause: Clause
) -> tuple[str, ...]:  # fmt: skip
    """Who took "the decision" that a judgement is about: its owner, or who acted last before it."""
    for place in range(clause.stop, min(clause.stop + 4, clause.stop + len(clause.after))):
        if wording.lower[place] in _DEEDS and place > clause.stop:
            owner = mentions.find_ending(wording.words[place - 1])
            if owner is not None:
                return (owner,)
            if wording.lower[place - 1] in _KNOWN:
                return next((d.parties.actors for d in reversed(earlier) if _is_deed(d)), ())
    return ()


def _is_deed(draft: Draft) -> bool:
    return draft.found.type not in ("ACCUSE", "CONSULT", "REQUEST") and bool(draft.parties.actors)


@cache
def _families() -> Mapping[tuple[str, str], str]:
    rows = read_rows("event-families.tsv", 2)
    return {(type_, word): words.split()[0] for type_, words in rows for word in words.split()}
