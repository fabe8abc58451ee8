"""Disks that are really full: a small file system in memory, filled by adding, then made larger.

Only root may mount one; elsewhere these tests are skipped, and the stand-ins in `test_store_faults` are what runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from evaluation.synthetic import make_pages
from onrecord.cli import main
from onrecord.errors import CaseError
from onrecord.exports import FORMATS
from onrecord.store import Case
from tests.killing import ANN, check_invariants
from tests.postgresql import start_server
from tests.test_store_schema import make_config

PAGES = list(make_pages(400, seed=5))
HEADER = 100  # bytes of an SQLite file that say how it is written to
FEW = 30  # pages that are added once there is room again


class SmallDisk:
    """A file system of some megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resize(self, megabytes: int) -> None:
        """Let it have another size."""
        _run("mount", "-o", f"remount,size={megabytes}m", str(self.folder))

    def fill(self, leave: int = 0) -> None:
        """Write a file that takes all its room but `leave` bytes."""
        (self.folder / "filler").write_bytes(bytes(max(0, shutil.disk_usage(self.folder).free - leave)))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=30)


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """An empty disk of 24 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-disk-"))  # the server may not enter pytest's folders
    try:
        _run("mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError) as error:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {getattr(error, 'stderr', None) or error}")
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", "--lazy", str(folder))
        folder.rmdir()


def add_until_full(place: str) -> tuple[set[int], str]:
    """Add pages until the case refuses; returns the pages it reported, and its message."""
    told: set[int] = set()

    def add_all(case: Case) -> None:
        for page, record in PAGES:
            told.add(case.add_record(page, record).page or 0)

    with Case(place) as case, pytest.raises(CaseError) as raised:
        add_all(case)
    return told, str(raised.value)


def check_goes_on(place: str, told: set[int]) -> None:
    """What was reported is there and whole, and with room again adding and correcting go on."""
    with Case(place) as case:
        assert told <= {capture.number for capture in case.pages()}
    check_invariants(place)
    with Case(place) as case:
        last = max(capture.number for capture in case.pages())
        for page, record in PAGES[: last + FEW]:
            case.add_record(page, record)
        case.confirm(PAGES[0][1].statements[0].id, ANN)
        assert set(case.records()) >= {record for _, record in PAGES[: last + FEW]}
    check_invariants(place)


def test_file_on_a_full_disk(disk: SmallDisk, empty_file: Path) -> None:
    place = str(shutil.copy(empty_file, disk.folder / "case.db"))
    disk.fill(leave=3_000_000)
    told, message = add_until_full(place)
    assert len(told) > 5
    assert "disk" in message
    assert "is kept" in message
    disk.fill()
    with Case(place) as case:
        assert case.count() >= 10 * len(told), "what is there can be read while the disk is full"
    disk.resize(200)
    check_goes_on(place, told)


def test_database_whose_files_are_on_a_full_disk(disk: SmallDisk, programs: Path) -> None:
    with start_server(programs) as server:
        place = server.make_database(on=disk.folder)
        Case(place).close()
        disk.fill(leave=3_000_000)
        told, message = add_until_full(place)
        assert len(told) > 5
        assert "the server's disk is full" in message
        assert "is kept" in message
        with Case(place) as case:
            assert case.count() >= 10 * len(told), "what is there can be read while the disk is full"
        disk.resize(200)
        check_goes_on(place, told)


def test_server_whose_log_is_on_a_full_disk(disk: SmallDisk, programs: Path) -> None:
    """A server that cannot write its log ahead stops, and recovers when there is room."""
    disk.resize(60)
    with start_server(programs, log=disk.folder) as server:
        place = server.make_database()
        Case(place).close()
        disk.fill()
        told, message = add_until_full(place)
        assert "the server's disk is full" in message or "cannot be reached or went away" in message
        assert "is kept" in message
        disk.resize(400)
        server.restart()
        check_goes_on(place, told)


def test_older_case_stays_as_it_was_where_there_is_no_room_for_its_backup(disk: SmallDisk) -> None:
    path = disk.folder / "case.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        command.upgrade(make_config(connection), "0001")
        connection.commit()
    engine.dispose()
    held = path.read_bytes()
    disk.fill(leave=len(held) // 4)
    with pytest.raises(CaseError, match=r"no backup could be written.*the case is as it was"):
        Case(path)
    assert path.read_bytes()[HEADER:] == held[HEADER:]
    assert not list(disk.folder.glob("*.backup*"))
    disk.resize(100)
    Case(path).close()
    assert list(disk.folder.glob("case.db.before-*.backup"))


@pytest.mark.parametrize("format", FORMATS)
def test_export_to_a_full_disk_leaves_nothing(
    format: str, disk: SmallDisk, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Case(place) as case:
        for page, record in PAGES[:3]:
            case.add_record(page, record)
    disk.fill()
    before = sorted(disk.folder.iterdir())
    assert main(["export", place, "--format", format, "--out", str(disk.folder / "out")]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert sorted(disk.folder.iterdir()) == before
