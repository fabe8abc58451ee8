"""Exports of events: PLOVER's fields, GDELT's columns, CAMEO's codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from onrecord.exports import Entry, Options, export
from onrecord.exports.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, make_number
from onrecord.exports.ontologies import find_cameo_actor, find_cameo_code, find_quad
from onrecord.lexicons import read_rows
from onrecord.model.found import TYPES
from onrecord.record import Actor, Event, Span
from tests.entries import make_entries, make_event_record, make_hard_record
from tests.gold import gold_path

# Fields of the exchange format, and of its objects.
FIELDS = {
    "id", "has_event", "date", "time", "enddate", "endtime", "actor", "recipient", "event", "event_loc", "event_text",
    "quad_code", "event_scale", "mode", "context", "link", "text", "text_info", "cite_info", "coder", "coded_date",
    "coded_time", "comment",
}  # fmt: skip
ENTITY = {
    "code", "sector", "entity_text", "identifier_id", "identifier_text", "religion", "ethnicity", "office", "gender",
    "age",
}  # fmt: skip
CITATION = {
    "corpus", "citation", "url", "title", "language", "publication", "license", "copyright", "coder", "codebook",
    "version",
}  # fmt: skip


def read_plover(path: Path, with_text: bool = False) -> list[dict[str, Any]]:
    export(make_entries(), "plover", path, Options(with_text))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_tsv(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    assert {len(row) for row in rows} == {len(columns)}
    return [dict(zip(columns, row, strict=True)) for row in rows]


def make_event(type: str, mode: str | None) -> Event:
    return Event("e-0", type, mode, Span(0, 1), (), (), "fact", 0.5)


def test_plover_has_only_the_fields_of_its_format_and_one_of_ours(tmp_path: Path) -> None:
    for line in read_plover(tmp_path / "out", with_text=True):
        assert set(line) - FIELDS == {"onrecord"}
        assert {"id", "date", "actor", "event"} <= set(line)
        assert all(set(entity) <= ENTITY for entity in [*line["actor"], *line.get("recipient", [])])
        assert set(line["cite_info"]) <= CITATION
        assert set(line["text_info"]) <= {"sequence", "start", "end"}
        assert line["event"][0] in TYPES
        assert line["quad_code"] in (1, 2, 3, 4)
        assert -10 <= line["event_scale"] <= 10
        assert line["cite_info"]["codebook"] == "PLOVER manual 2.0"


def test_plover_has_text_only_where_it_is_asked_for(tmp_path: Path) -> None:
    assert not [line for line in read_plover(tmp_path / "a") if "text" in line]
    lines = read_plover(tmp_path / "b", with_text=True)
    text = make_event_record().story.text
    assert all(line["text"] in text and line["event_text"][0] in line["text"] for line in lines)


def test_plover_says_what_did_not_happen(tmp_path: Path) -> None:
    lines = read_plover(tmp_path / "out")
    comments = {line["onrecord"]["status"]: line.get("comment", "") for line in lines}
    assert set(comments) == {"fact", "claimed", "supposed", "future", "denied"}
    assert all(comments[status].startswith(status) for status in comments if status != "fact")


def test_plover_dates_by_publication_only_where_it_says_so(tmp_path: Path) -> None:
    for line in read_plover(tmp_path / "out"):
        own = line["onrecord"]["date_of"] == "event"
        assert line["date"] == ("2024-05-03" if own else "2024-05-04")
        assert own == ("date of publication" not in line.get("comment", ""))


def test_event_without_any_date_is_counted_as_left_out(tmp_path: Path) -> None:
    entries = [entry for entry in make_entries() if entry.record == make_hard_record()]
    for format in ("plover", "gdelt"):
        tally = export(entries, format, tmp_path / format)  # type: ignore[arg-type]
        assert (tally.written.total(), tally.left_out.total()) == (0, 1)


def test_gdelt_has_its_columns(tmp_path: Path) -> None:
    assert (len(EVENT_COLUMNS), len(MENTION_COLUMNS)) == (61, 16)
    export(make_entries(), "gdelt", tmp_path / "out")
    events = read_tsv(tmp_path / "out" / "events.tsv", EVENT_COLUMNS)
    mentions = read_tsv(tmp_path / "out" / "mentions.tsv", MENTION_COLUMNS)
    assert [e["GLOBALEVENTID"] for e in events] == [m["GLOBALEVENTID"] for m in mentions]
    for event in events:
        assert event["EventCode"].startswith(event["EventBaseCode"])
        assert event["EventBaseCode"].startswith(event["EventRootCode"])
        assert event["Year"] + event["MonthYear"][4:] + event["SQLDATE"][6:] == event["SQLDATE"]
        assert event["QuadClass"] in "1234"
        assert (event["Actor1Code"], event["Actor1CountryCode"], event["Actor1Type1Code"]) == ("ESTGOV", "EST", "GOV")
        assert event["DATEADDED"] == "20240504093000"
    for mention in mentions:
        assert mention["MentionType"] == "1"
        assert json.loads(mention["Extras"])["status"] in ("fact", "claimed")


def test_gdelt_counts_nothing_that_did_not_happen(tmp_path: Path) -> None:
    record = make_event_record()
    tally = export(make_entries(), "gdelt", tmp_path / "out")
    for status in ("supposed", "future", "denied"):
        assert tally.left_out[f"events that are {status}"] == sum(e.status == status for e in record.events)
    ids = {e["GLOBALEVENTID"] for e in read_tsv(tmp_path / "out" / "events.tsv", EVENT_COLUMNS)}
    assert ids == {str(make_number(e)) for e in record.events if e.status in ("fact", "claimed")}


def test_gdelt_names_its_columns_beside(tmp_path: Path) -> None:
    export([], "gdelt", tmp_path / "out")
    rows = list(csv.reader((tmp_path / "out" / "columns.tsv").read_text().splitlines(), delimiter="\t"))
    assert tuple(row[2] for row in rows) == (*EVENT_COLUMNS, *MENTION_COLUMNS)


def test_hard_text_stays_in_its_cell(tmp_path: Path) -> None:
    hard = make_hard_record()
    hard = structs.replace(hard, story=structs.replace(hard.story, published=make_event_record().story.published))
    export([Entry(hard)], "gdelt", tmp_path / "out")
    (event,) = read_tsv(tmp_path / "out" / "events.tsv", EVENT_COLUMNS)
    assert (event["Actor1Name"], event["SOURCEURL"]) == ("=CMD|CALC!A1", "-file name.html")


def test_number_of_an_event_leads_back_to_its_id() -> None:
    for event in make_event_record().events:
        assert f"e-{make_number(event):010x}" == event.id


@pytest.mark.parametrize("type", TYPES)
def test_every_type_has_codes(type: str) -> None:
    assert find_quad(type)
    assert find_cameo_code(make_event(type, None), [])
    assert find_cameo_code(make_event(type, "a mode unknown"), []) == find_cameo_code(make_event(type, None), [])


def test_codes_are_those_of_the_conversion_that_they_were_turned_round_from() -> None:
    """Each code that is said to be exact converts back to the same type and mode, and the others at least exist."""
    converted: dict[str, tuple[str, str]] = {}
    for line in gold_path("events", "cameo2plover.txt").read_text(encoding="utf-8").splitlines():
        code, _, rest = line.partition("#")[0].partition(":")
        if rest and len(code) > 2:
            type, mode, *_ = [*(part.strip() for part in rest.split(",")), ""]
            converted.setdefault(code, (type, mode))
    for type, mode, _, code, _, fits in read_rows("cameo.tsv", 6):
        assert code in converted
        if fits == "exact":
            assert converted[code] == (type, mode), code
        elif fits == "wider":
            assert converted[code][0] == type or code.startswith("08"), code


def test_scale_rises_from_conflict_to_cooperation() -> None:
    for type in TYPES:
        quad, code = find_quad(type), find_cameo_code(make_event(type, None), [])
        assert quad
        assert code
        assert (quad.code <= 2) == (code.scale > 0)


@pytest.mark.parametrize(
    ("country", "sectors", "code", "group", "types"),
    [
        ("USA", ("GOV",), "USAGOV", None, ("GOV",)),
        ("XKX", ("MIL", "GOV"), "KSVMILGOV", None, ("MIL", "GOV")),
        ("UNO", (), "IGOUNO", "UNO", ("IGO",)),
        ("EUR", ("GOV",), "IGOEECGOV", "EEC", ("IGO", "GOV")),
        ("GBR", ("JRN",), "GBRMED", None, ("MED",)),
        ("GBR", ("MED",), "GBRHLH", None, ("HLH",)),
        (None, ("UNK",), "", None, ()),
        ("IMG", ("REB",), "IMGREB", None, ("IMG", "REB")),
    ],
)
def test_actor_in_codes_of_cameo(
    country: str | None, sectors: tuple[str, ...], code: str, group: str | None, types: tuple[str, ...]
) -> None:
    cameo = find_cameo_actor(Actor("a-0", "Somebody", "organisation", (), country, sectors))
    assert (cameo.code, cameo.group, cameo.types) == (code, group, types)


def test_assault_by_a_state_is_conventional_force() -> None:
    state, person = Actor("a-0", "Estonia", "state"), Actor("a-1", "Somebody", "person")
    codes = [find_cameo_code(make_event("ASSAULT", None), [actor]) for actor in (state, person)]
    assert [code.code for code in codes if code] == ["190", "180"]
