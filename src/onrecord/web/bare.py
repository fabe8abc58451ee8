"""A saved page as it may be shown: its elements and words written anew, and nothing that could fetch, run, or lead on.

The policy that a saved page is sent with stops its scripts and what it would load. It does not stop a browser from
connecting to a server that a page names: Chromium connects to that of a frame before it refuses the frame, and hints
(`<link rel=preconnect>`) are under no policy. A connection tells that server who looks at the page. So a page is
parsed, and only what is known to be harmless is written: elements of `_ELEMENTS` with attributes of `_ATTRIBUTES`,
every value and every word escaped. No reading of the same bytes by another parser can bring back what
was never written. The bytes themselves are in the case as they were.
"""

from __future__ import annotations

from html import escape
from io import StringIO

from lxml.html import HtmlElement

from onrecord.inputs.html import decode_html, parse_html

_ELEMENTS = frozenset(
    "a abbr address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del "
    "details dfn dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr html i img ins kbd "
    "label legend li main mark menu nav ol p picture pre q rp rt ruby s samp section small span strike strong style "
    "sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr".split()
)
# Left out with all that is in them; of other elements that are not written, the words and elements inside are.
_DROPPED = frozenset("head link math meta script select svg template textarea title".split())
_EMPTY = frozenset("br col hr img wbr".split())
_ATTRIBUTES = frozenset(
    "class style dir lang align valign colspan rowspan span start alt datetime width height".split()
)
_BEGINNING = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>A saved page</title>'


def write_bare(content: bytes) -> str:
    """The page as HTML that asks for nothing. Time grows with the page's size."""
    markup = decode_html(content)
    tree = parse_html(markup) if markup is not None else None
    out = StringIO()
    out.write(_BEGINNING)
    if tree is not None:
        for style in tree.iter("style"):
            _write_style(style, out)
        out.write("</head>")
        _write_elements(tree, out)
    return out.getvalue()


def _write_elements(tree: HtmlElement, out: StringIO) -> None:
    # A page may nest two thousand deep, so what is open is kept in a list. A string in it is to be written as it is.
    waiting: list[HtmlElement | str] = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            out.write(item)
            continue
        tail = escape(item.tail or "") if item is not tree else ""
        tag = item.tag if isinstance(item.tag, str) else ""
        if tag in _DROPPED or tag == "style" or not tag:
            out.write(tail)
            continue
        # The page's own <html> is written by `write_bare`; its <body> keeps its attributes.
        is_written = tag in _ELEMENTS and tag != "html"
        if is_written:
            out.write(f"<{tag}{_write_attributes(item, tag)}>")
        out.write(escape(item.text or ""))
        waiting.append((f"</{tag}>" if is_written and tag not in _EMPTY else "") + tail)
        waiting.extend(reversed(item))


def _write_attributes(element: HtmlElement, tag: str) -> str:
    kept = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
    source = element.get("src") or ""
    if tag == "img" and source.startswith("data:image/"):
        kept["src"] = source
    if tag == "details":
        kept["open"] = ""
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _write_style(style: HtmlElement, out: StringIO) -> None:
    # Where a "<" is part of a style at all it may be written as its number, and then no markup can begin in it.
    out.write("<style>" + (style.text or "").replace("<", "\\3c ") + "</style>")
