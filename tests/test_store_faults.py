"""What goes wrong: full disks, locks, damaged files, servers that go away. Nothing is half-written."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from evaluation.synthetic import make_pages
from onrecord.errors import CaseBusyError, CaseError, UsageError
from onrecord.store import Case
from tests.killing import ANN, add_pages, check_invariants, run_meanwhile, start
from tests.postgresql import Server, start_server

PAGES = list(make_pages(40, seed=3))


def add_all(case: Case) -> None:
    for page, record in PAGES:
        case.add_record(page, record)


def read_all(place: str | Path) -> None:
    with Case(place) as case:
        list(case.statements())
        list(case.records())


def test_two_add_while_a_third_searches(place: str) -> None:
    def add_half(half: int) -> int:
        def work(_: int) -> None:
            with Case(place) as case:
                for page, record in PAGES[half::2]:
                    case.add_record(page, record)

        child, out = start(work)
        os.close(out)
        return child

    children = [add_half(0), add_half(1)]
    seen = 0
    while children:
        with Case(place) as case:
            found = len(list(case.statements()))
        assert found >= seen
        assert found % 10 == 0, "a page is seen whole or not at all"
        seen = found
        done, status = os.waitpid(children[0], os.WNOHANG)
        if done:
            assert status == 0
            children.pop(0)
    check_invariants(place)
    with Case(place) as case:
        assert case.count() == 10 * len(PAGES)


def test_locked_case_is_said_to_be_busy(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(empty_file.read_bytes())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Case(path, patience=0.1) as case:
        with pytest.raises(CaseBusyError, match=r"case\.db: another program is writing"):
            case.add_record(*PAGES[0])
        assert case.count() == 0, "reading goes on while another writes"
        other.execute("ROLLBACK")
        other.close()
        case.add_record(*PAGES[0])
        assert case.count() == 10


def test_full_disk_is_said_and_nothing_half_written(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(empty_file.read_bytes())
    with Case(path) as case:
        case.add_record(*PAGES[0])
        with case.database.engine.connect() as connection:  # a limit on the file's pages fails as a full disk does
            size = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")
        with pytest.raises(CaseError, match="the disk is full"):
            add_all(case)
        held = len(list(case.pages()))
    check_invariants(str(path))
    with Case(path) as case:
        for page, record in PAGES:
            case.add_record(page, record)
        assert held < len(list(case.pages())) == len(PAGES)


@pytest.mark.parametrize("content", [b"no database at all, only words " * 40, b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_case_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(content)
    with pytest.raises(CaseError, match=r"case\.db: (it is no case|the file is damaged)"):
        Case(path)
    assert path.read_bytes() == content


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(CaseError, match="no case of On Record: it holds other tables"):
        Case(path)


def test_somebody_elses_tables_on_a_server_are_left_alone(server: Server) -> None:
    place = server.make_database()
    with psycopg.connect(place) as connection:
        connection.execute("CREATE TABLE pages (recipe text)")
    with pytest.raises(CaseError, match=r"no case of On Record: it holds other tables \(pages\)"):
        Case(place)
    with psycopg.connect(place) as connection:
        connection.execute("ALTER TABLE pages RENAME TO recipes")
    with Case(place) as case:  # beside tables of other names there is room
        assert case.add_record(*PAGES[0]).outcome == "added"


def test_tables_that_another_program_numbers_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('5f1e')")
    connection.close()
    with pytest.raises(CaseError, match="no case of On Record"):
        Case(path)


def test_database_that_cannot_hold_all_characters_is_refused(server: Server) -> None:
    with psycopg.connect(server.make_database(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
        place = f"postgresql://tests@/latin?host={connection.info.host}"
    with pytest.raises(CaseError, match=r"keeps text as LATIN1.*createdb"):
        Case(place)


def test_damaged_database_is_said_to_be_damaged(programs: Path) -> None:
    with start_server(programs) as server:
        place = server.make_database()
        with Case(place) as case:
            for page, record in PAGES[:5]:
                case.add_record(page, record)
        with psycopg.connect(place, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            names = connection.execute(
                "SELECT current_setting('data_directory') || '/' || pg_relation_filepath('statements')"
            )
            path = Path(str((names.fetchone() or [""])[0]))
        server.stop()
        path.write_bytes(b"\x5a" * path.stat().st_size)
        server.start()
        with pytest.raises(CaseError, match="files are damaged"):
            read_all(place)


def test_case_of_which_a_table_is_missing_is_said_to_be_none(place: str) -> None:
    with Case(place) as case, case.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE timexes RENAME TO gone")
    with Case(place) as case, pytest.raises(CaseError, match="part of it is missing"):
        case.add_record(*PAGES[0])
    with Case(place) as case:
        assert not list(case.pages()), "a page is in the case whole or not at all"


def test_server_that_is_only_read_from_is_said_to_be(server: Server, empty_database: str) -> None:
    place = server.make_database(empty_database)
    name = place.partition("@/")[2].partition("?")[0]
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")  # type: ignore[call-overload]  # of letters and numbers
    with Case(place) as case:
        with pytest.raises(CaseError, match="lets nobody write"):
            case.add_record(*PAGES[0])
        assert case.count() == 0


def test_damaged_file_is_said_to_be_damaged(tmp_path: Path, empty_file: Path) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(empty_file.read_bytes())
    with Case(path) as case:
        for page, record in PAGES[:10]:
            case.add_record(page, record)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 4] + b"\x5a" * (len(whole) - len(whole) // 4))
    with pytest.raises(CaseError, match=r"damaged|failed"):
        read_all(path)


def test_case_of_a_newer_version_is_left_alone(place: str) -> None:
    with Case(place) as case, case.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CaseError, match="made by a newer version of On Record"):
        Case(place)


@pytest.mark.parametrize("place", ["mysql://here/x", "", "  ", "a\0b"])
def test_what_cannot_be_a_case_is_bad_usage(place: str) -> None:
    with pytest.raises(UsageError):
        Case(place)


def test_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be opened or made"):
        Case(tmp_path / "no" / "such" / "case.db")


def test_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(CaseError) as raised:
        Case("postgresql://ann:secret@127.0.0.1:1/case")
    assert "cannot be reached" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_server_that_goes_away_while_adding(programs: Path) -> None:
    with start_server(programs) as server:
        place = server.make_database()
        with Case(place) as case:
            for page, record in PAGES[:5]:
                case.add_record(page, record)
            server.stop()
            with pytest.raises(CaseError, match=r"cannot be reached or went away.*is kept"):
                case.add_record(*PAGES[5])
            server.start()
            for page, record in PAGES:
                case.add_record(page, record)
        check_invariants(place)


def test_server_that_crashes_in_the_middle_of_a_page_leaves_it_whole_or_not_at_all(programs: Path) -> None:
    chance = random.Random(3)
    with start_server(programs) as server:
        place = server.make_database()
        Case(place).close()
        told: set[int] = set()
        for _ in range(5):

            def crash() -> None:
                server.stop()
                server.start()

            told |= {int(n) for n in run_meanwhile(add_until_told(place), chance.uniform(0.05, 0.8), crash)}
            with Case(place) as case:
                assert told <= {p.number for p in case.pages()}
        check_invariants(place)
        with Case(place) as case:
            add_all(case)
            assert list(case.records()) == [record for _, record in PAGES]


def add_until_told(place: str) -> Callable[[int], None]:
    """Adds pages; when the server goes away the message says so, and the work ends."""

    def work(report: int) -> None:
        try:
            add_pages(place, PAGES)(report)
        except CaseError as error:
            if "is kept" not in str(error):
                raise

    return work


def test_locked_database_is_said_to_be_busy(server: Server, empty_database: str) -> None:
    place = server.make_database(empty_database)
    with Case(place, patience=0.2) as case, Case(place) as other, other.database.writing() as connection:
        connection.exec_driver_sql("LOCK TABLE pages IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(CaseBusyError, match="another program is writing"):
            case.add_record(*PAGES[0])
    with Case(place) as case:
        assert case.add_record(*PAGES[0]).outcome == "added"
    check_invariants(place)


def test_corrections_cannot_be_changed_by_anybody(place: str) -> None:
    with Case(place) as case:
        case.add_record(*PAGES[0])
        case.confirm(PAGES[0][1].statements[0].id, ANN)
        for tampering in ("UPDATE corrections SET who = 'Bob'", "DELETE FROM corrections"):
            with (
                pytest.raises(Exception, match="never changed or deleted"),
                case.database.engine.execution_options(writes=True).begin() as connection,
            ):
                connection.exec_driver_sql(tampering)
        assert [s.correction.who for s in case.corrections()] == ["Ann"]


def test_server_fixture_is_real(server: Server) -> None:
    with Case(server.make_database()) as case:
        assert case.database.engine.dialect.name == "postgresql"
