"""Every pinned span as a W3C Web Annotation (JSON-LD), in one collection.

Each annotation selects its words twice: by the words with those around them (TextQuoteSelector), which tools find
again in the page as a browser shows it, and by place (TextPositionSelector), which counts code points of the story's
text. Tools such as Hypothesis try the place, see that the words differ there, and go by the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.exports.addresses import find_iri, make_iri, make_program_iri, name_program
from onrecord.exports.contents import Entry, Index, Options, Tally
from onrecord.exports.spans import Pin, find_pins
from onrecord.exports.wording import say_event, say_statement
from onrecord.exports.writing import make_json
from onrecord.record import Record, Span
from onrecord.store.correction import Correction
from onrecord.store.reading import make_finding_id

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32  # code points before and after the words, as many as Hypothesis keeps
_MOTIVATIONS = {"actor": "identifying", "finding": "assessing"}  # of the W3C's list; others classify


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One AnnotationCollection with one AnnotationPage, written as it goes."""
    head = {"@context": CONTEXT, "id": make_iri("annotations"), "type": "AnnotationCollection"}
    page = {"id": make_iri("annotations", "page"), "type": "AnnotationPage", "startIndex": 0}
    with path.open("wb") as file:
        file.write(make_json(head)[:-1] + b',"first":' + make_json(page)[:-1] + b',"items":[')
        total = 0
        for annotation in _annotate(entries):
            file.write((b",\n" if total else b"\n") + make_json(annotation))
            total += 1
        file.write(b'\n]},"total":%d}\n' % total)
    tally.written["annotations"] = total


def _annotate(entries: Iterable[Entry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        record = entry.counts
        if record is None:
            continue
        bodies = _Bodies(record)
        generator = {
            "id": make_program_iri(record.made_by),
            "type": "Software",
            "name": name_program(record.made_by),
        }
        for pin in find_pins(record):
            yield {
                "id": make_iri(pin.item, f"{pin.role}-{pin.number}"),
                "type": "Annotation",
                "motivation": _MOTIVATIONS.get(pin.kind, "classifying"),
                "generator": generator,
                "body": bodies.make(pin),
                "target": {"source": find_iri(record.story), "selector": select(record.story.text, pin.span)},
            }
        for correction in entry.corrections:
            if correction.anchors:
                yield _annotate_correction(correction, record)


def select(text: str, span: Span) -> list[dict[str, Any]]:
    """The two selectors of a span."""
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.of(text),
            "prefix": text[max(0, span.start - _AROUND) : span.start],
            "suffix": text[span.end : span.end + _AROUND],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


class _Bodies:
    """What annotations say of a record's spans: tags to sort by, and a line to read."""

    def __init__(self, record: Record) -> None:
        index = Index(record)
        self._tags: dict[str, list[str]] = {}
        self._lines: dict[str, str] = {}
        for s in record.statements:
            self._tags[s.id], self._lines[s.id] = [s.act, s.form], say_statement(s, index)
        for e in record.events:
            self._tags[e.id], self._lines[e.id] = [e.type, *([e.mode] if e.mode else []), e.status], say_event(e, index)
        for a in record.actors:
            self._tags[a.id], self._lines[a.id] = [a.kind, *a.sectors], f"{a.name}{f', {a.role}' if a.role else ''}"
        for t in record.timexes:
            self._tags[t.id], self._lines[t.id] = [t.type], f"{t.value}: {t.rule}"
        for finding in record.findings:
            id = make_finding_id(record.story.id, finding)
            self._tags[id], self._lines[id] = [finding.kind], finding.text

    def make(self, pin: Pin) -> list[dict[str, Any]]:
        tags = [f"{pin.kind}:{pin.role}", *self._tags[pin.item]]
        bodies = [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]
        return [*bodies, {"type": "TextualBody", "purpose": "describing", "value": self._lines[pin.item]}]


def _annotate_correction(correction: Correction, record: Record) -> dict[str, Any]:
    anchor = correction.anchors[0]
    said = [correction.kind, *([correction.field] if correction.field else [])]
    said += [f"{correction.old or 'nothing'} → {correction.new}"] if correction.new else []
    said += [correction.why] if correction.why else []
    quote = {"type": "TextQuoteSelector", "exact": anchor.exact, "prefix": anchor.prefix, "suffix": anchor.suffix}
    position = {"type": "TextPositionSelector", "start": anchor.start, "end": anchor.end}
    return {
        "id": make_iri(correction.id),
        "type": "Annotation",
        "motivation": "editing",
        "creator": {"type": "Person", "name": correction.who},
        "created": correction.when,
        "body": [
            {"type": "TextualBody", "purpose": "editing", "value": ": ".join(said)},
            {"type": "SpecificResource", "purpose": "linking", "source": make_iri(correction.item)},
        ],
        "target": {"source": find_iri(record.story), "selector": [quote, position]},
    }
