"""What the program says of each layer, in the forms that the scorers read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from evaluation.codes import find_code_lines
from evaluation.events import find_event_lines
from evaluation.gold import given_attributions, make_story, read_lines, write_lines
from onrecord.actors import find_actors, find_outlet_mentions
from onrecord.dates import find_dates
from onrecord.model.attribution import Attribution
from onrecord.model.decode import describe
from onrecord.model.session import load_model
from onrecord.read import read_story
from onrecord.record import Span
from onrecord.statements import find_statements
from onrecord.statements.media import find_media
from onrecord.statements.mending import find_mended


def predict_statements(gold: Path, out: Path) -> None:
    """Attributions that are within no other, found from the text alone (the corpus has none within another)."""
    write_lines(out, ({"id": d["id"], "attributions": _found(d, nested=False)} for d in read_lines(gold)))


def predict_acts(gold: Path, out: Path) -> None:
    """Act, addressee, and outlet of the given attributions; and all attributions found, the nested ones included."""
    write_lines(out, _acts(gold))


def predict_speakers(gold: Path, out: Path) -> None:
    """The speaker of each given attribution, by name."""
    write_lines(out, ({"id": d["id"], "speakers": _speakers(d)} for d in read_lines(gold)))


def predict_dates(gold: Path, out: Path) -> None:
    """Dates with their TimeML types and values."""
    write_lines(out, ({"id": d["id"], "timexes": _timexes(d)} for d in read_lines(gold)))


def predict_events(gold: Path, out: Path) -> None:
    """Mentions of actors with their codes, and events with their participants, of single sentences."""
    write_lines(out, find_event_lines(gold, load_model()))


def predict_records(gold: Path, out: Path) -> None:
    """Whole records, one a line."""
    write_lines(out, (json.loads(msgspec.json.encode(_record(d))) for d in read_lines(gold)))


def predict_codes(gold: Path, out: Path) -> None:
    """Country and sectors of the given mentions of actors, without the network."""
    write_lines(out, find_code_lines(gold))


LAYERS: dict[str, Callable[[Path, Path], None]] = {
    "statements": predict_statements,
    "acts": predict_acts,
    "speakers": predict_speakers,
    "codes": predict_codes,
    "dates": predict_dates,
    "events": predict_events,
    "records": predict_records,
}


def _found(document: dict[str, Any], nested: bool) -> list[dict[str, Any]]:
    story, tokens = make_story(document)
    found = find_mended(story.text, tokens, load_model())
    return [_plain(a) for a in found if nested or a.parent is None]


def _plain(a: Attribution) -> dict[str, Any]:
    return {"source": _pairs(a.source), "cue": _pairs(a.cue), "content": [[c.start, c.end] for c in a.contents]}


def _pairs(span: Span | None) -> list[list[int]]:
    return [[span.start, span.end]] if span is not None else []


def _acts(gold: Path) -> Iterator[dict[str, Any]]:
    for document in read_lines(gold):
        story, tokens = make_story(document)
        given = describe(story.text, tokens, load_model(), given_attributions(document))
        given = find_media(story.text, tokens, given, find_outlet_mentions(story.text, tokens))
        cast = find_actors(story, tokens, given)
        timexes = find_dates(story, tokens)
        statements = find_statements(story, tokens, given, cast, timexes, [1.0] * len(given))
        acts = []
        for i, (a, s) in enumerate(zip(given, statements, strict=True)):
            to, outlet = (([x.start, x.end] if x is not None else None) for x in (s.addressee, a.outlet))
            acts.append({"i": i, "act": s.act, "to": to, "outlet": outlet})
        yield {"id": document["id"], "acts": acts, "attributions": _found(document, nested=True)}


def _speakers(document: dict[str, Any]) -> list[dict[str, Any]]:
    story, tokens = make_story(document)
    cast = find_actors(story, tokens, given_attributions(document))
    names = {a.id: a.name for a in cast.actors}
    return [{"i": i, "name": names[s] if s else None} for i, s in enumerate(cast.speakers)]


def _timexes(document: dict[str, Any]) -> list[dict[str, Any]]:
    story, tokens = make_story(document)
    return [
        {"start": t.span.start, "end": t.span.end, "type": t.type, "value": t.value} for t in find_dates(story, tokens)
    ]


def _record(document: dict[str, Any]) -> Any:
    story, _ = make_story(document)
    return read_story(story, load_model())
