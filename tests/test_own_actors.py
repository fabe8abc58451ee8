"""The user's own actors: imported whole or not at all, found on pages, and over what is built in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.actors import find_actors, find_spellings
from onrecord.actors.importing import forget_actors, forget_indexes, import_actors
from onrecord.actors.own import FILE, load_own
from onrecord.cli import main
from onrecord.errors import InputError, OutputError
from onrecord.record import Actor, Dated, Story
from onrecord.tokens import find_tokens

TABLE = """name,aliases,country,sectors,from,to,identifier
Alda Venholt,Alda K. Venholt,NOR,GOV,2019,2027-06-30,X-1
Harbour Ferrymen League,HFL;Ferrymen's League,Norway,LAB,,,X-2 wd:Q1
"""
ENTITY: dict[str, Any] = {
    "id": "Q-77",
    "caption": "Tarek Omidvar",
    "schema": "Person",
    "properties": {
        "name": ["Tarek Omidvar"],
        "weakAlias": ["Tarik Omidvar"],
        "country": ["ir"],
        "position": ["Deputy Minister of Fisheries"],
        "topics": ["role.pep"],
    },
    "referents": [],
    "first_seen": "2024-01-01",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "home"))
    forget_indexes()
    yield tmp_path / "home"
    monkeypatch.undo()
    forget_indexes()


def write(folder: Path, text: str, name: str = "actors.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(text: str, published: str = "") -> tuple[Actor, ...]:
    dated = Dated(published, "given") if published else None
    return find_actors(Story(id="o", url="", text=text, published=dated), find_tokens(text), []).actors


def test_a_table_gives_identifiers_codes_and_aliases(tmp_path: Path) -> None:
    done = import_actors(write(tmp_path, TABLE))
    assert (done.new, done.replaced) == (2, 0)
    actors = {a.name: a for a in read("Alda Venholt met the HFL. The Harbour Ferrymen League agreed.", "2024-05-05")}
    assert actors["Alda Venholt"].same_as == ("X-1",)
    assert (actors["Alda Venholt"].country, actors["Alda Venholt"].sectors) == ("NOR", ("GOV",))
    league = actors["Harbour Ferrymen League"]
    assert (league.kind, league.country, league.sectors, league.same_as) == (
        "organisation", "NOR", ("LAB",), ("X-2", "wd:Q1"),
    )  # fmt: skip


def test_entities_are_read_and_what_is_no_actor_is_counted(tmp_path: Path) -> None:
    sanction = {"id": "s", "schema": "Sanction", "properties": {"entity": ["Q-77"]}}
    done = import_actors(write(tmp_path, f"{json.dumps(ENTITY)}\n\n{json.dumps(sanction)}\n", "a.ftm.json"))
    assert done.left_out == (("Sanction", 1),)
    (actor,) = load_own()
    assert (actor.country, actor.sectors, actor.same_as) == ("IRN", ("GOV",), ("Q-77",))
    (found,) = read("Tarik Omidvar arrived.")
    assert found.same_as == ("Q-77",)
    assert found.role == "Deputy Minister of Fisheries"


def test_own_actors_win_over_those_built_in(tmp_path: Path) -> None:
    import_actors(write(tmp_path, "name,country,sectors,identifier\nJoe Biden,IRL,AGR,X-9\n"))
    (actor,) = read("Joe Biden spoke.", "2023-01-01")
    assert (actor.country, actor.sectors, actor.same_as) == ("IRL", ("AGR",), ("X-9",))


def test_after_the_last_day_an_actor_is_not_meant(tmp_path: Path) -> None:
    import_actors(write(tmp_path, TABLE))
    assert read("Alda Venholt spoke.", "2028-01-01")[0].same_as == ()


@pytest.mark.parametrize("written", ["Alda Venhold", "Alla Venholt"])
def test_near_spelling_is_the_actor_and_a_finding(tmp_path: Path, written: str) -> None:
    import_actors(write(tmp_path, TABLE))
    text = f"Minister {written} spoke."
    (actor,) = read(text)
    assert actor.same_as == ("X-1",)
    (spelling,) = find_spellings(text, [actor])
    assert (spelling.written, spelling.usual) == (written, "Alda Venholt")


def test_importing_again_replaces_by_identifier(tmp_path: Path) -> None:
    import_actors(write(tmp_path, TABLE))
    done = import_actors(write(tmp_path, "name,identifier\nAlda Venholt-Roe,X-1\n"))
    assert (done.new, done.replaced) == (0, 1)
    assert {a.name for a in load_own()} == {"Alda Venholt-Roe", "Harbour Ferrymen League"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,colour,size\nA,b,c\n", "line 1: unknown columns: colour, size"),
        ("title\nA\n", 'line 1: the header has no column "name"'),
        ("name,name\nA,B\n", "line 1: a column is there twice"),
        ("name,country\nAnn Dee,NOR\nBen Roe,XX1\n", "line 3: no country: 'XX1'"),
        ("name,sectors\nAnn Dee,GOV FOO\n", "line 2: no PLOVER sectors: FOO"),
        ("name,from\nAnn Dee,2024-02-31\n", "line 2: no day: '2024-02-31'"),
        ("name,from,to\nAnn Dee,2024,2020\n", "line 2: ends"),
        ("name,country\nAnn Dee\n", "line 2: 1 cells where the header has 2"),
        ("name,country\n,NOR\n", "line 2: no name"),
        ("name,kind\nAnn Dee,ghost\n", "line 2: no kind: 'ghost'"),
        ('name\n"Ann Dee\n', "no CSV"),
        ("", "no column"),
        ("name\n", "there is no actor in it"),
        ('{"id": "1", "schema": "Person", "properties": {"name": ["X"]}}\n{"id":\n', "line 2: no entity"),
        ('{"id": "1", "schema": "Person", "properties": {}}\n', "line 1: the entity has no name"),
        ('{"id": "1", "schema": "Person", "properties": {"name": "X"}}\n', "line 1: no entity"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(tmp_path: Path, text: str, message: str) -> None:
    import_actors(write(tmp_path, TABLE, "first.csv"))
    before = load_own()
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        import_actors(write(tmp_path, text))
    assert load_own() == before


def test_other_bytes_and_absent_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("name\nÅse Dee\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        import_actors(path)
    with pytest.raises(InputError, match=r"absent\.csv cannot be read"):
        import_actors(tmp_path / "absent.csv")


def test_names_that_are_patterns_or_queries_or_of_any_script(tmp_path: Path) -> None:
    names = ["(.*)+ Dee", "Ann'); DROP TABLE actors;--", "山田 太郎", "Владимир Ройе", "محمد رويه", "A" * 5000]
    table = "name,identifier\n" + "".join(f'"{n}",X-{i}\n' for i, n in enumerate(names))
    assert import_actors(write(tmp_path, table)).new == len(names)
    (actor,) = [a for a in read("Владимир Ройе spoke to (.*)+ Dee and 山田 太郎.") if a.same_as]
    assert actor.name == "Владимир Ройе"


def test_a_damaged_store_is_named(home: Path) -> None:
    home.mkdir()
    (home / FILE).write_text("{}\n")
    with pytest.raises(InputError, match=r"actors\.jsonl, line 1"):
        read("Ann Dee spoke.")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "", "file")
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "file"))
    with pytest.raises((OutputError, InputError), match=r"ONRECORD_HOME|cannot be read"):
        import_actors(write(tmp_path, TABLE))


def test_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["actors", "own"]) == 1
    assert main(["actors", "import", str(write(tmp_path, TABLE))]) == 0
    assert "2 new" in capsys.readouterr().out
    assert main(["actors", "own"]) == 0
    assert "Alda Venholt\tperson\tNOR GOV\tX-1" in capsys.readouterr().out
    assert main(["actors", "forget", "X-1"]) == 0
    assert [a.name for a in load_own()] == ["Harbour Ferrymen League"]
    assert main(["actors", "forget", "nobody"]) == 1
    assert main(["actors", "import"]) == 2
    assert forget_actors("") == 1
