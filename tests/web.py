"""A case made by hand, served to the tests: everything that a page or a person can fill holds markup and worse."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec

from onrecord.record import (
    Actor,
    Dated,
    Event,
    Finding,
    MadeBy,
    Mention,
    Page,
    Record,
    Scores,
    Span,
    Statement,
    Story,
    Timex,
    make_id,
)
from onrecord.store import Case
from onrecord.web.serving import make_server, open_socket
from onrecord.web.settings import Settings
from tests import sample
from tests.entries import MOMENT, make_event_record, make_page

BAD = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>\"'&lt;{{7*7}}"
EMAIL = "nobody.may.see@private.example"


def wait_for(what: Callable[[], bool]) -> None:
    """Look again until `what` holds, for a minute at the most."""
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def make_case(place: str) -> None:
    """A case of four pages: statements, events of every type, a long page, and one that is hostile throughout."""
    with Case(place) as case:
        for record in (sample.make_record(), make_event_record(), make_hostile_record(), make_long_record(20, 10)):
            case.add_record(make_saved_page(record), record)


def make_saved_page(record: Record) -> Page:
    """A page that the record could have been read from, with a script in it."""
    html = f"<html><head><title>x</title></head><body><script>window.hacked=1</script><p>{record.story.text}</p></body>"
    page = make_page(record.story.url, html, "text/html")
    return msgspec.structs.replace(page, fetched_at=MOMENT)


def make_hostile_record() -> Record:
    """A record whose every word is markup."""
    id, text = "story-hostile", f"{BAD} said on {BAD} that {BAD}.\n{BAD} hit {BAD}."
    first, second = Span(0, len(BAD)), Span(len(BAD) + 9, 2 * len(BAD) + 9)
    third = Span(2 * len(BAD) + 15, 3 * len(BAD) + 15)
    line = text.index("\n") + 1
    who = Actor(make_id("a", id, 1), BAD, "person", (Mention(first, "name"),), None, (), BAD, (BAD,))
    whom = Actor(make_id("a", id, 2), f"{BAD} too", "group", (Mention(Span(line, line + len(BAD)), "name"),))
    timex = Timex(make_id("t", id, 3), second, "DATE", BAD, "2024-05-03", "2024-05-03", BAD, BAD)
    statement = Statement(
        make_id("s", id, 4), first, Span(len(BAD) + 1, len(BAD) + 5), (third,), who.id, "direct", "threat", 0.4,
        Scores(0.5, 0.5, 0.5, 0.5), second, second, second, timex.id,
    )  # fmt: skip
    event = Event(
        make_id("e", id, 5), "ASSAULT", BAD, Span(line + len(BAD) + 1, line + len(BAD) + 4), (who.id,), (whom.id,),
        "claimed", 0.3, contexts=(BAD,), rule=BAD, according_to=who.id,
    )  # fmt: skip
    story = Story(id, "javascript:alert(1)//" + BAD, text, BAD, BAD, BAD, Dated("2024-05-04", "given"), None, "en")
    findings = (Finding("spelling", (first,), BAD),)
    return Record(story, (who, whom), (statement,), (event,), (timex,), findings, MadeBy("0.1.0", "0" * 16))


def make_long_record(statements: int, words: int) -> Record:
    """A page with so many statements, each of so many words, by one speaker."""
    id, text = "story-long", ""
    found, mentions = [], []
    for n in range(statements):
        start = len(text)
        body = " ".join(f"word{(n * 7 + k) % 90}" for k in range(words))
        text += f"Anna Kask said that {body}.\n"
        mentions.append(Mention(Span(start, start + 9), "name"))
        content = Span(start + 15, len(text) - 2)
        found.append((Span(start, start + 9), Span(start + 10, start + 14), content))
    who = Actor(make_id("a", id, 0), "Anna Kask", "person", tuple(mentions), "EST", ("GOV",), "minister")
    said = tuple(
        Statement(
            make_id("s", id, c.start, c.end),
            s,
            cue,
            (c,),
            who.id,
            "indirect",
            "claim",
            0.5 + 0.4 * (n % 2),
            Scores(0.9, 0.9, 0.9, 0.9),
        )
        for n, (s, cue, c) in enumerate(found)
    )
    story = Story(
        id, "https://narva.example/long", text, "Narva Courier", "A long page", None, Dated("2024-05-04", "meta")
    )
    return Record(story, (who,), said, (), (), (), MadeBy("0.1.0", "0" * 16))


@contextmanager
def serving(place: str, **more: Any) -> Iterator[str]:
    """The address of a server of the case, until the block ends."""
    listening = open_socket("127.0.0.1", 0)
    ready = threading.Event()
    settings = Settings(**{"place": place, "person": "ada", "replies": True, **more})
    try:
        server = make_server(settings, ready.set)
    except BaseException:
        listening.close()
        raise
    thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
    thread.start()
    assert ready.wait(60)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


class Visitor(httpx.Client):
    """A browser without scripts: it keeps cookies and sends the token of the last form that it saw."""

    token = ""

    def look(self, address: str, **more: Any) -> httpx.Response:
        """Look at a page, and keep its token."""
        answer = self.get(address, **more)
        found = re.search(r'name="_csrf_token" value="([^"]+)"', answer.text)
        self.token = found[1] if found else self.token
        return answer

    def submit(self, address: str, **fields: Any) -> httpx.Response:
        """Send a form."""
        return self.post(address, data={"_csrf_token": self.token, **fields})


@contextmanager
def visit(base: str) -> Iterator[Visitor]:
    """A visitor of a server, who has its token."""
    with Visitor(base_url=base, timeout=60) as visitor:
        first = visitor.get("/")
        visitor.look("/login" if first.status_code == 303 else f"/items/{sample.STATEMENTS[0].id}")
        yield visitor
