"""Quotation marks of all kinds, made one, and the text between them.

Straight, curly, low, doubled single marks and guillemets are worth the same; everything that looks at quotation marks
asks here, so that no part of the program knows one kind better than another. Replacements keep every offset.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.record import Span
from onrecord.tokens import Tokens

ELISION = " […] "
_SHORT = 5  # words between two parts of a statement that are shown with them, rather than left out
_ENDS = frozenset('.!?;:\n"')

OUTSIDE, INSIDE, MARK, SINGLE = 0, 1, 2, 3

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»″＂❝❞〝〞", '"') | dict.fromkeys("‘’‚‛′´`ʼ", "'") | {"―": "—"})
_DOUBLED = re.compile(r"``|''|‘‘|’’")
_SINGLE = re.compile(r"(?<![\w'])'(?=\w)[^\"\n]{2,400}?(?<=[\w.,!?…])'(?![\w'])")


def unify_marks(text: str) -> str:
    """Make all quotation marks `"` and all apostrophes `'`; the length stays the same.

    A doubled single mark becomes `"` and a space, the space on the outer side of the word where that can be told.
    """
    doubled = _DOUBLED.sub(lambda m: '" ' if m.end() == len(text) or text[m.end()].isspace() else ' "', text)
    return doubled.translate(_MARKS)


def find_quoted(line: str) -> bytes:
    """For each character of a line with unified marks: 0 outside, 1 inside double marks, 2 a double mark, 3 single.

    A mark that opens needs a break before it and a word after it; one that closes the reverse; one that could be
    either toggles. A quotation that is not closed runs to the end of its paragraph.
    """
    flags = bytearray(len(line))
    opened: int | None = None
    for i in (m.start() for m in re.finditer('"', line)):
        before = line[i - 1] if i else " "
        after = line[i + 1] if i + 1 < len(line) else " "
        opens = (before.isspace() or before in "([—-'") and not after.isspace()
        closes = not before.isspace() and (after.isspace() or after in ").],;:!?—-'")
        if opened is not None and (closes or not opens):
            flags[opened + 1 : i] = b"\1" * (i - opened - 1)
            opened = None
        else:
            if opened is not None:
                flags[opened + 1 : i] = b"\1" * (i - opened - 1)
            opened = i
        flags[i] = 2
    if opened is not None:
        flags[opened + 1 :] = b"\1" * (len(line) - opened - 1)
        for i in (m.start() for m in re.finditer('"', line)):
            flags[i] = 2
    for m in _SINGLE.finditer(line):
        if not any(flags[m.start() : m.end()]):
            flags[m.start() : m.end()] = b"\3" * (m.end() - m.start())
    return bytes(flags)


def quoted_characters(text: str, tokens: Tokens) -> bytes:
    """For each code point of `text` what `find_quoted` says of it in its paragraph; 0 outside all paragraphs."""
    flags = bytearray(len(text))
    for p in tokens.paragraphs:
        flags[p.start : p.end] = find_quoted(unify_marks(p.of(text)))
    return bytes(flags)


def join_parts(text: str, parts: Sequence[Span]) -> str:
    """The words of a statement's parts as a reader is shown them; see `lay_out`."""
    return "".join(joint + span.of(text) for joint, span in lay_out(text, parts))


def lay_out(text: str, parts: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """The parts of a statement in the order of the page, each with what stands before it: a blank, or an ellipsis.

    A few words between two parts, such as the cue in "a ship [thought] to carry arms", are shown as they stand, and
    make the two one; where a quotation is closed and opened again, its own marks show the break. An ellipsis is left
    for what is longer, so that it says what it should: here words are missing.
    """
    shown: list[tuple[str, Span]] = []
    for part in sorted(parts):
        if not shown:
            shown.append(("", part))
            continue
        joint, last = shown[-1]
        gap = unify_marks(text[last.end : part.start])
        if part.start >= last.end and _is_marked_break(text, last, part, gap):
            shown.append((" ", part))
        elif part.start < last.end or (len(gap.split()) <= _SHORT and not _ENDS.intersection(gap)):
            shown[-1] = joint, Span(last.start, max(last.end, part.end))
        else:
            shown.append((ELISION, part))
    yield from shown


def _is_marked_break(text: str, last: Span, part: Span, gap: str) -> bool:
    """Whether one part ends with a quotation mark, the next begins with one, and nothing between is quoted."""
    before, after = unify_marks(last.of(text)).rstrip(), unify_marks(part.of(text)).lstrip()
    return before[-1:] == '"' and after[:1] == '"' and '"' not in gap
