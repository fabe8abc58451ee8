"""A batch on a Ray cluster writes what one on this machine writes, row for row, while its workers are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.batch import Engine, run_batch
from onrecord.batch.manifest import NAME, Done, Scanned
from onrecord.batch.parts import Archive, Failed
from onrecord.cli import main
from tests.archives import make_archive, make_record
from tests.test_batch import find_contents, find_urls

pytest.importorskip("ray", reason="Ray runs the cluster: pip install 'onrecord[ray]'")
cluster = pytest.importorskip("onrecord.batch.cluster")


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """More pages than a part has, one page that is rejected, one archive that is damaged."""
    folder = tmp_path_factory.mktemp("archives")
    first, second = make_archive(folder / "a.warc.gz", 50, noise=False), make_archive(folder / "b.warc.gz", 12)
    with first.open("ab") as file:
        file.write(make_record("https://ledger.example/empty", b" "))
    raw = second.read_bytes()
    second.write_bytes(raw[: len(raw) // 2] + b"\0\0\0" + raw[len(raw) // 2 + 3 :])
    return [first, second]


@pytest.fixture(scope="module")
def here(archives: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What this machine's processes write."""
    folder = tmp_path_factory.mktemp("here") / "out"
    run_batch(archives, folder, Engine(1), part_pages=20)
    return folder


def find_descendants(parent: int) -> Iterator[tuple[int, str]]:
    """The processes below a process, with their command lines."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        try:
            parents.setdefault(int((entry / "stat").read_text().rpartition(")")[2].split()[1]), []).append(
                int(entry.name)
            )
        except (OSError, ValueError):
            continue
    waiting = [parent]
    while waiting:
        for child in parents.get(waiting.pop(), []):
            waiting.append(child)
            try:
                yield child, (Path("/proc") / str(child) / "cmdline").read_text()
            except OSError:
                continue


_RUN = (
    "import sys; from onrecord.batch import Engine, run_batch\n"
    "if __name__ == '__main__':\n"
    "    out = run_batch(sys.argv[2:], sys.argv[1], Engine(2, 'local'), part_pages=20)\n"
    "    print(out.read, sum(out.rejected.values()), out.failed)"
)


def run_and_kill(command: list[str], said: Path) -> tuple[int, int]:
    """Run a batch and kill one of its actors once it reads; gives the exit code and the process that was killed."""
    killed = 0
    with said.open("w") as out:
        run = subprocess.Popen(command, stdout=out, stderr=out)
        while run.poll() is None:
            time.sleep(0.2)
            # Ray names a process by what it does: this one is reading a part.
            busy = [pid for pid, line in find_descendants(run.pid) if "(MapBatches(_Reader)).submit" in line]
            if busy and not killed:
                killed = busy[0]
                os.kill(killed, signal.SIGKILL)
    return run.returncode, killed


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="workers are found in /proc")
def test_cluster_writes_the_same_rows_though_a_worker_is_killed(
    archives: list[Path], here: Path, tmp_path: Path
) -> None:
    script, out, said = tmp_path / "run.py", tmp_path / "out", tmp_path / "said"
    script.write_text(_RUN)
    for _ in range(3):  # Ray gives up starting after 30 seconds, which a busy machine may need
        code, killed = run_and_kill([sys.executable, str(script), str(out), *map(str, archives)], said)
        if "Ray did not start" not in said.read_text():
            break
    assert code == 0, said.read_text()
    assert killed
    assert find_contents(out) == find_contents(here)
    assert set(find_urls(out).values()) == {1}
    lines = (out / NAME).read_bytes()
    run_batch(archives, out, Engine(1), part_pages=20)
    assert (out / NAME).read_bytes() == lines, "the other engine finds nothing left to do"


def test_address_needs_the_engine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["batch", "a.warc", "--out", str(tmp_path / "out"), "--address", "local"]) == 2
    assert "--engine ray" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1:99999", "no-such-host.invalid:6379"])
def test_address_where_nobody_listens(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = make_archive(tmp_path / "a.warc.gz", 1)
    command = ["batch", str(archive), "--out", str(tmp_path / "out"), "--engine", "ray", "--address", address]
    start = time.monotonic()
    assert main(command) == 1
    assert "no Ray cluster answers there" in capsys.readouterr().err
    assert time.monotonic() - start < 60


# --- What no healthy cluster does ------------------------------------------------------------------------------------


def test_part_that_comes_twice_is_taken_once() -> None:
    settled = cluster._Settled([Archive("a", "a.warc", frozenset({0}))])
    done = Done("a", 1, 3, {}, {}, ())
    assert [settled.take(answer) for answer in (done, done, Done("a", 0, 3, {}, {}, ()))] == [True, False, False]


def test_what_never_comes_is_named() -> None:
    settled = cluster._Settled([Archive("a", "a.warc", frozenset({0})), Archive("b", "b.warc"), Archive("c", "c.warc")])
    for answer in (
        Scanned("a", "a.warc", 4, {}),
        Done("a", 2, 3, {}, {}, ()),
        Failed("a", 1, "why"),
        Failed("c", None, ""),
    ):
        assert settled.take(answer)
    assert [(lost.archive, lost.number) for lost in settled.find_lost()] == [("a", 3), ("b", None)]


def test_archive_that_was_counted_before_is_not_counted_again() -> None:
    settled = cluster._Settled([Archive("a", "a.warc", frozenset({0}), scanned=True)])
    assert not settled.take(Scanned("a", "a.warc", 1, {}))
    assert list(settled.find_lost()) == []


def test_part_that_kills_its_readers_is_given_up() -> None:
    tally = cluster._Tally()
    assert [tally.begin("a-00001") for _ in range(4)] == [True, True, True, False]
    assert tally.begin("a-00002")
