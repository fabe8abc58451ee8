"""The queue of what nobody has looked at, to be gone through by keyboard; and all that people said, newest first."""

from __future__ import annotations

from typing import Literal

from onrecord.record import Event, EventType, Frozen, Statement
from onrecord.store.correction import Standing
from onrecord.store.desk import PageReading
from onrecord.store.judging import name_state
from onrecord.store.question import make_question
from onrecord.store.reviewing import Waiting
from onrecord.web.cards import Card, Cards
from onrecord.web.editing import Around, find_around
from onrecord.web.lists import go_on
from onrecord.web.pages import Page
from onrecord.web.visit import Visit

_SHOWN = 10
_CORRECTIONS = 200
_AROUND = 180  # code points shown before and after an item: who goes through many reads little of each


class ReviewAsked(Frozen, frozen=True):
    """What to look at first: what does most harm where it is wrong, or what the machine is least sure of.

    `done` is the correction that was made last, so that it can be taken back at once.
    """

    order: Literal["weight", "confidence"] = "weight"
    outlet: str | None = None
    speaker: str | None = None
    type: EventType | None = None
    go: str | None = None
    done: str | None = None


class Task(Frozen, frozen=True):
    """An item to look at, with its card, the words around it, and the state in which it is seen."""

    waiting: Waiting
    card: Card
    around: Around
    state: str


class ReviewView(Frozen, frozen=True):
    """Items that wait for a person, and how many there are, up to a thousand of a kind."""

    asked: ReviewAsked
    tasks: tuple[Task, ...]
    count: int
    next: str | None


class CorrectionsView(Frozen, frozen=True):
    """What people said, newest first, and how each stands now."""

    corrections: tuple[Standing, ...]


def find_review(visit: Visit) -> ReviewView:
    """The next items of the queue."""
    asked = visit.ask(ReviewAsked)
    question = make_question(
        "", {"outlet": asked.outlet, "speaker": asked.speaker, "type": asked.type, "limit": _SHOWN}
    )
    batch = visit.desk.waiting(question, asked.order, asked.go)
    opened = visit.desk.open_all({e.page for w in batch.entries if (e := w.statement or w.event)})
    tasks = tuple(task for waiting in batch.entries if (task := _make_task(opened, waiting)))
    return ReviewView(asked, tasks, visit.desk.count_waiting(question), go_on(visit, batch.next))


def _make_task(pages: dict[int, PageReading], waiting: Waiting) -> Task | None:
    entry = waiting.statement or waiting.event
    opened = pages.get(entry.page) if entry else None
    if entry is None or opened is None:
        return None
    card = Cards(opened.reading, opened.case_ids).make(entry.id)
    record = opened.reading.record
    items: list[Statement | Event] = [*record.statements, *record.events]
    item = next((i for i in items if i.id == entry.id), None)
    if card is None or item is None:
        return None
    state = name_state([item, opened.reading.find_review(item.id)])
    return Task(waiting, card, find_around(opened, item, _AROUND), state)


def find_corrections(visit: Visit) -> CorrectionsView:
    """What people said."""
    return CorrectionsView(tuple(list(visit.case.corrections())[::-1][:_CORRECTIONS]))


PAGES = (
    Page("/review", "review.html", find_review, ReviewView, ReviewAsked),
    Page("/corrections", "corrections.html", find_corrections, CorrectionsView),
)
