"""Quotation marks of all kinds, made one, and the text between them.

Straight, curly, low, doubled single marks and guillemets are worth the same; everything that looks at quotation marks
asks here, so that no part of the program knows one kind better than another. Replacements keep every offset.
"""

from __future__ import annotations

import re

from onrecord.tokens import Tokens

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
