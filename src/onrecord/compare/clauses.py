"""A statement's clauses, as they can be contradicted: what they are about, and whether they affirm or deny it."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from onrecord.compare.negation import NEGATORS, count_negators
from onrecord.compare.passages import make_stem
from onrecord.compare.rarity import is_common, weigh
from onrecord.compare.speakers import Speaker, make_speaker, split_name
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
_UNSAID = frozenset(
    "must should would could might may if want wants wanted hope hopes ask asks asked let expects expect".split()
)
_BEFORE_CUE = 12  # code points before a cue in which a "must" or "no one" belongs to it
# Who rejects a demand denies nothing.
_DEMANDS = frozenset(
    """demand demands call calls request requests appeal appeals proposal proposals offer offers bid plan plans idea
    ultimatum invitation issue""".split()
)
_FALSE = frozenset("false untrue lie lies lying fake baseless groundless nonsense fabricated fiction myth hoax".split())
_SELF = frozenset("i my me myself".split())
_OWN_SIDE = frozenset("we our us ourselves".split())
_OTHERS = frozenset("he she they it his her their him them its who you your this that these those there".split())
_LEAST_STEMS = 3
_LEAST_WEIGHT = 4.0
_BEHIND = 5  # words behind a subject in which its verb begins
_AUXILIARIES = frozenset(
    """am is are was were be been being have has had having do does did will would shall should can could may might must
    ought also still already now just even ever today so far then going""".split()
)
_LONGEST = 40  # words; a longer clause is several, and what its "not" belongs to is not to be told


class Clause(NamedTuple):
    """Part of a statement that says one thing.

    `stems` are its telling words, `verbs` those of them that are no names, `weight` that of all. `subjects` are keys of
    whoever it begins with, `predicate` is the stem of the word that says what they do, `object` that of the first
    telling word behind it; all are empty where that is not to be told. `denies` is whether it says that this is not
    so: by a "not" between the two, or by a cue such as "denied" (`denied_by_cue`). `modal` is what the verb is put
    in.
    """

    telling: Telling
    span: Span
    stems: frozenset[str]
    verbs: frozenset[str]
    weight: float
    denies: bool
    denied_by_cue: bool
    modal: str
    subjects: frozenset[str]
    predicate: str
    object: str


class Names(NamedTuple):
    """Where a page names whom: sorted begins, and for each the end and the keys of the actor."""

    starts: list[int]
    ends: list[int]
    keys: list[frozenset[str]]


def find_names(record: Record) -> Names:
    """The mentions of a page's actors, in order of where they begin."""
    found = sorted(
        ((m.span.start, m.span.end, make_actor_keys(make_speaker(a))) for a in record.actors for m in a.mentions),
        key=lambda f: f[:2],
    )
    return Names([f[0] for f in found], [f[1] for f in found], [f[2] for f in found])


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
    cue_denies = False
    if statement.cue is not None:
        cue = find_passage(text, [Span(_find_cue_start(text, statement.cue.start), statement.cue.end)]).keys
        cue_denies = bool(_load_denials() & set(cue))
        if count_negators(cue) or _UNSAID & set(cue):
            return  # "did not say that", "must declare that", "cannot deny": nothing is said
    for span in statement.contents:
        for part in _split(text, span):
            clause = _make_clause(text, part, telling, names, cue_denies)
            if clause is not None:
                yield clause


def _find_cue_start(text: str, cue: int) -> int:
    """Where the words before a cue begin that belong to it: "must" in "must also declare"."""
    before = text[max(0, cue - _BEFORE_CUE) : cue]
    before = re.split(r"[.,;:!?\n\"”]", before)[-1]
    return cue - len(before.partition(" ")[2])


def _make_clause(text: str, span: Span, telling: Telling, names: Names, cue_denies: bool) -> Clause | None:
    if text[span.end : span.end + 1] == "?":
        return None
    passage = find_passage(text, [span])
    keys = passage.keys
    words = set(keys)
    if len(keys) > _LONGEST or words & _UNSURE or (cue_denies and words & _DEMANDS):
        return None
    telling_words = [k for k in keys if weigh(k) > 0.8 and k not in _FALSE and not k[:1].isdigit()]
    stems = frozenset(map(make_stem, telling_words))
    weight = sum(weigh(k) for k in set(telling_words))
    if len(stems) < _LEAST_STEMS or weight < _LEAST_WEIGHT:
        return None
    subjects, after = _find_subjects(passage, span, telling, names)
    predicate, negators = _find_predicate(keys, after)
    if bool(negators) != bool(count_negators(keys)):
        return None  # a "not" elsewhere: what it denies is not to be told
    negated = (negators + bool(words & _FALSE)) % 2 == 1
    return Clause(
        telling,
        span,
        stems,
        frozenset(make_stem(k) for k in telling_words if is_common(k) and weigh(k) < 2.3),
        weight,
        negated != cue_denies,
        cue_denies,
        next((_MODALS[k] for k in keys if k in _MODALS), "plain"),
        subjects,
        predicate,
        _find_object(keys, predicate, after),
    )


def _find_subjects(passage: Passage, span: Span, telling: Telling, names: Names) -> tuple[frozenset[str], int]:
    """Whom the clause begins with: the first name or pronoun, "we" being the speaker; and the word behind it."""
    number = bisect.bisect_left(names.starts, span.start)
    at = names.starts[number] if number < len(names.starts) and names.starts[number] < span.end else None
    for place, (key, start) in enumerate(zip(passage.keys, passage.starts, strict=True)):
        if at is not None and start >= at:
            behind = bisect.bisect_left(passage.starts, names.ends[number])
            return names.keys[number], behind
        if key in _SELF:
            return make_actor_keys(telling.speaker), place + 1
        if key in _OWN_SIDE:
            country = telling.speaker.country if telling.speaker else None
            side = frozenset({f"country {country}"}) if country else frozenset()
            return make_actor_keys(telling.speaker) | side, place + 1
        if key in _OTHERS:
            return frozenset(), place + 1
    return frozenset(), 0


def _find_predicate(keys: tuple[str, ...], after: int) -> tuple[str, int]:
    """The stem of the first word behind the subject that is no auxiliary or adverb, and how many "not" stand before."""
    negators = 0
    for key in keys[after : after + _BEHIND]:
        if key == "to":  # "for the war to end": wished, not said
            return "", negators
        if key in NEGATORS:
            negators += 1
        elif key not in _AUXILIARIES and not key.endswith("ly"):
            return make_stem(key), negators
    return "", negators


def _find_object(keys: tuple[str, ...], predicate: str, after: int) -> str:
    """The stem of the first telling word behind the predicate."""
    behind = list(map(make_stem, keys[after : after + _BEHIND]))
    if predicate not in behind:
        return ""
    rest = keys[after + behind.index(predicate) + 1 :]
    return next((make_stem(k) for k in rest if weigh(k) > 0.8 and not k[:1].isdigit()), "")


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
