"""Text -> windows of word pieces, the form in which the network reads.

A window packs neighbouring paragraphs up to `LIMIT` pieces, so that each is read with its context at almost no
cost: `[CLS] paragraph [SEP] paragraph [SEP] ...`. The vocabulary is uncased and knows few kinds of quotation marks;
what that loses comes in as two small channels, the piece's case and whether it stands inside quotation marks
(`onrecord.quotes`), all kinds of which are made one before the text is cut into pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from tokenizers import Tokenizer

from onrecord.quotes import find_quoted, unify_marks
from onrecord.record import Span
from onrecord.tokens import Tokens

LIMIT = 192  # pieces a window, with its [CLS] and [SEP]
CASES = 8  # other, lower, Title, UPPER, mIxed, digits, single capital, Title that opens a sentence
QUOTES = 4  # outside, inside double marks, a double mark itself, inside single marks


class Window(msgspec.Struct, frozen=True):
    """`n` pieces of one text: parallel arrays of length `n`.

    `starts` and `ends` are code points of the text, 0 for the marks between paragraphs. `segments` holds
    the first and last+1 piece of each paragraph (or part of a very long one).
    """

    ids: np.ndarray[Any, np.dtype[np.int64]]
    starts: np.ndarray[Any, np.dtype[np.int64]]
    ends: np.ndarray[Any, np.dtype[np.int64]]
    cases: np.ndarray[Any, np.dtype[np.int64]]
    quotes: np.ndarray[Any, np.dtype[np.int64]]
    segments: tuple[tuple[int, int], ...]


class Vocabulary:
    """The word pieces (a `tokenizers` file) with the ids of the marks between paragraphs."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.first = self._tokenizer.token_to_id("[CLS]")
        self.between = self._tokenizer.token_to_id("[SEP]")

    def cut(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Piece ids and piece offsets (code points) of each text."""
        return [(e.ids, e.offsets) for e in self._tokenizer.encode_batch(texts, add_special_tokens=False)]


def make_windows(text: str, tokens: Tokens, vocabulary: Vocabulary) -> list[Window]:
    """Cut the paragraphs of `text` into windows. Linear in the length of the text."""
    openings = {s.start for s in tokens.sentences}
    segments = list(_segments(text, tokens, vocabulary, openings))
    return [_pack(group, vocabulary) for group in _groups(segments)]


class _Segment(msgspec.Struct, frozen=True):
    ids: list[int]
    starts: list[int]
    ends: list[int]
    cases: list[int]
    quotes: list[int]


def _segments(text: str, tokens: Tokens, vocabulary: Vocabulary, openings: set[int]) -> Iterator[_Segment]:
    lines = [unify_marks(p.of(text)) for p in tokens.paragraphs]
    for paragraph, line, (ids, offsets) in zip(tokens.paragraphs, lines, vocabulary.cut(lines), strict=True):
        base = paragraph.start
        quoted = find_quoted(line)
        starts = [base + s for s, _ in offsets]
        ends = [base + e for _, e in offsets]
        cases = [_case(text[s:e], s in openings) for s, e in zip(starts, ends, strict=True)]
        quotes = [quoted[s] for s, _ in offsets]
        for a, b in _parts(starts, openings):
            yield _Segment(ids[a:b], starts[a:b], ends[a:b], cases[a:b], quotes[a:b])


def _parts(starts: list[int], openings: set[int]) -> Iterator[tuple[int, int]]:
    """Cut a paragraph that no window can hold, at the last sentence that fits, else where the window ends."""
    room = LIMIT - 2
    begin = 0
    while len(starts) - begin > room:
        fits = [i for i in range(begin + room // 3, begin + room + 1) if starts[i] in openings]
        end = fits[-1] if fits else begin + room
        yield begin, end
        begin = end
    if begin < len(starts):
        yield begin, len(starts)


def _groups(segments: Sequence[_Segment]) -> Iterator[list[_Segment]]:
    group: list[_Segment] = []
    size = 1
    for segment in segments:
        if group and size + len(segment.ids) + 1 > LIMIT:
            yield group
            group, size = [], 1
        group.append(segment)
        size += len(segment.ids) + 1
    if group:
        yield group


def _pack(group: Sequence[_Segment], vocabulary: Vocabulary) -> Window:
    ids, starts, ends, cases, quotes = [vocabulary.first], [0], [0], [0], [0]
    bounds = []
    for s in group:
        bounds.append((len(ids), len(ids) + len(s.ids)))
        ids += [*s.ids, vocabulary.between]
        starts += [*s.starts, 0]
        ends += [*s.ends, 0]
        cases += [*s.cases, 0]
        quotes += [*s.quotes, 0]
    a, b, c, d, e = (np.asarray(column, dtype=np.int64) for column in (ids, starts, ends, cases, quotes))
    return Window(a, b, c, d, e, tuple(bounds))


def _case(piece: str, opens: bool) -> int:
    if piece.islower():
        return 1
    if piece.isdigit():
        return 5
    if not piece.isalpha():
        return 0
    if len(piece) == 1:
        return 6 if piece.isupper() else 1
    if piece.isupper():
        return 3
    if piece.istitle():
        return 7 if opens else 2
    return 4


def pieces_of(window: Window, spans: Sequence[Span]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which pieces of the window share a code point with any of `spans`: a mask of length `n`."""
    mask = np.zeros(len(window.ids), dtype=np.bool_)
    for span in spans:
        mask |= (window.starts < span.end) & (window.ends > span.start)
    return mask
