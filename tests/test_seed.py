"""The page that the project was created from, row by row of what its record must say (`cases/seed.json`).

The page itself is not ours to carry: it is read from the folder beside the gold data.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from onrecord.events import RECIPROCAL
from onrecord.read import read
from onrecord.record import Event, Record, Span, Statement
from onrecord.tokens import find_tokens
from tests.gold import gold_path

EXPECTED = json.loads((Path(__file__).parent / "cases" / "seed.json").read_text(encoding="utf-8"))


@functools.cache
def read_page(path: Path, published: str | None) -> Record:
    record = read(path, published=published)
    assert isinstance(record, Record)
    return record


@pytest.fixture
def record() -> Record:
    return read_page(gold_path("..", "seed", "page.txt"), "2024-04-27")


def find_row(record: Record, row: dict[str, Any]) -> Statement:
    """The statement whose contents hold and end with the row's words, and whose cue holds the row's cue."""
    text = record.story.text
    for s in record.statements:
        contents = [c.of(text).strip("“”,. ") for c in s.contents]
        cue = s.cue.of(text) if s.cue is not None else ""
        begins = any(c.startswith(row["starts"]) for c in contents)
        if begins and contents[-1].endswith(row["ends"]) and row["cue"] in cue:
            return s
    pytest.fail(f"no statement {row['starts']!r} … {row['ends']!r} by {row['cue']!r}")


@pytest.mark.parametrize("row", EXPECTED["statements"], ids=lambda r: f"row {r['row']}")
def test_statement(row: dict[str, Any], request: pytest.FixtureRequest, record: Record) -> None:
    if "known_failure" in row:
        request.applymarker(pytest.mark.xfail(reason=row["known_failure"], strict=True))
    text = record.story.text
    actors = {a.id: a for a in record.actors}
    values = {t.id: t.value for t in record.timexes}
    statement = find_row(record, row)
    speaker = actors.get(statement.speaker or "")
    assert (speaker.name if speaker else None) == row["who"]
    assert (speaker.kind if speaker else None) == row["kind"]
    assert statement.form == row["form"]
    assert (statement.act == "non-answer") is row.get("non_answer", False)
    if "via" in row:
        assert [actors[v].name for v in statement.via] == row["via"]
    parents = {s.id: s for s in record.statements}
    if "within" in row:
        wanted = find_row(record, next(r for r in EXPECTED["statements"] if r["row"] == row["within"]))
        around, outer = [], parents.get(statement.within or "")
        while outer is not None:
            around.append(outer.id)
            outer = parents.get(outer.within or "")
        assert wanted.id in around
    for name in ("addressee", "venue", "place"):
        if name in row:
            span = getattr(statement, name)
            assert (span.of(text) if span else None) == row[name]
    assert values.get(statement.time or "") == row.get("when")


def countries(record: Record, ids: Iterable[str]) -> set[str | None]:
    return {actor.country for actor in record.actors if actor.id in set(ids)}


def fits(record: Record, event: Event, row: dict[str, Any]) -> bool:
    """Whether an event is the row's. Of events that both sides take part in it does not matter who is named first."""
    text = record.story.text
    names = {a.id: a.name for a in record.actors}
    values = {t.id: t.value for t in record.timexes}
    sentence = find_tokens(text).sentence_at(event.trigger.start)
    if sentence is None or row["near"] not in sentence.of(text):
        return False
    actors, recipients = countries(record, event.actors), countries(record, event.recipients)
    if event.type in RECIPROCAL:
        actors = recipients = actors | recipients
    told = {
        "according_to": names.get(event.according_to or ""),
        "when": values.get(event.time or ""),
        "mode": event.mode,
    }
    told["according_to"] = told["according_to"] and told["according_to"].removeprefix("Anthony ")
    return (
        event.type in row["type"]
        and event.status in row["status"]
        and row["who"] in actors
        and row["whom"] in recipients
        and all(told[name] == row[name] for name in told if name in row)
        and [o.of(text) for o in event.objects] == row.get("objects", [o.of(text) for o in event.objects])
    )


@pytest.mark.parametrize("row", EXPECTED["events"], ids=lambda r: f"row {r['row']}")
def test_event(row: dict[str, Any], request: pytest.FixtureRequest, record: Record) -> None:
    if "known_failure" in row:
        request.applymarker(pytest.mark.xfail(reason=row["known_failure"], strict=True))
    assert any(fits(record, event, row) for event in record.events)


def test_sanctions_that_were_asked_about_are_never_done(record: Record) -> None:
    """Whatever is found in that sentence, nothing in it happened but the silence itself."""
    (asked,) = (s for s in record.statements if s.act == "non-answer")
    held = [e for e in record.events if any(c.holds(e.trigger) for c in asked.contents)]
    assert held
    assert {e.status for e in held} == {"supposed"}


def test_the_reply_form_is_furniture(record: Record) -> None:
    text = record.story.text
    start = text.index("Leave a Reply")
    assert all(s.start >= start for s in record.story.furniture)
    assert sum(len(s.of(text)) for s in record.story.furniture) >= len(text[start:].strip()) - 4
    for statement in record.statements:
        assert all(c.end <= start for c in statement.contents)


@pytest.mark.parametrize(("words", "value"), EXPECTED["timexes"])
def test_dates(words: str, value: str, record: Record) -> None:
    text = record.story.text
    assert value in [t.value for t in record.timexes if words in t.span.of(text)]


def test_without_a_publication_date_relative_dates_stay_open() -> None:
    record = read_page(gold_path("..", "seed", "page.txt"), None)
    for timex in record.timexes:
        assert timex.earliest is None
        assert timex.anchor is None


@pytest.mark.parametrize("finding", EXPECTED["findings"], ids=lambda f: f["kind"] + " " + f["words"])
def test_findings(finding: dict[str, str], record: Record, request: pytest.FixtureRequest) -> None:
    if "known_failure" in finding:
        request.applymarker(pytest.mark.xfail(reason=finding["known_failure"], strict=True))
    text = record.story.text
    found = [f for f in record.findings if f.kind == finding["kind"]]
    assert any(finding["words"] in s.of(text) or finding["words"] in f.text for f in found for s in f.spans)


@pytest.mark.parametrize("names", EXPECTED["one_actor"], ids=lambda n: n[0])
def test_one_actor_each(names: list[str], record: Record) -> None:
    text = record.story.text
    found = {a.id for a in record.actors for m in a.mentions if m.span.of(text) in names}
    assert len(found) == 1


def test_every_span_is_its_words(record: Record) -> None:
    length = len(record.story.text)
    spans = [x for s in record.statements for x in (s.source, s.cue, *s.contents, s.addressee, s.venue, s.place)]
    spans += [x for e in record.events for x in (e.trigger, *e.objects, e.place)]
    for span in spans:
        assert span is None or (isinstance(span, Span) and 0 <= span.start < span.end <= length)
