"""An HTML page's bytes -> its tree."""

from __future__ import annotations

import re

from lxml import etree, html

from onrecord.inputs.attributes import find_limit
from onrecord.inputs.encoding import decode

# Cases: <meta charset=utf-8>, <meta http-equiv="Content-Type" content="text/html; charset=windows-1252">,
# <?xml version="1.0" encoding="iso-8859-1"?>. The HTML standard looks at 1,024 bytes; pages put it later.
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE
)
_DECLARED_WITHIN = 8192

# Characters that a tree cannot hold; pages carry them by mistake.
_UNPARSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def find_declared(content: bytes) -> str | None:
    """The encoding that the page's own markup names, as written."""
    match = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    return match.group(1).decode("ascii") if match else None


def decode_html(content: bytes) -> str | None:
    """The page's markup as text, or None where no encoding fits."""
    return decode(content, find_declared(content))


def parse_html(markup: str) -> html.HtmlElement | None:
    """The tree of a page, however broken; None where there is nothing to parse.

    Comments and processing instructions are left out, so XPaths count elements only. Elements may nest 2,048 deep
    instead of the parser's usual 256, which old pages with hundreds of unclosed tags exceed. Of the attributes of a
    tag the first 256 are kept.
    """
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
        huge_tree=True,
    )
    cleaned = find_limit().cut(_UNPARSABLE.sub(" ", markup))
    try:
        return html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
