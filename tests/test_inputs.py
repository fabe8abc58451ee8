"""Files and standard input become pages; bytes become text without false letters."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import InputError
from onrecord.inputs import MAX_BYTES, open_page
from onrecord.inputs.encoding import decode, looks_binary
from onrecord.inputs.html import decode_html, find_declared, parse_html
from onrecord.inputs.kinds import FORMATS, HTML, TEXT, find_format, find_media_type

PROSE = "The minister said on Friday that the café in Besançon – “ours”, he called it – would stay open."


def test_page_holds_bytes_name_type_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"Talks resumed.\r\n")
    page = open_page(path)
    assert page.url == str(path)
    assert page.content == b"Talks resumed.\r\n"
    assert page.media_type == TEXT
    assert page.sha256 == hashlib.sha256(page.content).hexdigest()
    assert page.fetched_at is None


def test_missing_file_names_file_and_next_step(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.html: no such file\. Check the name"):
        open_page(tmp_path / "nothing.html")


def test_folder_names_folder_and_next_step(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"this is a folder\. Name the pages in it, for example .*\*\.html"):
        open_page(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_forbidden_file_names_file_and_next_step(tmp_path: Path) -> None:
    path = tmp_path / "locked.html"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(InputError, match=r"locked\.html: no permission"):
        open_page(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_path_is_an_input_error(name: str) -> None:
    with pytest.raises(InputError, match="Check the path"):
        open_page(name)


def test_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Talks resumed on Monday.")))
    page = open_page("-")
    assert (page.url, page.media_type, page.content) == ("-", TEXT, b"Talks resumed on Monday.")


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 3)
    assert len(open_page(path).content) == MAX_BYTES + 1


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.html", b"<p>Talks</p>", HTML),
        ("a.html", b"Talks resumed on Monday.", TEXT),  # saved as text under a page's name
        ("a.txt", b"<!DOCTYPE html><p>Talks", HTML),  # saved as a page under a text's name
        ("a.txt", b"Use <p> for a <b>paragraph</b>.", TEXT),
        ("-", b"  \n<!-- x --><HTML><body>", HTML),
        ("-", b"<div class='a'><p>Talks</p></div>", HTML),
        ("-", b"2 < 3 and 5 > 4, said the minister", TEXT),
        ("-", b"\xff\xfe" + "<html><body>".encode("utf-16-le"), HTML),
        ("https://ledger.example/a.html?x=1#y", b"<p>Talks", HTML),
        ("a.html", b"%PDF-1.7", "application/pdf"),
    ],
)
def test_media_type(name: str, content: bytes, media_type: str) -> None:
    assert find_media_type(name, content) == media_type


@pytest.mark.parametrize("known", FORMATS, ids=lambda f: f.media_type)
def test_formats_are_told_by_their_first_bytes(known: object) -> None:
    assert known in FORMATS
    assert find_format(known.signature + b"\x00\x01rest") == known  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "declared"),
    [
        (PROSE.encode("utf-8"), None),
        (PROSE.encode("utf-8"), "iso-8859-1"),  # says Latin-1, is UTF-8
        (PROSE.encode("cp1252"), "utf-8"),  # says UTF-8, is windows-1252
        (PROSE.encode("cp1252"), "iso-8859-1"),
        (PROSE.encode("cp1252"), None),
        (PROSE.encode("cp1252"), "no-such-encoding"),
        (PROSE.encode("cp1252"), "utf-16"),
        (PROSE.encode("cp1252"), "hex"),  # a codec of Python's that is no encoding
        (b"\xef\xbb\xbf" + PROSE.encode("utf-8"), None),
        (b"\xff\xfe" + PROSE.encode("utf-16-le"), None),
        (b"\xfe\xff" + PROSE.encode("utf-16-be"), None),
        (b"\xff\xfe\x00\x00" + PROSE.encode("utf-32-le"), None),
        (PROSE.encode("utf-16-le"), None),
        (PROSE.encode("utf-16-be"), None),
        ((PROSE * 20).encode("mac_roman"), "macintosh"),
    ],
)
def test_encodings(content: bytes, declared: str | None) -> None:
    text = decode(content, declared)
    assert text is not None
    assert text in (PROSE, PROSE * 20)


def test_other_scripts_are_detected() -> None:
    russian = "Министр сказал в пятницу, что переговоры будут продолжены на следующей неделе в Женеве. " * 5
    assert decode(russian.encode("cp1251"), "windows-1251") == russian
    assert decode(russian.encode("koi8-r"), "koi8-r") == russian
    assert decode(russian.encode("cp1251")) == russian


def test_one_damaged_place_keeps_the_page_utf8() -> None:
    content = (PROSE * 3).encode("utf-8")[:-1] + b"\xe2\x80"
    text = decode(content)
    assert text is not None
    assert text.startswith(PROSE)
    assert text.endswith("\ufffd")


def test_stray_bytes_do_not_lose_the_page() -> None:
    content = b"The minister said on Friday that talks would go on. " * 20 + b"\x81 and \x93ours\x94, he said."
    assert (decode(content) or "").endswith("\ufffd and “ours”, he said.")


@pytest.mark.parametrize(
    ("markup", "declared"),
    [
        (b'<meta charset="windows-1251">', "windows-1251"),
        (b"<META CHARSET=utf-8>", "utf-8"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-15">', "iso-8859-15"),
        (b'<?xml version="1.0" encoding="euc-jp"?>', "euc-jp"),
        (b'<a href="?charset=x">', None),
    ],
)
def test_declared_encoding(markup: bytes, declared: str | None) -> None:
    assert find_declared(b"<html><head>" + markup) == declared


def test_tree_survives_what_no_tree_may_hold() -> None:
    tree = parse_html("<p>a\x00b\x0bc\ufffed &#0; &#11; &#xFFFE; &#xD800;</p>")
    assert tree is not None
    assert parse_html("") is None


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_do_not(content: bytes) -> None:
    for text in (decode(content), decode_html(content)):
        assert text is None or isinstance(text, str)
        assert text is None or looks_binary(text) in (True, False)


@given(st.text(max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    encoded = text.encode("utf-8", "ignore")
    kept = encoded.decode("utf-8")
    if "\0" not in kept and not kept.startswith("\ufeff"):
        assert decode(encoded) == kept
