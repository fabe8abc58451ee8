"""Exports for the linked web, for OpenAleph, and for graphs, each read by the library that its users read it with."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from onrecord.exports import Entry, Format, Options, export
from onrecord.exports.contents import Cast
from onrecord.exports.graphml import make_node_id
from onrecord.exports.spans import find_pins
from onrecord.exports.webannotation import CONTEXT
from onrecord.record import Actor
from tests import sample
from tests.entries import make_entries, make_event_record, make_page

# rdflib's own reader of JSON-LD uses what rdflib has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

# The terms of the W3C's context for annotations that are used here: nothing is fetched in tests.
_OA, _AS = "http://www.w3.org/ns/oa#", "https://www.w3.org/ns/activitystreams#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
ANNOTATION_CONTEXT: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{name: _OA + name for name in ("Annotation", "TextualBody", "SpecificResource", "exact", "prefix", "suffix")},
    **{name: _OA + name for name in ("TextQuoteSelector", "TextPositionSelector")},
    **{name: _OA + name for name in ("identifying", "assessing", "classifying", "editing", "tagging", "describing")},
    "linking": _OA + "linking",
    "AnnotationCollection": _AS + "OrderedCollection",
    "AnnotationPage": _AS + "OrderedCollectionPage",
    "Software": _AS + "Application",
    "Person": "http://xmlns.com/foaf/0.1/Person",
    "name": "http://xmlns.com/foaf/0.1/name",
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "body": {"@type": "@id", "@id": _OA + "hasBody"},
    "target": {"@type": "@id", "@id": _OA + "hasTarget"},
    "source": {"@type": "@id", "@id": _OA + "hasSource"},
    "selector": {"@type": "@id", "@id": _OA + "hasSelector"},
    "motivation": {"@type": "@vocab", "@id": _OA + "motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": _OA + "hasPurpose"},
    "creator": {"@type": "@id", "@id": "http://purl.org/dc/terms/creator"},
    "generator": {"@type": "@id", "@id": _AS + "generator"},
    "created": {"@id": "http://purl.org/dc/terms/created", "@type": _XSD + "dateTime"},
    "items": {"@type": "@id", "@id": _AS + "items", "@container": "@list"},
    "first": {"@type": "@id", "@id": _AS + "first"},
    "start": {"@id": _OA + "start", "@type": _XSD + "nonNegativeInteger"},
    "end": {"@id": _OA + "end", "@type": _XSD + "nonNegativeInteger"},
    "total": {"@id": _AS + "totalItems", "@type": _XSD + "nonNegativeInteger"},
    "startIndex": {"@id": _AS + "startIndex", "@type": _XSD + "nonNegativeInteger"},
}


def export_json(format: Format, path: Path, options: Options | None = None) -> Any:
    export(make_entries(), format, path, options)
    return json.loads(path.read_text(encoding="utf-8"))


def make_graph(document: Any, context: Any) -> Any:
    rdflib = pytest.importorskip("rdflib")
    return rdflib.Graph().parse(data=json.dumps(document | {"@context": context}), format="json-ld")


def find_keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for held in value.values() for key in find_keys(held)}
    return {key for held in value for key in find_keys(held)} if isinstance(value, list) else set()


def test_annotations_select_the_words_of_every_pin(tmp_path: Path) -> None:
    document = export_json("webannotation", tmp_path / "out")
    annotations = document["first"]["items"]
    assert document["@context"] == CONTEXT
    assert document["total"] == len(annotations) == len({a["id"] for a in annotations})
    records = [entry.record for entry in make_entries() if entry.record]
    pins = [(pin, record) for record in records for pin in find_pins(record)]
    made = [a for a in annotations if "generator" in a]
    assert len(made) == len(pins)
    texts = Counter(a["target"]["selector"][0]["exact"] for a in made)
    assert texts == Counter(pin.span.of(record.story.text) for pin, record in pins)
    by_source = {a["target"]["source"]: a for a in made}
    assert set(by_source) == {"urn:onrecord:p-sample", "https://narva-ledger.example/events?a=1&b=%C3%A4%20b",
                              "urn:onrecord:p-hard"}  # fmt: skip


def test_annotations_quote_and_place_agree(tmp_path: Path) -> None:
    texts = {"urn:onrecord:p-sample": sample.TEXT}
    for annotation in export_json("webannotation", tmp_path / "out")["first"]["items"]:
        text = texts.get(annotation["target"]["source"])
        if text and "generator" in annotation:
            quote, place = annotation["target"]["selector"]
            start, end = place["start"], place["end"]
            assert text[start:end] == quote["exact"]
            assert text[:start].endswith(quote["prefix"])
            assert text[end:].startswith(quote["suffix"])


def test_annotations_are_rdf_of_the_standards_terms(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    document = export_json("webannotation", tmp_path / "out")
    assert find_keys(document) - set(ANNOTATION_CONTEXT) == {"@context"}
    graph = make_graph(document, ANNOTATION_CONTEXT)
    oa, kind = rdflib.Namespace(_OA), rdflib.RDF.type
    annotations = list(graph.subjects(kind, oa.Annotation))
    assert len(annotations) == document["total"]
    for annotation in annotations:
        assert isinstance(graph.value(annotation, oa.motivatedBy), rdflib.URIRef)
        assert graph.value(annotation, oa.hasBody) is not None
        target = graph.value(annotation, oa.hasTarget)
        assert isinstance(graph.value(target, oa.hasSource), rdflib.URIRef)
        selectors = {graph.value(s, kind): s for s in graph.objects(target, oa.hasSelector)}
        assert graph.value(selectors[oa.TextQuoteSelector], oa.exact)
        place = selectors[oa.TextPositionSelector]
        assert graph.value(place, oa.start).toPython() < graph.value(place, oa.end).toPython()


def test_corrections_are_annotations_by_their_people(tmp_path: Path) -> None:
    annotations = export_json("webannotation", tmp_path / "out")["first"]["items"]
    edits = [a for a in annotations if a["motivation"] == "editing"]
    assert [edit["creator"]["name"] for edit in edits] == ["Ada Quill", "Ada Quill"]
    assert '"promise" → "claim"' in edits[1]["body"][0]["value"]


def test_schema_org_uses_only_its_own_words(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    document = export_json("schemaorg", tmp_path / "out", Options(with_text=True))
    assert document["@context"] == "https://schema.org"
    words = rdflib.SDO
    graph = make_graph(document, {"@vocab": str(words)})
    for _, term, held in graph:
        if term == rdflib.RDF.type:
            term = held
        assert term in words, term
    assert {"NewsArticle", "Quotation", "Claim"} <= {node["@type"] for node in document["@graph"]}
    assert "ClaimReview" not in json.dumps(document)


def test_schema_org_holds_each_statement_once_for_what_it_is(tmp_path: Path) -> None:
    nodes = export_json("schemaorg", tmp_path / "out")["@graph"]
    quotations = [node for node in nodes if node["@type"] == "Quotation"]
    claims = [node for node in nodes if node["@type"] == "Claim"]
    spoken = [s for s in sample.STATEMENTS if s.act != "non-answer"]
    assert len(quotations) == sum(s.form in ("direct", "mixed") for s in spoken)
    assert len(claims) == sum(s.act in ("claim", "accusation", "denial") for s in spoken)
    denial = next(node for node in quotations if "denial" in node["keywords"])
    assert denial["creator"]["name"] == "Liis Tamberg"
    assert denial["isBasedOn"][0]["publisher"]["name"] == "Baltic Wire"
    assert all("articleBody" not in node for node in nodes)


def test_follow_the_money_takes_every_entity(tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney", reason="needs the group `formats`: uv sync --group formats").model
    export(make_entries(), "ftm", tmp_path / "out", Options(with_text=True))
    lines = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    schemas = {line["id"]: model.get(line["schema"]) for line in lines}
    assert len(schemas) == len(lines)
    for line in lines:
        proxy = model.get_proxy(line, cleaned=False)
        proxy.schema.validate(line)
        for name, values in line["properties"].items():
            # What cleaning drops or changes would be lost or double in OpenAleph.
            assert len(proxy.get(name)) == len(set(values)), (line["schema"], name, values)
            property = proxy.schema.get(name)
            if property.range:
                assert all(schemas[value].is_a(property.range) for value in values), (line["schema"], name)
        for name in proxy.schema.required:
            assert proxy.get(name), (line["schema"], name)
    assert {"Article", "Person", "PublicBody", "Organization", "Note", "Event", "Mention", "UnknownLink"} <= {
        line["schema"] for line in lines
    }


def test_follow_the_money_links_nobody_by_what_was_not_done(tmp_path: Path) -> None:
    export(make_entries(), "ftm", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    links = [line["properties"] for line in lines if line["schema"] == "UnknownLink"]
    assert {status for link in links for status in link["status"]} == {"fact", "claimed"}
    names = [line["properties"]["name"][0] for line in lines if line["schema"] == "Event"]
    record = make_event_record()
    assert sum(name.startswith("denied: ") for name in names) == sum(e.status == "denied" for e in record.events)


def test_provenance_is_prov_o(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    document = export_json("prov", tmp_path / "out")
    graph = make_graph(document, document["@context"])
    prov = str(rdflib.PROV)
    for _, term, held in graph:
        for used in (term, held) if term == rdflib.RDF.type else (term,):
            assert not str(used).startswith(prov) or used in rdflib.PROV, used
    items = [i.id for e in make_entries() if e.record for i in (*e.record.statements, *e.record.events)]
    for item in items:
        node = rdflib.URIRef(f"urn:onrecord:{item}")
        activity = graph.value(node, rdflib.PROV.wasGeneratedBy)
        assert graph.value(activity, rdflib.PROV.wasAssociatedWith) is not None
        used = graph.value(activity, rdflib.PROV.used)
        story = next(s for s in graph.objects(node, rdflib.PROV.wasDerivedFrom) if str(s).endswith("#story"))
        assert graph.value(story, rdflib.PROV.wasDerivedFrom) == used


def test_provenance_tells_of_outlets_and_people(tmp_path: Path) -> None:
    rdflib = pytest.importorskip("rdflib")
    document = export_json("prov", tmp_path / "out")
    graph = make_graph(document, document["@context"])
    told = rdflib.URIRef(f"urn:onrecord:{sample.STATEMENTS[2].id}")
    report = graph.value(told, rdflib.PROV.hadPrimarySource)
    agent = graph.value(report, rdflib.PROV.wasAttributedTo)
    assert str(graph.value(agent, rdflib.RDFS.label)) == "Baltic Wire"
    revisions = set(graph.subjects(rdflib.PROV.wasRevisionOf, rdflib.URIRef(f"urn:onrecord:{sample.STATEMENTS[0].id}")))
    assert {str(r) for r in revisions} == {f"urn:onrecord:c-{n}" for n in (1, 2, 3)}


def test_provenance_loads_in_the_prov_library(tmp_path: Path) -> None:
    model = pytest.importorskip("prov.model")
    document = export_json("prov", tmp_path / "out")
    graph = make_graph(document, document["@context"])
    read = model.ProvDocument.deserialize(content=graph.serialize(format="turtle"), format="rdf", rdf_format="turtle")
    kinds = Counter(type(record).__name__ for record in read.get_records())
    assert kinds["ProvEntity"] > 300
    assert kinds["ProvGeneration"] > 50
    assert kinds["ProvActivity"] == 3 + 3


def test_graph_opens_in_networkx(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    export(make_entries(), "graphml", tmp_path / "out.graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml")
    assert isinstance(graph, networkx.MultiDiGraph)
    record = make_event_record()
    edges = [attributes for _, _, attributes in graph.edges(data=True)]
    whom = [event for event in record.events if event.recipients]
    assert Counter(edge["type"] for edge in edges if edge["relation"] == "event" and edge["story"] == "p-events") == (
        Counter(event.type for event in whom)
    )
    assert {edge["status"] for edge in edges if edge["relation"] == "event"} == {e.status for e in record.events}
    assert all(isinstance(edge["confidence"], float) for edge in edges)
    assert {"=cmd|calc!A1", "@SUM(1)", "Estonia", "Latvia"} == {label for _, label in graph.nodes(data="label")}


def test_statements_to_somebody_are_edges(tmp_path: Path) -> None:
    networkx = pytest.importorskip("networkx")
    reporters = Actor("a-reporters", "reporters", "group", (sample.TAMBERG.mentions[0].__class__(
        sample.span("reporters"), "nominal"),))  # fmt: skip
    record = sample.make_record(actors=(sample.TAMBERG, sample.WIRE, reporters))
    export([Entry(record, page=make_page("a", "b"))], "graphml", tmp_path / "out.graphml")
    graph = networkx.read_graphml(tmp_path / "out.graphml")
    ((source, target, edge),) = graph.edges(data=True)
    assert (graph.nodes[source]["label"], edge["type"], graph.nodes[target]["label"]) == (
        "Liis Tamberg", "denial", "reporters"
    )  # fmt: skip


def test_one_actor_of_many_pages_is_one_node_unless_unnamed() -> None:
    def make(kind: Any, name: str, id: str, **more: Any) -> str:
        return make_node_id(Actor(id, name, kind, **more), Cast(Entry()))

    assert make("state", "Estonia", "a-1") == make("state", "estonia", "a-2")
    assert make("person", "Ann", "a-1", same_as=("Q1",)) == make("person", "Anne", "a-2", same_as=("Q1",))
    assert make("person", "Ann", "a-1") != make("group", "Ann", "a-1")
    assert make("unnamed", "an official", "a-1") != make("unnamed", "an official", "a-2")
