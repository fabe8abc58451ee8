"""A record as one reads a page: who is heard, in order, then dates, gaps, and what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.record import Actor, Dated, Record, Span, Statement, Story, Timex
from onrecord.tokens import find_tokens
from onrecord.view.words import FAINT, HEADING, plain, show_contents

NOBODY = "nobody named"
_HOW_DATED = {
    "given": "given by you",
    "json-ld": "from its JSON-LD",
    "meta": "from its meta tags",
    "address": "from its address",
    "text": "from its text",
    "htmldate": "worked out by htmldate",
}
_ID_WIDTH = 18  # "93% s-0123456789" and room before it


def show_record(record: Record) -> RenderableType:
    """Everything a reader needs of one record, for any width from 60 columns up, with or without colour."""
    parts = [_show_header(record)]
    for title, rows in (
        ("Statements", list(_show_statements(record))),
        ("Dates", list(_show_dates(record))),
        ("Nobody put their name to", list(_show_unattributed(record))),
        ("Not answered", list(_show_refusals(record))),
        ("Who is who", list(_show_actors(record))),
        ("To mind", [_hang("- ", Text(plain(f.text))) for f in record.findings]),
    ):
        if rows:
            parts += [Text(""), Text(title.upper(), HEADING), *rows]
    return Group(*parts)


def _show_header(record: Record) -> RenderableType:
    story, made_by = record.story, record.made_by
    lines = [Text(plain(story.title or "(no title)"), HEADING)]
    by = [plain(part) for part in (story.outlet, story.byline and f"by {story.byline}") if part]
    if by:
        lines.append(Text(" · ".join(by)))
    lines.append(_show_published(story))
    words = f"{_count_words(story):,} words"
    made = f"onrecord {made_by.version}, model {made_by.model[:12]}"
    lines.append(Text(" · ".join([words, *([plain(story.language)] if story.language else []), made]), FAINT))
    lines.append(Text(plain(story.url), FAINT, overflow="fold"))
    return Group(*lines)


def _show_published(story: Story) -> Text:
    if story.published is None:
        return Text("publication date unknown: relative dates stay unresolved (--published gives one)")
    line = Text(f"published {_show_dated(story.published)}")
    if story.updated is not None:
        line.append(f" · updated {_show_dated(story.updated)}")
    return line


def _show_dated(dated: Dated) -> str:
    return f"{plain(dated.value)[:16].replace('T', ' ')} ({_HOW_DATED[dated.how]})"


def _count_words(story: Story) -> int:
    words = find_tokens(story.text, story.furniture).words
    return sum(story.text[word.start].isalnum() for word in words)


def _show_statements(record: Record) -> Iterator[RenderableType]:
    depths: dict[str, int] = {}
    for number, statement in enumerate(nest(record.statements), 1):
        depth = depths.get(statement.within, -1) + 1 if statement.within else 0
        depths[statement.id] = depth
        yield Padding(_show_statement(record, statement, number), (0, 0, 0, 3 * min(depth, 8)))


def nest(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements in the order of the page, each followed by those within it."""
    inner: dict[str | None, list[Statement]] = {}
    known = {s.id for s in statements}
    for statement in sorted(statements, key=_place):
        inner.setdefault(statement.within if statement.within in known else None, []).append(statement)
    # A stack and not recursion: a page may nest deeper than Python does.
    waiting = inner.pop(None, [])[::-1]
    while waiting:
        statement = waiting.pop()
        yield statement
        waiting += inner.pop(statement.id, [])[::-1]


def _place(statement: Statement) -> tuple[int, int]:
    """Where the statement begins, and its cue, since several statements may share a source."""
    spans = [s for s in (statement.source, statement.cue, *statement.contents) if s is not None]
    return min((s.start for s in spans), default=0), statement.cue.start if statement.cue else 0


def _show_statement(record: Record, statement: Statement, number: int) -> RenderableType:
    text = record.story.text
    who = Text(_say_who(record, statement), HEADING)
    cue = f"{plain(statement.cue.of(text))} · " if statement.cue else ""
    who.append(f": {cue}{statement.form} · {statement.act}", "not bold")
    lines: list[RenderableType] = [show_contents(text, statement)]
    details = list(_details(record, statement))
    if details:
        lines.append(Text("; ".join(details), "italic"))
    head = _row(who, Text(f"{statement.confidence:.0%} {statement.id}", FAINT))
    return _hang(f"{number:>3}. ", Group(head, *lines))


def _say_who(record: Record, statement: Statement) -> str:
    """The fullest name with the words of the source after it, or those words alone where they hold the name."""
    name = show_speaker(record, statement)
    words = plain(statement.source.of(record.story.text)) if statement.source else ""
    if name in words:
        return words
    return f"{name} (“{words}”)" if words else name


def show_speaker(record: Record, statement: Statement) -> str:
    """The speaker's fullest name, or the words that stand for nobody named."""
    speaker = find_actor(record, statement.speaker)
    return plain(speaker.name) if speaker else NOBODY


def find_actor(record: Record, id: str | None) -> Actor | None:
    """The actor with that id."""
    return next((actor for actor in record.actors if actor.id == id), None)


def find_timex(record: Record, id: str | None) -> Timex | None:
    """The timex with that id."""
    return next((timex for timex in record.timexes if timex.id == id), None)


def _details(record: Record, statement: Statement) -> Iterator[str]:
    text = record.story.text

    def words(span: Span | None) -> str:
        return plain(span.of(text)) if span else ""

    if statement.addressee:
        yield f"to {words(statement.addressee).removeprefix('to ')}"
    if statement.venue:
        yield f"at {words(statement.venue).removeprefix('at ')}"
    if statement.place:
        yield f"in {words(statement.place).removeprefix('in ')}"
    timex = find_timex(record, statement.time)
    if timex:
        yield f"when: {words(timex.span)} = {plain(timex.value)}"
    outlets = [plain(actor.name) for id in statement.via if (actor := find_actor(record, id))]
    if outlets:
        yield f"through {', from '.join(outlets)}"


def _show_dates(record: Record) -> Iterator[RenderableType]:
    for timex in sorted(record.timexes, key=lambda t: t.span):
        value = Text(f"“{plain(timex.span.of(record.story.text))}” = {plain(timex.value)}")
        yield _hang("   ", Group(_row(value, Text(timex.id, FAINT)), _hang("  ", Text(plain(timex.rule), FAINT))))


def _show_unattributed(record: Record) -> Iterator[RenderableType]:
    for statement in record.statements:
        if statement.speaker is None:
            contents = show_contents(record.story.text, statement)
            yield _hang(" - ", _row(contents, Text(statement.id, FAINT)))


def _show_refusals(record: Record) -> Iterator[RenderableType]:
    for statement in record.statements:
        if statement.act == "non-answer":
            line = Text(f"{show_speaker(record, statement)}: ")
            line.append_text(show_contents(record.story.text, statement))
            yield _hang(" - ", _row(line, Text(statement.id, FAINT)))


def _show_actors(record: Record) -> Iterator[RenderableType]:
    heard = {s.speaker for s in record.statements} | {outlet for s in record.statements for outlet in s.via}
    for actor in record.actors:
        if actor.id not in heard:
            continue
        line = Text(plain(actor.name))
        role = f", {plain(actor.role)}" if actor.role else ""
        country = f", {plain(actor.country)}" if actor.country else ""
        line.append(f" ({actor.kind}{role}{country})")
        others = dict.fromkeys(plain(m.span.of(record.story.text)) for m in actor.mentions)
        others.pop(plain(actor.name), None)
        if others:
            line.append(": " + ", ".join(f"“{words}”" for words in others), FAINT)
        yield _hang("   ", _row(line, Text(actor.id, FAINT)))


def _row(left: Text, right: Text) -> RenderableType:
    table = Table.grid(expand=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", width=_ID_WIDTH, no_wrap=True)
    table.add_row(left, right)
    return table


def _hang(mark: str, body: RenderableType) -> RenderableType:
    """`body` with a hanging indent of the mark's width, the mark in it."""
    table = Table.grid(expand=True)
    table.add_column(width=len(mark), no_wrap=True)
    table.add_column(ratio=1)
    table.add_row(Text(mark), body)
    return table
