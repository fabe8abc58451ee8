"""One event of what the network found twice: the same trigger, triggers side by side, a light verb with its noun."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from onrecord.events.clause import Wording
from onrecord.lexicons import bad_row, read_rows
from onrecord.model.found import TYPES, FoundEvent
from onrecord.record import EventType, Span

# Verbs that say no more than that the noun behind them was done ("imposed a curfew", "held talks").
_LIGHT = frozenset(
    """held hold holds holding made make makes making launched launch launches launching began begin begins beginning
    started start starts starting conducted conduct conducts conducting carried carry carries carrying staged stage
    stages staging gave give gives giving took take takes taking issued issue issues issuing mounted mount mounts
    mounting
    entered enter enters entering reached reach reaches reaching struck strike concluded conclude concludes concluding
    imposed impose imposes imposing""".split()
)
_FILE = "event-verbs.tsv"
_LONGEST = 60  # characters of a trigger that is put together
_REACH = 4  # words between a light verb and its noun


def merge_found(wording: Wording, found: Sequence[FoundEvent]) -> list[FoundEvent]:
    """The events in the order of the page, each once. What reaches outside the text is left out.

    Of the same trigger and type the likeliest is kept, since their ids would be one. Triggers of one type with nothing
    between them ("military offensive" in two parts) are one: no two labelled events of a type stand so close. A light
    verb goes into the noun behind or before it ("imposed a curfew", "a deal has been reached"). Parties are joined.
    Verbs of one type whoever uses them are given it.
    """
    found = [_retyped(wording, event) for event in found]
    best: dict[tuple[Span, EventType], FoundEvent] = {}
    for event in found:
        key = (event.trigger, event.type)
        inside = 0 <= event.trigger.start < event.trigger.end <= len(wording.text)
        if inside and (key not in best or best[key].score < event.score):
            best[key] = event
    out: list[FoundEvent] = []
    for event in (best[key] for key in sorted(best)):
        previous = next((i for i in range(len(out) - 1, max(-1, len(out) - 3), -1) if out[i].type == event.type), None)
        merged = _merge(wording, out[previous], event) if previous is not None else None
        if previous is not None and merged is not None:
            out[previous] = merged
        else:
            out.append(event)
    return out


def _retyped(wording: Wording, event: FoundEvent) -> FoundEvent:
    """The event with the type of its verb, where that has only one (`lexicons/event-verbs.tsv`)."""
    words = event.trigger.of(wording.text).lower().split() if event.trigger.start >= 0 else []
    type_ = _find_type(words[0]) if words else None
    return msgspec.structs.replace(event, type=type_) if type_ is not None and type_ != event.type else event


def _find_type(verb: str) -> EventType | None:
    return next((t for t, whole, beginnings in _verbs() if verb in whole or verb.startswith(beginnings)), None)


@cache
def _verbs() -> tuple[tuple[EventType, frozenset[str], tuple[str, ...]], ...]:
    rows = []
    for number, (name, words) in enumerate(read_rows(_FILE, 2), 1):
        type_ = next((t for t in TYPES if t == name), None)
        if type_ is None:
            raise bad_row(_FILE, number, f"“{name}” is no type of PLOVER's")
        every = words.split()
        beginnings = tuple(w[:-1] for w in every if w.endswith("*"))
        rows.append((type_, frozenset(w for w in every if not w.endswith("*")), beginnings))
    return tuple(rows)


def _merge(wording: Wording, left: FoundEvent, right: FoundEvent) -> FoundEvent | None:
    """Both as one event, or None where they are two."""
    between = wording.text[left.trigger.end : right.trigger.start]
    length = max(left.trigger.end, right.trigger.end) - left.trigger.start
    if length <= _LONGEST and (right.trigger.start <= left.trigger.end or not between.strip()):
        head = right if right.trigger.end > left.trigger.end else left
        span = Span(left.trigger.start, max(left.trigger.end, right.trigger.end))
        return _joined(head, right if head is left else left, span)
    if len(between.split()) > _REACH or any(mark in between for mark in ".;:!?\n"):
        return None
    if _is_light(left, wording.text):
        return _joined(right, left, right.trigger)
    return _joined(left, right, left.trigger) if _is_light(right, wording.text) else None


def _is_light(event: FoundEvent, text: str) -> bool:
    return event.trigger.of(text).lower() in _LIGHT


def _joined(head: FoundEvent, other: FoundEvent, trigger: Span) -> FoundEvent:
    actors = head.actors or tuple(i for i in other.actors if i not in head.recipients)
    recipients = head.recipients or tuple(i for i in other.recipients if i not in actors)
    surest = max(head, other, key=lambda e: e.score)
    return msgspec.structs.replace(
        head,
        trigger=trigger,
        actors=actors,
        recipients=recipients,
        score=surest.score,
        confidence=max(head.confidence, other.confidence),
        place=head.place or other.place,
        time=head.time or other.time,
        by=head.by or other.by,
    )
