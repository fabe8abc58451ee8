"""Finds where a page brings up a thing that it later calls "the letter" or "the companies"."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.pieces import Piece, Pieces
from onrecord.actors.sources import Phrase, singular, singular_differs
from onrecord.record import Span
from onrecord.tokens import Tokens

_ALIKE = (
    "report study survey analysis research review paper assessment poll investigation finding audit",
    "article story column essay report editorial piece op-ed",
    "letter note message memo memorandum e-mail email",
    "book memoir autobiography account novel biography",
    "ruling decision opinion verdict judgment order",
    "statement communiqué communique release declaration announcement",
    "bill legislation law act measure proposal",
    "tweet post message",
    "lawsuit suit complaint filing petition",
    "transcript speech interview",
    "video recording tape film",
)
_OPENINGS = frozenset("a an another one new his her its their our my".split())
_LINKING = frozenset("of to from by for on about in with".split())
_ENDS = frozenset(
    """is are was were be been has have had will would can could may might that which who whom when where while because
    and or but as if than at after before since until during said says told called""".split()
)
_REACH = 400


def document_heads(head: str) -> frozenset[str]:
    """The nouns by which a document called `head` may have been called before."""
    return frozenset(w for line in _ALIKE if head in line.split() for w in line.split()) | {head}


def find_introduction(pieces: Pieces, tokens: Tokens, phrase: Phrase) -> Sequence[Piece] | None:
    """The words that introduced what `phrase` describes, nearest first, among the `_REACH` words before it.

    For one thing an indefinite or possessive noun phrase ("a letter to the board"), for several a plural one with a
    word before it ("Fortune 500 companies"). None where there is none.
    """
    stop = pieces.index_at(phrase.span.start)
    for i in range(stop - 1, max(-1, stop - _REACH), -1):
        piece = pieces.all[i]
        if singular(piece.lower) != phrase.head or singular_differs(piece.lower) != phrase.plural:
            continue
        begin = _begin(pieces, tokens, i, phrase.plural)
        if begin is not None:
            return pieces.all[begin : _end(pieces, tokens, i)]
    return None


def _begin(pieces: Pieces, tokens: Tokens, i: int, plural: bool) -> int | None:
    sentence = tokens.sentence_at(pieces.all[i].span.start)
    floor = sentence.start if sentence else 0
    j = i
    while j > 0 and i - j < 6:
        before = pieces.all[j - 1]
        if before.span.start < floor or not before.is_word:
            break
        if before.lower in _OPENINGS:
            return None if plural and before.lower in ("a", "an") else j - 1
        if before.lower in _LINKING | _ENDS | {"the", "this", "these", "those", "that", "how", "what", "why"}:
            break
        j -= 1
    if plural and j < i and (pieces.all[j].capital or not pieces.all[j].lower.endswith(("ed", "s"))):
        return j
    return None


def _end(pieces: Pieces, tokens: Tokens, i: int) -> int:
    """Past the attributes that follow the head: "to the board of directors", up to a verb or mark."""
    sentence: Span | None = tokens.sentence_at(pieces.all[i].span.start)
    ceiling = sentence.end if sentence else pieces.all[i].span.end
    end = i + 1
    if end >= len(pieces.all) or pieces.all[end].lower not in _LINKING:
        return end
    j = end
    while j < len(pieces.all) and pieces.all[j].span.start < ceiling and j - i < 14:
        piece = pieces.all[j]
        if not piece.is_word or piece.lower in _ENDS or (not piece.capital and piece.lower.endswith(("ing", "ed"))):
            break
        j += 1
    while j > end and pieces.all[j - 1].lower in _LINKING | {"the", "a", "an"}:
        j -= 1
    return j
