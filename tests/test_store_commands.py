"""The commands on a case, as a user meets them: tables, pipes, messages, and exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import main
from onrecord.errors import InputError
from onrecord.inputs import make_page
from onrecord.inputs.paths import find_paths
from onrecord.store import Case
from tests.sample import STATEMENTS, TAMBERG, make_record

EXAMPLE = Path(__file__).parent.parent / "examples" / "harbour-talks.html"
DENIAL = STATEMENTS[2].id


@pytest.fixture
def case(place: str) -> str:
    with Case(place) as opened:
        opened.add_record(make_page("/pages/harbour.html", b"<p>one</p>"), make_record())
    return place


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capfd.readouterr()
    code = main(list(arguments))
    printed = capfd.readouterr()
    return code, printed.out, printed.err


def test_search_prints_a_table(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "search", case, "hide", "--speaker", "Tamberg")
    assert code == 0
    assert DENIAL in out
    assert "Liis" in out
    assert all(len(line) <= 80 for line in out.splitlines())


def test_search_prints_every_format(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    whole: list[dict[str, Any]] = json.loads(run(capfd, "search", case, "--json")[1])
    lines = [json.loads(line) for line in run(capfd, "search", case, "--nl")[1].splitlines()]
    rows = list(csv.DictReader(io.StringIO(run(capfd, "search", case, "--csv")[1])))
    tabs = list(csv.DictReader(io.StringIO(run(capfd, "search", case, "--tsv")[1]), delimiter="\t"))
    assert whole == lines
    assert [e["id"] for e in whole] == [r["id"] for r in rows] == [r["id"] for r in tabs]
    assert {e["statement"]["id"] for e in whole} == {s.id for s in STATEMENTS}
    assert {r["words"] for r in rows} >= {"“We have nothing to hide,”"}


def test_nothing_found_says_why(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "search", case, "--speaker", "Nobody")
    assert (code, out) == (1, "")
    assert "no actor of the case is called Nobody" in err
    assert run(capfd, "search", case, "--json", "zebra")[1] == "[]\n"


def test_table_that_leaves_rows_out_says_so(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    from evaluation.synthetic import make_pages

    with Case(place) as opened:
        for page, record in make_pages(6):
            opened.add_record(page, record)
    code, _, err = run(capfd, "search", place)
    assert code == 0
    assert "50 of 60 are shown" in err
    assert len(run(capfd, "search", place, "--nl")[1].splitlines()) == 60
    assert len(run(capfd, "search", place, "--limit", "55", "--nl")[1].splitlines()) == 55


def test_timeline_actors_and_show(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "timeline", case, "Tamberg", "--csv")
    days = [row["day"] for row in csv.DictReader(io.StringIO(out))]
    assert (code, days) == (0, sorted(days))
    assert "Liis Tamberg" in run(capfd, "actors", case)[1]
    assert "▸told◂" in run(capfd, "show", case, DENIAL)[1]
    assert TAMBERG.id in run(capfd, "show", case, TAMBERG.id)[1]
    code, _, err = run(capfd, "show", case, "s-0000000000")
    assert code == 1
    assert "no item with this id" in err


def test_correcting_prints_the_row_and_show_its_history(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capfd, "correct", case, DENIAL, "speaker", "Baltic Wire", "--by", "Ann", "--why", "tape")
    assert code == 0
    correction = out.split("\t")[0]
    assert run(capfd, "correct", case, DENIAL, "cue", "reporters in", "--by", "Ann")[0] == 0
    shown = run(capfd, "show", case, DENIAL)[1]
    assert "Ann: correct speaker" in shown
    assert "tape" in shown
    assert "▸reporters in◂" in shown
    assert run(capfd, "undo", case, correction, "--by", "Bob")[0] == 0
    listed = json.loads(run(capfd, "corrections", case, "--json")[1])
    assert [(c["kind"], c["undone"]) for c in listed] == [("correct", True), ("correct", False), ("undo", False)]
    assert "corrected" in run(capfd, "accuracy", case)[1]


def test_marking_by_words(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    marking = ["mark", case, "1", "statement", "two cargoes", "--speaker", "Tamberg", "--by", "Ann"]
    assert run(capfd, *marking)[0] == 0
    assert json.loads(run(capfd, "search", case, "--review", "added", "--json")[1])[0]["words"] == "two cargoes"
    code, _, err = run(capfd, "mark", case, "1", "statement", "no such words", "--by", "Ann")
    assert code == 2
    assert "not on the page" in err
    code, _, err = run(capfd, "mark", case, "1", "statement", "the", "--by", "Ann")
    assert code == 2
    assert "times" in err


def test_bad_case_has_its_own_exit_code(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.db").write_text("words, and no database" * 50)
    code, _, err = run(capfd, "search", str(tmp_path / "case.db"), "x")
    assert code == 3
    assert "Traceback" not in err
    assert run(capfd, "search", "mysql://x", "x")[0] == 2


def test_adding_tells_what_became_of_each_page(place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "talks.html").write_bytes(EXAMPLE.read_bytes())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, out, err = run(capfd, "add", place, str(folder), str(tmp_path / "gone.html"))
    assert code == 1
    assert "1 added, 0 unchanged, 0 changed, 2 rejected, of 3." in out
    assert "empty.txt: not read (empty)" in err
    assert "gone.html" in err
    code, out, _ = run(capfd, "add", place, str(folder / "talks.html"), "--resume")
    assert (code, out) == (0, "0 added, 1 unchanged, 0 changed, 0 rejected, of 1.\n")
    assert run(capfd, "add", place, str(folder), "--published", "2024-02-31")[0] == 2
    code, out, _ = run(capfd, "reread", place, "--all")
    assert (code, out.splitlines()[0]) == (0, "1 read again, 0 rejected of 2.")
    assert run(capfd, "reread", place)[1].startswith("0 read again")


def test_paths(tmp_path: Path) -> None:
    for name in ("b.html", "a.txt", "sub/c.htm", ".hidden.html", "x.css", "notes", "sub/.git/d.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("words of a page")
    found = [str(Path(p).relative_to(tmp_path)) for p in find_paths([str(tmp_path), str(tmp_path / "*.txt")])]
    assert found == ["a.txt", "b.html", "notes", "sub/c.htm"]
    assert list(find_paths(["-", "gone.html"])) == ["-", "gone.html"]
    with pytest.raises(InputError, match="no file fits"):
        list(find_paths([str(tmp_path / "*.xml")]))
