"""The pages without a browser: what they answer, to whom, and what they never do."""

from __future__ import annotations

import itertools
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
from lxml import etree, html

from onrecord.store import Case
from onrecord.store.people import People
from onrecord.web.application import ACTIONS, PAGES, make_inner
from onrecord.web.editing import find_way_back
from onrecord.web.highlights import cut_text
from onrecord.web.passwords import hash_password, is_password
from onrecord.web.routes import Route, list_routes
from onrecord.web.settings import Settings
from onrecord.web.visit import ROLES
from tests import sample
from tests.entries import make_event_record
from tests.postgresql import Server
from tests.web import (
    BAD,
    EMAIL,
    Visitor,
    make_case,
    make_hostile_record,
    make_long_record,
    make_saved_page,
    serving,
    visit,
)

PASSWORD = "correct horse battery"
STATEMENT = sample.STATEMENTS[0].id
EVENT = make_event_record().events[0].id
LISTS = ("/", "/stories", "/statements", "/events", "/actors", "/timeline",
         "/timeline?kind=event&rows=actor&colour=outlet", "/timeline?rows=outlet&colour=actor&span=all", "/network",
         "/network?quad=material+conflict&after=2024-05-01",
         "/quotations", "/similar", "/chains", "/contradictions", "/review", "/review?order=confidence", "/corrections",
         "/add", "/replies", "/replied", "/audit", "/export", "/timeline/chart", "/network/chart",
         "/chains/chart?theme=dark&width=380", "/mark?page=1&start=0&end=12")  # fmt: skip
ITEMS = (f"/stories/{STATEMENT}", "/stories/story-hostile", f"/stories/{EVENT}", f"/items/{STATEMENT}",
         f"/items/{EVENT}", "/items/story-hostile", "/pages/1/saved", "/pages/3/saved")  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def copy_case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes a case on either database, and copies of it: all pages are tried on both."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("web")
        make_case(str(folder / "case.db"))
        numbers = itertools.count()
        return lambda: shutil.copy(folder / "case.db", folder / f"copy-{next(numbers)}.db").as_posix()
    server: Server = request.getfixturevalue("server")
    place = server.make_database(request.getfixturevalue("empty_database"))
    make_case(place)
    return lambda: server.make_database(place.partition("@/")[2].partition("?")[0])


@pytest.fixture(scope="module")
def base(copy_case: Callable[[], str]) -> Iterator[str]:
    with serving(copy_case()) as address:
        yield address


@pytest.fixture
def own(copy_case: Callable[[], str]) -> str:
    """A case of the test's own, to change."""
    return copy_case()


@pytest.fixture(scope="module")
def visitor(base: str) -> Iterator[Visitor]:
    with visit(base) as visitor:
        yield visitor


def find_actor(visitor: Visitor) -> str:
    return f"/actors/{visitor.get('/actors.json', params={'q': 'Tamberg'}).json()['actors'][0]['id']}"


@pytest.mark.parametrize("address", [*LISTS, *ITEMS, "actor", "actor?part=of", "actor?part=did", "actor?part=to"])
def test_page_answers_people_and_programs(visitor: Visitor, address: str) -> None:
    address = address.replace("actor", find_actor(visitor), 1) if address.startswith("actor") else address
    shown = visitor.get(address)
    assert shown.status_code == 200, shown.text[-500:]
    etree.fromstring(shown.text.replace("<!DOCTYPE html>", ""), etree.HTMLParser(recover=False))
    path, _, query = ("/index" if address == "/" else address).partition("?")
    answered = visitor.get(f"{path}.json" + (f"?{query}" if query else ""))
    assert answered.status_code == 200, answered.text[-500:]
    page = next(p for p in PAGES if matches(p.path, address.partition("?")[0]))
    msgspec.json.decode(answered.content, type=page.view)


def matches(path: str, address: str) -> bool:
    wanted, given = path.split("/"), address.split("/")
    return len(wanted) == len(given) and all(w in (g, "{id:str}") for w, g in zip(wanted, given, strict=True))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing", 404), ("/stories/nothing", 404), ("/items/s-0000000000", 404), ("/actors/who-0", 404),
        ("/pages/999", 404), ("/pages/999/content", 404), ("/pages/x/saved", 404), ("/quotations/q-0", 404),
        ("/statements?act=shout", 400), ("/statements?after=soon", 400), ("/statements?go=1;drop", 400),
        ("/statements?limit=many", 400), ("/review?go=x", 400), ("/.json/statements", 404),
        ("/static/../application.py", 404), ("/static/%2e%2e/application.py", 404), ("/charts/../../__init__.py", 404),
        ("/add/../../etc/passwd", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(visitor: Visitor, address: str, status: int) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_lists_go_on_by_keys(visitor: Visitor) -> None:
    seen, address = [], "/statements.json?limit=7"
    while address:
        found = visitor.get(address).json()
        seen += [s["id"] for s in found["statements"]]
        address = found["next"]
    assert len(seen) == len(set(seen)) == visitor.get("/index.json").json()["overview"]["statements"]


def test_policy_and_headers(visitor: Visitor) -> None:
    for address in ("/", f"/stories/{STATEMENT}", "/nothing", "/index.json", "/static/style.css"):
        headers = visitor.get(address).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
    saved = visitor.get("/pages/1/content").headers["content-security-policy"]
    assert saved.startswith("sandbox;")
    assert "script-src" not in saved
    assert "default-src 'none'" in saved
    chart = visitor.get("/timeline/chart").headers["content-security-policy"]
    assert "script-src 'self';" in chart
    assert "frame-ancestors 'self'" in chart


def test_other_names_are_refused(visitor: Visitor) -> None:
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 421
    assert visitor.get("/", headers={"host": "localhost:99"}).status_code == 200


@pytest.mark.parametrize("address", [*LISTS, *ITEMS, "/actors?q=script", f"/statements?q={BAD}", f"/actors?q={BAD}"])
def test_words_of_pages_are_only_words(visitor: Visitor, address: str) -> None:
    """No element and no attribute comes from a story, whatever it holds."""
    tree = html.fromstring(visitor.get(address).text)
    assert not [e for e in tree.iter("script") if not (e.get("src") or "").startswith(("/static/", "/charts/"))]
    assert not list(tree.iter("img"))
    for element in tree.iter():
        assert not [name for name in element.attrib if name.startswith("on")]
        assert not (element.get("href") or "").lower().lstrip().startswith(("javascript", "data"))


def test_a_form_without_its_token_is_refused(base: str) -> None:
    with httpx.Client(base_url=base) as stranger:
        for action in ACTIONS:
            address = action.path.replace("{id:str}", "x")
            assert stranger.post(address, data={"correction": "c-1"}).status_code == 403, address
        assert stranger.post("/add", data={"text": "x"}).status_code == 403
        stranger.get(f"/items/{STATEMENT}")  # the cookie alone is not enough
        assert stranger.post("/undo", data={"correction": "c-1"}).status_code == 403


def test_judging_correcting_and_undoing(own: str) -> None:
    with serving(own) as base, visit(base) as visitor:
        before = visitor.get(f"/items/{STATEMENT}.json").json()
        change = {"seen": before["state"], "verb": "correct", "field": "act", "value": "threat"}
        answer = visitor.submit(f"/items/{STATEMENT}", **change)
        assert answer.status_code == 303
        after = visitor.get(f"/items/{STATEMENT}.json").json()
        assert (after["item"]["statement"]["act"], after["review"]) == ("threat", "corrected")
        correction = after["corrections"][-1]["correction"]
        assert (correction["who"], correction["field"]) == ("ada", "act")
        visitor.submit("/undo", correction=correction["id"])
        assert (
            visitor.get(f"/items/{STATEMENT}.json").json()["item"]["statement"]["act"]
            == before["item"]["statement"]["act"]
        )


def test_a_stale_change_is_refused_and_both_are_shown(own: str) -> None:
    with serving(own) as base, visit(base) as one, visit(base) as other:
        seen = one.get(f"/items/{STATEMENT}.json").json()["state"]
        one.submit(f"/items/{STATEMENT}", seen=seen, verb="correct", field="act", value="threat")
        late = other.submit(f"/items/{STATEMENT}", seen=seen, verb="correct", field="act", value="promise")
        shown = other.get(late.headers["location"])
        assert "Somebody else changed it" in shown.text
        assert ">promise</blockquote>" in shown.text
        assert ">threat</blockquote>" in shown.text
        assert other.get(f"/items/{STATEMENT}.json").json()["item"]["statement"]["act"] == "threat"


def test_marking_merging_and_splitting(own: str) -> None:
    with serving(own) as base, visit(base) as visitor:
        words = "respond to a question"
        fields = {"page": "1", "words": words, "kind": "statement", "act": "claim", "form": "indirect"}
        assert visitor.submit("/mark", **fields).status_code == 303
        found = visitor.get("/statements.json", params={"q": "respond", "review": "added"}).json()["statements"]
        assert [s["words"] for s in found] == [words]
        actors = visitor.get("/actors.json").json()["actors"]
        tamberg = next(a for a in actors if a["name"] == "Liis Tamberg")
        kask = next(a for a in actors if a["name"] == "Anna Kask")
        visitor.submit("/merge", keep=tamberg["id"], other="Anna Kask")
        assert visitor.get(f"/actors/{kask['id']}.json").json()["actor"]["name"] == "Liis Tamberg"
        assert visitor.submit("/merge", keep=tamberg["id"], other="Nobody At All").status_code == 400
        visitor.submit("/split", ids=sample.TAMBERG.id)
        assert len(visitor.get("/actors.json", params={"q": "Tamberg"}).json()["actors"]) == 2


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
                                  "/a\r\nSet-Cookie: x=1", "", "evil"])  # fmt: skip
def test_no_form_leads_elsewhere(back: str) -> None:
    assert find_way_back(back, "/here") == "/here"
    assert find_way_back("/review?go=1#task", "/here") == "/review?go=1#task"


def test_replies_wait_and_never_show_an_address(own: str) -> None:
    with serving(own) as base, visit(base) as visitor:
        sent = {"item": STATEMENT, "name": "Liis", "email": EMAIL, "text": "I said <b>nothing</b> of the kind."}
        assert visitor.submit("/replies", **sent).headers["location"] == "/replied"
        assert visitor.submit("/replies", **{**sent, "website": "http://spam.example"}).status_code == 303
        assert visitor.submit("/replies", **{**sent, "email": "none"}).status_code == 400
        assert visitor.submit("/replies", **{**sent, "item": "s-0000000000"}).status_code == 400
        assert "of the kind" not in visitor.get(f"/items/{STATEMENT}").text
        assert len(visitor.get("/replies.json", params={"state": "spam"}).json()["replies"]) == 1
        waiting = visitor.get("/replies.json").json()["replies"]
        visitor.submit(f"/replies/{waiting[0]['id']}", state="approved")
        shown = visitor.get(f"/stories/{STATEMENT}").text
        assert "I said &lt;b&gt;nothing&lt;/b&gt; of the kind." in shown
        assert f'href="#{STATEMENT}">these words' in shown
        for address in (*LISTS, *ITEMS, "/index.json", f"/stories/{STATEMENT}.json", "/replies.json",
                        "/replies.json?state=approved", "/replies?state=approved", "/audit.json"):  # fmt: skip
            assert EMAIL not in visitor.get(address).text, address


def test_too_many_replies_are_refused(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web import replies
    from onrecord.web.throttle import Throttle

    monkeypatch.setattr(replies, "throttle", Throttle(most=2, seconds=60))
    with serving(own) as base, visit(base) as visitor:
        sent = {"item": STATEMENT, "name": "Liis", "email": EMAIL, "text": "No."}
        assert [visitor.submit("/replies", **sent).status_code for _ in range(3)] == [303, 303, 429]


def test_replies_are_off_unless_asked_for(own: str) -> None:
    with serving(own, replies=False) as base, visit(base) as visitor:
        assert "Leave" not in visitor.get(f"/items/{STATEMENT}").text
        sent = {"item": STATEMENT, "name": "Liis", "email": EMAIL, "text": "No."}
        assert visitor.submit("/replies", **sent).status_code == 404


def test_read_only_lets_everybody_read_and_nobody_change(own: str) -> None:
    with serving(own, read_only=True, accounts=False) as base, visit(base) as visitor:
        shown = visitor.look(f"/items/{STATEMENT}")
        assert shown.status_code == 200
        assert ">Correct" not in shown.text
        state = visitor.get(f"/items/{STATEMENT}.json").json()["state"]
        assert visitor.submit(f"/items/{STATEMENT}", seen=state, verb="reject").status_code == 403
        for address in ("/add", "/replies", "/audit", "/mark?page=1"):
            assert visitor.get(address).status_code == 403, address


def find_routes(settings: Settings) -> list[Route]:
    application = make_inner(settings)
    for close in application.on_shutdown:  # it is never served, so nothing else lets go of the case
        close()
    return list_routes(application)


@pytest.fixture
def accounts(own: str) -> Iterator[str]:
    with Case(own) as case:
        for role in ("reader", "reviewer", "editor"):
            People(case).add_account(role, hash_password(PASSWORD), role)
    with serving(own, accounts=True) as base:
        yield base


@contextmanager
def sign_in(base: str, name: str) -> Iterator[Visitor]:
    with visit(base) as visitor:
        if name:
            assert visitor.submit("/login", name=name, password=PASSWORD).status_code == 303
            visitor.look(f"/items/{STATEMENT}")
        yield visitor


def test_every_route_is_for_a_role_and_refuses_those_below(own: str, accounts: str) -> None:
    """The table is made from the routes themselves, so that none can be forgotten."""
    routes = find_routes(Settings(place=own, accounts=True, replies=True))
    assert {route.role for route in routes} <= set(ROLES)
    assert len(routes) > 50
    public = {route.address.removesuffix(".json") for route in routes if route.role == "anyone"}
    assert public == {
        "/login", "/logout", "/replied", "/replies", "/static/{file_path:path}", "/charts/{file_path:path}",
    }  # fmt: skip
    for place, name in enumerate(("", "reader", "reviewer")):
        with sign_in(accounts, name) as visitor:
            for route in routes:
                assert route.role
                if ROLES.index(route.role) <= place:
                    continue
                shown = route.address.replace("{id:str}", STATEMENT).replace("{number:int}", "1")
                is_read = route.method == "GET"
                answer = visitor.get(shown) if is_read else visitor.submit(shown)
                allowed = {401, 403} if name or not is_read or shown.endswith(".json") else {303}
                assert answer.status_code in allowed, (name, route, answer.status_code)
                if answer.status_code == 303:
                    assert answer.headers["location"].startswith("/login")


def test_signing_in_and_out(accounts: str, own: str) -> None:
    with visit(accounts) as visitor:
        visitor.cookies.set("onrecord_session", "chosen-by-somebody-else", domain="127.0.0.1")
        wrong = visitor.submit("/login", name="editor", password="not the password")
        assert wrong.status_code == 401
        answer = visitor.submit("/login", name="editor", password=PASSWORD, back="//evil.example")
        assert answer.headers["location"] == "/"
        cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("onrecord_session"))
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
        assert "chosen-by-somebody-else" not in cookie
        token = cookie.partition("=")[2].partition(";")[0].strip('"')
        with Case(own) as case:
            assert People(case).find_session(token) is not None
            assert People(case).find_session("chosen-by-somebody-else") is None
        with visit(accounts) as signed_in:
            signed_in.cookies.set("onrecord_session", token, domain="127.0.0.1")
            assert "signed in" in signed_in.get("/audit").text
            signed_in.look("/audit")
            signed_in.submit("/logout")
        with Case(own) as case:
            assert People(case).find_session(token) is None


def test_guessing_a_password_is_slowed(accounts: str) -> None:
    with visit(accounts) as visitor:
        codes = [visitor.submit("/login", name="reader", password=f"guess {n}").status_code for n in range(7)]
        assert codes == [401] * 5 + [429] * 2
        assert visitor.submit("/login", name="reader", password=PASSWORD).status_code == 429


def test_cookies_keep_to_tls_where_there_is_tls(own: str) -> None:
    with Case(own) as case:
        People(case).add_account("editor", hash_password(PASSWORD), "editor")
    more = {"accounts": True, "origin": "https://record.example", "hosts": ("127.0.0.1",)}
    with serving(own, **more) as base, Visitor(base_url=base, timeout=60) as visitor:
        shown = visitor.look("/login")
        assert "secure" in shown.headers["set-cookie"].lower()
        assert shown.headers["strict-transport-security"]


def test_passwords_are_hashed() -> None:
    kept = hash_password(PASSWORD)
    assert PASSWORD not in kept
    assert kept.startswith("$argon2id$")
    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + "x")
    assert not is_password(None, PASSWORD)


def test_uploads_are_limited(own: str) -> None:
    with serving(own, most_upload=20_000, most_files=2) as base, visit(base) as visitor:
        token = {"_csrf_token": visitor.token}
        files = [("files", (f"{n}.txt", b"words", "text/plain")) for n in range(3)]
        assert visitor.post("/add", data=token, files=files).status_code == 400
        assert visitor.post("/add", data=token, files=[("files", ("a.txt", b"x" * 30_000))]).status_code == 413
        assert visitor.post("/add", data=token, content=b"x" * 30_000).status_code in (403, 413)

        def drip() -> Iterator[bytes]:
            for _ in range(30):
                yield b"x" * 1000

        assert visitor.post("/add", content=drip()).status_code in (403, 413)
        assert visitor.submit("/add", text="").status_code == 400
        assert visitor.submit("/add", text="x", published="soon").status_code == 400


def test_slow_clients_are_let_go(own: str) -> None:
    with serving(own, patience=0.5) as base:
        host, port = base.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=20) as slow:
            slow.sendall(
                b"POST /undo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            )
            slow.sendall(b"Content-Length: 100\r\n\r\ncorr")
            assert b"408" in slow.recv(200)
        with visit(base) as visitor:
            assert visitor.get("/").status_code == 200


def test_description_names_every_page_and_field(visitor: Visitor) -> None:
    described = visitor.get("/openapi.json").json()
    assert len(described["paths"]) == len(PAGES)
    names = {p["name"] for p in described["paths"]["/statements.json"]["get"]["parameters"]}
    assert {"speaker", "act", "outlet", "after", "go"} <= names


def test_text_is_cut_without_losing_a_character() -> None:
    for record in (make_hostile_record(), make_long_record(5, 5), sample.make_record()):
        from onrecord.exports.spans import find_pins

        text = record.story.text
        for paragraph in cut_text(text, list(find_pins(record)), {}, ()):
            words = "".join(piece.words for piece in paragraph.pieces)
            assert words == text[paragraph.start : paragraph.start + len(words)]
        shown = ["".join(x.words for x in p.pieces) for p in cut_text(text, list(find_pins(record)), {}, ())]
        assert shown == [line for line in text.split("\n") if line.strip()]


def test_a_refused_reply_is_shown_again_with_all_that_was_typed(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web import replies
    from onrecord.web.throttle import Throttle

    monkeypatch.setattr(replies, "throttle", Throttle(most=1, seconds=60))
    sent = {"item": STATEMENT, "name": "Liis <b>", "email": "none", "text": "A long <answer>\nof two lines."}
    with serving(own) as base, visit(base) as visitor:
        for more, status in (({}, 400), ({"email": EMAIL}, 303), ({"email": EMAIL}, 429), ({"item": "s-0"}, 400)):
            answer = visitor.submit("/replies", **{**sent, **more})
            assert answer.status_code == status
            if status == 303:
                continue
            form = html.fromstring(answer.text).get_element_by_id("main").find(".//form")
            fields = {name: (value or "").strip() for name, value in form.fields.items() if name in sent}
            assert fields == {**sent, **more}
            assert html.fromstring(answer.text).xpath("//*[@role='alert']")
        with visit(base) as other:  # what one person typed, nobody else is shown
            assert "two lines" not in other.get(f"/items/{STATEMENT}").text


def test_what_cannot_be_marked_stays_in_its_form(own: str) -> None:
    with serving(own) as base, visit(base) as visitor:
        typed = {
            "page": "1",
            "words": "words that no page has",
            "kind": "event",
            "type": "ASSAULT",
            "why": "seen there",
        }
        answer = visitor.submit("/mark", **typed)
        assert answer.status_code == 400
        form = next(f for f in html.fromstring(answer.text).forms if f.action == "/mark")
        assert {name: (form.fields[name] or "").strip() for name in typed} == typed


def test_a_page_is_read_again(own: str) -> None:
    with serving(own) as base, visit(base) as visitor:
        assert visitor.submit("/reread", page="1").status_code == 303
        assert visitor.submit("/reread", page="999").status_code == 404
        assert "page read again" in visitor.get("/audit").text


def test_a_case_and_an_item_are_taken_out(own: str, tmp_path: Path) -> None:
    import json
    import zipfile

    from onrecord.exports.pack import verify

    with serving(own) as base, visit(base) as visitor:
        lines = visitor.get("/export/jsonl").text.splitlines()
        assert any(STATEMENT in line for line in lines)
        assert all(json.loads(line) for line in lines)
        assert EMAIL not in "".join(lines)
        tables = tmp_path / "tables.zip"
        tables.write_bytes(visitor.get("/export/csv").content)
        assert any("statements" in name for name in zipfile.ZipFile(tables).namelist())
        answer = visitor.get(f"/items/{STATEMENT}/pack")
        assert STATEMENT in answer.headers["content-disposition"]
        pack = tmp_path / "pack.zip"
        pack.write_bytes(answer.content)
        verdict = verify(pack)
        assert verdict.intact
        assert verdict.seal in visitor.get("/audit").text
        assert visitor.get("/export/doc").status_code == 404
        assert visitor.get("/items/s-0000000000/pack").status_code == 404
    with serving(own, read_only=True) as base, visit(base) as visitor:
        assert visitor.get("/export/jsonl").status_code == 403


def test_people_say_what_comparing_found_is_real(own: str) -> None:
    from tests.compared import make_event_page, make_page
    from tests.test_compare import WORDS

    told = (make_page("a", WORDS), make_page("b", WORDS.replace("have nothing", "do not have anything")))
    with Case(own) as case:
        for record in (*told, make_page("c", WORDS), make_event_page("d"), make_event_page("e", "shut", "denied")):
            case.add_record(make_saved_page(record), record)
    with serving(own) as base, visit(base) as visitor:
        page = visitor.get("/quotations.json").json()
        assert page["progress"]["ready"]
        (quotation,) = page["quotations"]
        at = f"/quotations/{quotation['id']}"
        assert "It is real" in visitor.look(at).text
        visitor.submit(f"/contradictions/{quotation['id']}", verdict="real")
        assert visitor.get(f"{at}.json").json()["verdict"] == "real"
        assert "real, says ada" in visitor.look(at).text
        clash = visitor.get("/contradictions.json").json()["clashes"][0]["id"]
        assert visitor.submit(f"/contradictions/{clash}", verdict="not real").status_code == 303
        assert visitor.get("/contradictions.json").json()["clashes"] == []
        (judged,) = visitor.get("/contradictions.json", params={"verdict": "not real"}).json()["clashes"]
        assert judged["id"] == clash
        assert visitor.submit("/contradictions/c-0000000000", verdict="real").status_code == 400
