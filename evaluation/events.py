"""What the program says of political actors and events in single sentences, in the form that the scorer reads.

Each sentence is read as a page without an outlet and without a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.gold import make_story, read_lines
from onrecord.actors import Cast, find_actors, find_pieces
from onrecord.dates import find_dates
from onrecord.events import find_events
from onrecord.model.found import FoundEvent
from onrecord.model.reading import Found, read_text
from onrecord.model.session import Model
from onrecord.record import Actor, Event, Frozen, Span, Statement, Timex
from onrecord.statements import find_statements
from onrecord.statements.mending import mend


class Parts(Frozen, frozen=True):
    """What a sentence's events are made of and what became of them.

    `made` are the events, each with what the network found, or None where grammar alone found it.
    """

    found: Found
    cast: Cast
    statements: tuple[Statement, ...]
    timexes: tuple[Timex, ...]
    made: tuple[tuple[FoundEvent | None, Event], ...]


def read_parts(document: dict[str, Any], model: Model) -> Parts:
    """Read one sentence on the same way as a page, and keep what is on the way."""
    story, tokens = make_story(document)
    pieces = find_pieces(story.text, tokens)
    found = read_text(story.text, tokens, model)
    attributions = mend(story.text, tokens, found.attributions, pieces)
    timexes = find_dates(story, tokens)
    cast = find_actors(story, tokens, attributions, pieces, found.mentions)
    statements = find_statements(story, tokens, attributions, cast, timexes, [1.0] * len(attributions))
    events = find_events(story, tokens, found.events, cast, statements, timexes)
    likely = sorted(found.events, key=lambda f: -f.score)
    made = ((next((f for f in likely if f.type == e.type and f.trigger.overlaps(e.trigger)), None), e) for e in events)
    return Parts(found, cast, statements, timexes, tuple(made))


def find_event_lines(gold: Path, model: Model) -> Iterator[dict[str, Any]]:
    """One line for each sentence: its mentions with kinds and codes, its events with spans."""
    for document in read_lines(gold):
        parts = read_parts(document, model)
        actors = {a.id: a for a in parts.cast.actors}
        mentions = zip(parts.found.mentions, parts.cast.of_mention, strict=True)
        yield {
            "id": document["id"],
            "text": document["text"],
            "actors": [
                {"span": _pair(m.span), "kind": m.kind, "code": _code(actors.get(id))}
                for m, id in mentions
                if not m.pronoun
            ],
            "events": [_show_event(parts, found, event) for found, event in parts.made],
        }


def _show_event(parts: Parts, found: FoundEvent | None, event: Event) -> dict[str, Any]:
    if found is None:
        actor, recipient = (_find_nearest(parts, event.trigger, ids) for ids in (event.actors, event.recipients))
    else:
        places = dict.fromkeys((*found.actors, *found.recipients))
        sides = (event.actors, event.recipients)
        actor, recipient = (_find_spans(parts, places, ids, event.trigger) for ids in sides)
    return {
        "type": event.type,
        "trigger": _pair(event.trigger),
        "actor": actor,
        "recipient": recipient,
        "status": event.status,
    }


def _find_spans(parts: Parts, places: dict[int, None], ids: Sequence[str], trigger: Span) -> list[list[int]]:
    """The mentions through which the actors with these ids take part, one for each; by rules alone, the nearest."""
    first: dict[str, Span] = {}
    for i in places:
        first.setdefault(parts.cast.of_mention[i], parts.found.mentions[i].span)
    return [pair for id in ids for pair in ([_pair(first[id])] if id in first else _find_nearest(parts, trigger, [id]))]


def _find_nearest(parts: Parts, trigger: Span, ids: Sequence[str]) -> list[list[int]]:
    """Of each actor with these ids the mention nearest to the trigger."""
    spans = {a.id: [m.span for m in a.mentions] for a in parts.cast.actors if a.id in ids}
    return [_pair(min(spans[id], key=lambda s: abs(s.start - trigger.start))) for id in ids]


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]


def _code(actor: Actor | None) -> str | None:
    if actor is None:
        return None
    return " ".join([*([actor.country] if actor.country else []), *actor.sectors]) or None
