"""One actor written in two ways: on the page itself, or on the page and in the lexicon of office holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from onrecord.actors.figures import distance, fold, surname_of
from onrecord.actors.lexicon import Leader, index_spellings
from onrecord.record import Actor, Frozen, Span


class Spelling(Frozen, frozen=True):
    """An actor's name in a spelling unlike another one.

    `span` is the unusual writing; `other` a writing of the same name elsewhere on the page, or None where only the
    lexicon of office holders knows it; `written` and `usual` are both as words.
    """

    actor: str
    span: Span
    written: str
    other: Span | None
    usual: str


def find_spellings(text: str, actors: Sequence[Actor]) -> list[Spelling]:
    """Names of people that the page spells in two ways, or unlike the usual spelling of a well-known office holder.

    Accents, hyphens, titles, and left-out words are no differences; "Anthony" for "Antony" is.
    """
    out: list[Spelling] = []
    for actor in actors:
        if actor.kind == "person":
            out += _against_page(text, actor) or _against_leaders(text, actor)
    return sorted(out, key=lambda s: s.span)


def _named(text: str, actor: Actor) -> list[tuple[Span, list[str]]]:
    return [(m.span, m.span.of(text).split()) for m in actor.mentions if m.how == "name"]


def _against_page(text: str, actor: Actor) -> list[Spelling]:
    seen: dict[str, Span] = {}
    out = []
    for span, words in _named(text, actor):
        for word in words:
            key = fold(word)
            near = next((k for k in list(seen)[:20] if _misspelled(k, key)), None)
            if near is not None and key not in seen:
                out.append(Spelling(actor.id, span, " ".join(words), seen[near], seen[near].of(text)))
        for word in words:
            seen.setdefault(fold(word), span)
    return out


def _misspelled(one: str, two: str) -> bool:
    if one == two or min(len(one), len(two)) < 4 or one[0] != two[0]:
        return False
    return distance(one, two, 1) == 1 or (min(len(one), len(two)) > 7 and distance(one, two, 2) == 2)


def _against_leaders(text: str, actor: Actor) -> list[Spelling]:
    full = [(s, w) for s, w in _named(text, actor) if len(w) > 1]
    if not full:
        return []
    span, words = max(full, key=lambda f: len(f[1]))
    if any(_same(words, known.split()) for leader in _candidates(words) for known in (leader.name, *leader.others)):
        return []
    leader = find_misspelled(words)
    return [Spelling(actor.id, span, " ".join(words), None, leader.name)] if leader is not None else []


def find_misspelled(words: Sequence[str]) -> Leader | None:
    """The known person whose usual full name differs from `words` in the spelling of one word."""
    for leader in _candidates(words):
        usual = leader.name.split()
        if len(usual) == len(words) and sum(fold(a) != fold(b) for a, b in zip(usual, words, strict=True)) == 1:
            pair = next((fold(a), fold(b)) for a, b in zip(usual, words, strict=True) if fold(a) != fold(b))
            if _misspelled(*pair):
                return leader
    return None


def _same(words: Sequence[str], known: Sequence[str]) -> bool:
    return [fold(w) for w in words] == [fold(w) for w in known]


def _candidates(words: Sequence[str]) -> list[Leader]:
    """Office holders of the same surname; for an unknown one, of the same first name and nearly the surname."""
    holders = list(index_spellings().get(words[-1].lower(), ()))
    if not holders:
        surname = surname_of(words)
        for cut in (surname, *_shortened(surname)):
            for key in cut_surnames().get(cut, ()):
                if _misspelled(fold(key), surname):
                    holders += index_spellings()[key]
    return holders


@cache
def cut_surnames() -> Mapping[str, tuple[str, ...]]:
    """Known surnames by themselves and by themselves with one letter left out, so that near ones are found at once."""
    index: dict[str, list[str]] = {}
    for key in index_spellings():
        for cut in (fold(key), *_shortened(fold(key))):
            index.setdefault(cut, []).append(key)
    return {cut: tuple(keys) for cut, keys in index.items()}


def _shortened(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}
