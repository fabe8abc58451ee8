"""What `make demo` promises: the sample case is read, served, and answers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from onrecord.store import Case

ROOT = Path(__file__).parent.parent


def test_the_demo_serves_the_sample_case_and_ends_where_there_is_no_terminal(tmp_path: Path) -> None:
    place = tmp_path / "demo.db"
    runs = [
        subprocess.run([sys.executable, ROOT / "tools" / "demo.py", place], cwd=ROOT, capture_output=True, text=True)
        for _ in range(2)
    ]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr + runs[1].stderr
    assert all(re.search(r"is at http://127\.0\.0\.1:\d+/: its pages answered", run.stdout) for run in runs)
    assert "$ onrecord add" in runs[0].stdout
    assert "13 unchanged" in runs[1].stdout or "14 unchanged" in runs[1].stdout
    with Case(place) as case:
        assert len({page.address for page in case.pages()}) == 13


def test_the_demo_is_what_make_runs() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndemo:")[2].partition("\n\n")[0]
    assert "onrecord read examples/harbour-talks.html" in recipe
    assert "tools/demo.py" in recipe


def test_pictures_are_small_and_all_are_shown() -> None:
    pages = " ".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert len(pictures) >= 4
    assert {p.name for p in pictures if p.stat().st_size > 120_000} == set()
    assert {p.name for p in pictures if f"pictures/{p.name}" not in pages} == set()
