"""No tag that a parser sees has more attributes than the limit, whatever stands around it; nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from onrecord.inputs.attributes import MAX_ATTRIBUTES, AttributeLimit
from onrecord.inputs.html import parse_html

FEW = AttributeLimit(4)
_PIECES = (
    "<p |<a |<div|</p|</a |>|>|<|</|/| |=|\"|'|a|b|c|d1 |e2 |f3 |g4 |h5 |i6='x' |j7=\"y\" |k8=z |<!--|-->|--!>|"
    "-|--|<!|<?|<script>|</script>|</script |<script |<title>|</title>|<textarea>|</textarea>|<style>|</style>|"
    "<xmp>|</xmp>|<iframe>|</iframe>|<noscript>|</noscript>|<plaintext>|<![CDATA[|]]>|<svg>|</svg>|<template>|"
    "<noframes>|</noframes>|<select>|<math>|&quot;|\n|<scriptx |</titlex|<!DOCTYPE |<textarea/>|<noembed>|"
    "</noembed>"
).split("|")


def parse(markup: str) -> html.HtmlElement:
    """The tree, without any limit."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return html.document_fromstring(f"<html><body>.{markup}".encode(), parser=parser)


def count_most(tree: html.HtmlElement) -> int:
    return max(len(element.attrib) for element in tree.iter(etree.Element))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
def test_parser_never_sees_more(markup: str) -> None:
    tree = parse(FEW.cut(markup))
    assert count_most(tree) <= 4
    whole = parse(markup)
    if count_most(whole) <= 4:
        assert whole.text_content() == tree.text_content()


@pytest.mark.parametrize(
    ("markup", "cut"),
    [
        ("<p a b c d>x</p>", "<p a b c d>x</p>"),
        ("<p a b c d e f>x</p>", "<p a b c d>x</p>"),
        ("<p a='1>' b=\"<p\" c = 3 d=/ e=5>x", "<p a='1>' b=\"<p\" c = 3 d=/>x"),
        ("<br a b c d e/>x", "<br a b c d/>x"),
        ("<p a b c d e", "<p a b c d>"),
        ("<!-- <p a b c d e> --><p a b c d e>", "<!-- <p a b c d e> --><p a b c d>"),
        ("<!--><p a b c d e>-->", "<!--><p a b c d>-->"),
        ("<script a b c d e>'<p a b c d e>'</script>", "<script a b c d>'<p a b c d e>'</script>"),
        ("<script><!--<script></script><p a b c d e>--></script>", None),
        ("<script/><p a b c d e>", "<script/><p a b c d>"),
        ("<title><p a b c d e></titles></title>", None),
        ("said < a b c d e f", None),
        ("</p a b c d e>x", "</p a b c d>x"),
    ],
)
def test_cuts_only_what_is_surplus(markup: str, cut: str | None) -> None:
    assert FEW.cut(markup) == (markup if cut is None else cut)


def test_long_attributes_are_kept() -> None:
    """Drawings, pictures, and JSON within attributes are long, not many."""
    value = "M0,0 L1,1 Z " * 5000
    tree = parse_html(f'<svg><path d="{value}"/></svg><p data-story=\'{{"a": "b>", "c": 1}}\'>x</p>')
    assert tree is not None
    assert tree.find(".//path").get("d") == value
    assert tree.find(".//p").get("data-story") == '{"a": "b>", "c": 1}'


def test_first_attributes_are_kept() -> None:
    names = [f"a{n}" for n in range(2 * MAX_ATTRIBUTES)]
    tree = parse_html(f"<div class=story {' '.join(names)}>The talks went on.</div>")
    assert tree is not None
    (div,) = tree.iter("div")
    assert list(div.attrib) == ["class", *names[: MAX_ATTRIBUTES - 1]]
    assert div.text == "The talks went on."
