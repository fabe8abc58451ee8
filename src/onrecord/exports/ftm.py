"""Pages, actors, statements, and events as FollowTheMoney entities (JSON lines), which OpenAleph loads.

An actor has one id wherever the case meets it, as people merged and split it there. It comes once a page, with what
that page says of it; `ftm aggregate` or OpenAleph puts the parts together. A statement is a Note on its speaker and its
page, since FollowTheMoney has no schema for quotations. An event that is only supposed, announced, or denied says so at
the head of its name, and links nobody to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from onrecord.actors.gazetteer import load_codes
from onrecord.exports.contents import Cast, Entry, Index, Options, Tally, find_event_days
from onrecord.exports.wording import say_event, say_statement
from onrecord.exports.writing import make_json
from onrecord.record import Actor, Event, Record, Statement

_SCHEMAS = {
    "person": "Person",
    "state": "PublicBody",
    "organisation": "Organization",
    "group": "LegalEntity",
    "outlet": "Organization",
    "unnamed": "LegalEntity",
    "document": None,
}
_BODIES = {"UNO": "un", "EUR": "eu"}  # FollowTheMoney's own codes, beside ISO 3166-1 alpha-2
_LANGUAGES = {"en": "eng"}  # FollowTheMoney wants ISO 639-2; On Record reads English
_DONE = ("fact", "claimed")

Entity = dict[str, Any]
Properties = dict[str, list[str | None]]


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One entity a line. `with_text` adds the story's text to its Article."""
    with path.open("wb") as file:
        for entry in entries:
            record = entry.counts
            if record is None:
                continue
            for entity in _Story(entry, record).make_entities(options):
                file.write(make_json(entity) + b"\n")
                tally.written[entity["schema"]] += 1
            documents = sum(_SCHEMAS[a.kind] is None for a in record.actors)
            if documents:
                tally.left_out["actors that are documents"] += documents


class _Story:
    """A record's items as entities that point at its Article."""

    def __init__(self, entry: Entry, record: Record) -> None:
        self._entry = entry
        self._record = record
        self._cast = Cast(entry)
        self._index = Index(record)
        self._article = f"onrecord-{record.story.id}"
        web = record.story.url.startswith(("http://", "https://"))
        self._url = record.story.url if web else None

    def make_entities(self, options: Options) -> Iterator[Entity]:
        yield self._make_article(options)
        for actor in self._record.actors:
            if _SCHEMAS[actor.kind]:
                yield self._make_actor(actor)
                yield from self._make_mentions(actor)
        for statement in self._record.statements:
            yield self._make_note(statement)
        for event in self._record.events:
            yield self._make_event(event)
            if event.status in _DONE:
                yield from self._make_links(event)

    def _make_article(self, options: Options) -> Entity:
        story, page = self._record.story, self._entry.page
        fetched = page.fetched_at.isoformat(timespec="seconds") if page and page.fetched_at else None
        return _make(
            self._article,
            "Article",
            title=[story.title],
            author=[story.byline],
            publisher=[story.outlet],
            publishedAt=[story.published.value[:10] if story.published else None],
            modifiedAt=[story.updated.value[:10] if story.updated else None],
            retrievedAt=[fetched],
            language=[_LANGUAGES.get(story.language or "")],
            sourceUrl=[self._url],
            mimeType=[page.media_type if page else None],
            generator=[f"onrecord {self._record.made_by.version}"],
            bodyText=[story.text if options.with_text else None],
        )

    def _make_actor(self, actor: Actor) -> Entity:
        names = dict.fromkeys(self._index.words(m.span) for m in actor.mentions if m.how == "name")
        ids = [address.rpartition("/")[2].rpartition(":")[2] for address in actor.same_as]
        return _make(
            self._make_actor_id(actor),
            _SCHEMAS[actor.kind] or "",
            name=[actor.name],
            alias=[name for name in names if name != actor.name],
            country=[_find_country(actor.country)],
            position=[actor.role] if actor.kind == "person" else [],
            summary=[actor.role] if actor.kind != "person" else [],
            keywords=[actor.kind, *actor.sectors],
            wikidataId=[id for id in ids if id[:1] == "Q" and id[1:].isdigit()],
            proof=[self._article],
        )

    def _make_mentions(self, actor: Actor) -> Iterator[Entity]:
        names = dict.fromkeys(self._index.words(m.span) or "" for m in actor.mentions if m.how == "name")
        for number, name in enumerate(names):
            yield _make(
                f"{_make_id(actor.id)}-mention-{number}",
                "Mention",
                document=[self._article],
                resolved=[self._make_actor_id(actor)],
                name=[name],
                detectedSchema=[_SCHEMAS[actor.kind]],
            )

    def _make_note(self, statement: Statement) -> Entity:
        contents = " […] ".join(span.of(self._record.story.text) for span in statement.contents)
        return _make(
            _make_id(statement.id),
            "Note",
            name=[say_statement(statement, self._index)],
            description=[contents],
            keywords=[statement.act, statement.form],
            entity=[self._article, *self._known((statement.speaker,))],
            publisher=[self._record.story.outlet],
            sourceUrl=[self._url],
            proof=[self._article],
        )

    def _make_event(self, event: Event) -> Entity:
        first, last = self._find_own_days(event)
        return _make(
            _make_id(event.id),
            "Event",
            name=[say_event(event, self._index)],
            summary=[self._index.words(event.trigger)],
            description=[f"status: {event.status}; confidence: {event.confidence:.2f}"],
            keywords=[event.type, event.mode, event.status],
            startDate=[first],
            endDate=[last],
            location=[self._index.words(event.place)],
            involved=self._known((*event.actors, *event.recipients)),
            recordId=[event.id],
            publisher=[self._record.story.outlet],
            sourceUrl=[self._url],
            proof=[self._article],
        )

    def _make_links(self, event: Event) -> Iterator[Entity]:
        first, last = self._find_own_days(event)
        pairs = [(a, r) for a in self._known(event.actors) for r in self._known(event.recipients)]
        for number, (actor, recipient) in enumerate(pairs):
            yield _make(
                f"{_make_id(event.id)}-link-{number}",
                "UnknownLink",
                subject=[actor],
                object=[recipient],
                role=[f"{event.type} ({event.mode})" if event.mode else event.type],
                status=[event.status],
                startDate=[first],
                endDate=[last],
                recordId=[event.id],
                sourceUrl=[self._url],
            )

    def _find_own_days(self, event: Event) -> tuple[str | None, str | None]:
        days = find_event_days(self._record, event, self._index)
        return (days[0], days[1]) if days and days[2] else (None, None)

    def _known(self, ids: tuple[str | None, ...]) -> list[str | None]:
        """The entities of actors, without those that have none."""
        actors = (self._index.actor(id) for id in ids)
        return [self._make_actor_id(a) for a in actors if a and _SCHEMAS[a.kind]]

    def _make_actor_id(self, actor: Actor) -> str:
        return _make_id(self._cast.find_id(actor) or actor.id)


def _make_id(id: str) -> str:
    return f"onrecord-{id}"


def _make(id: str, schema: str, **properties: list[str | None]) -> Entity:
    held = {name: [v for v in values if v] for name, values in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in held.items() if values}}


@cache
def _load_two_letters() -> dict[str, str]:
    return {three: two.lower() for two, three in load_codes().items()} | _BODIES


def _find_country(code: str | None) -> str | None:
    return _load_two_letters().get(code or "")
