"""The text of a page, read by the network once: attributions, mentions of actors, and events."""

from __future__ import annotations

import msgspec

from onrecord.model.attribution import Attribution
from onrecord.model.confidence import find_confidence, find_event_confidence
from onrecord.model.decode import decode_attributions, set_parents
from onrecord.model.events import decode_events
from onrecord.model.found import FoundEvent, FoundMention
from onrecord.model.session import Model
from onrecord.model.windows import make_windows
from onrecord.record import Frozen
from onrecord.tokens import Tokens

# Confidence from which a statement within another is kept; docs/reference/accuracy.md has what other bounds give.
NESTED = 0.16
LIKELY = 0.35  # confidence from which an event is kept; docs/reference/accuracy.md


class Found(Frozen, frozen=True):
    """What the network found on a page, each list in the order of the text.

    Attributions by their first words; `actors` and `recipients` of events are positions in `mentions`.
    """

    attributions: tuple[Attribution, ...]
    mentions: tuple[FoundMention, ...]
    events: tuple[FoundEvent, ...]


def read_text(text: str, tokens: Tokens, model: Model) -> Found:
    """What is likely enough of what the network finds in a text. Linear in the text's length."""
    return keep_likely(read_all(text, tokens, model))


def keep_likely(found: Found) -> Found:
    """What was found without unlikely events and without pronouns that only took part in those."""
    events = [e for e in found.events if e.confidence >= LIKELY]
    parties = {i for e in events for i in (*e.actors, *e.recipients)}
    kept = [i for i, m in enumerate(found.mentions) if not m.pronoun or i in parties]
    places = {i: place for place, i in enumerate(kept)}
    renumbered = (
        msgspec.structs.replace(
            e, actors=tuple(places[i] for i in e.actors), recipients=tuple(places[i] for i in e.recipients)
        )
        for e in events
    )
    return Found(found.attributions, tuple(found.mentions[i] for i in kept), tuple(renumbered))


def read_all(text: str, tokens: Tokens, model: Model) -> Found:
    """Read a text window by window; what one window needs is forgotten before the next.

    Events that are hardly ever right are among them.
    """
    attributions: list[Attribution] = []
    mentions: list[FoundMention] = []
    events: list[FoundEvent] = []
    for window in make_windows(text, tokens, model.vocabulary):
        reading = model.read_window(window)
        attributions += decode_attributions(text, window, reading, model)
        here, happened = decode_events(text, tokens, window, reading, model)
        events += (_placed(event, len(mentions), model) for event in happened)
        mentions += here
    return Found(tuple(_without_unlikely(attributions, model)), tuple(mentions), tuple(events))


def _without_unlikely(attributions: list[Attribution], model: Model) -> list[Attribution]:
    """In the order of the page, without those within others that are hardly ever right."""
    found = set_parents(sorted(attributions, key=_begin))
    calibration = model.card.calibration
    return set_parents([a for a in found if a.parent is None or find_confidence(a, calibration) >= NESTED])


def _placed(event: FoundEvent, by: int, model: Model) -> FoundEvent:
    """The event with its mentions counted in the page, and with its confidence."""
    actors, recipients = (tuple(i + by for i in some) for some in (event.actors, event.recipients))
    confidence = find_event_confidence(event, model.card.event_calibration)
    return msgspec.structs.replace(event, actors=actors, recipients=recipients, confidence=confidence)


def _begin(a: Attribution) -> tuple[int, int]:
    spans = [s for s in (a.source, a.cue, *a.contents) if s is not None]
    return min(s.start for s in spans), a.cue.start if a.cue else -1
