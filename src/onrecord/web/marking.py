"""Marking what the machine missed: words of a page become a statement, an event, or an actor."""

from __future__ import annotations

from typing import Literal

from onrecord.errors import UsageError
from onrecord.record import (
    Act,
    Actor,
    ActorKind,
    Event,
    EventStatus,
    EventType,
    Form,
    Frozen,
    Mention,
    Record,
    Scores,
    Span,
    Statement,
)
from onrecord.store.captures import Capture
from onrecord.store.correction import By
from onrecord.store.values import find_words
from onrecord.web.editing import Option
from onrecord.web.pages import Action, Page
from onrecord.web.visit import NotFoundError, RefusedError, Visit

_SURE = Scores(1.0, 1.0, 1.0, 1.0)  # a person said so


class MarkAsked(Frozen, frozen=True):
    """Which page, and which words: their place in code points, or the words themselves."""

    page: int = 0
    start: int = 0
    end: int = 0
    words: str = ""


class MarkView(Frozen, frozen=True):
    """A page on which something is to be marked, and who is known there; `typed` is what the form holds."""

    asked: MarkAsked
    capture: Capture
    title: str | None
    words: str
    actors: tuple[Option, ...]
    typed: Marked


class Marked(Frozen, frozen=True):
    """What a person marked: words, and what they are. Ids are those of the page's actors."""

    page: int
    words: str
    kind: Literal["statement", "event", "actor"] = "statement"
    speaker: str | None = None
    cue: str = ""
    act: Act = "claim"
    form: Form = "direct"
    type: EventType = "CONSULT"
    status: EventStatus = "fact"
    actor: str | None = None
    recipient: str | None = None
    actor_kind: ActorKind = "person"
    why: str = ""


def find_mark(visit: Visit) -> MarkView:
    """The form, with the words that were selected."""
    asked = visit.ask(MarkAsked)
    capture, record = _open(visit, asked.page)
    text = record.story.text
    words = text[asked.start : asked.end] if 0 <= asked.start < asked.end <= len(text) else ""
    typed = asked.words or (f"{asked.start}:{asked.end}" if words else "")
    return _make_view(asked, capture, record, words, Marked(asked.page, typed))


def mark(visit: Visit, form: Marked) -> str:
    """Add the item; where that cannot be, the form is shown again, with all that was typed."""
    capture, record = _open(visit, form.page)
    try:
        item = _make_item(record, form)
    except UsageError as why:
        page = _make_view(MarkAsked(form.page), capture, record, "", form)
        raise RefusedError(why, "mark.html", page) from None
    done = visit.case.mark(form.page, item, By(visit.person.name, form.why or None))
    return f"/items/{done.item}"


def _make_view(asked: MarkAsked, capture: Capture, record: Record, words: str, typed: Marked) -> MarkView:
    actors = tuple(Option(a.id, f"{a.name} ({a.kind})") for a in record.actors)
    return MarkView(asked, capture, record.story.title, words, actors, typed)


def _open(visit: Visit, number: int) -> tuple[Capture, Record]:
    capture = visit.desk.capture(number) if 0 < number < 1 << 62 else None
    opened = visit.desk.open(capture) if capture else None
    if capture is None or opened is None:
        raise NotFoundError(f"page {number}: there is no such page in this case, or it could not be read.")
    return capture, opened.reading.record


def _make_item(record: Record, form: Marked) -> Statement | Event | Actor:
    spans = [find_words(record, line.strip()) for line in form.words.splitlines() if line.strip()]
    length = len(record.story.text)
    if not spans or any(not 0 <= s.start < s.end <= length for s in spans):
        raise UsageError("Give words of the page, as they stand there, or their place as START:END.")
    if form.kind == "statement":
        return _make_statement(record, form, tuple(spans))
    if form.kind == "event":
        return Event(
            id="", type=form.type, mode=None, trigger=spans[0], actors=(form.actor,) if form.actor else (),
            recipients=(form.recipient,) if form.recipient else (), status=form.status, confidence=1.0,
            rule="a person said so",
        )  # fmt: skip
    mentions = tuple(Mention(span, "name") for span in spans)
    return Actor("", spans[0].of(record.story.text), form.actor_kind, mentions)


def _make_statement(record: Record, form: Marked, spans: tuple[Span, ...]) -> Statement:
    cue = find_words(record, form.cue.strip()) if form.cue.strip() else None
    speaker = next((a for a in record.actors if a.id == form.speaker), None)
    near = sorted(speaker.mentions, key=lambda m: abs(m.span.start - spans[0].start)) if speaker else []
    return Statement(
        id="", source=near[0].span if near else None, cue=cue, contents=spans, speaker=form.speaker, form=form.form,
        act=form.act, confidence=1.0, scores=_SURE,
    )  # fmt: skip


PAGES = (Page("/mark", "mark.html", find_mark, MarkView, MarkAsked, role="reviewer"),)
ACTIONS = (Action("/mark", Marked, mark),)
