"""On whose word an event stands."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.events.holders import Holder, Holding
from onrecord.events.parties import Mentions
from onrecord.record import EventStatus, Frozen, Span


class Word(Frozen, frozen=True):
    """The actor on whose word an event stands (None: the page's own, or nobody's), and the statement that holds it."""

    according_to: str | None
    within: str | None


def find_word(status: EventStatus, holding: Holding, by: Span | None, mentions: Mentions) -> Word:
    """Whose word an event stands on.

    What the page says in its own voice stands on nobody else's word. Else it is the speaker of the innermost statement
    that asserts it; where nobody is named behind that, the outlet through which the page has it. Where the page has no
    such statement, `by`, the words that the network points at; and then whoever speaks around it in any way.
    """
    within = holding.holders[0].statement.id if holding.holders else None
    if within is None and holding.made is not None:
        within = holding.made.within
    if status == "fact":
        return Word(None, within)
    asserting = [h for h in holding.holders if h.asserts]
    if asserting:
        return Word(_find_speaker(asserting[:1]), within)
    named = mentions.find_actor(by) if by is not None else None
    return Word(named or _find_speaker(holding.holders), within)


def _find_speaker(holders: Sequence[Holder]) -> str | None:
    for holder in holders:
        who = holder.statement.speaker or next(iter(holder.statement.via), None)
        if who is not None:
            return who
    return None
