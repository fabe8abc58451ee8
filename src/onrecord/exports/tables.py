"""The tables of a case, one row an item: what CSV and Parquet files hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

from onrecord.exports.contents import Cast, Entry, Index, find_same
from onrecord.exports.spans import find_pins
from onrecord.record import Actor, Frozen, Record
from onrecord.store.reading import make_finding_id

Cell = str | int | float | datetime | None
CellType = Literal["text", "whole", "number", "moment"]
Rows = Callable[[Entry], Iterator[tuple[Cell, ...]]]

SEPARATOR = "|"  # between several values of one cell, as in the lexicons


class Column(Frozen, frozen=True):
    """A column's name, the type of its cells, and what it holds."""

    name: str
    type: CellType
    holds: str


class Table(Frozen, frozen=True):
    """A table's name, its columns, and how its rows come out of an entry, in the order of the columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Rows


def _columns(written: str) -> tuple[Column, ...]:
    """Columns written one a line: name, type where it is not text, and after a colon what it holds."""
    columns = []
    for line in written.strip().splitlines():
        head, _, holds = line.partition(":")
        name, *type = head.split()
        columns.append(Column(name, type[0] if type else "text", holds.strip()))  # type: ignore[arg-type]
    return tuple(columns)


def _of_record(rows: Callable[[Record, Index], Iterator[tuple[Cell, ...]]]) -> Rows:
    def find(entry: Entry) -> Iterator[tuple[Cell, ...]]:
        record = entry.counts
        if record is not None:
            yield from rows(record, Index(record))

    return find


def _join(values: tuple[str | None, ...] | list[str | None] | list[str] | tuple[str, ...]) -> str | None:
    return SEPARATOR.join(v for v in values if v) or None


def _names(actors: list[Actor]) -> str | None:
    return _join([a.name for a in actors])


def _pages(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    page, story = entry.page, entry.counts.story.id if entry.counts else None
    if page:
        size = len(page.content)
        yield page.sha256, story, page.url, page.media_type, size, page.fetched_at, page.feed_published


def _stories(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    s = record.story
    published = (s.published.value, s.published.how) if s.published else (None, None)
    updated = s.updated.value if s.updated else None
    made_by = (record.made_by.version, record.made_by.model)
    yield s.id, s.url, s.outlet, s.title, s.byline, *published, updated, s.language, *made_by, s.text


def _actors(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    record, cast = entry.counts, Cast(entry)
    for a in record.actors if record else ():
        who = cast.find_id(a)
        known = (who, cast.find_name(a) if who else None)
        yield (
            a.id,
            record.story.id if record else None,
            *known,
            a.name,
            a.kind,
            a.country,
            _join(a.sectors),
            a.role,
            _join(a.same_as),
        )


def _mentions(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for actor in record.actors:
        for m in actor.mentions:
            stands_for = (m.antecedent.start, m.antecedent.end) if m.antecedent else (None, None)
            yield actor.id, record.story.id, m.span.start, m.span.end, index.words(m.span), m.how, *stands_for


def _statements(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for s in record.statements:
        timex = index.timex(s.time)
        yield (
            *(s.id, record.story.id, s.speaker, index.name(s.speaker), s.form, s.act),
            *(index.words(s.source), index.words(s.cue), _join([index.words(c) for c in s.contents])),
            *(index.words(s.addressee), index.words(s.venue), index.words(s.place)),
            *(s.time, timex.earliest if timex else None, timex.latest if timex else None),
            *(_join(s.via), _names(index.actors(s.via)), s.within, s.confidence),
            *(s.scores.cue, s.scores.source, s.scores.content, s.scores.act),
        )


def _events(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for e in record.events:
        timex = index.timex(e.time)
        yield (
            *(e.id, record.story.id, e.type, e.mode, _join(e.contexts), e.status, e.rule or None),
            index.words(e.trigger),
            *(_join(e.actors), _names(index.actors(e.actors))),
            *(_join(e.recipients), _names(index.actors(e.recipients))),
            *(_join([index.words(o) for o in e.objects]), index.words(e.place)),
            *(e.time, timex.earliest if timex else None, timex.latest if timex else None),
            *(e.according_to, index.name(e.according_to), e.within, e.confidence),
        )


def _event_pages(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    record, same = entry.counts, find_same(entry)
    if record is None:
        return
    for event in record.events:
        yield same.get(event.id, event.id), event.id, record.story.id, record.story.url, record.story.outlet


def _timexes(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for t in record.timexes:
        place = (t.span.start, t.span.end, index.words(t.span))
        yield t.id, record.story.id, *place, t.type, t.value, t.earliest, t.latest, t.anchor, t.rule


def _findings(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for finding in record.findings:
        yield make_finding_id(record.story.id, finding), record.story.id, finding.kind, finding.text


def _spans(record: Record, index: Index) -> Iterator[tuple[Cell, ...]]:
    for p in find_pins(record):
        yield p.item, record.story.id, p.kind, p.role, p.number, p.span.start, p.span.end, index.words(p.span)


def _corrections(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    for c in entry.corrections:
        a = c.anchors[0] if c.anchors else None
        anchor = (a.exact, a.prefix, a.suffix, a.start, a.end) if a else (None,) * 5
        yield c.id, c.kind, c.item, c.item_kind, c.who, c.when, c.why, c.field, c.old, c.new, c.other, *anchor


def _rejections(entry: Entry) -> Iterator[tuple[Cell, ...]]:
    if entry.rejection:
        yield entry.rejection.url, entry.rejection.reason, entry.rejection.detail


TABLES: tuple[Table, ...] = (
    Table(
        "pages",
        _columns("""
            sha256: hash of the page's bytes, hex
            story: id of the story that was found in it
            url: address, or path of the file
            media_type: such as text/html
            bytes whole: size of the page
            fetched_at moment: when it was fetched, where that is known
            feed_published: date of publication by the feed that named it, ISO 8601
        """),
        _pages,
    ),
    Table(
        "stories",
        _columns("""
            id: id of the story
            url: address, or path of the file
            outlet: who published it
            title: its headline
            byline: who wrote it
            published: date of publication, ISO 8601
            published_how: how that is known
            updated: date of the last change, ISO 8601
            language: ISO 639-1
            version: of the program that read it
            model: hash of the network that read it
            text: the story's text, in which all offsets count code points
        """),
        _of_record(_stories),
    ),
    Table(
        "actors",
        _columns("""
            id: id of the actor
            story: id of its story
            case_actor: who that is in the whole case, after merging and splitting
            case_name: the name there
            name: the fullest name on the page
            kind: person, state, organisation, group, outlet, document, unnamed
            country: ISO 3166-1 alpha-3, or one of PLOVER's codes for bodies of many states
            sectors: PLOVER's sectors
            role: office or occupation as the page says it
            same_as: identifiers elsewhere
        """),
        _actors,
    ),
    Table(
        "mentions",
        _columns("""
            actor: id of the actor
            story: id of its story
            start whole: first code point
            end whole: the code point after the last
            words: the words there
            how: name, pronoun, nominal, first-person, continued
            antecedent_start whole: first code point of the mention that it stands for
            antecedent_end whole: the code point after its last
        """),
        _of_record(_mentions),
    ),
    Table(
        "statements",
        _columns("""
            id: id of the statement
            story: id of its story
            speaker: id of the actor who speaks
            speaker_name: that actor's name
            form: direct, mixed, indirect
            act: claim, accusation, denial, request, promise, threat, opinion, non-answer
            source: words that name the speaker
            cue: words that say that something is said
            contents: what is said
            addressee: to whom
            venue: on what occasion, by what medium
            place: where
            time: id of the timex that says when
            earliest: first day that it can have been
            latest: last day that it can have been
            via: ids of the outlets through which the page has it, nearest first
            via_names: their names
            within: id of the statement that this one is part of
            confidence number: calibrated chance that source and content are right, 0 to 1
            score_cue number: the network's own, not calibrated
            score_source number: likewise
            score_content number: likewise
            score_act number: likewise
        """),
        _of_record(_statements),
    ),
    Table(
        "events",
        _columns("""
            id: id of the event
            story: id of its story
            type: PLOVER's type
            mode: PLOVER's mode
            contexts: PLOVER's contexts
            status: fact, claimed, supposed, future, denied
            rule: what the status rests on
            trigger: the words for it
            actors: ids of those who act
            actor_names: their names
            recipients: ids of those acted upon
            recipient_names: their names
            objects: goods and documents, as words
            place: where
            time: id of the timex that says when
            earliest: first day that it can have been
            latest: last day that it can have been
            according_to: id of the actor whose word it is
            according_to_name: that actor's name
            within: id of the statement that tells of it
            confidence number: 0 to 1
        """),
        _of_record(_events),
    ),
    Table(
        "event_pages",
        _columns("""
            event: id of the event, or of the one that it counts as where people marked several as the same
            report: id of the event as this story tells it
            story: id of a story that reports it
            url: the story's address
            outlet: who published it
        """),
        _event_pages,
    ),
    Table(
        "timexes",
        _columns("""
            id: id of the timex
            story: id of its story
            start whole: first code point
            end whole: the code point after the last
            words: the words there
            type: DATE, TIME, DURATION, SET
            value: TimeML's value
            earliest: first day of it
            latest: last day of it
            anchor: the day that it was counted from
            rule: how the value came about
        """),
        _of_record(_timexes),
    ),
    Table(
        "findings",
        _columns("""
            id: id of the finding
            story: id of its story
            kind: unattributed, non-answer, second-hand, spelling, impossible-date, contradiction
            text: what a careful reader would mark
        """),
        _of_record(_findings),
    ),
    Table(
        "spans",
        _columns("""
            item: id of a statement, event, actor, timex, or finding
            story: id of its story
            kind: which of these it is
            role: what the words are to it, such as source, cue, content, trigger
            number whole: of those of one role, from 0
            start whole: first code point
            end whole: the code point after the last
            words: the words there
        """),
        _of_record(_spans),
    ),
    Table(
        "corrections",
        _columns("""
            id: id of the correction
            kind: confirm, reject, correct, add, merge, split, same, undo
            item: id of the item corrected
            item_kind: statement, event, timex, finding, actor, story
            who: the person
            when: when, ISO 8601 in UTC
            why: the reason given
            field: the field changed
            old: its value before, JSON
            new: its value after, JSON
            other: second actor of a merger, second of two that are the same, or the correction undone
            exact: words that it is anchored to
            prefix: words before them
            suffix: words after them
            start whole: first code point
            end whole: the code point after the last
        """),
        _corrections,
    ),
    Table(
        "rejections",
        _columns("""
            url: address, or path of the file
            reason: empty, binary, unsupported, too-large, undecodable, no-story, language
            detail: the reason in words
        """),
        _rejections,
    ),
)
