"""A batch holds every page of its archives once, whatever kills its runs."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from onrecord.batch import Engine, run_batch
from onrecord.batch.manifest import NAME
from onrecord.batch.parts import name_archive, plan_parts
from onrecord.cli import main
from onrecord.errors import InputError, OutputError
from onrecord.inputs.warc import Seen, read_archive
from onrecord.store import Case
from tests.archives import make_archive

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow writes the tables of a batch")


def find_urls(folder: Path, table: str = "pages") -> Counter[str]:
    """How often each page is in a table."""
    return Counter(
        url
        for path in folder.glob(f"{table}/day=*/*.parquet")
        for url in pq.ParquetFile(path).read()["url"].to_pylist()
    )


def find_contents(folder: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of all files, by their paths."""
    return {
        str(path.relative_to(folder)): pq.ParquetFile(path).read().to_pylist()
        for path in sorted(folder.glob("*/day=*/*.parquet"))
    }


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("archives")
    return [
        make_archive(folder / "a.warc.gz", 7, day="2024-05-03"),
        make_archive(folder / "b.warc.gz", 5, day="2024-05-04"),
    ]


@pytest.fixture(scope="module")
def whole(archives: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a batch that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    outcome = run_batch(archives, folder, part_pages=3)
    assert outcome.read == 12
    assert outcome.failed == ()
    assert outcome.seen["image/png"] == 12
    return folder


def test_every_page_is_there_once(whole: Path) -> None:
    assert set(find_urls(whole).values()) == {1}
    assert len(find_urls(whole)) == 12
    assert {p.name for p in whole.glob("statements/*")} == {"day=2024-05-03", "day=2024-05-04"}


def test_two_processes_write_what_one_writes(archives: list[Path], whole: Path, tmp_path: Path) -> None:
    run_batch(archives, tmp_path / "out", Engine(2), part_pages=3)
    assert find_contents(tmp_path / "out") == find_contents(whole)


def test_second_run_reads_nothing(archives: list[Path], whole: Path) -> None:
    before = (whole / NAME).read_bytes()
    assert run_batch(archives, whole, part_pages=3).read == 12
    assert (whole / NAME).read_bytes() == before


@pytest.mark.parametrize("lines", [1, 2, 4])
def test_run_that_was_killed_goes_on(archives: list[Path], whole: Path, tmp_path: Path, lines: int) -> None:
    """As after a kill: the manifest ends early, within a line, and files lie about that it does not name."""
    folder = tmp_path / "out"
    run_batch(archives, folder, part_pages=3)
    kept = (folder / NAME).read_bytes().splitlines(keepends=True)
    (folder / NAME).write_bytes(b"".join(kept[:lines]) + kept[lines][:20])
    run_batch(archives, folder, part_pages=3)
    assert find_contents(folder) == find_contents(whole)


def test_runs_killed_at_any_moment(archives: list[Path], whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code = (
        "import sys; from onrecord.batch import Engine, run_batch\n"
        "if __name__ == '__main__': run_batch(sys.argv[2:], sys.argv[1], Engine(2), part_pages=2)"
    )
    script = tmp_path / "run.py"
    script.write_text(code)
    command = [sys.executable, str(script), str(folder), *map(str, archives)]
    chance = random.Random(5)
    for _ in range(4):
        run = subprocess.Popen(command, start_new_session=True)
        time.sleep(chance.uniform(1.5, 6))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    run_batch(archives, folder, part_pages=2)
    assert find_urls(folder) == find_urls(whole)
    assert find_urls(folder, "stories") == find_urls(whole, "stories")


def test_case_takes_a_batch_over(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = str(tmp_path / "case.db")
    assert main(["add", case, str(whole)]) == 0
    assert "12 added" in capsys.readouterr().out
    assert main(["add", case, str(whole)]) == 0
    assert "12 unchanged" in capsys.readouterr().out
    rows = sum(pq.ParquetFile(p).metadata.num_rows for p in whole.glob("statements/day=*/*.parquet"))
    with Case(case) as opened:
        assert sum(len(record.statements) for record in opened.records(all_versions=True)) == rows > 0


def test_duckdb_reads_a_batch(whole: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB reads the tables as users do")
    connection = duckdb.connect()
    read = f"read_parquet('{whole}/{{}}/*/*.parquet', hive_partitioning = true)"
    days = connection.execute(
        f"SELECT day::TEXT, count(*) FROM {read.format('pages')} GROUP BY ALL ORDER BY 1"
    ).fetchall()
    assert days == [("2024-05-03", 7), ("2024-05-04", 5)]
    joined = f"SELECT count(*) FROM {read.format('statements')} JOIN {read.format('stories')} st ON story = st.id"
    assert connection.execute(joined).fetchone()[0] == sum(  # type: ignore[index]
        pq.ParquetFile(p).metadata.num_rows for p in whole.glob("statements/day=*/*.parquet")
    )


def test_folder_of_something_else_is_refused(archives: list[Path], whole: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="no batch made it"):
        run_batch(archives, tmp_path)
    with pytest.raises(OutputError, match="another version, model, or size"):
        run_batch(archives, whole, part_pages=4)


def test_archive_that_is_absent_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.warc\.gz"):
        run_batch([tmp_path / "none.warc.gz"], tmp_path / "out")


@pytest.mark.parametrize("seed", range(12))
def test_parts_of_a_damaged_archive_are_what_is_read_in_one_go(tmp_path: Path, seed: int) -> None:
    """Damage must not make a part longer or shorter than it was planned, or pages would be doubled or lost."""
    chance = random.Random(seed)
    path = make_archive(tmp_path / "a.warc.gz", 9)
    raw = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randrange(1, 40)] = chance.randbytes(chance.randrange(40))
    path.write_bytes(raw)
    planned = list(plan_parts(str(path), name_archive(str(path)), 2, Seen()))
    parts = [[f.page.url for f in _first(read_archive(path, start=p.start), p.pages)] for p in planned]
    assert [url for part in parts for url in part] == [f.page.url for f in read_archive(path)]


def _first(found, count):  # type: ignore[no-untyped-def]
    return [item for item, _ in zip(found, range(count), strict=False)]
