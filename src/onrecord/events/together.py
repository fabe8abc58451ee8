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

import msgspec

from onrecord.events.beside import add_parties_beside
from onrecord.events.clause import Clause, Wording
from onrecord.events.holders import Holding
from onrecord.events.parties import RECIPROCAL, Mentions, Parties
from onrecord.events.status import Judgement
from onrecord.lexicons import read_rows
from onrecord.model.found import FoundEvent
from onrecord.model.words import stem
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
_CLAIMS = frozenset("claim claims claimed claiming".split())
_FOR_ONESELF = frozenset("by responsibility credit".split())
CLAIMED = "who is said to have done it claims it"
_NAMED = 4  # words behind a judgement among which it names a deed
_BACK = 12  # earlier events among which "the decision" is looked for


@dataclass
class Draft:
    """An event being made: what was found, its sides so far, the statements around it, and what is judged of it."""

    found: FoundEvent
    parties: Parties
    holding: Holding
    judgement: Judgement
    accusers: tuple[str, ...] = ()  # who says that its actors did it


def share_parties(wording: Wording, mentions: Mentions, drafts: Sequence[Draft]) -> None:
    """Fill the empty sides of `drafts`, which are in the order of the page. Linear in their number."""
    clauses = [wording.clause(d.found.trigger) for d in drafts]
    for draft in drafts:
        _fill_by_speech(mentions, draft)
        _fill_by_claim(wording, draft)
        draft.parties = add_parties_beside(wording, mentions, draft.found, draft.parties)
    _fill_by_family(drafts, clauses)
    for i in range(len(drafts)):
        _fill_by_charge(wording, drafts, clauses, i)
        _fill_by_deed(wording, mentions, drafts, clauses, i)
    _fill_by_family(drafts, clauses)
    for draft in drafts:
        if draft.found.type == "PROTEST" and len(mentions.crowds) == 1:
            _fill(draft, mentions.crowds, ())  # "the protests" are those of the page's protesters


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
                        told = drafts[j].parties.actors if _may_carry_over(drafts[j], drafts[i]) else ()
                        _fill(drafts[i], told, drafts[j].parties.recipients)
            same.append(i)


def _may_be_same(one: Parties, other: Parties) -> bool:
    """Whether no side speaks against both being one event."""
    for mine, others in ((one.actors, other.actors), (one.recipients, other.recipients)):
        if mine and others and not set(mine) & set(others):
            return False
    return bool(other.actors or other.recipients)


def _may_carry_over(told: Draft, again: Draft) -> bool:
    """Whether who did a deed in one place did it in another: what somebody claims or supposes is only his word."""
    if told.judgement.status == "fact":
        return True
    one, other = (next((h.statement.speaker for h in d.holding.holders), None) for d in (told, again))
    return one is not None and one == other


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
    return type_, stem(clause.trigger[-1]) if clause.trigger else ""


def _fill_by_charge(wording: Wording, drafts: Sequence[Draft], clauses: Sequence[Clause], i: int) -> None:
    """Whoever is blamed for a deed is said to have done it: "blamed Norland for the attack".

    Of 30 training sentences of this form 26 have the deed as claimed, and 4 as a fact.
    """
    draft = drafts[i]
    if draft.found.type != "ACCUSE" or i + 1 == len(drafts) or not draft.parties.recipients:
        return
    gap = wording.lower[clauses[i].stop : clauses[i + 1].first]
    if len(gap) <= _CHARGE and {"for", "of", "over", "with"} & set(gap) and not {",", ".", ";"} & set(gap):
        deed, accused = drafts[i + 1], draft.parties.recipients
        if not deed.parties.actors and set(deed.parties.recipients) <= set(accused):
            deed.parties = Parties(deed.parties.actors, ())  # "charged them with the murder": not on both sides
        _fill(deed, draft.parties.recipients, ())
        if set(deed.parties.actors) & set(draft.parties.recipients):
            deed.accusers = draft.parties.actors
            if deed.judgement.status == "fact":
                deed.judgement = msgspec.structs.replace(deed.judgement, status="claimed", sign="accuse")


def _fill_by_claim(wording: Wording, draft: Draft) -> None:
    """Whoever claims a deed says that he did it: "the attack was claimed by", "claimed responsibility for the raid"."""
    inner = next((h.statement for h in draft.holding.holders), None)
    if inner is None or inner.cue is None or inner.speaker is None:
        return
    words = set(inner.cue.of(wording.text).lower().split())
    if words & _CLAIMS and words & _FOR_ONESELF:
        _fill(draft, (inner.speaker,), ())
        if inner.speaker in draft.parties.actors and draft.judgement.status == "fact":
            draft.judgement = msgspec.structs.replace(draft.judgement, status="claimed", sign=CLAIMED)


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
        doers = _find_doers(wording, mentions, drafts[max(0, i - _BACK) : i], clauses[i])
        _fill(draft, (), doers or _find_doers_of_named(wording, clauses, drafts, i))


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
    """Whether somebody did something, by the page's own word or his own."""
    if draft.found.type in ("ACCUSE", "CONSULT", "REQUEST") or not draft.parties.actors:
        return False
    speakers = {h.statement.speaker for h in draft.holding.holders[:1]}
    return draft.judgement.status == "fact" or not speakers or bool(speakers & set(draft.parties.actors))


def _find_doers_of_named(
    wording: Wording, clauses: Sequence[Clause], drafts: Sequence[Draft], i: int
) -> tuple[str, ...]:  # fmt: skip
    """Who did the deed that a judgement names though nothing tells of it there: "the operation was condemned"."""
    clause, lower = clauses[i], wording.lower
    last = clause.first - 1
    while last > 0 and lower[last] in _HELPERS:
        last -= 1
    passive = last < clause.first - 1
    places = [last] if passive else list(range(clause.stop, min(clause.stop + _NAMED, len(lower))))
    for place in places:
        if place and lower[place - 1] in _KNOWN and (keys := _families_of().get(lower[place])):
            for j in range(i - 1, max(-1, i - _BACK), -1):
                family = _find_family(drafts[j].found.type, clauses[j])
                if family in keys and drafts[j].parties.actors:
                    return drafts[j].parties.actors
    return ()


@cache
def _families_of() -> Mapping[str, frozenset[tuple[str, str]]]:
    """The families that a word names, with their types."""
    out: dict[str, frozenset[tuple[str, str]]] = {}
    for (type_, word), family in _families().items():
        out[word] = out.get(word, frozenset()) | {(type_, family)}
    return out


@cache
def _families() -> Mapping[tuple[str, str], str]:
    rows = read_rows("event-families.tsv", 2)
    return {(type_, word): words.split()[0] for type_, words in rows for word in words.split()}
