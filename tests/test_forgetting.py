"""What is forgotten is nowhere any more: no row, no word in any file, and the rest is as if it had never been there."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from onrecord.cli import main
from onrecord.errors import CaseBusyError, CaseError, UsageError
from onrecord.inputs import make_page
from onrecord.record import Page, Record
from onrecord.store import By, Case
from onrecord.store.erasure import Erasure
from onrecord.store.forgetting import Forgotten
from onrecord.store.people import NewReply, People
from onrecord.store.rewriting import rewrite
from tests.postgresql import Server

ANN = By("Ann", "asked to")
# Words that nothing else in a case can hold, some of them only in a name, a headline, or a file's name.
ODD = ("Zqorvath", "Plinnemark", "Wexxiborough", "Quoffle", "vrixipage")
SAID = "“We have nothing to hide from the people of Latvia,” Estonia's trade minister Liis Tamberg said in Tallinn."


def write(*paragraphs: str, title: str = "Fees", address: str = "vrixipage") -> Page:
    """A page of its own, in HTML."""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    head = f"<title>{title}</title><meta property='article:published_time' content='2024-05-04'>"
    markup = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return make_page(f"https://harbour.example/{address}.html", markup.encode())


ODD_PAGE = write(
    "The harbour master Zqorvath Plinnemark said on Friday that the quay at Wexxiborough would stay closed until June.",
    "“The fees are a scandal,” Ann Dee of the Port of Narva said. Estonia sent Latvia two trawlers on Monday.",
    SAID,
    title="Quoffle fees",
)
OTHER_PAGE = write(
    SAID,
    "Finland's foreign minister Aino Karsikko told reporters on Saturday that both would hold talks about the fees.",
    address="other",
)


@pytest.fixture
def case(place: str) -> Iterator[Case]:
    """A case with both pages, which people worked on and which were compared."""
    with Case(place) as case:
        case.add(ODD_PAGE)
        case.add(OTHER_PAGE)
        capture = case.find_page(ODD_PAGE.url)
        record = case.record(capture.number)
        assert isinstance(record, Record)
        for statement in record.statements[:2]:
            case.confirm(statement.id, ANN)
        case.undo(case.reject(record.statements[-1].id, ANN).id, ANN)
        heads = {actor.name: actor.id for actor in case.actors()}
        case.merge(heads["Aino Karsikko"], heads["Zqorvath Plinnemark"], ANN)
        people = People(case)
        people.add_reply(NewReply(record.story.id, record.story.id, "Bo", "bo@post.example", "Wexxiborough is fine."))
        people.note("Ann", "page added", f"{ODD[-1]}.html")
        assert main(["compare", place]) in (0, 1)
        yield case


def dump(place: str) -> str:
    """All that the tables hold, what is compressed unpacked."""
    url = place.replace("postgresql://", "postgresql+psycopg://") if "://" in place else f"sqlite:///{place}"
    engine = create_engine(url)
    held: list[str] = []
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if "_search_" in table:  # FTS5's own, which keep words until the files are written anew
                continue
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                held += [_show(value) for value in row]
    engine.dispose()
    return "\n".join(held)


def _show(value: object) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode()
    except zlib.error:
        return value.decode("utf-8", "replace")


def find_traces(folder: Path) -> set[str]:
    """Which odd words, and which packed bytes of the page, stand in the files under a folder."""
    wanted = {word: [word.encode(), word.lower().encode()] for word in ODD}
    wanted["packed"] = [zlib.compress(ODD_PAGE.content, 6)[40:100]]
    wanted["term"] = [b"exxiborough"]  # full-text search folds words and leaves out what two share at their beginning
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {name for name, forms in wanted.items() if any(form in held for held in files for form in forms)}


def test_no_row_holds_what_was_forgotten(case: Case, place: str) -> None:
    assert all(word in dump(place) for word in ODD)
    Erasure(case).forget_page(ODD_PAGE.url, ANN)
    held = dump(place)
    assert [word for word in ODD if word in held or word.lower() in held] == []
    assert list(case.statements("Wexxiborough")) == []
    assert list(case.stories("Quoffle")) == []


def test_no_word_stays_in_the_files(tmp_path: Path, empty_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = shutil.copy(empty_file, tmp_path / "case.db").as_posix()
    with Case(place) as case:
        case.add(ODD_PAGE)
        case.add(OTHER_PAGE)
    shutil.copy(place, f"{place}.before-0004.backup")
    assert main(["compare", place]) in (0, 1)
    assert find_traces(tmp_path) == {*ODD, "packed", "term"}
    assert main(["forget", place, ODD_PAGE.url, "--by", "Ann", "--why", "asked to"]) == 0
    assert find_traces(tmp_path) == set()
    assert [path.name for path in tmp_path.iterdir()] == ["case.db"]
    printed = capsys.readouterr().out
    assert "page 1 (version 1) is forgotten, with" in printed
    assert "before-0004.backup: this backup held older states and was deleted" in printed


def test_no_word_stays_in_the_tables_files_on_postgresql(server: Server, empty_database: str) -> None:
    place = server.make_database(empty_database)
    with Case(place) as case:
        case.add(ODD_PAGE)
        case.add(OTHER_PAGE)
        folder = _find_folder(case)
        assert find_traces(folder) >= {"Wexxiborough", "Quoffle"}
        Erasure(case).forget_page(ODD_PAGE.url, ANN)
        rewrite(case.database)
        _find_folder(case)  # writes to the disk what is in memory
        assert find_traces(folder) == set()
        assert len(list(case.statements())) > 0


def _find_folder(case: Case) -> Path:
    """Where the server keeps this database, all of it written out."""
    with case.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT", writes=True) as connection:
        connection.execute(text("CHECKPOINT"))
        data = connection.execute(text("SHOW data_directory")).scalar_one()
        number = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    return Path(data) / "base" / str(number)


def test_the_rest_is_as_if_it_had_never_been_there(case: Case, tmp_path: Path, empty_file: Path) -> None:
    Erasure(case).forget_page(ODD_PAGE.url, ANN)
    with Case(shutil.copy(empty_file, tmp_path / "fresh.db")) as fresh:
        fresh.add(OTHER_PAGE)
        assert [e.statement for e in case.statements()] == [e.statement for e in fresh.statements()]
        assert [e.event for e in case.events()] == [e.event for e in fresh.events()]
        assert list(case.actors()) == list(fresh.actors())
    assert main(["compare", str(tmp_path / "fresh.db")]) == main(["compare", case.place])


def test_only_that_it_was_forgotten_is_kept(case: Case) -> None:
    Erasure(case).forget_page(ODD_PAGE.url, ANN)
    with case.database.reading() as connection:
        rows = [dict(row) for row in connection.execute(text("SELECT * FROM forgotten")).mappings()]
    address = hashlib.sha256(ODD_PAGE.url.encode()).hexdigest()
    assert [{**row, "forgotten_at": ""} for row in rows] == [
        {"number": 1, "kind": "page", "sha256": ODD_PAGE.sha256, "address_sha256": address, "forgotten_at": "",
         "who": "Ann", "why": "asked to"}
    ]  # fmt: skip
    assert Erasure(case).was_forgotten(ODD_PAGE.url)
    assert not Erasure(case).was_forgotten(OTHER_PAGE.url)


def test_it_says_what_went(case: Case) -> None:
    record = case.record(case.find_page(ODD_PAGE.url).number)
    assert record is not None
    (forgotten,) = Erasure(case).forget_page(ODD_PAGE.url, ANN)
    assert isinstance(forgotten, Forgotten)
    # Two confirmed, one rejected, that undone, and a merger with an actor who is on no other page.
    assert (forgotten.statements, forgotten.corrections, forgotten.replies) == (len(record.statements), 5, 1)
    assert forgotten.actors >= 2
    assert list(case.corrections()) == []


def test_a_number_is_one_version_and_the_newest_left_counts(place: str) -> None:
    second = write(SAID, "“The quay at Narva is open again,” Ann Dee told reporters on Friday.")
    with Case(place) as case:
        case.add(ODD_PAGE)
        case.add(second)
        newest = case.find_page(ODD_PAGE.url)
        assert newest.version == 2
        Erasure(case).forget_page(str(newest.number), ANN)
        left = case.find_page(ODD_PAGE.url)
        assert (left.version, left.current) == (1, True)
        assert len(list(case.statements("Wexxiborough"))) > 0
        assert list(case.statements("Narva open again")) == []
        case.add(second)
        assert [f.version for f in Erasure(case).forget_page(ODD_PAGE.url, ANN)] == [1, 2]
        assert list(case.pages()) == []


def test_a_copy_elsewhere_takes_its_place(place: str) -> None:
    content = write(SAID, "Aino Karsikko, the foreign minister of Finland, said that the talks had begun.").content
    with Case(place) as case:
        case.add(make_page("/pages/first.html", content))
        assert "a copy of" in case.add(make_page("/pages/second.html", content + b"<!-- 2 -->")).detail
        before = [entry.statement for entry in case.statements()]
        case.confirm(before[0].id, ANN)
        Erasure(case).forget_page("/pages/first.html", ANN)
        assert [(capture.url, capture.current) for capture in case.pages()] == [("/pages/second.html", True)]
        assert [entry.statement for entry in case.statements()] == before
        assert list(case.corrections()) == [], "it was said of the page that is gone"


def test_what_people_said_of_an_actor_stays_without_the_forgotten_name(place: str) -> None:
    with Case(place) as case:
        case.add(ODD_PAGE)
        case.add(OTHER_PAGE)
        actor = next(a for a in case.actors() if a.name == "Liis Tamberg")
        case.correct(actor.id, "role", "minister of trade", ANN)
        Erasure(case).forget_page(ODD_PAGE.url, ANN)
        kept = next(a for a in case.actors() if a.name == "Liis Tamberg")
        assert kept.id == actor.id
        with case.database.reading() as connection:
            held = connection.execute(text("SELECT role FROM actors WHERE id = :id"), {"id": actor.id}).scalar()
        assert held == "minister of trade"


def test_a_person_is_forgotten_and_what_they_corrected_stays(case: Case, place: str) -> None:
    people = People(case)
    people.add_account("Ann", "$argon2id$not-a-hash", "editor")
    people.begin_session("Ann")
    made = len(list(case.corrections()))
    assert Erasure(case).forget_person("bo@post.example", By("Cy")) == 1
    assert Erasure(case).forget_person("Ann", By("Cy")) == 0
    held = dump(place)
    assert "bo@post.example" not in held
    assert people.find_account("Ann") is None
    who = {standing.correction.who for standing in case.corrections()}
    assert len(list(case.corrections())) == made
    assert len(who) == 1
    assert who.pop().startswith("forgotten-")
    assert "Ann" not in {deed.who for deed in people.deeds()}
    with pytest.raises(UsageError, match="knows nobody"):
        Erasure(case).forget_person("Ann", By("Cy"))


def test_corrections_are_guarded_again(case: Case) -> None:
    Erasure(case).forget_person("Ann", By("Cy"))
    Erasure(case).forget_page(ODD_PAGE.url, ANN)
    case.confirm(next(case.statements()).statement.id, ANN)
    for change in ("DELETE FROM corrections", "UPDATE corrections SET who = 'x'"):
        with pytest.raises(CaseError, match="never changed"), case.database.writing() as connection:
            connection.execute(text(change))


def test_a_reply_is_forgotten(case: Case) -> None:
    (reply,) = People(case).replies("pending")
    Erasure(case).forget_reply(reply.id, ANN)
    assert People(case).replies("pending") == []
    with pytest.raises(UsageError, match="no such reply"):
        Erasure(case).forget_reply(reply.id, ANN)


def test_it_says_so_where_another_program_keeps_the_words(tmp_path: Path, empty_file: Path) -> None:
    place = shutil.copy(empty_file, tmp_path / "case.db").as_posix()
    with Case(place) as case:
        case.add(ODD_PAGE)
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM pages").fetchone()
    with Case(place, patience=0.1) as case:
        erasure = Erasure(case)
        erasure.forget_page(ODD_PAGE.url, ANN)
        with pytest.raises(CaseBusyError, match="Close that program"):
            erasure.rewrite()
    other.close()
    assert main(["forget", place, "--by", "Ann"]) == 0
    assert find_traces(tmp_path) == set()


def test_what_the_case_has_not_cannot_be_forgotten(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    for named in ("7", "https://nowhere.example/", "r-0123456789"):
        assert main(["forget", place, named, "--by", "Ann"]) == 2
        assert "no such" in capsys.readouterr().err
