"""Markup -> markup whose tags have no more attributes than a parser reads in good time.

Parsers compare each attribute of a tag with those before it, so that a tag of a hundred thousand takes minutes. The
markup is gone through once, in linear time, by the rules of the HTML standard for where a tag ends (section 13.2.5,
tokenization): quotes hold anything, comments and scripts hold no tags.

No pattern here has a group within what is repeated possessively: Python before 3.11.8 loses count of those.
"""

from __future__ import annotations

import re
from functools import cache

MAX_ATTRIBUTES = 256  # of one tag; the most of 181 saved pages are 64

_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\r>"'][^ \t\n\r>]*+)"""
_ATTRIBUTE = rf"(?:[ \t\n\r/]*+[^ \t\n\r/>][^ \t\n\r/>=]*+(?:[ \t\n\r]*+=[ \t\n\r]*+{_VALUE}?+)?+)"
_NAME = r"[^ \t\n\r/>]*+"
_END = r"[ \t\n\r/]*+(?:>|\Z)"

# Elements that hold text alone, up to their own end; a script may also hold comments, and in them scripts, whose end
# is not its own.
_RAW = frozenset("script style title textarea iframe noembed noframes xmp plaintext".split())
_INNER = r"<script(?=[ \t\n\r/>])(?:[^<-]++|-(?!->)|<(?!/script[ \t\n\r/>]))*+(?:</script(?=[ \t\n\r/>]))?+"
_ESCAPED = rf"<!--(?:-*+>|(?:[^<-]++|-(?!->)|{_INNER}|<(?!/?script[ \t\n\r/>]))*+(?:-->)?+)"


class AttributeLimit:
    """Cuts off what attributes a tag has beyond a number of them."""

    def __init__(self, most: int = MAX_ATTRIBUTES) -> None:
        attributes = rf"{_ATTRIBUTE}{{0,{most}}}+"
        # All that comes before the end, an element that holds text alone, or a tag with more attributes.
        self._fine = re.compile(
            r"(?:[^<]++"
            r"|<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))"
            rf"|<(?!(?:{'|'.join(sorted(_RAW))})[ \t\n\r/>])/?[a-z]{_NAME}{attributes}{_END}"
            r"|<(?:\?|!(?!--)|/(?![a-z]))[^>]*+>?+"
            r"|(?:<(?![a-z/!?]))++)*+",
            re.IGNORECASE,
        )
        self._tag = re.compile(rf"<(/?[a-z]{_NAME}){attributes}", re.IGNORECASE)

    def cut(self, markup: str) -> str:
        """`markup` without surplus attributes; the very same where there are none."""
        pieces: list[str] = []
        kept = at = 0
        while (fine := self._fine.match(markup, at)) and (tag := self._tag.match(markup, fine.end())):
            rest = _REST.match(markup, tag.end())
            if rest is None:  # a tag always ends; at the latest where the page does
                break
            closed = rest.group(1).endswith("/>")  # the parser takes it for an element without content
            if rest.start(1) > rest.start():
                pieces += [markup[kept : tag.end()], "/>" if closed else ">"]
                kept = rest.end()
            text = None if closed else _match_text(tag.group(1).lower(), markup, rest.end())
            at = text.end() if text else rest.end()
        return "".join([*pieces, markup[kept:]]) if pieces else markup


_REST = re.compile(rf"{_ATTRIBUTE}*+({_END})")


def _match_text(name: str, markup: str, at: int) -> re.Match[str] | None:
    """What an element that holds text alone holds, from the end of its tag; None for other elements."""
    return _write_text(name).match(markup, at) if name in _RAW else None


@cache
def _write_text(name: str) -> re.Pattern[str]:
    if name == "plaintext":
        return re.compile(r"[\s\S]*+")
    escaped = f"|{_ESCAPED}" if name == "script" else ""
    return re.compile(rf"(?:[^<]++{escaped}|<(?!/{name}[ \t\n\r/>]))*+", re.IGNORECASE)


@cache
def find_limit() -> AttributeLimit:
    """The limit for pages, made at the first of them."""
    return AttributeLimit()
