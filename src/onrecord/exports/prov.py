"""How each item came to be, in the W3C's PROV-O (JSON-LD that needs nothing fetched).

A page was fetched; a reading used it and generated a story and its items; the program did that, with its model. A
statement heard through outlets has their reports as primary sources, unseen. A correction is a revision that a person
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from onrecord.exports.addresses import find_iri, make_iri, make_program_iri, name_program
from onrecord.exports.contents import Entry, Index, Options, Tally
from onrecord.exports.spans import Pin, find_pins
from onrecord.exports.wording import say_event, say_statement
from onrecord.exports.writing import make_json
from onrecord.record import Record, Statement
from onrecord.store.correction import Correction

_PROV = "http://www.w3.org/ns/prov#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_LINKS = (
    "used", "wasGeneratedBy", "wasDerivedFrom", "wasQuotedFrom", "wasRevisionOf", "hadPrimarySource",
    "wasAttributedTo", "wasAssociatedWith", "actedOnBehalfOf", "atLocation",
)  # fmt: skip
_MOMENTS = ("generatedAtTime", "startedAtTime", "endedAtTime")
CONTEXT: dict[str, Any] = {
    "prov": _PROV,
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    "comment": "http://www.w3.org/2000/01/rdf-schema#comment",
    "value": {"@id": f"{_PROV}value"},
    "sha256": "urn:onrecord:terms#sha256",
    "start": {"@id": "urn:onrecord:terms#start", "@type": f"{_XSD}integer"},
    "end": {"@id": "urn:onrecord:terms#end", "@type": f"{_XSD}integer"},
    "confidence": {"@id": "urn:onrecord:terms#confidence", "@type": f"{_XSD}double"},
    **{name: {"@id": f"{_PROV}{name}", "@type": "@id"} for name in _LINKS},
    **{name: {"@id": f"{_PROV}{name}", "@type": f"{_XSD}dateTime"} for name in _MOMENTS},
}

Node = dict[str, Any]


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One graph, written as it goes."""
    with path.open("wb") as file:
        file.write(b'{"@context":' + make_json(CONTEXT) + b',"@graph":[')
        first = True
        programs: set[str] = set()
        for entry in entries:
            for node in _tell(entry, programs):
                file.write((b"\n" if first else b",\n") + make_json(node))
                first = False
                tally.written["nodes"] += 1
        file.write(b"\n]}\n")


def _tell(entry: Entry, programs: set[str]) -> Iterator[Node]:
    record = entry.counts
    if record is None:
        return
    program = make_program_iri(record.made_by)
    if program not in programs:
        programs.add(program)
        yield _node("SoftwareAgent", program, label=name_program(record.made_by))
    page = find_iri(record.story)
    captured = make_iri(record.story.id, "page")
    reading = make_iri(record.story.id, "reading")
    story = make_iri(record.story.id, "story")
    yield _tell_page(entry, record, captured, page)
    yield _node("Activity", reading, label="reading", used=captured, wasAssociatedWith=program)
    yield _node("Entity", story, label=record.story.title, wasGeneratedBy=reading, wasDerivedFrom=captured)
    yield from _tell_items(record, story, reading)
    for correction in entry.corrections:
        yield from _tell_correction(correction)


def _tell_page(entry: Entry, record: Record, captured: str, page: str) -> Node:
    fetched = entry.page.fetched_at if entry.page else None
    return _node(
        "Entity",
        captured,
        label=record.story.url,
        sha256=entry.page.sha256 if entry.page else None,
        generatedAtTime=_show_moment(fetched),
        atLocation=page,
    )


def _tell_items(record: Record, story: str, reading: str) -> Iterator[Node]:
    index = Index(record)
    origin = {"wasGeneratedBy": reading, "wasDerivedFrom": story}
    for actor in record.actors:
        yield _node("Entity", make_iri(actor.id), label=actor.name, **origin)
    for timex in record.timexes:
        yield _node("Entity", make_iri(timex.id), label=timex.value, comment=timex.rule, **origin)
    for statement in record.statements:
        reports = [make_iri(statement.id, f"via-{n}") for n, _ in enumerate(statement.via, 1)]
        yield from _tell_reports(statement, index, reports)
        yield _node(
            "Entity",
            make_iri(statement.id),
            label=say_statement(statement, index),
            confidence=statement.confidence,
            wasQuotedFrom=story if statement.form == "direct" else None,
            hadPrimarySource=reports or None,
            **origin,
        )
    for event in record.events:
        told_in = make_iri(event.within) if event.within else None
        derived = [story, told_in] if told_in else story
        label = say_event(event, index)
        yield _node(
            "Entity", make_iri(event.id), label=label, confidence=event.confidence,
            wasGeneratedBy=reading, wasDerivedFrom=derived,
        )  # fmt: skip
    for pin in find_pins(record):
        yield _tell_pin(pin, index, story)


def _tell_reports(statement: Statement, index: Index, reports: list[str]) -> Iterator[Node]:
    """The reports that a statement came through, nearest first: each was drawn from the next."""
    for number, (id, report) in enumerate(zip(statement.via, reports, strict=True)):
        name = index.name(id) or id
        agent = make_iri(id, "agent")
        further = reports[number + 1] if number + 1 < len(reports) else None
        yield _node("Organization", agent, label=name)
        yield _node(
            "Entity", report, label=f"report by {name}, not seen", wasAttributedTo=agent, wasDerivedFrom=further
        )


def _tell_pin(pin: Pin, index: Index, story: str) -> Node:
    return _node(
        "Entity",
        make_iri(pin.item, f"{pin.role}-{pin.number}"),
        value=index.words(pin.span),
        start=pin.span.start,
        end=pin.span.end,
        wasQuotedFrom=story,
    ) | {"prov:specializationOf": {"@id": make_iri(pin.item)}}


def _tell_correction(correction: Correction) -> Iterator[Node]:
    person = make_iri(f"person-{correction.who}")
    work = make_iri(correction.id, "work")
    when = correction.when
    yield _node("Person", person, label=correction.who)
    yield _node("Activity", work, label=correction.kind, startedAtTime=when, endedAtTime=when, wasAssociatedWith=person)
    yield _node(
        "Entity",
        make_iri(correction.id),
        label=f"{correction.kind} {correction.field or ''}".strip(),
        comment=correction.why,
        value=correction.new,
        wasRevisionOf=make_iri(correction.item),
        wasGeneratedBy=work,
        wasAttributedTo=person,
    )


def _show_moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _node(type: str, id: str, **properties: Any) -> Node:
    # Readers that know no subclasses, such as the prov library, want an agent to be called one.
    types = f"prov:{type}" if type in ("Entity", "Activity") else ["prov:Agent", f"prov:{type}"]
    return {"@id": id, "@type": types, **{k: v for k, v in properties.items() if v is not None}}
