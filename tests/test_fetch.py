"""Fetching trusts nobody: servers that misbehave, names that lead elsewhere, rules that forbid."""

from __future__ import annotations

import gzip
import socket
import time
from datetime import datetime

import pytest

from onrecord.errors import InputError
from onrecord.inputs.connecting import find_any, find_public, is_public
from onrecord.inputs.fetch import Fetcher, Limits, Validators
from tests.archives import make_story
from tests.misbehaving import MISBEHAVIOURS, Answer, answer, hang, repeat, serving

QUICK = Limits(piece=0.6, whole=1.5, size=200_000, delay=0.0)
PAGE = make_story(1)


def fetch(answers: dict[str, Answer], path: str = "/a", known: Validators | None = None):  # type: ignore[no-untyped-def]
    with serving(answers) as server, Fetcher(QUICK, find_any) as fetcher:
        return fetcher.fetch(server.url(path), known)


def test_page_is_fetched_with_what_is_known_of_it() -> None:
    with serving({"/a": answer(PAGE, 'ETag: "x"\r\nLast-Modified: Fri, 03 May 2024 08:00:00 GMT\r\n')}) as server:
        with Fetcher(QUICK, find_any) as fetcher:
            found = fetcher.fetch(server.url("/a"))
        assert found.page.content == PAGE
        assert found.page.url == server.url("/a")
        assert isinstance(found.page.fetched_at, datetime)
        assert found.page.fetched_at.tzinfo is not None
        assert found.validators == Validators('"x"', "Fri, 03 May 2024 08:00:00 GMT")
        assert b"User-Agent: OnRecord/" in server.requests[-1]


def test_packed_page_is_unpacked() -> None:
    assert fetch({"/a": answer(gzip.compress(PAGE), "Content-Encoding: gzip\r\n")}).page.content == PAGE


def test_server_is_asked_whether_anything_changed() -> None:
    with serving({"/a": answer(b"", status="304 Not Modified")}) as server, Fetcher(QUICK, find_any) as fetcher:
        found = fetcher.fetch(server.url("/a"), Validators('"x"', "Fri, 03 May 2024 08:00:00 GMT"))
        assert found.page is None
        assert found.validators.etag == '"x"'
        assert b'If-None-Match: "x"' in server.requests[-1]
        assert b"If-Modified-Since: Fri" in server.requests[-1]


def test_redirect_is_followed_and_named() -> None:
    found = fetch({"/a": answer(b"", "Location: b?x=1\r\n", "302 Found"), "/b?x=1": answer(PAGE)})
    assert found.page.url.endswith("/b?x=1")


@pytest.mark.parametrize("how", MISBEHAVIOURS)
def test_server_that_misbehaves_costs_seconds_and_no_more(how: str) -> None:
    start = time.monotonic()
    with pytest.raises(InputError, match=r"http://127\.0\.0\.1"):
        fetch({"/a": MISBEHAVIOURS[how]})
    assert time.monotonic() - start < 8


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(InputError, match=r"robots\.txt cannot be read"), Fetcher(QUICK, find_any) as fetcher:
        fetcher.fetch(f"http://127.0.0.1:{port}/a")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/", "a.html", "http://", "http://a.example:99999/", "http://[::1/",
     "http://me:secret@a.example/", "http://a.example/\r\nX: y", "http://a b.example/", "http://ä.example/",
     "javascript:alert(1)", "http://a.example/" + "a" * 5000],
)  # fmt: skip
def test_address_that_is_none(url: str) -> None:
    with pytest.raises(InputError), Fetcher(QUICK, find_any) as fetcher:
        fetcher.fetch(url)


# --- Addresses that are not public -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
     "224.0.0.1", "255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
     "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1",
     "2001:db8::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "no address", ""],
)  # fmt: skip
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0", "[::1]"])
def test_loopback_by_any_name_is_refused(host: str) -> None:
    with serving({"/a": answer(PAGE)}) as server, Fetcher(QUICK) as fetcher:
        with pytest.raises(InputError):
            fetcher.fetch(server.url("/a", host))
        assert server.requests == []


def test_page_that_sends_on_to_a_private_address_is_refused() -> None:
    """The first server may be fetched from; where it sends on to is looked at by its own name."""

    def resolve(host: str, port: int) -> str:
        return "127.0.0.1" if host == "paper.example" else find_public(host, port)

    with serving({"/secret": answer(PAGE)}) as inner:
        answers: dict[str, Answer] = {"/a": answer(b"", f"Location: {inner.url('/secret')}\r\n", "302 Found")}
        with serving(answers) as outer, Fetcher(QUICK, resolve) as fetcher:
            with pytest.raises(InputError, match="not a public address"):
                fetcher.fetch(outer.url("/a", "paper.example"))
            assert "/a" in outer.paths()
        assert inner.requests == []


def test_name_is_resolved_once_for_a_connection() -> None:
    asked = []

    def resolve(host: str, port: int) -> str:
        asked.append(host)
        return "127.0.0.1"

    with serving({"/a": answer(PAGE)}) as server, Fetcher(QUICK, resolve) as fetcher:
        fetcher.fetch(server.url("/a", "paper.example"))
        assert asked == ["paper.example"] * len(server.requests)
        assert b"Host: paper.example:" in server.requests[-1]


# --- What sites allow ------------------------------------------------------------------------------------------------


def test_rules_of_the_site_are_followed() -> None:
    rules = answer(b"User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: OtherBot\nDisallow: /\n")
    with serving({"/robots.txt": rules, "/a": answer(PAGE), "/private/open": answer(PAGE)}) as server:
        with Fetcher(QUICK, find_any) as fetcher:
            fetcher.fetch(server.url("/a"))
            fetcher.fetch(server.url("/private/open"))
            with pytest.raises(InputError, match=r"robots\.txt does not allow it"):
                fetcher.fetch(server.url("/private/b"))
        assert server.paths() == ["/robots.txt", "/a", "/private/open"]


@pytest.mark.parametrize(
    "rules", [answer(b"", status="503 Oops"), hang, b"", repeat(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 999, 9)]
)
def test_rules_that_cannot_be_read_forbid(rules: Answer) -> None:
    with pytest.raises(InputError, match=r"robots\.txt"):
        fetch({"/robots.txt": rules, "/a": answer(PAGE)})


@pytest.mark.parametrize("rules", [answer(b"\xff\x00<html>"), answer(b"Disallow: /"), answer(b"", status="403 No")])
def test_rules_that_are_none_allow(rules: Answer) -> None:
    assert fetch({"/robots.txt": rules, "/a": answer(PAGE)}).page is not None


def test_requests_to_one_site_are_apart() -> None:
    limits = Limits(piece=1, whole=2, size=200_000, delay=0.3)
    with serving({"/a": answer(PAGE), "/b": answer(PAGE)}) as server, Fetcher(limits, find_any) as fetcher:
        fetcher.fetch(server.url("/a"))
        fetcher.fetch(server.url("/b"))
        gaps = [later - earlier for earlier, later in zip(server.times, server.times[1:], strict=False)]
        assert all(gap > 0.25 for gap in gaps)
