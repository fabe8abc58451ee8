"""A case out and in again: what an export holds of it, what people corrected, and the four commands."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs

from onrecord.cli import main
from onrecord.commands.taking_out import FORMATS
from onrecord.errors import UsageError
from onrecord.exports import Entry, Format, export
from onrecord.exports.entries import add_entries, find_entries, find_entries_with, find_history
from onrecord.exports.gdelt import EVENT_COLUMNS, make_number
from onrecord.exports.jsonl import read_entries
from onrecord.exports.pack import verify
from onrecord.record import Page, Rejection, Story
from onrecord.store import Case
from onrecord.store.correction import By
from tests import sample
from tests.entries import make_event_record, make_page

STATEMENT = sample.STATEMENTS[0]


@pytest.fixture
def place(place: str) -> str:
    """A case on either database: a page in two versions, a page of events, a rejected page; corrections, one undone."""
    old = sample.make_story(text=sample.TEXT.replace("Friday", "Monday"), url="https://ledger.example/harbour")
    new = sample.make_story(url="https://ledger.example/harbour")
    record = sample.make_record(story=new)
    with Case(place) as case:
        case.add_record(
            make_page(old.url, old.text), sample.make_record(story=old, findings=()), "2024-05-04", "Ledger"
        )
        case.add_record(make_page(new.url, new.text), record)
        events = make_event_record()
        case.add_record(make_page(events.story.url, events.story.text), events)
        case.add_record(
            Page("/tmp/empty.html", "text/html", b"", "0" * 64), Rejection("/tmp/empty.html", "empty", "why")
        )
        by = By("Ada Quill", "as the page has it")
        case.correct(STATEMENT.id, "act", "claim", by)
        case.reject(sample.STATEMENTS[3].id, by)
        taken_back = case.reject(sample.STATEMENTS[4].id, by)
        case.undo(taken_back.id, by)
        keep, other = (
            next(actor.id for actor in case.actors("Estonia")),
            next(actor.id for actor in case.actors("Latvia")),
        )
        case.merge(keep, other, by)
    return place


def find_by_id(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.record.story.id: entry for entry in entries if entry.record}


def test_what_counts_has_corrections_and_nothing_rejected(place: str) -> None:
    with Case(place) as case:
        entries = list(find_entries(case))
    counts = find_by_id(entries)["p-sample"].counts
    assert counts is not None
    acts = {s.id: s.act for s in counts.statements}
    assert acts[STATEMENT.id] == "claim"
    assert sample.STATEMENTS[3].id not in acts
    assert sample.STATEMENTS[4].id in acts
    assert [e.rejection.reason for e in entries if e.rejection] == ["empty"]
    kinds = sorted(c.kind for entry in entries for c in entry.corrections)
    assert kinds == ["correct", "merge", "reject", "reject", "undo"]


def test_history_has_every_capture_once(place: str) -> None:
    with Case(place) as case:
        entries = list(find_history(case))
        captures = list(case.pages())
    assert [entry.capture for entry in entries if entry.capture] == captures
    assert len(captures) == 4
    ids = [c.id for entry in entries for c in entry.corrections]
    assert len(ids) == len(set(ids)) == 5


def test_round_trip_loses_nothing(place: str, tmp_path: Path) -> None:
    with Case(place) as case:
        export(find_history(case), "jsonl", tmp_path / "a.jsonl")
    with Case(tmp_path / "other.db") as case:
        outcomes = list(add_entries(case, read_entries(tmp_path / "a.jsonl")))
        export(find_history(case), "jsonl", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert outcomes.count("correction") == 5
    with Case(place) as one, Case(tmp_path / "other.db") as two:
        assert list(one.statements()) == list(two.statements())
        assert list(one.actors()) == list(two.actors())
        assert [one.page(n) for n in range(1, 5)] == [two.page(n) for n in range(1, 5)]


def test_second_import_changes_nothing(place: str, tmp_path: Path) -> None:
    with Case(place) as case:
        export(find_history(case), "jsonl", tmp_path / "a.jsonl")
        outcomes = list(add_entries(case, read_entries(tmp_path / "a.jsonl")))
        export(find_history(case), "jsonl", tmp_path / "b.jsonl")
    assert set(outcomes) == {"unchanged", "correction"}
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_import_beside_other_pages_points_at_the_right_page(place: str, tmp_path: Path) -> None:
    """Pages have other numbers in another case; corrections must speak of the same page there."""
    with Case(place) as case:
        export(find_history(case), "jsonl", tmp_path / "a.jsonl")
    with Case(tmp_path / "other.db") as case:
        story = Story("p-other", "https://other.example/", "Nothing is said here.")
        record = sample.make_record(story=story, actors=(), statements=(), timexes=(), findings=())
        case.add_record(make_page(story.url, story.text), record)
        list(add_entries(case, read_entries(tmp_path / "a.jsonl")))
        counts = find_by_id(list(find_entries(case)))["p-sample"].counts
        assert counts is not None
        assert {s.id: s.act for s in counts.statements}[STATEMENT.id] == "claim"
        pages = {s.correction.page for s in case.corrections() if s.correction.page}
        urls = {capture.url for capture in case.pages() if capture.number in pages}
        assert urls == {"https://ledger.example/harbour"}


def test_bare_records_come_in_without_bytes_and_survive_rereading(tmp_path: Path) -> None:
    record = sample.make_record()
    with Case(tmp_path / "case.db") as case:
        assert list(add_entries(case, [Entry(record), Entry(make_event_record())])) == ["added", "added"]
        assert case.page(1) is None
        assert case.reread(1) is None
        assert case.record(1) == record
        assert list(add_entries(case, [Entry(record)])) == ["unchanged"]


def test_unknown_id_is_named(place: str) -> None:
    with Case(place) as case, pytest.raises(UsageError, match="s-unknown"):
        list(find_entries_with(case, [STATEMENT.id, "s-unknown"]))


def test_pages_of_an_actor_are_found(place: str) -> None:
    with Case(place) as case:
        actor = next(actor.id for actor in case.actors("Tamberg"))
        entries = list(find_entries_with(case, [actor, STATEMENT.id]))
    assert [entry.record.story.id for entry in entries if entry.record] == ["p-sample"]


def test_merged_actors_are_one_in_graphs_and_entities(place: str, tmp_path: Path) -> None:
    """Estonia and Latvia were merged by somebody, which is odd, but is for people to say."""
    with Case(place) as case:
        for format in ("graphml", "ftm", "csv", "plover"):
            export(find_entries(case), format, tmp_path / format)  # type: ignore[arg-type]
    assert '"label">Latvia' not in (tmp_path / "graphml").read_text(encoding="utf-8").replace("n_label", "label")
    entities = [json.loads(line) for line in (tmp_path / "ftm").read_text(encoding="utf-8").splitlines()]
    states = [entity["id"] for entity in entities if entity["schema"] == "PublicBody"]
    assert len(states) == 2
    assert len(set(states)) == 1
    lines = [json.loads(line) for line in (tmp_path / "plover").read_text(encoding="utf-8").splitlines()]
    assert {actor["identifier_text"] for line in lines for actor in line["actor"]} == {"Estonia"}


def test_reports_of_one_event_are_counted_once(tmp_path: Path) -> None:
    """Two pages tell of one event; somebody says so. Each report stays, the event is one."""
    one, two = make_event_record(), sample.make_record()
    told = structs.replace(one.events[0], id="e-0123456789", trigger=sample.span("said"), actors=(), recipients=())
    with Case(tmp_path / "case.db") as case:
        case.add_record(make_page(one.story.url, one.story.text), one)
        case.add_record(make_page("https://ledger.example/b", "b"), structs.replace(two, events=(told,)))
        case.mark_same(one.events[0].id, told.id, By("Ada Quill"))
        for format in ("gdelt", "csv", "plover"):
            export(find_entries(case), format, tmp_path / format)  # type: ignore[arg-type]
    rows = [line.split("\t") for line in (tmp_path / "gdelt" / "events.tsv").read_text("utf-8").splitlines()]
    mentions = [line.split("\t") for line in (tmp_path / "gdelt" / "mentions.tsv").read_text("utf-8").splitlines()]
    (row,) = [row for row in rows if row[0] == str(make_number(one.events[0]))]
    assert row[EVENT_COLUMNS.index("NumMentions")] == "2"
    assert row[EVENT_COLUMNS.index("Actor1Name")] == "ESTONIA"
    assert sum(mention[0] == row[0] for mention in mentions) == 2
    assert len(mentions) == len(rows) + 1
    with (tmp_path / "csv" / "event_pages.csv").open(encoding="utf-8", newline="") as file:
        pages = [row["story"] for row in csv.DictReader(file) if row["event"] == one.events[0].id]
    assert sorted(pages) == ["p-events", "p-sample"]
    lines = [json.loads(line) for line in (tmp_path / "plover").read_text(encoding="utf-8").splitlines()]
    assert sorted(line["id"] for line in lines if line.get("link")) == sorted([one.events[0].id, told.id])


def test_formats_of_the_command_line_are_those_there_are() -> None:
    assert get_args(Format) == FORMATS


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.mark.parametrize("format", FORMATS)
def test_export_writes_each_format(format: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", place, "--format", format, "--out", tmp_path / "out") == 0
    assert (tmp_path / "out").exists()
    assert str(tmp_path / "out") in capsys.readouterr().out
    assert run("export", place, "--format", format, "--out", tmp_path / "out") == 1
    assert "exists already" in capsys.readouterr().err


def test_export_says_what_it_left_out(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", place, "--format", "gdelt", "--out", tmp_path / "out")
    assert "left out" in capsys.readouterr().err


def test_export_applies_corrections(place: str, tmp_path: Path) -> None:
    assert run("export", place, "--format", "csv", "--out", tmp_path / "out") == 0
    with (tmp_path / "out" / "statements.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert rows[STATEMENT.id]["act"] == "claim"
    assert sample.STATEMENTS[3].id not in rows


def test_import_takes_in_and_says_how_much(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", place, "--format", "jsonl", "--out", tmp_path / "a.jsonl")
    capsys.readouterr()
    assert run("import", tmp_path / "new.db", tmp_path / "a.jsonl") == 0
    assert capsys.readouterr().out == "pages: added 2, changed 1, rejected 1; corrections 5\n"
    assert run("import", tmp_path / "new.db", tmp_path / "absent.jsonl") == 1


def test_damaged_import_keeps_what_came_before(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("export", place, "--format", "jsonl", "--out", tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "b.jsonl").write_bytes(lines[0] + lines[1][:50])
    capsys.readouterr()
    assert run("import", tmp_path / "new.db", tmp_path / "b.jsonl") == 1
    said = capsys.readouterr()
    assert "line 2" in said.err
    assert said.out.startswith("pages: added 1;")
    with Case(tmp_path / "new.db") as case:
        assert len(list(case.pages())) == 1


def test_pack_and_verify(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "pack.zip"
    assert run("pack", place, STATEMENT.id, "--out", target) == 0
    seal = capsys.readouterr().out.split()[-1]
    assert seal == verify(target).seal
    assert run("verify", target) == 0
    assert seal in capsys.readouterr().out
    assert run("verify", target, "--seal", seal) == 0
    assert "the one that was given" in capsys.readouterr().out
    assert run("verify", target, "--seal", "0" * 64) == 1
    assert "another seal" in capsys.readouterr().out
    assert run("pack", place, "s-unknown", "--out", tmp_path / "b.zip") == 2
    assert not (tmp_path / "b.zip").exists()


def test_verify_names_what_was_changed(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import zipfile

    target = tmp_path / "pack.zip"
    run("pack", place, STATEMENT.id, "--out", target)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("pages/new\x1b[31m.txt", "x")
    capsys.readouterr()
    assert run("verify", target) == 1
    said = capsys.readouterr().out
    assert said.startswith("added\tpages/new")
    assert "\x1b" not in said
    (tmp_path / "no.zip").write_text("no zip")
    assert run("verify", tmp_path / "no.zip") == 1


def test_json_lines_of_a_case_hold_pages_and_corrections(place: str, tmp_path: Path) -> None:
    run("export", place, "--format", "jsonl", "--out", tmp_path / "a.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").split("\n") if line]
    assert [bool(line["page"]) for line in lines] == [True, True, True, False, False]
    assert [len(line["corrections"]) for line in lines] == [4, 0, 0, 0, 1]
