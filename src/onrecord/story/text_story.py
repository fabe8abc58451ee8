"""A text page's characters -> its story. The text stays as it is, and furniture in it is marked."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.inputs.encoding import looks_binary
from onrecord.inputs.text import decode_text
from onrecord.record import Block, Dated, Page, Rejection, Span, Story
from onrecord.story.calendar import read_date
from onrecord.story.furniture import FurnitureKind, find_kind
from onrecord.story.identity import make_story_id
from onrecord.story.limits import MAX_CHARACTERS, MAX_LINES
from onrecord.story.rejections import reject

_LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_TOP = 6  # lines in which a byline and the date of publication may stand, title included
_MAX_TITLE = 150
_BYLINE = re.compile(
    r"^(?:words |written |story |report |posted |published |text )?by\s+([^|/•·–—]+?)(?:\s+[-–—|/•·].*|,.*)?$", re.I
)


class Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    span: Span
    text: str
    kind: FurnitureKind | None
    blank_after: bool


class TextFacts(NamedTuple):
    """What a text page holds: its paragraphs, its furniture, and what its first lines say of it."""

    blocks: tuple[Block, ...]
    furniture: tuple[Span, ...]
    title: str | None
    byline: str | None
    published: Dated | None


def find_text_story(page: Page) -> Story | Rejection:
    """The story of a text page: its characters as they stand."""
    text = decode_text(page.content)
    if text is None:
        return reject(page, "undecodable")
    if looks_binary(text):
        return reject(page, "binary")
    if not text.strip():
        return reject(page, "empty")
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES or text.count("\r") > MAX_LINES:
        return reject(page, "too-large")
    facts = read_text(text)
    return Story(
        id=make_story_id(page.url, text),
        url=page.url,
        text=text,
        title=facts.title,
        byline=facts.byline,
        published=facts.published,
        blocks=facts.blocks,
        furniture=facts.furniture,
    )


def read_text(text: str) -> TextFacts:
    """Paragraphs (lines) with RFC 5147 places, furniture, title, byline, and date of `text`.

    A line that is nothing but a date is no furniture: it is a date of the page, and near the top it is that of
    publication.
    """
    lines = find_lines(text)
    top = lines[:_TOP]
    return TextFacts(
        blocks=tuple(Block(line.span, f"char={line.span.start},{line.span.end}") for line in lines),
        furniture=tuple(line.span for line in lines if _is_furniture(line)),
        title=_find_title(lines),
        byline=next(
            (m.group(1).strip() for line in top if line.kind == "byline" and (m := _BYLINE.match(line.text))), None
        ),
        published=next((d for line in top if (d := _find_date(line))), None),
    )


def find_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank."""
    out: list[Line] = []
    matches = [m for m in _LINE.finditer(text) if not m.group().isspace()]
    for i, match in enumerate(matches):
        raw = match.group()
        start = match.start() + len(raw) - len(raw.lstrip())
        words = raw.strip()
        until = matches[i + 1].start() if i + 1 < len(matches) else len(text)
        blank_after = text.count("\n", match.end(), until) > 1 or text.count("\r", match.end(), until) > 1
        out.append(Line(Span(start, start + len(words)), words, find_kind(words), blank_after))
    return out


def _is_furniture(line: Line) -> bool:
    return line.kind is not None and not (line.kind == "date-line" and line.text[:1].isupper() and _is_bare_date(line))


def _is_bare_date(line: Line) -> bool:
    return not re.match(r"(?:first |last )?(?:published|updated|posted|modified)", line.text, re.IGNORECASE)


def _find_title(lines: list[Line]) -> str | None:
    if len(lines) < 2:
        return None
    first = lines[0]
    is_headline = first.blank_after and first.kind is None and len(first.text) <= _MAX_TITLE
    return first.text if is_headline and not re.search(r"[.,;:!…][\"'”’»)\]]*$", first.text) else None


def _find_date(line: Line) -> Dated | None:
    if line.kind != "date-line" or re.match(r"(?:last )?(?:updated|modified)", line.text, re.IGNORECASE):
        return None
    value = read_date(line.text)
    return Dated(value, "text") if value else None
