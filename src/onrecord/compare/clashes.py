"""What pages tell of one event that cannot both be so: done and denied, two days, two numbers.

Mentions are put together by what resembles what, one by one, so that a group may hold more than one happening. Two of
them clash only where they resemble each other by themselves, in most of their sentences' words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Literal

from onrecord.compare.events import find_shared_weight, is_one_event
from onrecord.compare.fingerprints import hash_words
from onrecord.compare.mentions import EventMention, ToldEvent
from onrecord.record import Frozen

EventRule = Literal["told as done and as denied", "told with two days", "told with two numbers"]

# Share of the heavier sentence's telling words in both. Of 34 clashes on the releases of two press offices, found
# without this bound, 2 were real; of the 2 with it, both are.
_ALIKE = 0.5
_LIGHTEST = 6.0  # weight that a sentence is taken to have at least
_PUBLISHED_NEAR = 1  # days between two pages whose numbers clash: later, the number may have grown
_MOST = 100  # mentions of a group that are compared with each other, earliest first


class EventClash(Frozen, frozen=True):
    """Two mentions of one event that cannot both be so, and the rule that found them."""

    id: str
    rule: EventRule
    one: EventMention
    other: EventMention
    text: str


def find_event_clashes(group: Sequence[ToldEvent]) -> Iterator[EventClash]:
    """What the mentions of an event tell against each other: one clash a rule, that of the two most alike."""
    told = sorted(group, key=lambda t: (t.mention.earliest or "9", t.mention.url, t.mention.event))[:_MOST]
    best: dict[EventRule, tuple[float, EventClash]] = {}
    for one, other in combinations(told, 2):
        found = [(rule, text) for rule, explain in _RULES.items() if (text := explain(one, other)) is not None]
        if not found or one.again or other.again or not is_one_event(one, other):
            continue
        share = find_shared_weight(one, other) / max(_LIGHTEST, one.weight, other.weight)
        for rule, text in found:
            if share >= _ALIKE and (rule not in best or share > best[rule][0]):
                best[rule] = (share, _clash(rule, one.mention, other.mention, text))
    yield from (clash for _, clash in best.values())


def _explain_denied(one: ToldEvent, other: ToldEvent) -> str | None:
    left, right = one.mention.status, other.mention.status
    if {left, right} != {"fact", "denied"} or not (one.firm and other.firm):
        return None
    return "a fact here, denied there" if left == "fact" else "denied here, a fact there"


def _explain_days(one: ToldEvent, other: ToldEvent) -> str | None:
    days = [t.mention.earliest for t in (one, other) if t.mention.dated and t.mention.earliest == t.mention.latest]
    if len(days) < 2 or days[0] == days[1] or one.mention.status != other.mention.status:
        return None
    return f"{days[0]} here, {days[1]} there"


def _explain_numbers(one: ToldEvent, other: ToldEvent) -> str | None:
    if "denied" in (one.mention.status, other.mention.status) or one.mention.earliest != other.mention.earliest:
        return None
    if not _are_near(one.published, other.published):
        return None
    for what in sorted({c.what for c in one.counts} & {c.what for c in other.counts}):
        here, there = ([c for c in t.counts if c.what == what] for t in (one, other))
        if any(c.open for c in (*here, *there)) or {c.number for c in here} & {c.number for c in there}:
            continue
        return f"{here[0].number} here, {there[0].number} there, of “{what}”"
    return None


def _are_near(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other is None
    return abs(date.fromisoformat(one).toordinal() - date.fromisoformat(other).toordinal()) <= _PUBLISHED_NEAR


_RULES: dict[EventRule, Callable[[ToldEvent, ToldEvent], str | None]] = {
    "told as done and as denied": _explain_denied,
    "told with two days": _explain_days,
    "told with two numbers": _explain_numbers,
}


def _clash(rule: EventRule, one: EventMention, other: EventMention, text: str) -> EventClash:
    key = hash_words((rule, one.event, other.event))
    return EventClash(f"c-{key % 16**10:010x}", rule, one, other, text)
