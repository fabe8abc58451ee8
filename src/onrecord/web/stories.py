"""The page of a story: its text with what was read from it, cards beside it, and the saved page one click away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from onrecord.exports.spans import find_pins
from onrecord.record import Frozen, Record
from onrecord.store.captures import Capture
from onrecord.store.correction import AnchorState, Correction
from onrecord.store.desk import PageReading
from onrecord.store.people import Reply
from onrecord.store.reading import Reading, Review, make_finding_id
from onrecord.web.cards import Card, Cards
from onrecord.web.highlights import Label, Paragraph, cut_text
from onrecord.web.pages import Page
from onrecord.web.replies import find_story_replies
from onrecord.web.visit import NotFoundError, Visit


class StoryAsked(Frozen, frozen=True):
    """Which capture of the story, by its number; the current one where none is named."""

    page: int | None = None


class Said(Frozen, frozen=True):
    """A correction of this page, and how its words stand now."""

    correction: Correction
    state: AnchorState | None
    undone: bool


class StoryView(Frozen, frozen=True):
    """A story as it was read, with what people said of its items (by the item's id) and its other captures.

    `version` is another one as soon as the capture, the record, the reviews, or the ids in the case are others.
    """

    capture: Capture
    record: Record
    reviews: dict[str, Review]
    captures: tuple[Capture, ...]
    corrections: tuple[Said, ...]
    replies: tuple[Reply, ...]
    case_ids: dict[str, str]
    version: str


class Drawn(Frozen, frozen=True):
    """What the template draws of a story."""

    paragraphs: tuple[Paragraph, ...]
    findings: tuple[Card, ...]
    items: tuple[Card, ...]
    dates: tuple[Card, ...]
    actors: tuple[Card, ...]
    rejected: tuple[Card, ...]
    labels: dict[str, Label]


def find_story(visit: Visit) -> StoryView:
    """A story by its id, its page's number, or the id of any item on it."""
    opened, captures = open_story(visit, visit.id, visit.ask(StoryAsked).page)
    said = visit.case.corrections(address=opened.capture.address)
    return StoryView(
        opened.capture,
        opened.reading.record,
        opened.reading.reviews,
        tuple(captures),
        tuple(Said(s.correction, s.state, s.undone) for s in said),
        find_story_replies(visit, opened.reading.record.story.id),
        opened.case_ids,
        opened.version,
    )


def open_story(visit: Visit, id: str, number: int | None = None) -> tuple[PageReading, list[Capture]]:
    """The page that holds an item or story, opened, with the other captures at its address.

    Raises:
        NotFoundError: the case has no such thing.
    """
    found = visit.desk.captures(id)
    capture = found[0] if found else None
    captures = list(visit.case.pages(capture.address)) if capture else []
    if number is not None:
        capture = next((c for c in captures if c.number == number), None)
    opened = visit.desk.open(capture) if capture else None
    if opened is None:
        raise NotFoundError(f"{id[:80]}: there is no such page or item in this case.")
    return opened, captures


def draw_story(view: StoryView) -> Drawn:
    """The story's text and cards. What people rejected stands apart, and is not marked in the text."""
    reading = Reading(view.record, view.reviews, {})
    gone = {id for id, review in view.reviews.items() if review == "rejected"}
    kept = Cards(_without(reading, gone), view.case_ids)
    pins = [p for p in find_pins(view.record) if p.item not in gone]
    rejected = Cards(reading, view.case_ids)
    cards = [card for id in view.reviews if id in gone and (card := rejected.make(id))]
    return Drawn(
        paragraphs=tuple(cut_text(view.record.story.text, pins, kept.labels, view.record.story.furniture)),
        findings=tuple(kept.make_findings()),
        items=tuple(kept.make_items()),
        dates=tuple(kept.make_dates()),
        actors=tuple(kept.make_actors()),
        rejected=tuple(msgspec.structs.replace(card, label="", within=()) for card in cards),
        labels=kept.labels,
    )


def _without(reading: Reading, gone: set[str]) -> Reading:
    record = reading.record

    def keep(items: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(item for item in items if item.id not in gone)

    kept = msgspec.structs.replace(
        record,
        statements=keep(record.statements),
        events=keep(record.events),
        timexes=keep(record.timexes),
        actors=keep(record.actors),
        findings=tuple(f for f in record.findings if not _is_gone(record.story.id, f, gone)),
    )
    return reading._replace(record=kept)


def _is_gone(story_id: str, finding: Any, gone: set[str]) -> bool:
    return make_finding_id(story_id, finding) in gone


class SavedView(Frozen, frozen=True):
    """A saved page: where its bytes came from and when."""

    capture: Capture
    title: str | None


def find_saved(visit: Visit) -> SavedView:
    """The page around the frame that a saved page is shown in."""
    capture = visit.desk.capture(int(visit.id)) if visit.id.isdecimal() and len(visit.id) < 19 else None
    if capture is None:
        raise NotFoundError(f"{visit.id[:80]}: there is no such page in this case.")
    record = visit.case.record(capture.number)
    return SavedView(capture, record.story.title if record else None)


PAGES = (
    Page("/stories/{id:str}", "story.html", find_story, StoryView, StoryAsked),
    Page("/pages/{id:str}/saved", "saved.html", find_saved, SavedView),
)
