"""Whether an event happened, as the page has it: what the network says, weighed with what the page shows.

The page shows signs (`signs.py`). Each adds its weight to the log-odds of every status, as in a logistic regression
that was fitted on labelled sentences without the network. Both opinions are pooled: their logarithms are averaged,
since sums would count twice what both have seen (logarithmic pooling; Genest and Zidek 1986).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import get_args

from onrecord.events.holders import Holding
from onrecord.lexicons import bad_row, read_rows
from onrecord.model.found import TYPES, FoundEvent
from onrecord.record import EventStatus, EventType, Frozen

STATUSES: tuple[EventStatus, ...] = get_args(EventStatus)
# How much the signs have to say beside the network. On the dev sentences, for events right in type, the network alone
# has 86.8 of a hundred right, the signs alone 87.6, and any share from 0.2 to 0.8 lies between 87.2 and 88.7: too close
# to choose by, so the network, which reads more than a clause, has the greater part.
SHARE = 0.3
QUOTED = "quoted"  # a sign without a weight, that decides where the others leave a fact
NEGATED = "negated"  # a sign without a weight: a negation that belongs to the trigger itself
_OPEN = frozenset(("condition", "question", "may", "would"))
_FILE = "event-signs.tsv"
_COUNTS = "event-type-status.tsv"
_SMOOTH = 2.0  # events that each type is taken to have had besides, of the usual statuses
_ALWAYS = "always"
_LEAST = 1e-4

_SAID = {
    "not": "a negation before it",
    "not, next to it": "a negation before it",
    "fail": "a word before it for what did not come about",
    "condition": "a condition or question before it",
    "may": "a word before it for what may be",
    "may, next to it": "a word before it for what may be",
    "possible": "a word before it for what is only possible",
    "would": "“would” before it",
    "would, next to it": "“would” before it",
    "seek": "a word before it for what is wanted or weighed",
    "seek to": "a word before it for what is wanted or weighed",
    "avoid": "a word before it for what is to be kept from happening",
    "avoid to": "a word before it for what is to be kept from happening",
    "will": "a future tense",
    "will, next to it": "a future tense",
    "plan": "a word before it for a plan, promise, or order",
    "plan to": "a word before it for a plan, promise, or order",
    "upcoming": "a word before it for what is to come",
    "alleged": "a word before it for hearsay",
    "alleged, next to it": "a word before it for hearsay",
    "accuse": "a word for an accusation before it",
    "accuse to": "a word for an accusation before it",
    "to": "an infinitive",
    "question": "a question mark behind it",
    "background": "named only as what went before something else",
    "determiner 1 before": "named as a thing that is known",
    "determiner 2 before": "named as a thing that is known",
    "is a cue": "done by speaking",
}


class Judgement(Frozen, frozen=True):
    """A status, the sign that speaks most for it over `fact` (or for `fact`; empty where none does), and the type."""

    status: EventStatus
    sign: str
    type: EventType


def judge(event: FoundEvent, signs: frozenset[str], holding: Holding) -> Judgement:
    """The likeliest status of an event, and its type in the light of that.

    What a question that was not answered asks about is supposed, whatever else speaks for it: nobody said that it is
    so, and nobody could have. A verb with "not" right before it ("has not met", "was not yet invited") did not happen;
    of seven such training sentences without a condition or question five are labelled so, and the two others hold "if".
    """
    if any(h.statement.act == "non-answer" for h in holding.holders):
        return Judgement("supposed", "within a question that was not answered", event.type)
    if NEGATED in signs and not signs & _OPEN and event.type != "REJECT":
        return Judgement("denied", "not, next to it", event.type)
    scores = _add_up(signs)
    if event.status_chances:
        network = (math.log(max(chance, _LEAST)) for chance in event.status_chances)
        scores = [(1 - SHARE) * n + SHARE * s for n, s in zip(network, scores, strict=True)]
    best, type_ = _find_both(event, scores)
    if STATUSES[best] == "fact" and QUOTED in signs and holding.made is None:
        return Judgement("claimed", "within quotation marks", type_)  # also where nobody is found who says so
    if not event.status_chances and STATUSES[best] == "fact" and any(h.asserts for h in holding.holders):
        # Found by grammar, of which no network has a view.
        return Judgement("claimed", "within what somebody asserts", type_)
    return Judgement(STATUSES[best], _find_strongest(signs, best), type_)


def _find_both(event: FoundEvent, scores: Sequence[float]) -> tuple[int, EventType]:
    """The place of the likeliest status and the type, looked for together."""
    if not event.chances or event.type != TYPES[event.chances.index(max(event.chances))]:
        return scores.index(max(scores)), event.type  # found by grammar, or typed by its verb
    own = _fits()[event.type]
    pairs = (
        (math.log(max(chance, _LEAST)) + scores[i] + _fits()[type_][i] - own[i], -i, type_)
        for type_, chance in zip(TYPES, event.chances, strict=True)
        for i in range(len(scores))
    )
    _, place, type_ = max(pairs)
    return -place, type_


@cache
def _fits() -> Mapping[EventType, tuple[float, ...]]:
    """How much oftener, in logarithms, each type has each status than if neither knew of the other."""
    rows: dict[str, list[float]] = {}
    for number, (type_, *cells) in enumerate(read_rows(_COUNTS, 1 + len(STATUSES)), 1):
        if not all(cell.isdecimal() for cell in cells):
            raise bad_row(_COUNTS, number, f"the counts of “{type_}” are no numbers")
        rows[type_] = [float(cell) for cell in cells]
    every = sum(map(sum, rows.values()))
    shares = [sum(row[i] for row in rows.values()) / every for i in range(len(STATUSES))]
    return {
        t: tuple(
            math.log((n + _SMOOTH * share) / (sum(rows[t]) + _SMOOTH) / share)
            for n, share in zip(rows[t], shares, strict=True)
        )
        for t in TYPES
    }


def _add_up(signs: frozenset[str]) -> list[float]:
    """What the signs make of each status: logarithms of probabilities."""
    weights = _load_weights()
    rows = [weights[_ALWAYS], *(weights[s] for s in sorted(signs) if s in weights)]
    sums = [sum(row[i] for row in rows) for i in range(len(STATUSES))]
    whole = max(sums) + math.log(sum(math.exp(s - max(sums)) for s in sums))
    return [s - whole for s in sums]


def _find_strongest(signs: frozenset[str], status: int) -> str:
    """The sign that does most for the status against `fact`; against all others where it is `fact` itself."""
    weights = _load_weights()
    fact = STATUSES.index("fact")

    def speaks(sign: str) -> float:
        row = weights[sign]
        return row[status] - (row[fact] if status != fact else max(w for i, w in enumerate(row) if i != fact))

    told = sorted(s for s in signs if s in weights and not s.startswith("type "))
    best = max(told, key=speaks, default="")
    return best if best and speaks(best) > 0 else ""


@cache
def _load_weights() -> Mapping[str, tuple[float, ...]]:
    weights: dict[str, tuple[float, ...]] = {}
    for number, (sign, *cells) in enumerate(read_rows(_FILE, 1 + len(STATUSES)), 1):
        try:
            weights[sign] = tuple(float(cell) for cell in cells)
        except ValueError:
            raise bad_row(_FILE, number, f"the weights of “{sign}” are no numbers") from None
    return weights


def say_rule(judgement: Judgement) -> str:
    """What the status rests on, in words."""
    if not judgement.sign:
        return "the page says it in its own voice" if judgement.status == "fact" else "as the network has it"
    return _SAID.get(judgement.sign, judgement.sign)
