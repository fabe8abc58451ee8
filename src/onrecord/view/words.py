"""A page's words, made fit for a terminal: no control characters, verbatim words told from paraphrase.

Pages are written by strangers, and a terminal obeys what it prints: an escape sequence in a headline could move
the cursor, rename the window, or hide words. Nothing from a page reaches the terminal except through `plain`.
"""

from __future__ import annotations

import unicodedata

from rich.text import Text

from onrecord.quotes import find_quoted, lay_out, unify_marks
from onrecord.record import Span, Statement

VERBATIM = "green"
PARAPHRASE = "cyan"
FAINT = "dim"
HEADING = "bold"

# Bidirectional controls reorder what is shown, so that a line can read as what it does not say.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(words: str) -> str:
    """`words` on one line, each control or reordering character replaced by U+FFFD, white space by one space.

    For printing alone: offsets into the result mean nothing.
    """
    return " ".join("".join(map(_fit, words)).split())


def _fit(character: str) -> str:
    if character.isspace():
        return " "
    if character in _REORDERING or unicodedata.category(character) in ("Cc", "Cs"):
        return "\N{REPLACEMENT CHARACTER}"
    return character


def show_contents(text: str, statement: Statement) -> Text:
    """The statement's contents, an ellipsis where words are left out: verbatim in one colour, paraphrase in another.

    Colour never stands alone: verbatim words keep their quotation marks, and get a pair where theirs lie outside
    the span.
    """
    shown = Text()
    for joint, content in lay_out(text, statement.contents):
        if joint:
            shown.rstrip()
            shown.append(joint, FAINT)
        for part, verbatim in _parts(text, content, statement):
            words = plain(part.of(text))
            if verbatim:
                shown.append(words if _is_marked(words) else f"“{words}”", VERBATIM)
            else:
                shown.append(words, PARAPHRASE)
            if text[part.end - 1 : part.end].isspace() or text[part.end : part.end + 1].isspace():
                shown.append(" ")
    shown.rstrip()
    return shown


def _parts(text: str, content: Span, statement: Statement) -> list[tuple[Span, bool]]:
    if statement.form == "indirect":
        return [(content, False)]
    flags = _find_verbatim(text, content)
    if statement.form == "direct" and not any(flags):
        return [(content, True)]  # a quotation whose marks stand in another paragraph
    parts: list[tuple[Span, bool]] = []
    start = content.start
    for i in range(content.start, content.end):
        last = i + 1 == content.end
        if last or flags[i - content.start] != flags[i + 1 - content.start]:
            if text[start : i + 1].strip():
                parts.append((Span(start, i + 1), flags[i - content.start]))
            start = i + 1
    return parts


def _find_verbatim(text: str, content: Span) -> list[bool]:
    """For each character of the content, whether it is a quotation mark or stands inside a pair of them."""
    begin = text.rfind("\n", 0, content.start) + 1
    flags: list[bool] = []
    for line in text[begin : content.end].split("\n"):
        flags += [flag != 0 for flag in find_quoted(unify_marks(line))] + [False]
    return flags[content.start - begin : content.end - begin]


def _is_marked(words: str) -> bool:
    """Whether a quotation mark stands at both ends (a closing mark may be missing before a new paragraph)."""
    unified = unify_marks(words)
    return unified[:1] in ("'", '"') and unified.rstrip(".,;:!?")[-1:] in ("'", '"')


def show_around(text: str, span: Span, width: int = 60) -> Text:
    """The span's words between ▸ and ◂, with up to `width` characters of their surroundings on each side."""
    before = text[max(0, span.start - width) : span.start]
    after = text[span.end : span.end + width]
    shown = Text()
    shown.append(("…" if span.start > width else "") + plain(before) + (" " if before[-1:].isspace() else ""), FAINT)
    shown.append(f"▸{plain(span.of(text))}◂", HEADING)
    shown.append((" " if after[:1].isspace() else "") + plain(after), FAINT)
    shown.append("…" if span.end + width < len(text) else "", FAINT)
    return shown
