"""Web archives: every page once, what is no page counted, damage kept to the record that has it."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.errors import InputError
from onrecord.inputs import MAX_BYTES
from onrecord.inputs.warc import Seen, is_archive, read_archive
from tests.archives import make_archive, make_record, make_story, make_wacz


def test_pages_are_given_and_the_rest_is_counted(tmp_path: Path) -> None:
    seen = Seen()
    found = list(read_archive(make_archive(tmp_path / "a.warc.gz", 3), seen))
    assert [f.page.url for f in found] == [f"https://ledger.example/a.warc.gz/{n}" for n in range(3)]
    assert found[1].page.content == make_story(1)
    assert found[0].page.fetched_at == datetime(2024, 5, 4, 10, tzinfo=UTC)
    assert seen == {"warcinfo": 1, "image/png": 3, "request": 3}


def test_reading_goes_on_where_a_record_begins(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "a.warc.gz", 5)
    found = list(read_archive(archive))
    again = list(read_archive(archive, start=found[2].place))
    assert [f.page.url for f in again] == [f.page.url for f in found[2:]]


def test_wacz_holds_several_archives(tmp_path: Path) -> None:
    parts = [make_archive(tmp_path / name, 2) for name in ("a.warc.gz", "b.warc.gz")]
    wacz = make_wacz(tmp_path / "c.wacz", *parts)
    found = list(read_archive(wacz))
    assert len(found) == 4
    assert [f.page.url for f in read_archive(wacz, start=found[3].place)] == [found[3].page.url]


def test_uncompressed(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(make_record("https://ledger.example/1", make_story(1)))
    assert [f.page.content for f in read_archive(path)] == [make_story(1)]


@pytest.mark.parametrize("damage", ["flip", "cut", "noise between", "noise before"])
def test_damage_costs_no_more_than_its_record(tmp_path: Path, damage: str) -> None:
    members = [gzip.compress(make_record(f"https://ledger.example/{n}", make_story(n))) for n in range(6)]
    lost = 1
    if damage == "flip":
        members[2] = members[2][:40] + bytes(b ^ 0xFF for b in members[2][40:90]) + members[2][90:]
    elif damage == "cut":
        members[2] = members[2][: len(members[2]) // 2]
    else:
        members.insert(2 if damage == "noise between" else 0, b"\x00\x01garbage" * 50)
        lost = 0
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(members))
    seen = Seen()
    found = list(read_archive(path, seen))
    urls = [f.page.url[-1] for f in found if not f.damage]
    assert seen["damaged"] + len(found) - len(urls) >= 1
    assert set("0345") <= set(urls)
    assert len(urls) == len(set(urls)) >= 6 - lost - 1


def test_archive_cut_at_its_end(tmp_path: Path) -> None:
    whole = make_archive(tmp_path / "a.warc.gz", 4, noise=False)
    whole.write_bytes(whole.read_bytes()[:-200])
    found = list(read_archive(whole))
    assert [f.damage is None for f in found] == [True, True, True, False]
    assert "ends within it" in found[3].damage.detail  # type: ignore[union-attr]


def test_status_and_type_decide(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(
        make_record("https://a.example/1", b"gone", status=404)
        + make_record("https://a.example/2", b"moved", status=301)
        + make_record("https://a.example/3", b"{}", http="application/json")
        + make_record("https://a.example/4", make_story(4), http="text/html; charset=utf-8")
    )
    seen = Seen()
    assert [f.page.url for f in read_archive(path, seen)] == ["https://a.example/4"]
    assert seen == {"status 404": 1, "status 301": 1, "application/json": 1}


def test_body_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200_000_000))
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    )
    path = tmp_path / "a.warc"
    record = make_record("https://a.example/1", head.encode() + bomb, http=None)
    record = record.replace(b"WARC-Date", b"Content-Type: application/http; msgtype=response\r\nWARC-Date", 1)
    path.write_bytes(record + make_record("https://a.example/2", make_story(2)))
    found = list(read_archive(path))
    assert [len(f.page.content) for f in found] == [MAX_BYTES + 1, len(make_story(2))]


@pytest.mark.parametrize("content", [b"", b"no archive at all " * 100, bytes(5000)])
def test_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    assert list(read_archive(path)) == []


def test_archives_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        list(read_archive(tmp_path / "none.warc.gz"))
    path = tmp_path / "a.wacz"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match="no WACZ"):
        list(read_archive(path))
    with pytest.raises(InputError, match="holds no WARC"):
        list(read_archive(make_wacz(tmp_path / "b.wacz")))


def test_names_of_archives() -> None:
    assert all(map(is_archive, ["a.warc", "b/A.WARC.GZ", "c.wacz"]))
    assert not any(map(is_archive, ["a.html", "warc", "a.gz"]))
