"""Archives, addresses, and feeds from the command line, against a server on loopback."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from onrecord.cli import main
from onrecord.commands.gathering import read_pause
from onrecord.errors import UsageError
from onrecord.exports.entries import add_entries, find_history
from onrecord.inputs.connecting import find_any
from onrecord.inputs.fetch import Fetcher, Limits
from onrecord.record import Dated, Record
from onrecord.store import Case
from onrecord.watching import _MOST_CHECKED, News, Watch
from tests.archives import make_archive, make_record, make_story
from tests.misbehaving import MISBEHAVIOURS, Server, answer, serving

QUICK = Limits(piece=2, whole=4, delay=0.0)
UNDATED = make_story(7).replace(b"article:published_time", b"nothing")
GERMAN = b"<html><body><article><p>" + "Der Minister sagte am Freitag, dass die Gespräche weitergehen. ".encode() * 9


def make_feed(server: Server, *items: tuple[str, str]) -> bytes:
    """A feed of paths and their dates."""
    entries = "".join(
        f"<entry><link href='{server.url(path)}'/><published>{date}T08:00:00Z</published></entry>"
        for path, date in items
    )
    return answer(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode(), 'ETag: "f1"\r\n')


@pytest.fixture
def go_round(tmp_path: Path) -> Callable[[Server], list[News]]:
    """One round over the server's feed, each time with a program begun anew."""

    def go(server: Server) -> list[News]:
        with Case(tmp_path / "case.db") as case, Fetcher(QUICK, find_any) as fetcher:
            return list(Watch(case, fetcher, tmp_path / "state" / "memory.json").go_round([server.url("/feed")]))

    return go


def test_pages_of_a_feed_are_added_once(go_round: Callable[[Server], list[News]]) -> None:
    with serving({"/a": answer(make_story(1)), "/b": answer(make_story(2))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"), ("/b", "2024-05-03"))
        assert [n.added.outcome for n in go_round(server) if n.added] == ["added", "added"]
        server.requests.clear()
        assert go_round(server) == []
        assert server.paths() == ["/robots.txt", "/feed"]
        assert b'If-None-Match: "f1"' in server.requests[-1]


def test_page_that_its_feed_dates_anew_is_compared(go_round: Callable[[Server], list[News]]) -> None:
    with serving({"/a": answer(make_story(1)), "/b": answer(make_story(2))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"), ("/b", "2024-05-03"))
        go_round(server)
        server.answers["/a"] = answer(make_story(1).replace(b"would go on", b"would end"))
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-04"), ("/b", "2024-05-03"))
        (news,) = go_round(server)
        assert news.added is not None
        assert news.added.outcome == "changed"
        assert "2024-05-04" in str(news.dates)
        assert "2024-05-03 (meta)" in str(news.dates)


def test_date_of_the_feed_serves_where_the_page_has_none(
    go_round: Callable[[Server], list[News]], tmp_path: Path
) -> None:
    with serving({"/a": answer(UNDATED)}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-02"))
        (news,) = go_round(server)
    with Case(tmp_path / "case.db") as case:
        assert news.added is not None
        record = case.record(news.added.page or 0)
        assert record is not None
        assert record.story.published is not None
        assert record.story.published.value.startswith("2024-05-02")


def test_date_of_the_feed_stands_beside_that_of_the_page(
    go_round: Callable[[Server], list[News]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving({"/a": answer(make_story(1)), "/b": answer(make_story(2))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-06"), ("/b", "2024-05-04"))
        go_round(server)
        address = server.url("/a")
    place = str(tmp_path / "case.db")
    with Case(place) as case:
        capture, near = case.pages()
        record = case.record(capture.number)
        assert record is not None
        assert (record.story.published, record.story.feed_published) == (
            Dated("2024-05-03T08:00:00+00:00", "meta"),
            "2024-05-06T08:00:00+00:00",
        )
        assert capture.feed_published == record.story.feed_published
        (found,) = [f for f in record.findings if "the feed that named it says 2024-05-06" in f.text]
        assert all(span.of(record.story.text) for span in found.spans)
        second = case.record(near.number)
        assert second is not None
        assert not any("feed" in f.text for f in second.findings)  # one day is no more than a time zone
        reread = case.reread(capture.number)
        assert isinstance(reread, Record)
        assert (reread.story, reread.findings) == (record.story, record.findings)
        with Case(tmp_path / "copy.db") as copy:
            assert list(add_entries(copy, find_history(case))) == ["added", "added"]
            assert [c.feed_published for c in copy.pages()] == [c.feed_published for c in case.pages()]
    assert main(["show", place, record.story.id]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"page 1: {address}" in shown
    assert "published 2024-05-03 08:00 (" in shown
    assert "by its feed 2024-05-06 08:00" in shown
    assert "by its feed of 2024-05-06T08:00:00+00:00" in shown


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_page_that_changed_in_silence_is_noticed(tmp_path: Path) -> None:
    """Asked for again after an hour, then after two, with what its server gave; the feed need not change."""
    clock = Clock()
    with serving({}) as server, Case(tmp_path / "case.db") as case, Fetcher(QUICK, find_any) as fetcher:
        server.answers["/a"] = answer(make_story(1), 'ETag: "a1"\r\n')
        server.answers["/b"] = answer(make_story(2))  # gives nothing to ask with, so it is left alone
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"), ("/b", "2024-05-03"))
        watch = Watch(case, fetcher, tmp_path / "memory.json", clock)

        def go(hours: float) -> list[News]:
            clock.now += 3600 * hours
            server.requests.clear()
            return list(watch.go_round([server.url("/feed")]))

        go(0)
        server.answers["/feed"] = answer(b"", status="304 Not Modified")
        server.answers["/a"] = answer(b"", status="304 Not Modified")
        assert go(0.9) == []
        assert server.paths() == ["/feed"]
        assert go(0.2) == []
        assert server.paths() == ["/feed", "/a"]
        assert b'If-None-Match: "a1"' in server.requests[-1]
        server.answers["/a"] = answer(make_story(1).replace(b"<head>", b"<head><!-- 2 -->"), 'ETag: "a2"\r\n')
        assert go(1.5) == []
        assert server.paths() == ["/feed"]
        assert go(1) == []  # other bytes, the same words
        assert b'If-None-Match: "a1"' in server.requests[-1]
        server.answers["/a"] = answer(make_story(1).replace(b"would go on", b"would end"), 'ETag: "a3"\r\n')
        assert go(3) == []
        (news,) = go(1.5)
        assert b'If-None-Match: "a2"' in server.requests[-1]
        assert news.added is not None
        assert news.added.outcome == "changed"
        assert [c.version for c in case.pages() if "/a" in c.url] == [1, 2]
        server.answers["/a"] = answer(b"", status="410 Gone")
        (gone,) = go(1.1)
        assert "answers 410" in str(gone.problem)
        assert go(1.1) == []


def test_pages_are_asked_for_again_a_few_at_a_time(tmp_path: Path) -> None:
    clock = Clock()
    pages = {f"/{n}": answer(make_story(n), f'ETag: "{n}"\r\n') for n in range(_MOST_CHECKED + 3)}
    with serving(dict(pages)) as server, Case(tmp_path / "case.db") as case, Fetcher(QUICK, find_any) as fetcher:
        server.answers["/feed"] = make_feed(server, *((path, "2024-05-03") for path in pages))
        watch = Watch(case, fetcher, tmp_path / "memory.json", clock)
        assert len(list(watch.go_round([server.url("/feed")]))) == len(pages)
        server.answers |= dict.fromkeys(("/feed", *pages), answer(b"", status="304 Not Modified"))
        clock.now += 3601
        asked: list[str] = []
        for _ in range(2):
            server.requests.clear()
            assert list(watch.go_round([server.url("/feed")])) == []
            asked += server.paths()[1:]
            assert len(server.paths()) <= 1 + _MOST_CHECKED
        assert sorted(asked) == sorted(pages)


def test_page_that_fails_is_tried_again(go_round: Callable[[Server], list[News]]) -> None:
    with serving({"/a": answer(make_story(1))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"), ("/b", "2024-05-03"))
        assert [bool(n.problem) for n in go_round(server)] == [False, True]
        server.answers["/b"] = answer(make_story(2))
        assert [n.url for n in go_round(server)] == [server.url("/b")]


def test_feed_that_fails_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    with serving({"/a": answer(make_story(1))}) as server, Case(tmp_path / "case.db") as case:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"))
        with Fetcher(QUICK, find_any) as fetcher:
            watch = Watch(case, fetcher, tmp_path / "memory.json")
            news = list(watch.go_round([server.url("/none"), server.url("/feed")]))
        assert [bool(n.problem) for n in news] == [True, False]


def test_twenty_feeds_of_which_most_misbehave(tmp_path: Path) -> None:
    """Each has a server of its own: what is good comes in, each of the others is named once, none holds up the rest."""
    bad = dict(list(MISBEHAVIOURS.items())[:: max(1, len(MISBEHAVIOURS) // 16)])
    limits = Limits(piece=0.4, whole=0.8, size=200_000, delay=0.0)
    start = time.monotonic()
    with ExitStack() as stack, Case(tmp_path / "case.db") as case, Fetcher(limits, find_any) as fetcher:
        good = [stack.enter_context(serving({"/a": answer(make_story(n))})) for n in range(4)]
        for server in good:
            server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"))
        broken = [stack.enter_context(serving({"/feed": how})) for how in bad.values()]
        feeds = [server.url("/feed") for server in (*broken[:8], *good, *broken[8:])]
        news = list(Watch(case, fetcher, tmp_path / "memory.json").go_round(feeds))
        assert len(feeds) >= 20
        assert {n.url for n in news if n.problem} == {server.url("/feed") for server in broken}
        assert [n.added.outcome for n in news if n.added] == ["added"] * len(good)
        assert len(list(case.pages())) == len(good)
    assert time.monotonic() - start < 6 * len(feeds)


@pytest.mark.parametrize("how", ["never answers", "sends on to a file", "unpacks to 300 MB"])
def test_page_of_a_feed_that_misbehaves_is_named_and_tried_again(
    how: str, go_round: Callable[[Server], list[News]]
) -> None:
    with serving({"/a": MISBEHAVIOURS[how], "/b": answer(make_story(2))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"), ("/b", "2024-05-03"))
        assert [bool(n.problem) for n in go_round(server)] == [True, False]
        server.answers["/a"] = answer(make_story(1))
        assert [n.added.outcome for n in go_round(server) if n.added] == ["added"]


def test_damaged_memory_costs_a_round(go_round: Callable[[Server], list[News]], tmp_path: Path) -> None:
    with serving({"/a": answer(make_story(1))}) as server:
        server.answers["/feed"] = make_feed(server, ("/a", "2024-05-03"))
        go_round(server)
        (tmp_path / "state" / "memory.json").write_bytes(b'{"http')
        assert [n.added.outcome for n in go_round(server) if n.added] == ["unchanged"]


def test_add_takes_addresses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"/a": answer(make_story(1))}) as server:
        case = str(tmp_path / "case.db")
        assert main(["add", case, server.url("/a")]) == 1
        assert "not a public address" in capsys.readouterr().err
        assert main(["add", "--private", case, server.url("/a"), server.url("/none")]) == 1
        out = capsys.readouterr()
        assert "1 added" in out.out
        assert "answers 404" in out.err


def test_add_takes_archives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = make_archive(tmp_path / "a.warc.gz", 3)
    case = str(tmp_path / "case.db")
    assert main(["add", case, str(archive)]) == 0
    out = capsys.readouterr().out
    assert "3 added, 0 unchanged, 0 changed, 0 rejected, of 3." in out
    assert "3 image/png, 3 request" in out
    assert main(["add", case, str(archive)]) == 0
    assert "3 unchanged" in capsys.readouterr().out
    assert main(["add", "--resume", case, str(archive)]) == 0
    with Case(case) as opened:
        assert {c.fetched_at for c in opened.pages()} == {"2024-05-04T10:00:00+00:00"}


def test_batch_names_what_it_did_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pyarrow")
    archive = tmp_path / "a.warc"
    archive.write_bytes(
        make_record("https://a.example/1", make_story(1))
        + make_record("https://a.example/2", GERMAN)
        + make_record("https://a.example/3", b"{}", http="application/json")
    )
    assert main(["batch", str(archive), "--out", str(tmp_path / "out"), "--processes", "1"]) == 0
    out = capsys.readouterr().out
    assert "1 pages read, 1 rejected: 1 language." in out
    assert "In other languages: 1 German." in out
    assert "No pages: 1 application/json." in out


@pytest.mark.parametrize(("written", "seconds"), [("15m", 900), ("2h", 7200), ("60s", 60), ("1d", 86400)])
def test_pauses(written: str, seconds: int) -> None:
    assert read_pause(written) == seconds


@pytest.mark.parametrize("written", ["", "15", "m", "0m", "30s", "-5m", "1.5h", "15 minutes"])
def test_pauses_that_are_none(written: str) -> None:
    with pytest.raises(UsageError):
        read_pause(written)
