"""An HTML page -> its story."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.inputs.encoding import looks_binary
from onrecord.inputs.html import decode_html, parse_html
from onrecord.record import Block, Dated, Page, Rejection, Span, Story
from onrecord.story.calendar import read_date
from onrecord.story.extraction import Paragraph, find_paragraphs
from onrecord.story.furniture import find_kind
from onrecord.story.identity import make_story_id
from onrecord.story.limits import TooLargeError
from onrecord.story.marks import Node, Places, drop_unread, mark_nodes
from onrecord.story.metadata import find_facts, search_published
from onrecord.story.rejections import reject

_SEPARATOR = "\n\n"
_NEAR = 60  # pieces of text before the story in which the page's printed date is looked for
_MAX_DATE_LINE = 80


def find_html_story(page: Page) -> Story | Rejection:
    """The story of an HTML page, with an XPath for each paragraph."""
    markup = decode_html(page.content)
    if markup is None:
        return reject(page, "undecodable")
    if looks_binary(markup):
        return reject(page, "binary")
    tree = parse_html(markup)
    body = None if tree is None else tree.find("body")
    if tree is None or body is None:
        return reject(page, "no-story")
    drop_unread(tree)
    try:
        nodes = mark_nodes(body)
    except TooLargeError:
        return reject(page, "too-large")
    facts = find_facts(tree, page.url)
    found = None if facts.published else search_published(tree)
    paragraphs = find_paragraphs(tree, nodes, facts.titles)
    text = _SEPARATOR.join(p.text for p in paragraphs)
    return Story(
        id=make_story_id(facts.url, text),
        url=facts.url,
        text=text,
        outlet=facts.outlet,
        title=facts.title,
        byline=facts.byline,
        published=facts.published or _find_printed(nodes, paragraphs) or found,
        updated=facts.updated,
        blocks=_make_blocks(paragraphs),
    )


def _make_blocks(paragraphs: Sequence[Paragraph]) -> tuple[Block, ...]:
    places = Places()
    blocks = []
    start = 0
    for paragraph in paragraphs:
        end = start + len(paragraph.text)
        blocks.append(Block(Span(start, end), places.find(paragraph.element)))
        start = end + len(_SEPARATOR)
    return tuple(blocks)


def _find_printed(nodes: Sequence[Node], paragraphs: Sequence[Paragraph]) -> Dated | None:
    """The date that stands alone on a line shortly before the story, the nearest one."""
    if not paragraphs:
        return None
    first = next((n for n, node in enumerate(nodes) if node.block is paragraphs[0].element), 0)
    for node in reversed(nodes[max(0, first - _NEAR) : first]):
        if len(node.text) <= _MAX_DATE_LINE and find_kind(node.text) == "date-line":
            value = read_date(node.text)
            if value and "pdated" not in node.text:
                return Dated(value, "text")
    return None
