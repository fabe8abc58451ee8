"""A page's tree -> the paragraphs of its story, each with the element that holds it.

trafilatura chooses what is story; the marks of `onrecord.story.marks` bring its choice back to the page. What it
lets through by mistake (headlines, link lists, "Read more" lines, captions) is dropped here by structure and wording.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from onrecord.story.characters import clean_text
from onrecord.story.furniture import find_kind
from onrecord.story.marks import Gap, Node, drop_marks, find_numbers

# Without a handler of its own, the library's complaints about odd pages would go to standard error.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_CAPTION_TAGS = frozenset(["figcaption", "figure", "caption", "button", "nav", "footer"])
# Class names of captions and credits; a wrapper may be called "captioned", so whole tokens only.
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])(?:fig)?caption(?:s|-text|__text|-wrap(?:per)?)?(?:$|\s)|wp-caption-text|(?:photo|image|media)-?credits?"
    r"|(?:^|[\s_-])credits?(?:$|\s)",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*$")
_NOT_WORD = re.compile(r"[\W_]+")
_RELATED_KINDS = frozenset({"read-more", "newsletter"})


class Paragraph(NamedTuple):
    """A paragraph of the story: its text, with `\\n` for line breaks, and the element that holds it."""

    text: str
    element: HtmlElement


class _Candidate(NamedTuple):
    text: str
    element: HtmlElement
    linked: float  # share of its characters that stand in links


class _Holder(NamedTuple):
    """Elements that may hold the paragraphs of one story: same article, same tag, same class."""

    scope: HtmlElement
    tag: str
    classes: str


def find_paragraphs(tree: HtmlElement, nodes: Sequence[Node], titles: Iterable[str]) -> list[Paragraph]:
    """The story's paragraphs in the page's order.

    `tree` is the page with its text nodes marked, `nodes` what the marks stand for, `titles` the page's headline in
    its wordings, which is no paragraph of the story. The tree is left as it is.
    """
    texts = _extract(tree)
    numbers = find_numbers(texts)
    if not numbers:
        found = _find_in_json(tree, texts)
        if found:
            return found
        candidates = [c for c in _join(nodes, range(len(nodes))) if _is_prose(c)]
    else:
        candidates = _join(nodes, _with_twins(nodes, _with_whole_blocks(nodes, numbers)))
    return _drop_furniture(candidates, {_key(t) for t in titles})


def _extract(tree: HtmlElement) -> list[str]:
    """The texts, with marks, of what the library takes for the story."""
    from trafilatura import bare_extraction  # takes 0.3 s to import, needed for HTML only
    from trafilatura.settings import Document

    # Fast mode measures best once its choice is brought back to the page: see docs/reference/story.md.
    document = bare_extraction(tree, fast=True, include_comments=False)
    return list(document.body.itertext()) if isinstance(document, Document) else []


def _with_whole_blocks(nodes: Sequence[Node], numbers: Sequence[int]) -> Sequence[int]:
    """`numbers` with the rest of each block that they begin, since half a paragraph would cut quotations, and without
    what the block hides."""
    entered = {nodes[n].block for n in numbers}
    return [n for n, node in enumerate(nodes) if node.block in entered and not node.hidden]


def _with_twins(nodes: Sequence[Node], numbers: Sequence[int]) -> Sequence[int]:
    """`numbers` with the paragraphs in twins of the element that holds most of the story.

    Pages cut long stories into several elements of one class, with advertisements between; the library takes the
    first. Elements that it entered are left as it read them. Twins count only within the same article, since the
    next story of an endless page has the same class too.
    """
    weights: dict[_Holder, int] = {}
    for number in numbers:
        holder = _find_holder(nodes[number].block)
        if holder is not None:
            weights[holder] = weights.get(holder, 0) + len(nodes[number].text)
    total = sum(len(nodes[n].text) for n in numbers)
    main = max(weights, key=lambda h: weights[h], default=None)
    if main is None or weights[main] < 0.5 * total:
        return numbers
    entered = {nodes[n].block.getparent() for n in numbers}
    twins = (
        n
        for n, node in enumerate(nodes)
        if node.block.tag == "p" and node.block.getparent() not in entered and _find_holder(node.block) == main
    )
    return sorted({*numbers, *twins})


def _find_holder(block: HtmlElement) -> _Holder | None:
    parent = block.getparent()
    if block.tag != "p" or parent is None or not parent.get("class"):
        return None
    article = next(parent.iterancestors("article", "main"), None)
    scope = article if article is not None else parent.getparent()
    return None if scope is None else _Holder(scope, str(parent.tag), parent.get("class"))


def _join(nodes: Sequence[Node], numbers: Sequence[int]) -> list[_Candidate]:
    out: list[_Candidate] = []
    words: list[str] = []
    linked = 0
    last = -1
    for number in numbers:
        node = nodes[number]
        gap = max(n.gap for n in nodes[last + 1 : number + 1])
        if words and gap is Gap.PARAGRAPH:
            out.append(_candidate(words, nodes[last].block, linked))
            words, linked = [], 0
        if words:
            words.append({Gap.NOTHING: "", Gap.SPACE: " ", Gap.LINE: "\n"}[gap])
        words.append(node.text)
        linked += len(node.text) * node.linked
        last = number
    if words:
        out.append(_candidate(words, nodes[last].block, linked))
    return out


def _candidate(words: list[str], element: HtmlElement, linked: int) -> _Candidate:
    text = "".join(words)
    return _Candidate(text, element, linked / len(text))


def _drop_furniture(candidates: Sequence[_Candidate], titles: set[str]) -> list[Paragraph]:
    kept: list[_Candidate] = []
    below_related = False
    longest = 2 * max(map(len, titles), default=0)
    for c in candidates:
        kind = find_kind(c.text)
        if kind is not None:
            below_related = kind in _RELATED_KINDS
            continue
        is_link_line = c.linked >= 0.9 and not (_ENDS_SENTENCE.search(c.text) and len(c.text) > 150)
        if is_link_line and (below_related or _is_promotion(c)):
            continue
        below_related = False
        if (len(c.text) <= longest and _key(c.text) in titles) or _is_caption(c.element):
            continue
        kept.append(c)
    while kept and kept[-1].element.tag in _HEADINGS:  # a heading with nothing under it heads what was dropped
        kept.pop()
    return [p for c in kept for p in _without_furniture_lines(c)]


def _is_prose(c: _Candidate) -> bool:
    """Whether a paragraph of a page in which the library saw no story may be one: long, and no list of links."""
    return len(c.text) >= 100 and c.linked < 0.3 and bool(_ENDS_SENTENCE.search(c.text))


def _is_promotion(c: _Candidate) -> bool:
    return c.element.tag in ("p", "div", "li", "strong", "span", "td") and not _ENDS_SENTENCE.search(c.text)


def _is_caption(element: HtmlElement) -> bool:
    for _ in range(3):
        if element.tag in _CAPTION_TAGS or _CAPTION_CLASS.search(element.get("class") or ""):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def _without_furniture_lines(c: _Candidate) -> list[Paragraph]:
    if "\n" not in c.text:
        return [Paragraph(c.text, c.element)]
    lines = [line for line in c.text.split("\n") if find_kind(line) is None]
    return [Paragraph("\n".join(lines), c.element)] if lines else []


def _key(text: str) -> str:
    return _NOT_WORD.sub("", text.casefold())


def _find_in_json(tree: HtmlElement, texts: Sequence[str]) -> list[Paragraph]:
    """Paragraphs that the library took from JSON-LD, where the page builds its text by script: the place is the
    script element that holds them."""
    script = next((s for s in find_json_scripts(tree) if "articleBody" in (s.text or "")), None)
    if script is None:
        return []
    lines = [" ".join(line.split()) for text in texts for line in clean_text(drop_marks(text)).splitlines()]
    return [Paragraph(line, script) for line in lines if line and find_kind(line) is None]


def find_json_scripts(tree: HtmlElement) -> list[HtmlElement]:
    """The page's JSON-LD scripts."""
    return [s for s in tree.iter("script") if "ld+json" in (s.get("type") or "")]


def parse_json_scripts(tree: HtmlElement) -> list[Any]:
    """What the page's JSON-LD scripts hold, leaving out those that are no JSON."""
    out = []
    for script in find_json_scripts(tree):
        try:
            out.append(json.loads(script.text or "", strict=False))
        except (ValueError, RecursionError):  # pages print broken JSON, and deep nesting on purpose
            continue
    return out
