"""Entries made by hand for tests of exports: statements, events of every type, and text that breaks formats."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from onrecord.exports import Entry
from onrecord.lexicons import read_rows
from onrecord.record import (
    Actor,
    Block,
    Event,
    EventStatus,
    Finding,
    MadeBy,
    Mention,
    Page,
    Record,
    Rejection,
    Span,
    Story,
    Timex,
    make_id,
)
from onrecord.store.correction import Anchor, Correction
from tests import sample

MADE_BY = MadeBy("0.1.0", "0123456789abcdef")
MOMENT = datetime(2024, 5, 4, 9, 30, tzinfo=UTC)


def make_page(url: str, text: str, media_type: str = "text/plain") -> Page:
    """A page of that text."""
    content = text.encode("utf-8", "surrogatepass")
    return Page(url, media_type, content, hashlib.sha256(content).hexdigest(), MOMENT)


def make_event_record() -> Record:
    """A sentence and an event for every type and mode that has a CAMEO code, with every status in turn."""
    statuses: tuple[EventStatus, ...] = ("fact", "claimed", "supposed", "future", "denied")
    id, text, blocks = "p-events", "", []
    spans: list[tuple[str, str, Span, Span, Span, Span]] = []
    for type, mode in dict.fromkeys((row[0], row[1]) for row in read_rows("cameo.tsv", 6)):
        start, trigger = len(text), f"{type.lower()} {mode}".strip()
        line = f"Estonia {trigger} Latvia near Narva on Friday.\n"
        text += line
        at = start + len("Estonia ")
        there = at + len(trigger) + 1
        spans.append(
            (
                *(type, mode, Span(at, at + len(trigger)), Span(start, start + 7)),
                *(Span(there, there + 6), Span(text.index("Friday", start), text.index("Friday", start) + 6)),
            )
        )
        blocks.append(Block(Span(start, len(text) - 1), f"char={start},{len(text) - 1}"))
    estonia = Actor(
        make_id("a", id, 0), "Estonia", "state", tuple(Mention(s[3], "name") for s in spans), "EST", ("GOV",)
    )
    latvia = Actor(
        make_id("a", id, 1), "Latvia", "state", tuple(Mention(s[4], "name") for s in spans), "LVA", ("MIL",),
        same_as=("https://www.wikidata.org/wiki/Q211",),
    )  # fmt: skip
    timexes = tuple(
        Timex(
            make_id("t", id, s[5].start), s[5], "DATE", "2024-05-03", "2024-05-03", "2024-05-03", "2024-05-04", "a rule"
        )
        for s in spans
    )
    events = tuple(
        Event(
            id=make_id("e", id, s[2].start, s[2].end),
            type=s[0],
            mode=s[1] or None,
            trigger=s[2],
            actors=(estonia.id,),
            recipients=() if s[0] == "CONSULT" else (latvia.id,),
            status=statuses[number % 5],
            confidence=0.5,
            place=Span(s[4].end + 6, s[4].end + 11),
            time=timexes[number].id if number % 2 else None,
            according_to=latvia.id if number % 5 == 1 else None,
            contexts=("military", "diplomatic") if number % 3 else (),
            rule="a rule of status" if number % 2 else "",
        )
        for number, s in enumerate(spans)
    )
    story = Story(
        id, "https://narva-ledger.example/events?a=1&b=ä b", text, "The Narva Ledger", "A week of everything",
        published=sample.make_story().published, language="en", blocks=tuple(blocks),
    )  # fmt: skip
    return Record(story, (estonia, latvia), (), events, timexes, (), MADE_BY)


def make_hard_record(surrogate: bool = False) -> Record:
    """A text that tries to break out of every format: formulas, NUL, tabs, markup, marks of direction, emoji."""
    text = '=cmd|calc!A1 said\t"no\x00"\r\n</script><b>\u202eevil\u202c</b> ]]> 👩\u200d🚀 told '
    text += "@SUM(1) it\u2028was -1,5\u0008 é."
    if surrogate:
        text += " \ud800 end"
    id = "p-hard"
    evil = Actor(make_id("a", id, 0), "=cmd|calc!A1", "person", (Mention(Span(0, 12), "name"),), role="+role\tx\x00")
    other = Actor(
        make_id("a", id, 1), "@SUM(1)", "unnamed", (Mention(Span(text.index("@"), text.index("@") + 7), "name"),)
    )
    told = text.index("told")
    event = Event(
        make_id("e", id, told), "ACCUSE", "a mode unknown", Span(told, told + 4), (evil.id,), (other.id,), "fact", 1.0
    )  # fmt: skip
    finding = Finding("spelling", (Span(0, 12), Span(told, told + 4)), "-- a finding & more <x>")
    story = Story(id, "-file name.html", text, "@outlet", "=title", "+by", language="en")
    return Record(story, (evil, other), (), (event,), (), (finding,), MADE_BY)


def make_corrections() -> tuple[Correction, ...]:
    """Three corrections of one statement of the sample, the last of which undoes the second."""
    statement = sample.STATEMENTS[0]
    span = statement.contents[0]
    anchor = Anchor(span.of(sample.TEXT), "before ", " after", span.start, span.end)
    when = MOMENT.isoformat()
    return (
        Correction("c-1", "confirm", statement.id, "statement", "Ada Quill", when, anchors=(anchor,)),
        Correction("c-2", "correct", statement.id, "statement", "Ada Quill", when, "=why", "act", '"promise"',
                   '"claim"', anchors=(anchor,)),
        Correction("c-3", "undo", statement.id, "statement", "Bo Ek", when, other="c-2"),
    )  # fmt: skip


def make_entries() -> list[Entry]:
    """Statements with corrections, events, hard text, and a page that was rejected."""
    record = sample.make_record()
    return [
        Entry(record, page=make_page(record.story.url, record.story.text), corrections=make_corrections()),
        Entry(make_event_record(), page=make_page("https://narva-ledger.example/events", "x", "text/html")),
        Entry(make_hard_record()),
        Entry(rejection=Rejection("empty.html", "empty", "the page has no text")),
    ]
