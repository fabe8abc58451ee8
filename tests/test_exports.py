"""Exports as a whole: files appear whole or not at all, tables are complete, JSON lines lose nothing."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError, OutputError, UsageError
from onrecord.exports import FORMATS, Entry, export
from onrecord.exports.csv import show_cell
from onrecord.exports.jsonl import read_entries
from onrecord.exports.spans import find_pins
from onrecord.exports.tables import TABLES
from onrecord.exports.writing import make_encodable
from tests import sample
from tests.entries import make_entries, make_hard_record

ROOT = Path(__file__).parent.parent


def read_all(target: Path) -> dict[str, bytes]:
    files = sorted(target.rglob("*")) if target.is_dir() else [target]
    return {str(path.relative_to(target)): path.read_bytes() for path in files}


def read_csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


@pytest.mark.parametrize("format", FORMATS)
def test_target_that_exists_is_refused(format: str, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"mine")
    with pytest.raises(OutputError, match="exists already"):
        export(make_entries(), format, target)  # type: ignore[arg-type]
    assert read_all(tmp_path) == {"out": b"mine"}


@pytest.mark.parametrize("format", FORMATS)
def test_failure_in_the_middle_leaves_nothing(format: str, tmp_path: Path) -> None:
    def fail() -> Iterator[Entry]:
        yield from make_entries()
        raise RuntimeError("the case went away")

    with pytest.raises(RuntimeError, match="went away"):
        export(fail(), format, tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format", FORMATS)
def test_same_entries_give_the_same_bytes(format: str, tmp_path: Path) -> None:
    export(make_entries(), format, tmp_path / "a")  # type: ignore[arg-type]
    export(iter(make_entries()), format, tmp_path / "b")  # type: ignore[arg-type]
    assert read_all(tmp_path / "a") == read_all(tmp_path / "b")


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_to_export_is_no_error(format: str, tmp_path: Path) -> None:
    assert not export([], format, tmp_path / "out").written.total()  # type: ignore[arg-type]
    assert (tmp_path / "out").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_lone_surrogates_do_not_stop_an_export(format: str, tmp_path: Path) -> None:
    tally = export([Entry(make_hard_record(surrogate=True)), *make_entries()], format, tmp_path / "out")  # type: ignore[arg-type]
    assert tally.written.total()
    assert sum(tally.left_out[why] for why in tally.left_out if "Unicode" in why) == (format == "jsonl")
    for content in read_all(tmp_path / "out").values():
        if format != "parquet":
            content.decode("utf-8")


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="make it first"):
        export([], "jsonl", tmp_path / "no" / "out.jsonl")


def test_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for a full disk: writing fails the same way."""
    code = f"""
import resource, signal
from pathlib import Path
from onrecord.errors import OutputError
from onrecord.exports import export
from tests.entries import make_entries
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    export(make_entries() * 5, "jsonl", Path({str(tmp_path / "out.jsonl")!r}))
except OutputError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "cannot be written" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_killed_export_leaves_no_target(tmp_path: Path) -> None:
    code = f"""
import os, signal
from pathlib import Path
from onrecord.exports import export
from tests.entries import make_entries
def entries():
    yield from make_entries()
    os.kill(os.getpid(), signal.SIGKILL)
export(entries(), "csv", Path({str(tmp_path / "out")!r}))
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == -9
    assert not (tmp_path / "out").exists()


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There are csv"):
        export([], "xlsx", tmp_path / "out")  # type: ignore[arg-type]


def test_json_lines_lose_nothing(tmp_path: Path) -> None:
    entries = make_entries()
    export(entries, "jsonl", tmp_path / "a.jsonl")
    assert list(read_entries(tmp_path / "a.jsonl")) == entries
    export(read_entries(tmp_path / "a.jsonl"), "jsonl", tmp_path / "b.jsonl")
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_no_line_of_json_ends_where_another_program_ends_lines(tmp_path: Path) -> None:
    for format in ("jsonl", "plover", "ftm"):
        export(make_entries(), format, tmp_path / format)  # type: ignore[arg-type]
        text = (tmp_path / format).read_text(encoding="utf-8")
        assert all(msgspec.json.decode(line) for line in text.splitlines())


def test_records_as_read_prints_them_come_in_too(tmp_path: Path) -> None:
    record = sample.make_record()
    (tmp_path / "records.jsonl").write_bytes(msgspec.json.encode(record) + b"\n\n")
    assert list(read_entries(tmp_path / "records.jsonl")) == [Entry(record)]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"record":1}', b'{"story":{}}', b'{"unknown":1}', b"\xff\xfe"])
def test_damaged_line_is_named(line: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(msgspec.json.encode(make_entries()[3]) + b"\n" + line + b"\n")
    with pytest.raises(InputError, match="line 2"):
        list(read_entries(tmp_path / "a.jsonl"))


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.jsonl: cannot be read"):
        list(read_entries(tmp_path / "a.jsonl"))


def test_every_pin_selects_words() -> None:
    for entry in make_entries():
        if entry.record:
            assert all(pin.span.of(entry.record.story.text).strip("\n") for pin in find_pins(entry.record))


def test_csv_reads_back_whole(tmp_path: Path) -> None:
    tally = export(make_entries(), "csv", tmp_path / "out")
    for table in TABLES:
        header, *rows = read_csv(tmp_path / "out" / f"{table.name}.csv")
        assert header == [column.name for column in table.columns]
        assert len(rows) == tally.written[table.name] > 0
        assert {len(row) for row in rows} == {len(header)}
    header, first, *_ = read_csv(tmp_path / "out" / "stories.csv")
    assert first[header.index("text")] == sample.TEXT


def test_no_cell_of_csv_is_a_formula(tmp_path: Path) -> None:
    export(make_entries(), "csv", tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        for row in read_csv(path):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r")) or "\x00" in cell]
    header, *rows = read_csv(tmp_path / "out" / "actors.csv")
    assert "'=cmd|calc!A1" in [row[header.index("name")] for row in rows]


def test_numbers_below_zero_stay_numbers() -> None:
    assert show_cell(-3.5) == -3.5
    assert show_cell("-3.5") == "'-3.5"


@given(st.text(st.characters(codec=None)))
def test_encodable_text_keeps_its_offsets(text: str) -> None:
    made = make_encodable(text)
    assert len(made) == len(text)
    assert made.encode("utf-8").decode("utf-8") == made
    assert all(a == b for a, b in zip(made, text, strict=True) if not "\ud800" <= b <= "\udfff")


def test_parquet_reads_back_whole(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    tally = export(make_entries(), "parquet", tmp_path / "out")
    for table in TABLES:
        read = parquet.read_table(tmp_path / "out" / f"{table.name}.parquet")
        assert read.column_names == [column.name for column in table.columns]
        assert read.num_rows == tally.written[table.name]
        expected = [row for entry in make_entries() for row in table.rows(entry)]
        assert [tuple(row.values()) for row in read.to_pylist()] == expected


def test_parquet_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"onrecord\[parquet\]"):
        export(make_entries(), "parquet", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_parquet_in_several_groups_holds_every_row(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    tally = export(make_entries() * 120, "parquet", tmp_path / "out")
    assert tally.written["spans"] > 10_000
    assert parquet.read_table(tmp_path / "out" / "spans.parquet").num_rows == tally.written["spans"]
