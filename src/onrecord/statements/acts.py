"""The act of a statement: what the network says, helped by words of the cue that speak for an act.

Non-answers go by their words alone: they are too rare in the labelled data to be learned (13 of 1,355), and their
wording is narrow.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import get_args

from onrecord.model.attribution import Attribution
from onrecord.record import Act
from onrecord.statements.words import load_words
from onrecord.tokens import Tokens

ACTS: tuple[Act, ...] = get_args(Act)
WORDS = 2.0  # what a word of the cue is worth, in log-odds; on dev 59.4 in a hundred right against 58.2 without
_NEAR = 4  # words between "declined" and "comment"
_AFTER = 60  # characters after the cue that are looked at


def find_act(text: str, tokens: Tokens, attribution: Attribution) -> Act:
    """The act of one attribution."""
    if is_non_answer(text, tokens, attribution):
        return "non-answer"
    if not attribution.chances or attribution.cue is None:
        return attribution.act
    votes = _votes(attribution.cue.of(text))
    scores = [math.log(max(p, 1e-4)) + WORDS * (a in votes) for a, p in zip(ACTS, attribution.chances, strict=True)]
    return ACTS[scores.index(max(scores))]


def _votes(cue: str) -> set[Act]:
    """The acts for which a word of the cue speaks."""
    words = re.findall(r"[^\W\d_]+", cue.lower())
    return {a for w in words for a in _acts_of(w)}


@lru_cache(maxsize=4096)  # few words make up nearly all cues
def _acts_of(word: str) -> tuple[Act, ...]:
    return tuple(a for a in ACTS if _speaks_for(word, a))


def _speaks_for(word: str, act: Act) -> bool:
    return any(word == s[:-1] if s[-1] == "." else word.startswith(s) for s in load_words("act-cues.txt").get(act, ()))


def is_non_answer(text: str, tokens: Tokens, attribution: Attribution) -> bool:
    """Whether cue and first words say that no answer was given ("did not respond to", "declined to comment")."""
    cue = attribution.cue
    if cue is None:
        return False
    sentence = tokens.sentence_at(cue.start)
    if sentence is None:
        return False
    lists = load_words("non-answers.txt")
    in_cue = {w.of(text).lower() for w in tokens.words_in(cue)}
    if in_cue & lists["alone"]:
        return True
    if not in_cue & (lists["not"] | lists["refuse"]):
        return False
    begin = max(sentence.start, attribution.source.end if attribution.source else sentence.start)
    begin = begin if begin <= cue.start else cue.start
    words = [
        (w.of(text).lower(), w.start >= cue.start)
        for w in tokens.words_in(sentence)
        if w.start >= begin and w.start < cue.end + _AFTER
    ]
    for i, (word, reached) in enumerate(words):
        negated = any(v in lists["negation"] or v.endswith(("n't", "n’t")) for v, _ in words[max(0, i - 3) : i])
        if word in lists["not"] and negated and word in in_cue:
            return True
        if reached and word in lists["refuse"] and word in in_cue:
            return any(v in lists["about"] for v, _ in words[i + 1 : i + 1 + _NEAR])
    return False
