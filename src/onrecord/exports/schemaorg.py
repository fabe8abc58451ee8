"""Pages, quotations, and claims in schema.org's words (JSON-LD).

A Quotation is what stands between marks or is mixed with it; a Claim what somebody holds to be so (act claim,
accusation, or denial); every other act in indirect speech is a Statement. There is never a verdict: ClaimReview is for
those who checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.exports.addresses import find_iri, make_iri, make_program_iri, name_program
from onrecord.exports.contents import Entry, Index, Options, Tally
from onrecord.exports.writing import make_json
from onrecord.record import Actor, Record, Statement

_CLAIMS = ("claim", "accusation", "denial")
_TYPES = {
    "person": "Person",
    "state": "GovernmentOrganization",
    "organisation": "Organization",
    "group": "Organization",
    "outlet": "NewsMediaOrganization",
    "document": "CreativeWork",
    "unnamed": "Thing",
}


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One graph, written as it goes. `with_text` adds articleBody."""
    with path.open("wb") as file:
        file.write(b'{"@context":"https://schema.org","@graph":[')
        first = True
        for entry in entries:
            for node in _describe(entry, options):
                file.write((b"\n" if first else b",\n") + make_json(node))
                first = False
                tally.written[node["@type"]] += 1
        file.write(b"\n]}\n")


def _describe(entry: Entry, options: Options) -> Iterator[dict[str, Any]]:
    record = entry.counts
    if record is None:
        return
    index = Index(record)
    yield _describe_article(entry, record, options)
    for statement in record.statements:
        if statement.act == "non-answer":
            continue  # nothing was said
        quotation = make_iri(statement.id) if statement.form in ("direct", "mixed") else None
        if quotation:
            yield {"@type": "Quotation", "@id": quotation, **_describe_words(record, statement, index)}
        if statement.act in _CLAIMS:
            claim = _describe_words(record, statement, index)
            article = claim.pop("isPartOf")
            appearance = [{"@id": quotation}, article] if quotation else article
            yield {"@type": "Claim", "@id": make_iri(statement.id, "claim"), **claim, "appearance": appearance}
        elif not quotation:
            yield {"@type": "Statement", "@id": make_iri(statement.id), **_describe_words(record, statement, index)}


def _describe_article(entry: Entry, record: Record, options: Options) -> dict[str, Any]:
    story, page = record.story, entry.page
    program = {"@type": "SoftwareApplication", "@id": make_program_iri(record.made_by)}
    fields = {
        "@type": "NewsArticle",
        "@id": find_iri(story),
        "url": story.url if story.url.startswith(("http://", "https://")) else None,
        "identifier": story.id,
        "headline": story.title,
        "author": {"@type": "Person", "name": story.byline} if story.byline else None,
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet} if story.outlet else None,
        "datePublished": story.published.value if story.published else None,
        "dateModified": story.updated.value if story.updated else None,
        "inLanguage": story.language,
        "articleBody": story.text if options.with_text else None,
        "sdPublisher": {**program, "name": name_program(record.made_by)},
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": page.media_type,
            "contentSize": f"{len(page.content)} B",
            "sha256": page.sha256,
        }
        if page
        else None,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _describe_words(record: Record, statement: Statement, index: Index) -> dict[str, Any]:
    speaker = index.actor(statement.speaker)
    timex = index.timex(statement.time)
    day = timex.earliest if timex and timex.earliest == timex.latest else None
    outlets = [
        {"@type": "NewsArticle", "publisher": {"@type": "NewsMediaOrganization", "name": actor.name}}
        for actor in index.actors(statement.via)
    ]
    fields = {
        "text": " […] ".join(span.of(record.story.text) for span in statement.contents) or None,
        "creator": _describe_actor(speaker) if speaker else None,
        "dateCreated": day,
        "keywords": [statement.act, statement.form],
        "isBasedOn": outlets or None,
        "isPartOf": {"@id": find_iri(record.story)},
    }
    return {name: value for name, value in fields.items() if value is not None}


def _describe_actor(actor: Actor) -> dict[str, Any]:
    fields = {
        "@type": _TYPES[actor.kind],
        "@id": make_iri(actor.id),
        "name": actor.name,
        "jobTitle": actor.role if actor.kind == "person" else None,
        "sameAs": [a for a in actor.same_as if a.startswith(("http://", "https://"))] or None,
    }
    return {name: value for name, value in fields.items() if value is not None}
