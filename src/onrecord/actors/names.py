"""Finds the names on a page: of people, states, organisations, outlets, places.

A name is a run of capitalised words with the small words that names have inside ("bin", "de la", "of the"). Words that
stand in front and say what somebody is ("Chinese Foreign Ministry spokesman", "Secretary of State") are cut off and
kept as the title. In headlines, where everything is capitalised, only names that the body has are found.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from onrecord.actors.lexicon import load_titles
from onrecord.actors.name import PARTICLES, Name
from onrecord.actors.outlets import OutletMention
from onrecord.actors.pieces import Piece, Pieces
from onrecord.actors.runs import FUNCTION_WORDS, adjoins, listed_length, may_begin, run_end
from onrecord.actors.titles import is_person_noun, make_name
from onrecord.model.found import FoundMention
from onrecord.record import Span
from onrecord.tokens import Tokens


def find_names(text: str, tokens: Tokens, pieces: Pieces) -> list[Name]:
    """All names of the page in order, without overlaps."""
    common = frozenset(p.lower for p in pieces.all if not p.opens and not p.capital)
    out: list[Name] = []
    headlines: list[Sequence[Piece]] = []
    for paragraph in tokens.paragraphs:
        inside = pieces.within(paragraph)
        if is_headline(text, paragraph, inside):
            headlines.append(inside)
        else:
            out += _names_in(text, inside, common)
    known = {word for name in out if name.kind != "role" for word in name.words if word[0].isupper()}
    for headline in headlines:
        out += _names_in_headline(text, headline, common, known)
    return sorted(out, key=lambda n: n.span.start)


def mark_outlets(names: Sequence[Name], mentions: Sequence[OutletMention]) -> list[Name]:
    """`names` with those that the words around show to be outlets' made so: "The Hill reported"."""
    ends = {m.span.end: m for m in mentions}
    out = []
    for name in names:
        mention = ends.get(name.span.end)
        alone = (
            mention is not None and mention.span.start <= name.span.start <= mention.span.start + 4 and not name.title
        )
        if mention is not None and alone and name.kind not in ("outlet", "state"):
            words = name.words if mention.span.start == name.span.start else ("The", *name.words)
            span = Span(mention.span.start, name.span.end)
            name = structs.replace(name, span=span, whole=span, words=words, kind="outlet", gender="")
        out.append(name)
    return out


def mark_kinds(names: Sequence[Name], mentions: Sequence[FoundMention]) -> list[Name]:
    """`names` of unknown kind made what the mention says that ends with them: a person, or an organisation.

    A word with which an organisation of the page begins, and nobody's full name has, is left to that organisation.
    """
    ends = {m.span.end: m for m in mentions}
    bodies = {n.words[0] for n in names if n.kind == "organisation" and len(n.words) > 1}
    people = {word for n in names if n.kind in ("person", "unknown") and len(n.words) > 1 for word in n.words}
    out = []
    for name in names:
        short = len(name.words) == 1 and not name.title and name.words[0] in bodies - people
        mention = ends.get(name.span.end) if name.kind == "unknown" and not short else None
        if mention is not None and mention.span.start <= name.span.start:
            if mention.kind == "person":
                name = structs.replace(name, kind="person")
            elif mention.kind == "organisation":
                name = structs.replace(name, kind="organisation", gender="")
        out.append(name)
    return out


def is_headline(text: str, paragraph: Span, inside: Sequence[Piece]) -> bool:
    """Whether a paragraph is written with a capital on nearly every longer word and does not end as a sentence does."""
    if paragraph.end - paragraph.start > 200 or text[paragraph.end - 1] in ",;:":
        return False
    longer = [p for p in inside if len(p.text) > 3 and p.text[0].isalpha()]
    capital = sum(p.capital for p in longer)
    small = [p for p in longer if not p.capital]
    if text[paragraph.end - 1] == "." and any(p.lower not in FUNCTION_WORDS for p in small):
        return False
    return (
        len(longer) >= 4
        and capital >= 0.8 * len(longer)
        and any(p.lower not in PARTICLES for p in longer)
        and (len(small) <= 1 or capital >= 5 * len(small))
    )


def _names_in(text: str, inside: Sequence[Piece], common: frozenset[str]) -> list[Name]:
    out = []
    i = 0
    while i < len(inside):
        if not may_begin(inside, i, common):
            i += 1
            continue
        end = run_end(text, inside, i)
        end = max(end, i + listed_length(inside, i))
        name = make_name(inside, i, end)
        if name is not None:
            out.append(name)
        i = end
    return out


def _titles_known(inside: Sequence[Piece], i: int, known: set[str]) -> bool:
    """A title right before a known name."""
    return (
        inside[i].lower.rstrip(".") in load_titles()
        and i + 1 < len(inside)
        and inside[i + 1].text in known
        and not inside[i].possessive
    )


def _names_in_headline(text: str, inside: Sequence[Piece], common: frozenset[str], known: set[str]) -> list[Name]:
    out = []
    i = 0
    while i < len(inside):
        end = i
        while (
            end < len(inside)
            and (inside[end].text in known or _titles_known(inside, end, known))
            and (end == i or adjoins(text, inside[end - 1], inside[end]))
        ):
            end += 1
            if inside[end - 1].possessive:
                break
        if end == i or (end == i + 1 and inside[i].lower in common):
            i += 1
            continue
        name = make_name(inside, i, end)
        if (
            name is not None
            and name.kind != "role"
            and not (name.kind == "unknown" and is_person_noun(name.words[-1].lower()))
        ):
            out.append(structs.replace(name, headline=True))
        i = end
    return out
