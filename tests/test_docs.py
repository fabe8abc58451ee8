"""Documentation that cannot drift: its commands run, its links lead somewhere, every option is in it."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from onrecord.cli import make_parser
from onrecord.exports import export
from onrecord.exports.entries import find_history
from onrecord.exports.pack import pack, verify
from onrecord.read import read
from onrecord.record import Finding, Record, Rejection
from onrecord.store import Case

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLE = ROOT / "examples" / "harbour-talks.html"
COMMANDS = sorted(
    {
        line.split("#")[0].strip()
        for page in PAGES
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        if "onrecord " in line
    }
)


def test_command_line_reference_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "command_line.py", "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_reference_of_exports_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "exports_reference.py", "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_table_of_roles_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "web_roles.py", "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_every_option_is_documented() -> None:
    reference = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    for action in make_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                assert f"## onrecord {name}" in reference
                for option in command._actions:
                    assert all(o in reference for o in option.option_strings if option.dest != "help")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 5


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a case of the example pages, its export, and an evidence pack, as the documentation names them."""
    folder = tmp_path_factory.mktemp("case")
    with Case(folder / "case.db") as case:
        for page in sorted(EXAMPLE.parent.glob("*.html")):
            case.add(page)
        export(find_history(case), "jsonl", folder / "case.jsonl")
        pack(find_history(case), folder / "pack.zip")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_documentation_run(command: str, tmp_path: Path, case_folder: Path) -> None:
    # An example that makes the case begins without one.
    for path in case_folder.iterdir() if " add case.db" not in command else []:
        if not re.search(rf"(--out|>) {re.escape(path.name)}", command):
            shutil.copy(path, tmp_path)
    command = command.replace(" SEAL", f" {verify(case_folder / 'pack.zip').seal}")
    example = EXAMPLE.read_text(encoding="utf-8")
    record = read(EXAMPLE)
    assert isinstance(record, Record)
    for name in ("page.html", "pages/a.html", "examples/harbour-talks.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(example, encoding="utf-8")
    (tmp_path / "notes.txt").write_text(record.story.text, encoding="utf-8")
    command = command.replace(" ID", f" {record.statements[0].id}")
    command = re.sub(r"(^|\| |&& )onrecord", rf"\1{shlex.quote(sys.executable)} -m onrecord.cli", command)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_python_of_the_documentation_runs(tmp_path: Path, case_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(case_folder / "case.db", tmp_path)
    record = read(EXAMPLE)
    (tmp_path / "records.jsonl").write_bytes(msgspec.json.encode(record) + b"\n")
    (tmp_path / "page.html").write_bytes(EXAMPLE.read_bytes())
    shutil.copytree(EXAMPLE.parent, tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    for page in PAGES:
        for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            exec(compile(block, str(page), "exec"), {})


def test_every_reason_of_rejection_is_explained() -> None:
    page = (ROOT / "docs" / "how-to" / "read-a-page.md").read_text(encoding="utf-8")
    (reasons,) = (f.type for f in msgspec.structs.fields(Rejection) if f.name == "reason")
    assert {r for r in reasons.__args__ if f"| {r} |" not in page} == set()


def test_example_page_shows_what_it_was_written_to_show() -> None:
    """Furniture is no story, and what the rules alone find in the page is found."""
    record = read(EXAMPLE)
    assert isinstance(record, Record)
    text = record.story.text
    assert record.story.outlet == "The Narva Courier"
    for furniture in ("Leave a comment", "Read more", "Photo:", "Most read", "Subscribe", "is invented"):
        assert furniture not in text
    kinds = {finding.kind for finding in record.findings}
    assert {"unattributed", "non-answer", "second-hand", "impossible-date"} <= kinds
    assert {s.form for s in record.statements} == {"direct", "mixed", "indirect"}
    assert any(s.within for s in record.statements)
    assert any(len(s.contents) > 1 and s.form == "direct" for s in record.statements)
    assert all(isinstance(f, Finding) and f.text for f in record.findings)
