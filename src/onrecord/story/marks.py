"""Number every piece of text of a page before extraction, so that places are carried through it.

Each text node that shows something gets a mark of two symbols in front of its first word. Extraction copies,
moves, and re-joins text as it likes; the marks travel with it, and those that come out say exactly which text nodes
are story. Text, spaces, and line breaks are then taken from the page itself, in the page's order: nothing is
searched for, and a paragraph that extraction holds twice is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from onrecord.story.characters import clean_text
from onrecord.story.limits import MAX_CHARACTERS, MAX_ELEMENTS, MAX_TABLE_PAIRS, TooLargeError

# A mark is two symbols of Sutton SignWriting, which no page in English holds: the library drops private-use characters
# as unprintable on some of its ways, and takes letters for part of the word.
_BASE, _SYMBOLS = 0x1D800, 512
MAX_NODES = _SYMBOLS**2
_MARK = re.compile("([\U0001d800-\U0001d9ff])([\U0001d800-\U0001d9ff])")

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# Elements whose text nobody reads on the page.
_UNREAD = ("script", "style", "svg", "template", "noscript", "iframe", "object", "textarea", "select", "math")

# The HTML standard's rendering section: elements that stand apart from the text around them.
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p "
    "pre search section summary table tbody td tfoot th thead tr ul".split()
)


class Gap(IntEnum):
    """What stands between a piece of text and the one before it; the larger wins."""

    NOTHING = 0
    SPACE = 1
    LINE = 2
    PARAGRAPH = 3


class Node(NamedTuple):
    """A piece of text of the page: its words, the block that holds it, what stands before it, and whether it is in a
    link, or in a part of its block that the markup hides."""

    text: str
    block: HtmlElement
    gap: Gap
    linked: bool
    hidden: bool


def _mark_of(number: int) -> str:
    high, low = divmod(number, _SYMBOLS)
    return chr(_BASE + high) + chr(_BASE + low)


def _number_of(high: str, low: str) -> int:
    return (ord(high) - _BASE) * _SYMBOLS + ord(low) - _BASE


def drop_unread(tree: HtmlElement) -> None:
    """Take out what nobody reads, except JSON-LD: it makes up most of a page and slows every step after this."""
    for element in list(tree.iter(*_UNREAD)):
        if element.tag == "script" and "ld+json" in (element.get("type") or ""):
            continue
        element.drop_tree()


def mark_nodes(body: HtmlElement) -> list[Node]:
    """Mark every text node under `body`, in place, and list them; a node's position is its number.

    Raises:
        TooLargeError: more elements, characters, text nodes, or tables in tables than any news page has.
    """
    if body.xpath("count(.//*)") > MAX_ELEMENTS:
        raise TooLargeError
    marker = _Marker()
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            marker.enter(element)
        else:
            marker.leave(element, is_last=element is body)
    return marker.nodes


class _Marker:
    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._blocks: list[HtmlElement] = []
        self._gap = Gap.PARAGRAPH
        self._links = 0
        self._hidden = 0
        self._characters = 0
        self._tables = 0
        self._table_pairs = 0

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._blocks.append(element)
            self._gap = Gap.PARAGRAPH
        elif tag == "br":
            self._gap = Gap.PARAGRAPH if self._gap >= Gap.LINE else Gap.LINE
        elif tag == "a":
            self._links += 1
        self._count_tables(tag)
        if _is_hidden(element):
            self._hidden += 1
        if element.text and tag != "script":
            element.text = self._mark(element.text)

    def leave(self, element: HtmlElement, is_last: bool) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._blocks.pop()
            self._gap = Gap.PARAGRAPH
            self._tables -= tag == "table"
        elif tag == "a":
            self._links -= 1
        if _is_hidden(element):
            self._hidden -= 1
        if element.tail and not is_last:
            element.tail = self._mark(element.tail)

    def _count_tables(self, tag: str) -> None:
        self._tables += tag == "table"
        self._table_pairs += self._tables * (self._tables - 1) // 2
        if self._table_pairs > MAX_TABLE_PAIRS:
            raise TooLargeError

    def _mark(self, text: str) -> str:
        text = clean_text(text)
        words = text.split()
        if not words:
            self._gap = max(self._gap, Gap.SPACE if text else Gap.NOTHING)
            return text
        number = len(self.nodes)
        self._characters += len(text)
        if number >= MAX_NODES or self._characters > MAX_CHARACTERS:
            raise TooLargeError
        start = len(text) - len(text.lstrip())
        gap = max(self._gap, Gap.SPACE) if start else self._gap
        block = self._blocks[-1]
        self.nodes.append(Node(_tidy(text, words, block), block, gap, self._links > 0, self._hidden > 0))
        self._gap = Gap.SPACE if text[-1].isspace() else Gap.NOTHING
        return text[:start] + _mark_of(number) + text[start:]


def _is_hidden(element: HtmlElement) -> bool:
    """Whether a part of a block is hidden. Whole blocks are left to the library: pages hide their stories until a
    script has run."""
    if element.tag in _BLOCKS:
        return False
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and bool(_HIDDEN_STYLE.search(style)))


def _tidy(text: str, words: list[str], block: HtmlElement) -> str:
    if block.tag in ("pre", "listing"):
        return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return " ".join(words)


def find_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers of the marks in `texts`, each once, in the page's order."""
    return sorted({_number_of(high, low) for text in texts for high, low in _MARK.findall(text)})


def drop_marks(text: str) -> str:
    """`text` without marks."""
    return _MARK.sub("", text)


class Places:
    """XPaths of elements, each found in time linear in the number of its ancestors and their children, once.

    lxml's own `getpath` counts earlier siblings anew for each element, which is quadratic on a page of one long list.
    """

    def __init__(self) -> None:
        self._paths: dict[HtmlElement, str] = {}
        self._numbered: set[HtmlElement] = set()

    def find(self, element: HtmlElement) -> str:
        """The XPath of `element` from the root, with a position at every step but the root."""
        chain = [element]
        while chain[-1] not in self._paths:
            parent = chain[-1].getparent()
            if parent is None:
                self._paths[chain[-1]] = f"/{chain[-1].tag}"
                break
            chain.append(parent)
        for parent in reversed(chain[1:]):
            self._number_children(parent)
        return self._paths[element]

    def _number_children(self, parent: HtmlElement) -> None:
        if parent in self._numbered:
            return
        self._numbered.add(parent)
        counts: dict[str, int] = {}
        for child in parent.iterchildren(etree.Element):
            counts[child.tag] = counts.get(child.tag, 0) + 1
            self._paths[child] = f"{self._paths[parent]}/{child.tag}[{counts[child.tag]}]"
