"""What hostile pages and hostile people cannot do: what the pages in a browser promise, line by line."""

from __future__ import annotations

import http.client
import io
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import Engine, event

from onrecord.exports import FORMATS
from onrecord.store.people import ReplyState
from onrecord.web import replies
from onrecord.web.application import ACTIONS, PAGES
from onrecord.web.pages import Action
from onrecord.web.settings import Settings
from onrecord.web.throttle import Throttle
from tests import sample
from tests.test_web import EVENT, ITEMS, LISTS, STATEMENT, find_routes
from tests.web import BAD, EMAIL, Visitor, make_case, serving, visit

WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([BAD, "'; DROP TABLE statements; --", "../../etc/passwd", "//evil.example", "0:5", "4:2", "none"]),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("safety") / "case.db"
    make_case(str(path))
    return path


@pytest.fixture(autouse=True)
def may_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test sends replies of its own: how many came before is nothing to it."""
    monkeypatch.setattr(replies, "throttle", Throttle(most=1000, seconds=60))


@pytest.fixture
def own(made: Path, tmp_path: Path) -> str:
    """A case of the test's own, to change."""
    return shutil.copy(made, tmp_path / "case.db").as_posix()


@pytest.fixture(scope="module")
def visitor(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    place = shutil.copy(made, tmp_path_factory.mktemp("shared") / "case.db").as_posix()
    with serving(place) as base, visit(base) as visitor:
        yield visitor


def find_markup(answered: str) -> list[str]:
    """What a page has that no template of ours writes: elements, attributes, and links out of what somebody sent."""
    tree = html.fromstring(answered)
    found = [
        e.get("src") or "inline script"
        for e in tree.iter("script")
        if e.text or not (e.get("src") or "").startswith(("/static/", "/charts/"))
    ]
    found += [str(e.tag) for e in tree.iter("img", "svg", "object", "embed", "base", "style")]
    for element in tree.iter():
        found += [name for name in element.attrib if name.startswith("on") or name == "srcdoc"]
        for name in ("href", "src", "action", "formaction"):
            address = (element.get(name) or "").lower().strip()
            found += [address] if address.startswith(("javascript", "data", "vbscript")) else []
    return found


# Injection: what a page can fill is in the hostile record of the case; what a person can fill is filled here.


def list_fields() -> list[tuple[str, str]]:
    """Every address with every field that it may have, and some that only templates look at."""
    fields = []
    for page in PAGES:
        path = page.path.replace("{id:str}", STATEMENT)
        if page.path.startswith("/pages/"):
            path = "/pages/1/saved"
        asked = page.asked.__struct_fields__ if page.asked else ()
        fields += [(path, name) for name in (*asked, "q", "stale", "field", "value", "back", "done")]
    return sorted(set(fields))


def test_what_stands_in_an_address_is_only_words(visitor: Visitor) -> None:
    """Reflected injection, in every field of every page."""
    fields = list_fields()
    assert len(fields) > 150
    for path, name in fields:
        for words in (f'"><svg onload=alert(1)>{BAD}', *(("javascript:alert(1)",) if name in ("back", "go") else ())):
            more = {"stale": "correct", "field": "act"} if name == "value" else {}
            answer = visitor.get(path, params={**more, name: words})
            assert answer.status_code < 500, (path, name)
            assert not find_markup(answer.text), (path, name)


def test_what_people_send_is_only_words(own: str) -> None:
    """Stored injection, in every field that a person can fill, looked for on every page afterwards."""
    with serving(own, person=BAD) as base, visit(base) as visitor:
        sent = []
        item = visitor.get(f"/items/{STATEMENT}.json").json()
        for field in item["fields"]:
            change = {"verb": "correct", "field": field["name"], "value": BAD, "why": BAD}
            state = visitor.get(f"/items/{STATEMENT}.json").json()["state"]
            sent.append(visitor.submit(f"/items/{STATEMENT}", seen=state, **change).status_code)
        for id in ("story-long", EVENT, visitor.get("/actors.json").json()["actors"][0]["id"]):
            path = f"/actors/{id}" if id.startswith("who-") else f"/items/{id}"
            for field in visitor.get(f"{path}.json").json()["fields"]:
                state = visitor.get(f"{path}.json").json()["state"]
                change = {"verb": "correct", "field": field["name"], "value": BAD, "why": BAD}
                sent.append(visitor.submit(path, seen=state, **change).status_code)
        marked = {"page": "1", "words": "respond to a question", "kind": "statement", "why": BAD}
        sent.append(visitor.submit("/mark", **marked).status_code)
        replied = {"item": STATEMENT, "name": BAD, "email": EMAIL, "text": BAD}
        sent.append(visitor.submit("/replies", **replied).status_code)
        waiting = visitor.get("/replies.json").json()["replies"]
        sent.append(visitor.submit(f"/replies/{waiting[0]['id']}", state="approved").status_code)
        files = [("files", (f"{BAD}.html", b"<p>Liis Tamberg said that it rained.</p>"))]
        job = visitor.post("/add", data={"_csrf_token": visitor.token, "outlet": BAD}, files=files).headers["location"]
        until = time.monotonic() + 120
        while not visitor.get(f"{job}.json").json()["ready"] and time.monotonic() < until:
            time.sleep(0.2)
        assert sent.count(303) > 8, sent
        assert set(sent) <= {303, 400}
        actors = [f"/actors/{a['id']}?part={part}" for a in visitor.get("/actors.json").json()["actors"]
                  for part in ("said", "did")]  # fmt: skip
        for address in (*LISTS, *ITEMS, "/items/story-long", "/replies?state=approved", job, *actors, "/pages/5/saved"):
            answer = visitor.get(address)
            assert answer.status_code < 500, address
            assert not find_markup(answer.text), address
        assert "hacked" in visitor.get("/corrections").text  # it is there, as words


def test_what_is_refused_is_shown_as_words(own: str) -> None:
    with serving(own, accounts=True) as base, visit(base) as visitor:
        answer = visitor.submit("/login", name=BAD, password=BAD, back=BAD)
        assert answer.status_code == 401
        assert not find_markup(answer.text)
    with serving(own) as base, visit(base) as visitor:
        for path, fields in (
            ("/replies", {"item": STATEMENT, "name": BAD, "email": BAD, "text": BAD}),
            ("/mark", {"page": "1", "words": BAD, "cue": BAD, "why": BAD}),
            ("/merge", {"keep": BAD, "other": BAD}),
        ):
            answer = visitor.submit(path, **fields)
            assert answer.status_code == 400
            assert not find_markup(answer.text)


# Addresses: no way to elsewhere, none to the disk.


def ask_raw(base: str, path: str) -> http.client.HTTPResponse:
    """Ask for a path as it is written, which clients that tidy addresses never send."""
    host, port = base.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    connection.putrequest("GET", path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    answer.read_all = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


@pytest.mark.parametrize("folder", ["/static", "/charts", "/export", "/pages", "/items/s-1", "/add"])
@pytest.mark.parametrize(
    "way",
    ["/../application.py", "/../../../../../../../../etc/passwd", "/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
     "/%2e%2e/application.py", "//etc/passwd", "/%2fetc%2fpasswd", "/..\\..\\application.py", "/style.css%00.html",
     "/%c0%ae%c0%ae/application.py", "/....//application.py", "/file:///etc/passwd"],
)  # fmt: skip
def test_no_path_reaches_the_disk(visitor: Visitor, folder: str, way: str) -> None:
    answer = ask_raw(str(visitor.base_url).rstrip("/"), folder + way)
    assert answer.status in (400, 404)
    body = answer.read_all  # type: ignore[attr-defined]
    assert b"root:" not in body
    assert b"import" not in body


def test_the_name_of_an_upload_is_only_a_name(own: str, tmp_path: Path) -> None:
    before = {p for p in tmp_path.parent.rglob("*") if "case.db" not in p.name}
    names = ["../../evil.html", "/tmp/evil.html", "..\\evil.html", "C:\\evil.html", "..", "evil\0.html", "-"]
    with serving(own) as base, visit(base) as visitor:
        page = b"<article><p>Anna Kask said that the lane stays open to every ship.</p></article>"
        files = [("files", (name, page + b" " * n)) for n, name in enumerate(names)]
        job = visitor.post("/add", data={"_csrf_token": visitor.token}, files=files).headers["location"]
        until = time.monotonic() + 120
        while not (found := visitor.get(f"{job}.json").json())["ready"] and time.monotonic() < until:
            time.sleep(0.2)
        assert found["ready"]
        assert {s["added"]["url"] for s in found["steps"]} <= {"evil.html", "-", "evil%00.html"}
    assert {p for p in tmp_path.parent.rglob("*") if "case.db" not in p.name} == before
    assert not Path("/tmp/evil.html").exists()


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
                                  "/\t/evil.example", "%2f%2fevil.example", "http:evil.example"])  # fmt: skip
def test_no_form_leads_elsewhere(own: str, back: str) -> None:
    """The forms that say where to go on; tests/test_web.py has the way back after signing in."""
    with serving(own) as base, visit(base) as visitor:
        state = visitor.get(f"/items/{STATEMENT}.json").json()["state"]
        answers = [visitor.submit(f"/items/{STATEMENT}", seen=state, verb="confirm", back=back)]
        made = visitor.get(f"/items/{STATEMENT}.json").json()["corrections"][-1]["correction"]["id"]
        answers.append(visitor.submit("/undo", correction=made, back=back))
        for answer in answers:
            assert answer.status_code == 303
            assert answer.headers["location"] == f"/items/{STATEMENT}"


# Forms: their token, whatever stands in them, and how much.


def test_every_form_needs_its_token(own: str) -> None:
    """From the routes, so that none is forgotten: neither the cookie alone nor a token of somebody else is enough."""
    posts = [r for r in find_routes(Settings(place=own, accounts=True, replies=True)) if r.method == "POST"]
    assert {r.address for r in posts} >= {a.path for a in ACTIONS} | {"/add", "/login", "/logout"}
    with serving(own, accounts=True) as base, visit(base) as owner, httpx.Client(base_url=base) as stranger:
        stranger.get("/login")
        assert stranger.cookies
        for route in posts:
            address = route.address.replace("{id:str}", STATEMENT)
            assert stranger.post(address, data={}).status_code == 403, address
            assert stranger.post(address, data={"_csrf_token": owner.token}).status_code == 403, address
            assert stranger.post(address, data={"_csrf_token": "0" * 96}).status_code == 403, address


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_no_form_fails_whatever_is_sent(visitor: Visitor, action: Action) -> None:
    names = action.form.__struct_fields__
    ids = st.sampled_from([STATEMENT, EVENT, sample.TAMBERG.id, "story-long", "r-1", "who-0", "f-0", "x"])

    @given(fields=st.fixed_dictionaries({}, optional={name: st.one_of(WORDS, ids) for name in names}), id=ids)
    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def send(fields: dict[str, str], id: str) -> None:
        sent = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
        answer = visitor.submit(action.path.replace("{id:str}", id), **sent)
        assert answer.status_code < 500, (sent, answer.text)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/")
            assert not answer.headers["location"].startswith(("//", "/\\"))

    send()


# SQL: parameters alone.


def test_no_word_of_a_request_stands_in_sql(own: str) -> None:
    """Every statement that the database is sent is looked at while all fields of all pages and forms hold a mark."""
    mark, seen, sent = "zqx'; --", [], []

    def look(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        seen.append(statement)
        sent.append(str(parameters))

    event.listen(Engine, "before_cursor_execute", look)
    try:
        with serving(own) as base, visit(base) as visitor:
            for path, name in list_fields():
                visitor.get(("/index" if path == "/" else path) + ".json", params={name: mark})
            for page in PAGES:
                visitor.get(page.path.replace("{id:str}", quote(mark, safe="")))
            for action in ACTIONS:
                fields = dict.fromkeys(action.form.__struct_fields__, mark)
                for id in (STATEMENT, quote(mark, safe="")):
                    for more in ({}, {"verb": "correct"}, {"state": "approved"}, {"kind": "statement", "page": "1"}):
                        visitor.submit(action.path.replace("{id:str}", id), **{**fields, **more})
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert len(seen) > 500
    assert not [statement for statement in seen if "zqx" in statement]
    assert len([parameters for parameters in sent if "zqx" in parameters]) > 20


# E-mail: in the case alone.


def read_all(name: str, content: bytes) -> Iterator[bytes]:
    """A file and all that it packs."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from read_all(inner, archive.read(inner))
    if name.endswith(".parquet"):
        from pyarrow import parquet

        yield str(parquet.read_table(io.BytesIO(content)).to_pylist()).encode()


def test_an_e_mail_never_leaks(own: str) -> None:
    """Not on a page, in JSON, in what was done, in any export, or in evidence, whatever was decided of its reply."""
    with serving(own) as base, visit(base) as visitor:
        for state in get_args(ReplyState):
            sent = {"item": STATEMENT, "name": f"Liis {state}", "email": EMAIL, "text": f"Not so, {state}."}
            assert visitor.submit("/replies", **sent).status_code == 303
            waiting = visitor.get("/replies.json").json()["replies"]
            id = next(r["id"] for r in waiting if r["name"] == f"Liis {state}")
            visitor.submit(f"/replies/{id}", state=state)
        addresses = [*LISTS, *ITEMS, *(f"/replies?state={state}" for state in get_args(ReplyState))]
        for address in addresses:
            path, _, query = address.partition("?")
            as_json = ("/index" if path == "/" else path) + ".json" + (f"?{query}" if query else "")
            for asked in (address, as_json):
                answer = visitor.get(asked)
                assert EMAIL not in answer.text, asked
                assert EMAIL.partition("@")[0] not in answer.text, asked
        assert "Not so, approved." in visitor.get(f"/stories/{STATEMENT}").text
        assert "Not so, denied." not in visitor.get(f"/stories/{STATEMENT}").text
        taken = [(f"/export/{format}", format) for format in FORMATS] + [(f"/items/{STATEMENT}/pack", "pack")]
        for address, name in taken:
            answer = visitor.get(address)
            assert answer.status_code == 200, address
            assert not [part for part in read_all(name, answer.content) if EMAIL.encode() in part], address
    with closing(sqlite3.connect(own)) as case:  # it is kept where it may be: it was there to leak
        assert case.execute("SELECT count(*) FROM replies WHERE email = ?", (EMAIL,)).fetchone() == (4,)
