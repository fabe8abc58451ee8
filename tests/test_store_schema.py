"""The tables: what the migrations make is what the code names, on both databases, and older cases are brought up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, text

import onrecord.store
import onrecord.store.compared_tables
import onrecord.store.correction_tables
import onrecord.store.count_tables
import onrecord.store.forgotten_table
import onrecord.store.people_tables
from onrecord.record import Actor, Event, Finding, Statement, Story, Timex
from onrecord.store import Case, Correction
from onrecord.store.correction_tables import corrections
from onrecord.store.opening import _KNOWN, NEWEST
from onrecord.store.tables import appearances, events, findings, metadata, statements, stories, timexes
from onrecord.store.views import VIEWS
from tests.sample import make_record

ROOT = Path(__file__).parent.parent
MIGRATIONS = Path(onrecord.store.__file__).parent / "migrations"
# Made by the database for full-text search, not by the tables of the code.
_OTHERS = ("_search", "alembic_version", "sqlite_")
# Fields that stand in columns of another name: spans as two columns, and those listed.
_OTHERWISE = {"time": "time", "span": "start", "how": "published_how", "blocks": "", "furniture": "", "when": "made_at"}
_OTHERWISE["feed_published"] = ""  # of the page, and stands with it


def make_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def test_newest_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert steps == sorted(_KNOWN, reverse=True)
    assert steps[0] == NEWEST


def test_migrations_make_what_the_code_names(place: str) -> None:
    def is_ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not any(other in (name or "") for other in _OTHERS)

    with Case(place) as case, case.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours, "compare_type": True})
        differences = [d for d in compare_metadata(context, metadata) if "comment" not in str(d[0])]
    assert differences == []


def test_every_view_answers(place: str) -> None:
    with Case(place) as case, case.database.engine.connect() as connection:
        for name in VIEWS:
            assert connection.execute(text(f"SELECT * FROM {name}")).all() == []


@pytest.mark.parametrize("since", _KNOWN[:-1])
def test_older_case_is_brought_up_to_date_after_a_backup(tmp_path: Path, since: str) -> None:
    path = tmp_path / "case.db"
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    with engine.connect() as connection:
        command.upgrade(make_config(connection), since)
        connection.exec_driver_sql(
            "INSERT INTO pages (address, version, url, sha256, media_type, size, added_at, current) "
            "VALUES ('/a', 1, '/a', 'x', 'text/plain', 1, '2024-05-04', 1)"
        )
        connection.commit()
    engine.dispose()
    before = path.read_bytes()
    with Case(path) as case:
        assert [p.address for p in case.pages()] == ["/a"]
        assert set(VIEWS) <= set(inspect(case.database.engine).get_view_names())
    backup = tmp_path / f"case.db.before-{NEWEST}.backup"
    assert backup.exists()
    backup_engine = create_engine(f"sqlite:///{backup}")
    with backup_engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == since
    backup_engine.dispose()
    assert len(backup.read_bytes()) == len(before)


def test_days_beside_actors_are_filled_in_older_cases(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    from onrecord.inputs import make_page

    with Case(path) as case:
        case.add_record(make_page("/a.html", b"a"), make_record())
        with case.database.engine.connect() as connection:
            days = connection.execute(text("SELECT statement, day FROM abouts ORDER BY 1")).all()
            matching = connection.execute(
                text("SELECT a.statement, s.day FROM abouts a JOIN statements s ON s.number = a.statement ORDER BY 1")
            ).all()
    assert days == matching
    assert days


@pytest.mark.parametrize(
    ("type", "table"),
    [
        (Statement, statements),
        (Event, events),
        (Timex, timexes),
        (Finding, findings),
        (Actor, appearances),
        (Story, stories),
        (Correction, corrections),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_field_has_its_column(type: type, table: object) -> None:
    columns = set(table.c.keys())  # type: ignore[attr-defined]
    for field in type.__struct_fields__:  # type: ignore[attr-defined]
        named = _OTHERWISE.get(field, field)
        assert not named or named in columns or f"{named}_start" in columns, f"{field} would be lost"


def test_schema_reference_is_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "case_schema.py", "--check"], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_schema_reference_names_every_table_and_view() -> None:
    page = (ROOT / "docs" / "reference" / "schema.md").read_text(encoding="utf-8")
    assert all(f"### {name}\n" in page for name in (*metadata.tables, *VIEWS))


def test_opening_needs_no_migrations_once_made(empty_file: Path) -> None:
    code = f"from onrecord import Case; Case({str(empty_file)!r}).close(); import sys; print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_reading_pages_needs_no_database() -> None:
    code = "import onrecord, onrecord.cli; import sys; print(sorted({'sqlalchemy', 'alembic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
