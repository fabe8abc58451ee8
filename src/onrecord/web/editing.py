"""One item: what it is, the words around it, what people said of it, and the forms that correct it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

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
    Record,
    Span,
    Statement,
    Story,
    Timex,
    TimexType,
)
from onrecord.store.captures import Capture
from onrecord.store.correction import By, Correction, Standing
from onrecord.store.desk import PageReading
from onrecord.store.judging import Change, Stale, Verb
from onrecord.store.people import Reply
from onrecord.store.reading import Review
from onrecord.web.cards import Card, Cards
from onrecord.web.pages import Action, Page
from onrecord.web.replies import find_item_replies
from onrecord.web.stories import open_story
from onrecord.web.surroundings import find_beginning, find_ending
from onrecord.web.visit import NotFoundError, Visit

_AROUND = 320  # code points of the story shown before and after an item


class Option(Frozen, frozen=True):
    """A value that a field can have, and how it reads."""

    value: str
    name: str


class Field(Frozen, frozen=True):
    """A field that can be corrected: chosen from `options` where there are any, typed elsewhere.

    `value` is what it is now, as it would be typed; `many` fields take one value a line. `shown` are the words that
    stand at the places of a field of `words`.
    """

    name: str
    value: str
    options: tuple[Option, ...] = ()
    many: bool = False
    words: bool = False
    shown: str = ""


class Around(Frozen, frozen=True):
    """The item's words, with what stands before and after them on the page; `start` is where `before` begins."""

    start: int
    before: str
    words: str
    after: str


class Subject(Frozen, frozen=True):
    """The item itself: the one of these that it is; none for a finding, which its card tells in full."""

    statement: Statement | None = None
    event: Event | None = None
    timex: Timex | None = None
    actor: Actor | None = None
    story: Story | None = None


class ItemView(Frozen, frozen=True):
    """An item of a page as it counts now, with everything that people said of it. `state` names it as it is seen."""

    id: str
    kind: str
    item: Subject
    review: Review
    state: str
    capture: Capture
    card: Card | None
    around: Around
    fields: tuple[Field, ...]
    corrections: tuple[Standing, ...]
    replies: tuple[Reply, ...]


class ItemAsked(Frozen, frozen=True):
    """What a correction that came too late wanted, so that both can be seen: the field, and its values a line each."""

    stale: Verb | None = None
    field: str = ""
    value: str = ""


class Judged(Frozen, frozen=True):
    """What the form of an item sends. `back` is the page to go on to."""

    seen: str
    verb: Verb
    field: str = ""
    value: str = ""
    why: str = ""
    back: str = ""


class Undone(Frozen, frozen=True):
    """A correction to take back."""

    correction: str
    back: str = ""


def find_item(visit: Visit) -> ItemView:
    """An item by its id."""
    opened, _ = open_story(visit, visit.id)
    record, id = opened.reading.record, visit.id
    item = _find(record, id)
    standings = list(visit.case.corrections(item=id))
    if item is None and not id.startswith("f-"):
        now = next((s.item for s in reversed(standings) if s.item and s.item != id), None)
        item = _find(record, now) if now else None
        id = now if item is not None and now else id
    card = None if isinstance(item, Story) else Cards(opened.reading, opened.case_ids).make(id)
    if item is None and card is None:
        raise NotFoundError(f"{visit.id[:80]}: there is no such item in this case.")
    return ItemView(
        id=id, kind=_name_kind(item), item=_make_subject(item), review=opened.reading.find_review(id),
        state=visit.desk.state(id),
        capture=opened.capture, card=card, around=find_around(opened, item), fields=tuple(find_fields(record, item)),
        corrections=tuple(standings), replies=find_item_replies(visit, id),
    )  # fmt: skip


def judge(visit: Visit, form: Judged) -> str:
    """Confirm, reject, or correct an item that was seen in some state; where that is over, show both."""
    typed = tuple(line.strip() for line in form.value.splitlines() if line.strip())
    if form.verb == "correct" and not form.field:
        raise UsageError("Name the field that is wrong.")
    change = Change(form.verb, visit.id, form.seen, form.field, (typed or ("none",)) if form.verb == "correct" else ())
    done = visit.desk.change(change, By(visit.person.name, form.why or None))
    if isinstance(done, Stale):
        from onrecord.web.lists import write_address

        asked = {"stale": form.verb, "field": form.field, "value": form.value}
        where = f"/actors/{visit.id}" if visit.id.startswith("who-") else f"/items/{visit.id}"
        return write_address(where, asked)
    return _note_done(find_way_back(form.back, _link(done)), done)


def _note_done(back: str, done: Correction) -> str:
    """The queue is told what was done last, so that it offers to take it back."""
    if not back.startswith("/review"):
        return back
    parts = urlsplit(back)
    fields = {**dict(parse_qsl(parts.query)), "done": done.id}
    return urlunsplit(parts._replace(query=urlencode(fields)))


def undo(visit: Visit, form: Undone) -> str:
    """Take a correction back."""
    done = visit.case.undo(form.correction, By(visit.person.name))
    return find_way_back(form.back, _link(done))


def find_way_back(asked: str, otherwise: str) -> str:
    """Where a form goes on to: an address of this server alone, or `otherwise`."""
    is_ours = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable() and " " not in asked
    return asked if is_ours else otherwise


def find_fields(record: Record, item: Any) -> list[Field]:
    """The fields of an item that a person can correct, with the values that its page allows."""
    actors = tuple(Option(a.id, f"{a.name} ({a.kind})") for a in record.actors)
    times = tuple(Option(t.id, f"{t.value}: {t.span.of(record.story.text)}") for t in record.timexes)
    text = record.story.text
    if isinstance(item, Statement):
        others = tuple(
            Option(s.id, s.contents[0].of(text)[:60]) for s in record.statements if s.id != item.id and s.contents
        )
        return [
            Field("speaker", item.speaker or "", actors), _choice("act", item.act, Act),
            _choice("form", item.form, Form), _spans(text, "contents", item.contents, many=True),
            _spans(text, "source", (item.source,)), _spans(text, "cue", (item.cue,)),
            _spans(text, "addressee", (item.addressee,)), _spans(text, "venue", (item.venue,)),
            _spans(text, "place", (item.place,)), Field("time", item.time or "", times),
            Field("via", "\n".join(item.via), actors, many=True), Field("within", item.within or "", others),
        ]  # fmt: skip
    if isinstance(item, Event):
        inside = tuple(Option(s.id, s.contents[0].of(text)[:60]) for s in record.statements if s.contents)
        return [
            _choice("type", item.type, EventType), Field("mode", item.mode or ""),
            _choice("status", item.status, EventStatus), Field("actors", "\n".join(item.actors), actors, many=True),
            Field("recipients", "\n".join(item.recipients), actors, many=True),
            Field("according_to", item.according_to or "", actors), _spans(text, "trigger", (item.trigger,)),
            _spans(text, "objects", item.objects, many=True), _spans(text, "place", (item.place,)),
            Field("time", item.time or "", times), Field("within", item.within or "", inside),
            Field("contexts", "\n".join(item.contexts), many=True),
        ]  # fmt: skip
    if isinstance(item, Timex):
        return [
            Field("value", item.value), _choice("type", item.type, TimexType), Field("earliest", item.earliest or ""),
            Field("latest", item.latest or ""), _spans(text, "span", (item.span,)),
        ]  # fmt: skip
    if isinstance(item, Actor):
        return find_actor_fields(item)
    if isinstance(item, Story):
        published = item.published.value[:10] if item.published else ""
        return [
            Field("title", item.title or ""), Field("outlet", item.outlet or ""), Field("byline", item.byline or ""),
            Field("published", published), Field("language", item.language or ""),
        ]  # fmt: skip
    return []


def find_actor_fields(actor: Any) -> list[Field]:
    """The fields of an actor, on a page or of the case."""
    return [
        Field("name", actor.name), _choice("kind", actor.kind, ActorKind), Field("role", actor.role or ""),
        Field("country", actor.country or ""), Field("sectors", "\n".join(actor.sectors), many=True),
        Field("same_as", "\n".join(actor.same_as), many=True),
    ]  # fmt: skip


def _choice(name: str, value: str, values: Any) -> Field:
    return Field(name, value, tuple(Option(v, v) for v in get_args(values)))


def _spans(text: str, name: str, spans: Sequence[Span | None], many: bool = False) -> Field:
    """Spans are typed as places, so that words which stand on the page twice are never mistaken."""
    places = "\n".join(f"{s.start}:{s.end}" for s in spans if s)
    return Field(name, places, many=many, words=True, shown=" […] ".join(s.of(text) for s in spans if s))


def _find(record: Record, id: str | None) -> Statement | Event | Timex | Actor | Story | None:
    if id == record.story.id:
        return record.story
    items: list[Any] = [*record.statements, *record.events, *record.timexes, *record.actors]
    return next((item for item in items if item.id == id), None)


def _make_subject(item: Statement | Event | Timex | Actor | Story | None) -> Subject:
    return Subject(
        statement=item if isinstance(item, Statement) else None,
        event=item if isinstance(item, Event) else None,
        timex=item if isinstance(item, Timex) else None,
        actor=item if isinstance(item, Actor) else None,
        story=item if isinstance(item, Story) else None,
    )


def _name_kind(item: object) -> str:
    return type(item).__name__.lower() if item is not None else "finding"


def find_around(opened: PageReading, item: object, most: int = _AROUND) -> Around:
    """The words that an item stands on, and those around them: as many code points before and after."""
    text = opened.reading.record.story.text
    spans: list[Span] = []
    if isinstance(item, Statement):
        spans = [s for s in (item.source, item.cue, *item.contents) if s]
    elif isinstance(item, Event):
        spans = [item.trigger]
    elif isinstance(item, Timex):
        spans = [item.span]
    elif isinstance(item, Actor):
        spans = [m.span for m in item.mentions[:1]]
    if not spans:
        return Around(0, "", "", "")
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    first, last = find_beginning(text, start, most), find_ending(text, end, most)
    return Around(first, text[first:start], text[start:end], text[end:last])


def _link(done: Correction) -> str:
    return f"/actors/{done.item}" if done.item.startswith("who-") else f"/items/{done.item}"


PAGES = (Page("/items/{id:str}", "item.html", find_item, ItemView, ItemAsked),)
ACTIONS = (Action("/items/{id:str}", Judged, judge), Action("/undo", Undone, undo))
