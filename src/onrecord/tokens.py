"""Story text -> paragraphs, sentences, words, as spans of code points.

Sentences end at `.`, `!`, `?`, or `…`, with any closing marks after it, where an upper-case letter, a digit, or an
opening mark follows, unless the full stop belongs to an abbreviation or an initial. Paragraphs are lines.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from onrecord.record import Frozen, Span

_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., a.m.
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"  # words, with their apostrophes
    r"|\d+(?:[.,:/]\d+)*"  # numbers, times, numeric dates
    r"|\S"
)
# Possessive, and only from the first mark of a run: a page of nothing but full stops must not cost their square.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s+[\"'“‘«(\[]*[A-Z0-9À-Þ]|\s*$)")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt cmdr adm maj hon rev st jr sr vs inc corp co ltd bros no "
    "jan feb mar apr jun jul aug sep sept oct nov dec mt ft dept u.s u.n u.k e.u d.c ph.d a.m p.m".split()
)


class Tokens(Frozen, frozen=True):
    """Paragraphs, sentences, and words of a text, each a sorted tuple of spans that do not overlap."""

    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    words: tuple[Span, ...]

    def sentence_at(self, offset: int) -> Span | None:
        """The sentence that holds `offset`, or None between sentences."""
        return _at(self.sentences, offset)

    def paragraph_at(self, offset: int) -> Span | None:
        """The paragraph that holds `offset`, or None between paragraphs."""
        return _at(self.paragraphs, offset)

    def words_in(self, span: Span) -> tuple[Span, ...]:
        """The words that begin within `span`, in order."""
        first = bisect.bisect_left(self.words, span.start, key=lambda w: w.start)
        last = bisect.bisect_left(self.words, span.end, key=lambda w: w.start)
        return self.words[first:last]


def _at(spans: Sequence[Span], offset: int) -> Span | None:
    i = bisect.bisect_right(spans, offset, key=lambda s: s.start) - 1
    return spans[i] if i >= 0 and offset < spans[i].end else None


def find_tokens(text: str, furniture: Sequence[Span] = ()) -> Tokens:
    """Split `text` into paragraphs (lines), sentences, and words, leaving out `furniture`."""
    paragraphs = tuple(_paragraphs(text, furniture))
    sentences = tuple(s for p in paragraphs for s in _sentences(text, p))
    words = tuple(Span(m.start(), m.end()) for p in paragraphs for m in _WORD.finditer(text, p.start, p.end))
    return Tokens(paragraphs, sentences, words)


def _paragraphs(text: str, furniture: Sequence[Span]) -> list[Span]:
    out = []
    apart = sorted(furniture)
    for match in re.finditer(r"[^\n]+", text):
        for start, end in _outside(match.start(), match.end(), apart):
            line = text[start:end]
            lead = len(line) - len(line.lstrip())
            if line.strip():
                out.append(Span(start + lead, start + len(line.rstrip())))
    return out


def _outside(start: int, end: int, furniture: Sequence[Span]) -> list[tuple[int, int]]:
    """What of a line is no furniture; `furniture` is sorted and does not overlap."""
    pieces = []
    first = bisect.bisect_right(furniture, start, key=lambda f: f.end)
    for f in furniture[first : bisect.bisect_left(furniture, end, key=lambda f: f.start)]:
        if start < f.start:
            pieces.append((start, f.start))
        start = max(start, f.end)
    if start < end:
        pieces.append((start, end))
    return pieces


def _sentences(text: str, paragraph: Span) -> list[Span]:
    out = []
    start = paragraph.start
    for match in _END.finditer(text, paragraph.start, paragraph.end):
        if match.group().startswith(".") and _is_abbreviation(text, start, match.start()):
            continue
        out.append(Span(start, match.end()))
        start = match.end()
        while start < paragraph.end and text[start].isspace():
            start += 1
    if start < paragraph.end:
        out.append(Span(start, paragraph.end))
    return out


def _is_abbreviation(text: str, start: int, stop: int) -> bool:
    begin = stop
    while begin > start and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:stop].lower()
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")
