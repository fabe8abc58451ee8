"""Record -> tellings: each statement's own words, who says them, where, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from onrecord.compare.rarity import weigh_all
from onrecord.compare.speakers import Speaker, make_speaker
from onrecord.compare.words import Passage, find_passage, find_quoted_parts, mark_quoted
from onrecord.record import Act, Form, Frozen, Record, Span, Statement

_LEAST = 1.0  # weight from which words can be found again: one word that is not among the most common
MOST_WORDS = 20_000  # of one statement that are compared; what is longer is a document, not a quotation


class Telling(Frozen, frozen=True):
    """A statement as one page has it.

    `spans` are its own words there: of a direct or mixed statement those within quotation marks, without what another
    statement within it says. `day` is when it was said, or else published (`said` tells which); `published` is the
    page's day or moment. `via` are the names of the outlets through which the page has it, `within` is a statement id.
    """

    story: str
    statement: str
    url: str
    outlet: str | None
    published: str | None
    day: str | None
    said: bool
    form: Form
    act: Act
    speaker: Speaker | None
    spans: tuple[Span, ...]
    words: str
    place: str | None = None
    via: tuple[str, ...] = ()
    within: str | None = None


class Told(NamedTuple):
    """A telling and its words as they are compared."""

    telling: Telling
    passage: Passage


def find_tellings(record: Record) -> Iterator[Told]:
    """The statements of a record that say something in words that can be found again. Linear in the record."""
    text = record.story.text
    speakers = {a.id: make_speaker(a) for a in record.actors}
    timexes = {t.id: t for t in record.timexes}
    inner = _find_inner(record)
    quoted = mark_quoted(text)
    published = record.story.published.value if record.story.published else None
    for statement in record.statements:
        spans = _find_own_spans(quoted, statement, inner.get(statement.id, []))
        passage = find_passage(text, spans)
        if not spans or weigh_all(passage.keys) < _LEAST or len(passage.keys) > MOST_WORDS:
            continue
        timex = timexes.get(statement.time or "")
        said = timex is not None and timex.earliest is not None and timex.earliest == timex.latest
        yield Told(
            Telling(
                story=record.story.id,
                statement=statement.id,
                url=record.story.url,
                outlet=record.story.outlet,
                published=published,
                day=timex.earliest if timex and said else (published[:10] if published else None),
                said=said,
                form=statement.form,
                act=statement.act,
                speaker=speakers.get(statement.speaker or ""),
                spans=spans,
                words=" […] ".join(span.of(text) for span in spans),
                place=statement.place.of(text) if statement.place else None,
                via=tuple(speakers[id].name for id in statement.via if id in speakers),
                within=statement.within,
            ),
            passage,
        )


def _find_inner(record: Record) -> dict[str, list[Statement]]:
    """For each statement those directly within it that have words of their own in quotation marks."""
    inner: dict[str, list[Statement]] = {}
    for statement in record.statements:
        if statement.within and statement.form != "indirect":
            inner.setdefault(statement.within, []).append(statement)
    return inner


def _find_own_spans(quoted: bytes, statement: Statement, inner: list[Statement]) -> tuple[Span, ...]:
    """The spans of a statement's own words; none where a paraphrase is part of somebody's quotation."""
    taken = [span for other in inner for span in other.contents]
    if statement.form == "indirect":
        if statement.within and any(find_quoted_parts(quoted, span) for span in statement.contents):
            return ()
        return tuple(_subtract(sorted(statement.contents), taken))
    parts = [part for span in sorted(statement.contents) for part in find_quoted_parts(quoted, span)]
    return tuple(_subtract(parts, taken))


def _subtract(spans: list[Span], taken: list[Span]) -> list[Span]:
    for cut in sorted(taken):
        left: list[Span] = []
        for span in spans:
            if not span.overlaps(cut):
                left.append(span)
                continue
            if span.start < cut.start:
                left.append(Span(span.start, cut.start))
            if cut.end < span.end:
                left.append(Span(cut.end, span.end))
        spans = left
    return spans
