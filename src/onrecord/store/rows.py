"""Reading -> rows of the item tables. No database here: what a page's rows are depends on its reading alone."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from onrecord.quotes import join_parts
from onrecord.record import Actor, Event, Finding, Span, Statement, Timex
from onrecord.store.identity import find_case_id
from onrecord.store.reading import Reading, find_day, find_published_day, find_start, join_words, make_finding_id
from onrecord.store.tables import ITEMS_A_PAGE

Item = TypeVar("Item", Actor, Statement, Event, Timex)
Row = dict[str, object]  # the columns of one row, as the driver takes them

AROUND = 200  # code points of context on each side of an event's trigger, about two sentences


class PageRows(NamedTuple):
    """The rows of one page, a list for each table; `actors` are those of the case that it names."""

    story: Row
    actors: list[Row]
    appearances: list[Row]
    statements: list[Row]
    abouts: list[Row]
    events: list[Row]
    event_actors: list[Row]
    timexes: list[Row]
    findings: list[Row]


def make_rows(page: int, current: bool, reading: Reading, splits: Mapping[str, str]) -> PageRows:
    """The rows of a page. `splits` leads from appearances that people split off to their actors in the case."""
    return _Rows(page, current, reading, splits).make()


class _Rows:
    def __init__(self, page: int, current: bool, reading: Reading, splits: Mapping[str, str]) -> None:
        self.page, self.current, self.reading = page, current, reading
        self.record, self.text = reading.record, reading.record.story.text
        self.timexes = {t.id: t for t in self.record.timexes}
        self.day = find_published_day(self.record)
        story = self.record.story.id
        self.case_ids = {a.id: splits.get(a.id) or find_case_id(a, story) for a in self.record.actors}
        self.mentions = sorted(
            (m.span.start, m.span.end, self.case_ids[a.id]) for a in self.record.actors for m in a.mentions
        )
        self.mention_starts = [start for start, _, _ in self.mentions]

    def make(self) -> PageRows:
        record = self.record
        statements = _drop_repeated(record.statements)
        events = _drop_repeated(record.events)
        return PageRows(
            story=self._story_row(),
            actors=self._actor_rows(),
            appearances=[self._appearance_row(n, a) for n, a in enumerate(_drop_repeated(record.actors))],
            statements=[self._statement_row(n, s) for n, s in enumerate(statements)],
            abouts=[row for n, s in enumerate(statements) for row in self._about_rows(n, s)],
            events=[self._event_row(n, e) for n, e in enumerate(events)],
            event_actors=[row for n, e in enumerate(events) for row in self._event_actor_rows(n, e)],
            timexes=[self._timex_row(n, t) for n, t in enumerate(_drop_repeated(record.timexes))],
            findings=self._finding_rows(),
        )

    def _common(self, place: int, id: str) -> Row:
        return {
            "number": self.page * ITEMS_A_PAGE + place,
            "page": self.page,
            "id": id,
            "review": self.reading.find_review(id),
            "current": self.current,
        }

    def _story_row(self) -> Row:
        story = self.record.story
        return {
            "page": self.page,
            "id": story.id,
            "url": clean(story.url),
            "outlet": clean(story.outlet),
            "title": clean(story.title),
            "byline": clean(story.byline),
            "published": story.published.value if story.published else None,
            "published_how": story.published.how if story.published else None,
            "updated": story.updated.value if story.updated else None,
            "day": self.day,
            "language": story.language,
            "text": clean(story.text),
            "review": self.reading.find_review(story.id),
            "current": self.current,
        }

    def _actor_rows(self) -> list[Row]:
        named = {(self.case_ids[a.id], a.name): a for a in self.record.actors}
        # In one order for all writers, so that two never wait for each other.
        return [{"id": id, "other_names": "", **_describe(a)} for (id, _), a in sorted(named.items(), key=_by_key)]

    def _appearance_row(self, place: int, actor: Actor) -> Row:
        return {
            **self._common(place, actor.id),
            "actor": self.case_ids[actor.id],
            **_describe(actor),
            "country_how": actor.country_how,
            "mentions": msgspec.to_builtins(actor.mentions),
            "start": min((m.span.start for m in actor.mentions), default=0),
        }

    def _statement_row(self, place: int, statement: Statement) -> Row:
        return {
            **self._common(place, statement.id),
            "words": clean(join_parts(self.text, statement.contents)),
            "speaker": statement.speaker,
            "speaker_actor": self.case_ids.get(statement.speaker or ""),
            "form": statement.form,
            "act": statement.act,
            **_spans(statement, "source", "cue", "addressee", "venue", "place"),
            "contents": msgspec.to_builtins(statement.contents),
            "time": statement.time,
            "via": list(statement.via),
            "within": statement.within,
            "confidence": statement.confidence,
            "scores": msgspec.to_builtins(statement.scores),
            "start": find_start(statement),
            **self._circumstances(statement),
        }

    def _circumstances(self, item: Statement | Event) -> Row:
        return {
            "day": find_day(item.time, self.timexes, self.day),
            "outlet": clean(self.record.story.outlet),
            "counts_as": self.reading.counts_as.get(item.id, item.id),
        }

    def _about_rows(self, place: int, statement: Statement) -> Iterator[Row]:
        found: set[str] = set()
        for span in (*statement.contents, *((statement.addressee,) if statement.addressee else ())):
            first = bisect.bisect_left(self.mention_starts, span.start)
            for start, end, actor in self.mentions[first:]:
                if start >= span.end:
                    break
                if end <= span.end:
                    found.add(actor)
        found.discard(self.case_ids.get(statement.speaker or "", ""))
        number, day = self.page * ITEMS_A_PAGE + place, find_day(statement.time, self.timexes, self.day)
        for actor in sorted(found):
            yield {"actor": actor, "statement": number, "day": day}

    def _event_row(self, place: int, event: Event) -> Row:
        around = self.text[max(0, event.trigger.start - AROUND) : event.trigger.end + AROUND]
        return {
            **self._common(place, event.id),
            "type": event.type,
            "mode": event.mode,
            "words": clean(event.trigger.of(self.text)),
            "around": clean(around),
            "contexts": list(event.contexts),
            **_spans(event, "trigger", "place"),
            "actors": list(event.actors),
            "recipients": list(event.recipients),
            "objects": msgspec.to_builtins(event.objects),
            "status": event.status,
            "rule": clean(event.rule),
            "time": event.time,
            "according_to": event.according_to,
            "within": event.within,
            "confidence": event.confidence,
            "start": find_start(event),
            **self._circumstances(event),
        }

    def _event_actor_rows(self, place: int, event: Event) -> Iterator[Row]:
        parts = [("actor", id) for id in event.actors] + [("recipient", id) for id in event.recipients]
        parts += [("source", event.according_to)] if event.according_to else []
        found = {(part, self.case_ids[id]) for part, id in parts if id in self.case_ids}
        day = find_day(event.time, self.timexes, self.day)
        for part, actor in sorted(found):
            yield {"actor": actor, "event": self.page * ITEMS_A_PAGE + place, "part": part, "day": day}

    def _timex_row(self, place: int, timex: Timex) -> Row:
        return {
            **self._common(place, timex.id),
            "words": clean(timex.span.of(self.text)),
            "start": timex.span.start,
            "end": timex.span.end,
            "type": timex.type,
            "value": clean(timex.value),
            "earliest": timex.earliest,
            "latest": timex.latest,
            "anchor": timex.anchor,
            "rule": clean(timex.rule),
        }

    def _finding_rows(self) -> list[Row]:
        by_id: dict[str, Finding] = {}
        for finding in self.record.findings:
            by_id.setdefault(make_finding_id(self.record.story.id, finding), finding)
        return [
            {
                **self._common(place, id),
                "kind": finding.kind,
                "words": clean(join_words(self.text, finding.spans)),
                "spans": msgspec.to_builtins(finding.spans),
                "text": clean(finding.text),
                "start": min((s.start for s in finding.spans), default=0),
            }
            for place, (id, finding) in enumerate(by_id.items())
        ]


def _by_key(entry: tuple[tuple[str, str], Actor]) -> tuple[str, str]:
    return entry[0]


def _describe(actor: Actor) -> Row:
    return {
        "name": clean(actor.name),
        "kind": actor.kind,
        "country": actor.country,
        "sectors": list(actor.sectors),
        "role": clean(actor.role),
        "same_as": list(actor.same_as),
    }


def _spans(item: Statement | Event, *names: str) -> Row:
    row: Row = {}
    for name in names:
        span: Span | None = getattr(item, name)
        row[f"{name}_start"] = span.start if span else None
        row[f"{name}_end"] = span.end if span else None
    return row


def _drop_repeated(items: Sequence[Item]) -> list[Item]:
    """Each id once: ids are made of places, so a second item with an id is the same item found twice."""
    by_id: dict[str, Item] = {}
    for item in items:
        by_id.setdefault(item.id, item)
    return list(by_id.values())


def clean(words: str | None) -> str | None:
    """`words` as a database can hold them: PostgreSQL knows no NUL. The length, and so every offset, stays."""
    return words.replace("\0", "\N{REPLACEMENT CHARACTER}") if words and "\0" in words else words
