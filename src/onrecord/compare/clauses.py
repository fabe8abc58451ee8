"""A statement's clauses, as they can be contradicted: what they are about, and whether they affirm or deny it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from onrecord.compare.negation import NEGATORS, count_negators
from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import is_common, weigh
from onrecord.compare.speakers import Speaker, split_name
from onrecord.compare.spelling import make_skeleton
from onrecord.compare.tellings import Telling
from onrecord.compare.words import Passage, find_passage
from onrecord.lexicons import read_rows
from onrecord.record import Record, Span, Statement

_BREAK = re.compile(
    r"[.!?](?=[\s\"'”’)\]]|$)|[;:…]|\s[-–—]\s|,\s(?=(?:and|but|because|while|which|who|although|though|so|yet|since)\s)"
    r"|\s(?=(?:but|because|although|whereas)\s)"
)
_MODALS = {"will": "future", "would": "conditional", "shall": "future", "can": "ability", "could": "ability",
           "may": "chance", "might": "chance", "must": "duty", "should": "duty", "ought": "duty", "need": "duty",
           "needs": "duty", "let": "duty"}  # fmt: skip
_UNSURE = frozenset("if unless whether whoever suppose imagine perhaps maybe".split())
_FALSE = frozenset("false untrue lie lies lying fake baseless groundless nonsense fabricated fiction myth hoax".split())
_SELF = frozenset("i my me myself".split())
_OWN_SIDE = frozenset("we our us ourselves".split())
_OTHERS = frozenset("he she they it his her their him them its who you your this that these those there".split())
_LEAST_STEMS = 3
_LEAST_WEIGHT = 4.0
_BEHIND = 6  # words behind a "not" among which the first two telling ones are what it denies
_FOCUS = 2
_LONGEST = 40  # words; a longer clause is several, and what its "not" belongs to is not to be told


class Clause(NamedTuple):
    """Part of a statement that says one thing.

    `stems` are its telling words; `denies` whether it says that this is not so, by a "not" or by a cue such as
    "denied", and then `focus` are the telling words right behind the "not", all where the cue denies; `modal` what its verb is put in; `subjects` are keys of whoever it begins with, empty where that is not to
    be told; `names` are keys of all actors in it.
    """

    telling: Telling
    span: Span
    stems: frozenset[str]
    verbs: frozenset[str]
    weight: float
    denies: bool
    denied_by_cue: bool
    focus: frozenset[str]
    modal: str
    subjects: frozenset[str]
    names: frozenset[str]
    numbers: tuple[tuple[str, str], ...]


class Names(NamedTuple):
    """Where a page names whom: sorted places, and the keys of each."""

    starts: list[int]
    keys: list[frozenset[str]]


def find_names(record: Record) -> Names:
    """The mentions of a page's actors, in order."""
    found = sorted(
        (
            (m.span.start, make_actor_keys(Speaker(a.id, a.name, a.kind, a.country)))
            for a in record.actors
            for m in a.mentions
        ),
        key=lambda f: f[0],
    )
    return Names([start for start, _ in found], [keys for _, keys in found])


def make_actor_keys(speaker: Speaker | None) -> frozenset[str]:
    """What an actor is known by across pages: a state by its code, a person by the sound of the surname."""
    if speaker is None or speaker.kind == "unnamed":
        return frozenset()
    if speaker.kind == "person":
        words = split_name(speaker.name)
        return frozenset({f"person {make_skeleton(words[-1])}"}) if words else frozenset()
    if speaker.country:
        return frozenset({f"country {speaker.country}"})
    return frozenset({f"name {' '.join(split_name(speaker.name))}"})


def find_clauses(record: Record, statement: Statement, telling: Telling, names: Names) -> Iterator[Clause]:
    """The clauses of a statement that assert or deny something; linear in its length."""
    text = record.story.text
    cue_denies = statement.cue is not None and bool(_load_denials() & set(statement.cue.of(text).lower().split()))
    for span in statement.contents:
        for part in _split(text, span):
            clause = _make_clause(text, part, telling, names, cue_denies)
            if clause is not None:
                yield clause


def _make_clause(text: str, span: Span, telling: Telling, names: Names, cue_denies: bool) -> Clause | None:
    if text[span.end : span.end + 1] == "?":
        return None
    passage = find_passage(text, [span])
    keys = passage.keys
    words = set(keys)
    if len(keys) > _LONGEST or words & _UNSURE:
        return None
    telling_words = [k for k in keys if weigh(k) > 0.8 and k not in _FALSE and not k[:1].isdigit()]
    stems = frozenset(map(make_stem, telling_words))
    weight = sum(weigh(k) for k in set(telling_words))
    if len(stems) < _LEAST_STEMS or weight < _LEAST_WEIGHT:
        return None
    negated = (count_negators(keys) + bool(words & _FALSE)) % 2 == 1
    modal = next((_MODALS[k] for k in keys if k in _MODALS), "plain")
    first = bisect.bisect_left(names.starts, span.start)
    last = bisect.bisect_left(names.starts, span.end)
    return Clause(
        telling,
        span,
        stems,
        frozenset(make_stem(k) for k in telling_words if is_common(k) and weigh(k) < 2.3),
        weight,
        negated != cue_denies,
        cue_denies,
        stems if cue_denies else _find_focus(keys),
        modal,
        _find_subjects(passage, span, telling, names),
        frozenset().union(*names.keys[first:last]),
        _find_numbers(keys),
    )


def _find_subjects(passage: Passage, span: Span, telling: Telling, names: Names) -> frozenset[str]:
    """Whom the clause begins with: the first name or pronoun, with "we" and "I" as the speaker."""
    first_name = bisect.bisect_left(names.starts, span.start)
    at = names.starts[first_name] if first_name < len(names.starts) and names.starts[first_name] < span.end else None
    for key, start in zip(passage.keys, passage.starts, strict=True):
        if at is not None and start >= at:
            return names.keys[first_name]
        if key in _SELF:
            return make_actor_keys(telling.speaker)
        if key in _OWN_SIDE:
            country = telling.speaker.country if telling.speaker else None
            return make_actor_keys(telling.speaker) | (frozenset({f"country {country}"}) if country else frozenset())
        if key in _OTHERS:
            return frozenset()
    return frozenset()


def _find_focus(keys: tuple[str, ...]) -> frozenset[str]:
    """The stems of the first telling words behind each "not": what it denies."""
    found: set[str] = set()
    for place, key in enumerate(keys):
        if key in NEGATORS:
            behind = [k for k in keys[place + 1 : place + 1 + _BEHIND] if weigh(k) > 0.8]
            found.update(map(make_stem, behind[:_FOCUS]))
    return frozenset(found)


def _find_numbers(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Numbers in digits with the stem of what they count."""
    return tuple(
        (key, make_stem(following))
        for key, following in pairwise(keys)
        if key[:1].isdigit() and weigh(following) > 0.8 and not following[:1].isdigit()
    )


def _split(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    for match in _BREAK.finditer(text, span.start, span.end):
        if match.start() > start:
            yield Span(start, match.start())
        start = match.end()
    if start < span.end:
        yield Span(start, span.end)


@cache
def _load_denials() -> frozenset[str]:
    return frozenset(w for key, words in read_rows("reporting-cues.tsv", 2) if key == "denial" for w in words.split())
