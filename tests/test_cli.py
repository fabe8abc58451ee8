"""The command line as a user meets it: in a process of its own, through pipes, with bad input among good."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from onrecord.cli import main
from onrecord.record import Record

EXAMPLE = Path(__file__).parent.parent / "examples" / "harbour-talks.html"


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "onrecord.cli", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **environment}, timeout=120)


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"onrecord \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_no_command_prints_help_and_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: onrecord" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["read"], ["write", "x"], ["read", "x", "--format", "xml"]])
def test_arguments_that_cannot_be_are_bad_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert "usage: onrecord" in capsys.readouterr().err


def test_schema_is_json_schema_of_the_record() -> None:
    done = run("schema")
    schema = msgspec.json.decode(done.stdout)
    assert done.returncode == 0
    assert schema["$ref"] == "#/$defs/Record"
    assert schema["$defs"]["Statement"]["additionalProperties"] is False


def test_missing_file_is_named_with_the_next_step() -> None:
    done = run("read", "no-such-page.html")
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"no-such-page.html" in done.stderr
    assert b"Traceback" not in done.stderr


def test_empty_file_is_not_read_and_the_reason_said(tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.write_bytes(b"")
    done = run("read", str(page))
    assert done.returncode == 1
    assert b"empty.html: not read (empty)" in done.stderr


def test_day_that_does_not_exist_is_bad_usage() -> None:
    done = run("read", str(EXAMPLE), "--published", "2024-02-31")
    assert done.returncode == 2
    assert b"2024-02-31" in done.stderr
    assert b"Traceback" not in done.stderr


def test_names_of_files_cannot_drive_the_terminal(tmp_path: Path) -> None:
    done = run("read", str(tmp_path / "a\x1b[2Jb.html"))
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr


def test_one_bad_page_does_not_stop_the_rest(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    done = run("read", "--format", "json", str(EXAMPLE), str(empty), "no-such.html", str(EXAMPLE))
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert len(lines) == 2
    assert lines[0] == lines[1]
    assert msgspec.json.decode(lines[0], type=Record).story.outlet == "The Narva Courier"
    assert b"empty.txt" in done.stderr
    assert b"no-such.html" in done.stderr


def test_standard_input_reads_as_the_file_does() -> None:
    from_file = msgspec.json.decode(run("read", "--format", "json", str(EXAMPLE)).stdout, type=Record)
    from_pipe = msgspec.json.decode(
        run("read", "--format", "json", "-", stdin=EXAMPLE.read_bytes()).stdout, type=Record
    )
    assert from_pipe.story.text == from_file.story.text
    assert len(from_pipe.statements) == len(from_file.statements)


def test_text_through_a_pipe_is_80_columns_without_escapes() -> None:
    done = run("read", str(EXAMPLE), COLUMNS="200", TERM="xterm-256color")
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert not any(line.endswith(" ") for line in shown.splitlines())


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_terminal_has_colour_unless_asked_not_to(environment: dict[str, str], coloured: bool) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "onrecord.cli", "read", str(EXAMPLE)]
    with subprocess.Popen(
        command, stdout=theirs, env={**inherited, "TERM": "xterm-256color", **environment}
    ) as process:
        os.close(theirs)
        shown = read_to_end(ours)
    assert process.returncode == 0
    assert ("\x1b[32m" in shown) == coloured
    assert "“grave doubts”" in re.sub(r"\x1b\[[\d;]*m", "", shown)


def read_to_end(descriptor: int) -> str:
    """Everything that comes through a terminal until its other side closes (Linux says so by an error)."""
    read = b""
    with os.fdopen(descriptor, "rb", buffering=0) as terminal:
        try:
            while more := terminal.read(65536):
                read += more
        except OSError:
            pass
    return read.decode()


def test_explain_says_why_and_says_so_when_it_cannot() -> None:
    record = msgspec.json.decode(run("read", "--format", "json", str(EXAMPLE)).stdout, type=Record)
    done = run("read", str(EXAMPLE), "--explain", record.statements[0].id)
    assert done.returncode == 0
    assert done.stdout.decode().startswith(record.statements[0].id)
    unknown = run("read", str(EXAMPLE), "--explain", "s-nothing")
    assert unknown.returncode == 1
    assert b"s-nothing" in unknown.stderr


def test_reader_that_closes_the_pipe_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert process.returncode == 141
    assert complaint == b""


def test_starting_imports_nothing_heavy() -> None:
    code = "import sys, onrecord.cli; print([m for m in ('rich', 'numpy', 'onnxruntime', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
