"""What "who", "which", and "that" follow."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.descriptions import Descriptions
from onrecord.actors.figures import Figure
from onrecord.actors.lexicon import load_nouns
from onrecord.actors.pieces import Piece
from onrecord.actors.sources import Determiner, Phrase, singular, singular_differs
from onrecord.record import Span

_STOPS = frozenset(
    """is are was were be been has have had said say says told and but that which who by with from as at than because
    while when if for to on in of about include includes including among""".split()
)


def find_relative(described: Descriptions, phrase: Phrase) -> tuple[Figure | None, Span | None]:
    """What "who", "which", or "that" at `phrase` follows: a name right before it, or the noun phrase there."""
    start = phrase.span.start
    text, tokens, pieces = described.text, described.tokens, described.pieces
    sentence = tokens.sentence_at(start)
    begin = sentence.start if sentence else max(0, start - 300)
    before = list(pieces.within(Span(begin, start)))
    comma = bool(before) and before[-1].text == ","
    while before and not before[-1].is_word:
        before.pop()
    if not before:
        return None, None
    names = [n for n in described.figures.names_from(begin, start) if n.kind != "role"]
    adjacent = [n for n in names if n.span.end >= before[-1].span.start]
    kinds = (
        {"person", "unknown", "people"} if phrase.pronoun == "who" else {"state", "organisation", "outlet", "unknown"}
    )
    if not comma:
        kinds |= {"organisation"}
    if adjacent and adjacent[-1].kind in kinds and (found := described.figure_of(adjacent[-1])):
        return found, adjacent[-1].span
    if comma and phrase.pronoun == "who":
        for name in reversed(names):
            figure = described.figures.of_name.get(name.span)
            if figure is not None and figure.kind == "person" and not (name.possessive or name.dependent):
                return figure, name.span
    return _noun_phrase(text, before, described)


def _noun_phrase(text: str, before: Sequence[Piece], described: Descriptions) -> tuple[Figure | None, Span | None]:
    """The noun phrase that ends here, back to its determiner, mark, or verb."""
    i = len(before)
    while i > 0:
        piece = before[i - 1]
        if not piece.is_word or piece.lower in _STOPS:
            break
        if i < len(before) and i > 1 and piece.lower.endswith("ed") and _names_a_thing(before[i - 2]):
            break  # "the tweet followed another that": a verb
        i -= 1
        if i > 0 and before[i - 1].lower == "of" and i > 1 and before[i - 2].lower in ("one", "some", "many", "most"):
            break
        if piece.lower in ("the", "a", "an", "some", "many", "these", "those", "his", "her", "their", "its", "no"):
            break
    inside = before[i:]
    if len(inside) > 2 and inside[0].lower in ("one", "some", "many", "two", "most") and inside[1].lower == "of":
        inside = inside[2:]
    if not inside:
        return None, None
    if load_nouns().get(singular(inside[-1].lower)) not in ("person", "group", "organisation", "document", "state"):
        inside = _past_attribute(before, i) or inside
    span = Span(inside[0].span.start, inside[-1].span.end)
    words = " ".join(span.of(text).split())
    words = words[4:] if words.lower().startswith("the ") else words
    head = singular(inside[-1].lower)
    plural = singular_differs(inside[-1].lower)
    definite = inside[0].lower in ("the", "these", "those")
    modifiers = tuple(p.lower for p in inside[1 if definite else 0 : -1])
    determiner: Determiner = "definite" if definite else "bare"
    described_by = Phrase("nominal", span, words, head=head, words=modifiers, plural=plural, determiner=determiner)
    known = described.resolve(described_by, 0) if definite or load_nouns().get(head) == "organisation" else None
    if known is not None:
        return known, span
    return described.new(described_by), span


def _names_a_thing(piece: Piece) -> bool:
    return piece.capital or singular(piece.lower) in load_nouns()


def _past_attribute(before: Sequence[Piece], i: int) -> Sequence[Piece]:
    """From a noun that is nobody ("program") back over its preposition to the noun phrase before ("listeners to")."""
    for k in range(i - 1, max(-1, i - 12), -1):
        if not before[k].is_word and before[k].text not in "\"“”'":
            return []
        if load_nouns().get(singular(before[k].lower)) in ("person", "group"):
            j = k
            while j > 0 and before[j - 1].is_word and before[j - 1].lower not in _STOPS and k - j < 3:
                j -= 1
            return before[j:]
    return []
