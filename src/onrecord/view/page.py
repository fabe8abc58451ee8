"""A record as one reads a page: who is heard, in order, then dates, gaps, and what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.record import Actor, Dated, Record, Span, Statement, Story
from onrecord.tokens import find_tokens
from onrecord.view.events import show_events
from onrecord.view.items import NOBODY, find_actor, find_timex, show_codes
from onrecord.view.layout import hang, put_beside
from onrecord.view.words import FAINT, HEADING, plain, show_contents

_HOW_DATED = {
    "given": "given by you",
    "json-ld": "from its JSON-LD",
    "meta": "from its meta tags",
    "address": "from its address",
    "text": "from its text",
    "htmldate": "worked out by htmldate",
}


def show_record(record: Record) -> RenderableType:
    """Everything a reader needs of one record, for any width from 60 columns up, with or without colour."""
    parts = [_show_header(record)]
    for title, rows in (
        ("Statements", list(_show_statements(record))),
        ("Events", list(show_events(record))),
        ("Dates", list(_show_dates(record))),
        ("Nobody put their name to", list(_show_unattributed(record))),
        ("Not answered", list(_show_refusals(record))),
        ("Who is who", list(_show_actors(record))),
        ("To mind", [hang("- ", Text(plain(f.text))) for f in record.findings]),
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
    if story.feed_published is not None:
        line.append(f" · by its feed {_show_moment(story.feed_published)}")
    if story.updated is not None:
        line.append(f" · updated {_show_dated(story.updated)}")
    return line


def _show_dated(dated: Dated) -> str:
    return f"{_show_moment(dated.value)} ({_HOW_DATED[dated.how]})"


def _show_moment(written: str) -> str:
    return plain(written)[:16].replace("T", " ")


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
    head = put_beside(who, Text(f"{statement.confidence:.0%} {statement.id}", FAINT))
    return hang(f"{number:>3}. ", Group(head, *lines))


def _say_who(record: Record, statement: Statement) -> str:
    """The fullest name, with the words of the source after it where they are not the name."""
    name = show_speaker(record, statement)
    words = plain(statement.source.of(record.story.text)) if statement.source else ""
    return f"{name} (“{words}”)" if words and _bare(words) != _bare(name) else name


def _bare(name: str) -> str:
    """A name as it is compared with others: without its article, in lower case."""
    return name.casefold().removeprefix("the ")


def show_speaker(record: Record, statement: Statement) -> str:
    """The speaker's fullest name, or the words that stand for nobody named."""
    speaker = find_actor(record, statement.speaker)
    return plain(speaker.name) if speaker else NOBODY


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
    others = (find_actor(record, id) for id in statement.via if id != statement.speaker)
    outlets = [plain(actor.name) for actor in others if actor]
    if outlets:
        yield f"through {', from '.join(outlets)}"


def _show_dates(record: Record) -> Iterator[RenderableType]:
    for timex in sorted(record.timexes, key=lambda t: t.span):
        value = Text(f"“{plain(timex.span.of(record.story.text))}” = {plain(timex.value)}")
        yield hang("   ", Group(put_beside(value, Text(timex.id, FAINT)), hang("  ", Text(plain(timex.rule), FAINT))))


def _show_unattributed(record: Record) -> Iterator[RenderableType]:
    for statement in record.statements:
        if statement.speaker is None:
            contents = show_contents(record.story.text, statement)
            yield hang(" - ", put_beside(contents, Text(statement.id, FAINT)))


def _show_refusals(record: Record) -> Iterator[RenderableType]:
    for statement in record.statements:
        if statement.act == "non-answer":
            line = Text(f"{show_speaker(record, statement)}: ")
            line.append_text(show_contents(record.story.text, statement))
            yield hang(" - ", put_beside(line, Text(statement.id, FAINT)))


def _show_actors(record: Record) -> Iterator[RenderableType]:
    """Those who speak or act, through whom others speak, or whom the page calls by more than one name."""
    heard = {s.speaker for s in record.statements} | {outlet for s in record.statements for outlet in s.via}
    heard |= {id for e in record.events for id in (*e.actors, *e.recipients, e.according_to)}
    left_out = 0
    for actor in record.actors:
        if actor.id not in heard and len(_find_names(record, actor)) < 2:
            left_out += 1
            continue
        line = Text(plain(actor.name))
        role = f", {plain(actor.role)}" if actor.role else ""
        codes = f", {show_codes(actor)}" if show_codes(actor) else ""
        line.append(f" ({actor.kind}{role}{codes})")
        others: dict[str, str] = {}
        for words in (plain(m.span.of(record.story.text)) for m in actor.mentions):
            others.setdefault(_bare(words), words)
        others.pop(_bare(plain(actor.name)), None)
        if others:
            line.append(": " + ", ".join(f"“{words}”" for words in others.values()), FAINT)
        yield hang("   ", put_beside(line, Text(actor.id, FAINT)))
    if left_out:
        count = "1 other is" if left_out == 1 else f"{left_out} others are"
        yield Text(f"   {count} named here in one way only, neither heard nor acting.", FAINT)


def _find_names(record: Record, actor: Actor) -> set[str]:
    """The names that the page has for an actor; possessive endings and articles make no other name."""
    words = (_bare(plain(m.span.of(record.story.text))) for m in actor.mentions if m.how == "name")
    return {name.removesuffix("’s").removesuffix("'s") for name in words}
