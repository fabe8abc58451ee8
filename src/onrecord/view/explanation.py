"""Why the record says so: the words, scores, rules, and chains behind one of its items."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.record import Actor, Event, Mention, Record, Span, Statement, Timex
from onrecord.view.events import find_details, show_parties, show_status, show_type
from onrecord.view.items import NOBODY, find_actor, find_timex, show_codes
from onrecord.view.page import show_speaker
from onrecord.view.words import FAINT, HEADING, plain, show_around, show_contents

Row = tuple[str, Text | str]

_HOW_NAMED = {
    "name": "a name",
    "pronoun": "a pronoun",
    "nominal": "a description",
    "first-person": "the speaker's own “I” or “we”",
    "continued": "no words: a quotation that goes on without saying whose it is",
}
_HOW_COUNTRY = {
    "told": "the page's own words for it tell the country",
    "known": "the gazetteer or your own actors have it",
    "near": "a guess: the country that the page speaks of around it",
    "guessed": "a guess: the network's, by its name and its sentence",
}
_HOW_VERBATIM = {
    "direct": "the contents stand in quotation marks",
    "mixed": "part of the contents stands in quotation marks",
    "indirect": "no part of the contents stands in quotation marks",
}


def explain(record: Record, id: str) -> RenderableType | None:
    """Why the item with that id is in the record and as it is, or None if the record has no such item.

    `id` is that of a statement (`s-`), an event (`e-`), a timex (`t-`), or an actor (`a-`).
    """
    for statement in record.statements:
        if statement.id == id:
            return _lay_out(f"{id}: statement", [*_about_statement(record, statement)])
    for event in record.events:
        if event.id == id:
            return _lay_out(f"{id}: event", [*_about_event(record, event)])
    for timex in record.timexes:
        if timex.id == id:
            return _lay_out(f"{id}: {timex.type.lower()}", [*_about_timex(record, timex)])
    for actor in record.actors:
        if actor.id == id:
            return _lay_out(f"{id}: {actor.kind}", [*_about_actor(record, actor)])
    return None


def _about_statement(record: Record, statement: Statement) -> Iterator[Row]:
    text, scores = record.story.text, statement.scores
    yield "who", _say_who(record, statement)
    yield from _chain_rows(record, statement)
    yield "cue", _quote(text, statement.cue, scores.cue)
    yield "source", _quote(text, statement.source, scores.source)
    contents = show_contents(text, statement)
    contents.append(f"  (network: {scores.content:.2f})", FAINT)
    yield "contents", contents
    yield "form", f"{statement.form}: {_HOW_VERBATIM[statement.form]}"
    yield "act", f"{statement.act}  (network: {scores.act:.2f})"
    share = round(statement.confidence * 100)
    yield "confidence", f"{share}%: of statements marked so, about {share} in 100 have source and contents right"
    timex = find_timex(record, statement.time)
    if timex:
        yield "when", f"{timex.id} “{plain(timex.span.of(text))}” = {plain(timex.value)}: {plain(timex.rule)}"
    for outlet in (find_actor(record, id) for id in statement.via):
        if outlet:
            yield "through", f"{plain(outlet.name)} ({outlet.id})"
    if statement.within:
        yield "within", statement.within
    for span in (s for s in (statement.cue or statement.source, *statement.contents) if s):
        yield from _place_rows(record, span)


def _say_who(record: Record, statement: Statement) -> str:
    if statement.speaker is None:
        return f"{NOBODY}: the page does not say whose words these are"
    return f"{show_speaker(record, statement)} ({statement.speaker})"


def _quote(text: str, span: Span | None, score: float) -> Text:
    words = Text(f"“{plain(span.of(text))}”" if span else "none")
    words.append(f"  (network: {score:.2f})", FAINT)
    return words


def _chain_rows(record: Record, statement: Statement) -> Iterator[Row]:
    """One row a step, from the words of the source to the name that they stand for."""
    actor = find_actor(record, statement.speaker)
    if actor is None:
        return
    by_span = {m.span: m for m in actor.mentions}
    mention = by_span.get(statement.source) if statement.source else None
    seen: set[Span] = set()
    while mention and mention.antecedent and mention.span not in seen:
        seen.add(mention.span)
        yield "chain", _say_step(record.story.text, mention)
        mention = by_span.get(mention.antecedent)


def _say_step(text: str, mention: Mention) -> str:
    step = f"“{plain(mention.span.of(text))}” is {_HOW_NAMED[mention.how]}"
    if mention.antecedent:
        step += f" and stands for “{plain(mention.antecedent.of(text))}” at {mention.antecedent.start}"
    return step


def _about_event(record: Record, event: Event) -> Iterator[Row]:
    text = record.story.text
    yield "event", Text(f"“{plain(event.trigger.of(text))}”: {show_type(event)}")
    yield "parties", show_parties(record, event)
    for name, ids in (("actor", event.actors), ("recipient", event.recipients)):
        for actor in (find_actor(record, id) for id in ids):
            if actor:
                yield name, " · ".join(part for part in (plain(actor.name), show_codes(actor), actor.id) if part)
    status = show_status(record, event)
    yield "status", status.append(f": {plain(event.rule)}" if event.rule else "")
    if event.within:
        yield "within", event.within
    for detail in find_details(record, event):
        name, _, value = detail.partition(": ") if ": " in detail else ("place", "", detail.removeprefix("in "))
        yield name, value
    if event.contexts:
        yield "contexts", plain(", ".join(event.contexts))
    yield "network", f"{event.confidence:.2f} for trigger and type: no share of such events that are right"
    for span in (event.trigger, *event.objects):
        yield from _place_rows(record, span)


def _about_timex(record: Record, timex: Timex) -> Iterator[Row]:
    yield "words", f"“{plain(timex.span.of(record.story.text))}”"
    yield "value", plain(timex.value)
    bounded = timex.earliest and timex.latest
    yield "days", f"{timex.earliest} to {timex.latest}" if bounded else "cannot be placed on a calendar"
    yield "rule", plain(timex.rule)
    yield "counted from", timex.anchor or "nothing: it needs no anchor, or there is none"
    yield from _place_rows(record, timex.span)
    for statement in record.statements:
        if statement.time == timex.id:
            yield "says when", f"{statement.id} ({show_speaker(record, statement)})"


def _about_actor(record: Record, actor: Actor) -> Iterator[Row]:
    yield "name", plain(actor.name)
    if actor.role:
        yield "role", plain(actor.role)
    if show_codes(actor):
        yield "codes", show_codes(actor)
    if actor.country_how:
        yield "country", f"{plain(actor.country or '')}: {_HOW_COUNTRY[actor.country_how]}"
    for outside in actor.same_as:
        yield "same as", plain(outside)
    for mention in actor.mentions:
        line = Text(f"{mention.span.start}: {_say_step(record.story.text, mention)}\n")
        yield "mention", line.append_text(show_around(record.story.text, mention.span, 30))
    for statement in record.statements:
        if statement.speaker == actor.id:
            yield "says", f"{statement.id} {plain(' '.join(c.of(record.story.text) for c in statement.contents))[:50]}"
    yield from _acts(record, actor)


def _acts(record: Record, actor: Actor) -> Iterator[Row]:
    for event in record.events:
        for name, ids in (("does", event.actors), ("is done to", event.recipients)):
            if actor.id in ids:
                words = plain(event.trigger.of(record.story.text))
                yield name, f"{event.id} {show_type(event)}, “{words}”: {event.status}"


def _place_rows(record: Record, span: Span) -> Iterator[Row]:
    line = Text(f"{span.start} to {span.end}: ", FAINT)
    yield "words at", line.append_text(show_around(record.story.text, span))
    for block in record.story.blocks:
        if block.span.overlaps(span):
            yield "on the page", plain(block.place)


def _lay_out(title: str, rows: list[Row]) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style=FAINT)
    table.add_column(overflow="fold")
    previous = ""
    for name, value in rows:
        table.add_row("" if name == previous else name, value if isinstance(value, Text) else Text(value))
        previous = name
    return Group(Text(title, HEADING), table)
