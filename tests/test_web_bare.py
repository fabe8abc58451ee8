"""A saved page as it is shown asks for nothing, whatever stands in it. Another test tries it in a browser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from onrecord.web.bare import write_bare

HOSTILE_PAGES = (
    "<link rel=preconnect href=//e.example><p>words</p>",
    "<svg><style><p><link rel=preconnect href=//e.example></p></style></svg><p>words</p>",
    "<style><!-- </style><link rel=dns-prefetch href=//e.example> --></style><p>words</p>",
    "<textarea><p title='</textarea><link rel=preconnect href=//e.example>'></textarea><p>words</p>",
    "<noscript><p title='</noscript><link rel=preconnect href=//e.example>'></noscript><p>words</p>",
    "<p title='</p><link rel=preconnect href=//e.example>'>words</p>",
    "<img src=//e.example/x.png srcset='//e.example/y.png 2x'><p onclick=x() style='a'>words</p>",
    "<xmp><link rel=preconnect href=//e.example></xmp><p>words</p>",
    "<iframe src=//e.example srcdoc='<link rel=preconnect href=//e.example>'></iframe><p>words</p>",
    "<math><mtext><table><mglyph><style><link rel=preconnect href=//e.example></style></table></math><p>words</p>",
    "<meta http-equiv=refresh content='0;url=//e.example'><base href=//e.example><a href=//e.example>words</a>",
    "<plaintext><link rel=preconnect href=//e.example><p>words",
    "<!--><link rel=preconnect href=//e.example>--><p>words</p>",
)


def find_asking(shown: str) -> list[str]:
    """Elements and attributes of a page that make a browser ask somebody for something, or run anything."""
    tree = html.fromstring(shown)
    asking = ("link", "script", "base", "iframe", "object", "embed", "svg", "math", "form", "video", "audio", "source")
    found = [str(e.tag) for e in tree.iter(*asking)]
    found += [e.get("charset") or "meta" for e in tree.iter("meta") if set(e.attrib) != {"charset"}]
    for element in tree.iter():
        harmful = ("href", "srcset", "action", "ping", "background", "poster", "data", "srcdoc", "http-equiv")
        found += [name for name in element.attrib if name.startswith("on") or name in harmful]
        found += [s for s in [element.get("src")] if s and not s.startswith("data:image/")]
    return found


@pytest.mark.parametrize("page", HOSTILE_PAGES)
def test_a_saved_page_asks_for_nothing(page: str) -> None:
    shown = write_bare(f"<html><head></head><body>{page}</body></html>".encode())
    assert not find_asking(shown), shown
    # Whoever reads it with another parser finds no such markup either: it was never written.
    assert "<link" not in shown.lower()
    assert "words" in shown or "plaintext" in page or "<!-->" in page


PIECES = ("<div>", "</div>", "<!--", "-->", "'", '"', "<style>", "</style>", "<svg>", "<title>", "<p ", "\0", "]]>")


@given(st.lists(st.sampled_from([*HOSTILE_PAGES, *PIECES]), max_size=6).map("".join))
@settings(max_examples=150, deadline=None, database=None)
def test_no_mixture_of_hostile_pages_asks_for_anything(page: str) -> None:
    shown = write_bare(page.encode())
    assert not find_asking(shown)
    assert "<link" not in shown.lower()


def test_a_saved_page_keeps_its_words_and_looks() -> None:
    page = """<html><head><title>t</title><style>p { color: red } a > b { top: 0 }</style></head><body class="x">
      <h1>Ships &amp; lanes</h1><p style="margin:1px">One <b>two</b> &lt;three&gt;</p><table><tr><td colspan="2">four
      </td></tr></table><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="five"></body></html>"""
    shown = html.fromstring(write_bare(page.encode()))
    assert " ".join(" ".join(shown.body.itertext()).split()) == "Ships & lanes One two <three> four"
    assert shown.find(".//style").text == "p { color: red } a > b { top: 0 }"
    assert shown.find(".//td").get("colspan") == "2"
    assert shown.find(".//p").get("style") == "margin:1px"
    assert shown.find(".//img").get("alt") == "five"
    assert write_bare(b"").startswith("<!DOCTYPE html>")


def test_a_deep_page_is_shown() -> None:
    assert "words" in write_bare(b"<div>" * 1500 + b"words")
