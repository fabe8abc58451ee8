"""Words as names need them: hyphens and initials joined, possessive endings apart, quoted or not."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from onrecord.quotes import quoted_characters
from onrecord.record import Frozen, Span
from onrecord.tokens import Tokens

_ABBREVIATED = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt cmdr adm maj brig rev hon st jr sr inc corp co ltd".split()
)
_POSSESSIVES = ("'s", "’s", "'S", "’S")


class Piece(Frozen, frozen=True):
    """One word: its span, its text with and without a possessive ending, and where it stands."""

    span: Span
    raw: str
    text: str
    lower: str
    possessive: bool
    quoted: bool
    opens: bool
    capital: bool

    @property
    def is_word(self) -> bool:
        """Whether it has a letter or digit, so is no mark."""
        return self.text[:1].isalnum() or any(c.isalnum() for c in self.text)


class Pieces(Frozen, frozen=True):
    """All pieces of a page in order, with their starts for searching, and for each code point whether it is quoted."""

    all: tuple[Piece, ...]
    starts: tuple[int, ...]
    quoted: bytes

    def within(self, span: Span) -> tuple[Piece, ...]:
        """The pieces that begin within `span`."""
        return self.all[self.index_at(span.start) : self.index_at(span.end)]

    def index_at(self, offset: int) -> int:
        """Position of the first piece that begins at or after `offset`."""
        return bisect.bisect_left(self.starts, offset)

    def is_quoted(self, offset: int) -> bool:
        """Whether `offset` lies between quotation marks."""
        return 0 <= offset < len(self.quoted) and self.quoted[offset] != 0


def find_pieces(text: str, tokens: Tokens) -> Pieces:
    """Cut the paragraphs of `text` into pieces.

    `Abdul-Mahdi`, `J.`, and `Sen.` are one piece each; `Blinken’s` is the piece `Blinken`, possessive.
    """
    flags = quoted_characters(text, tokens)
    starts = {s.start for s in tokens.sentences}
    out: list[Piece] = []
    opens = True
    for span in _joined(text, tokens.words):
        quoted = flags[span.start] != 0
        raw = word = text[span.start : span.end]
        opens = opens or span.start in starts
        possessive = word.endswith(_POSSESSIVES) and len(word) > 2
        if possessive:
            word = word[:-2]
        elif word[-1] in "'’" and len(word) > 1:
            word, possessive = word[:-1], True
        out.append(Piece(span, raw, word, word.lower(), possessive, quoted, opens, word[0].isupper()))
        # A word after an opening mark or a colon begins a sentence as much as the one before the mark would.
        opens = (opens and not word[0].isalnum()) or word in ("“", '"', ":", "«")
    return Pieces(tuple(out), tuple(p.span.start for p in out), flags)


def _joined(text: str, words: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    i = 0
    while i < len(words):
        first = last = words[i]
        i += 1
        while i < len(words) and words[i].start == last.end and _joins(text, first.start, last.end, words[i]):
            last = words[i]
            i += 1
        out.append(first if first is last else Span(first.start, last.end))
    return out


def _joins(text: str, start: int, end: int, following: Span) -> bool:
    before, mark = text[start:end], following.of(text)
    if mark in ("-", "–"):
        return before[-1].isalnum() and following.end < len(text) and text[following.end].isalnum()
    if mark == ".":
        return (end - start == 1 and before.isupper()) or before.lower() in _ABBREVIATED
    if mark in ("'", "’"):
        # The bare apostrophe of a plural possessive ("the Democrats’ plan") or of "N’Djamena".
        return before[-1] in "sS" or (following.end < len(text) and text[following.end].isalpha())
    return len(before) > 1 and before[-1] in "-–'’" and mark[0].isalnum()
