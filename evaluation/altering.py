"""Rules that alter a quotation as retellings do, each with the type of change that it makes. Seeded, so repeatable."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from onrecord.compare.changes import ChangeKind

_AUXILIARIES = frozenset("is are was were will would can could should must may might".split())
_NO_DENIAL = frozenset("not never no only just least".split())
_SUBJECTS = frozenset("i we you they".split())
_PLAIN = frozenset("think believe want need know see support like work make take hope expect agree understand".split())
_OPPOSITES = {
    "never": "always",
    "always": "never",
    "nothing": "everything",
    "nobody": "everybody",
    "everyone": "no one",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})*(?![\w,.]\d)(?!\w)")
_SPELLED = {
    "two": "three",
    "three": "four",
    "four": "six",
    "five": "seven",
    "six": "eight",
    "ten": "twelve",
    "million": "billion",
}
_SHIFTS = {"I": "he", "my": "his", "me": "him", "we": "they", "We": "They", "our": "their", "us": "them", "am": "was",
           "is": "was", "are": "were", "will": "would", "can": "could", "have": "had", "has": "had"}  # fmt: skip


class Alteration(NamedTuple):
    """A quotation altered: its words, and the types of change that were made."""

    rule: str
    words: str
    kinds: frozenset[ChangeKind]
    direct: bool = True
    other_speaker: bool = False


def alter(words: str, person: bool, chance: random.Random) -> list[Alteration]:
    """The quotation as it is, and altered by every rule that applies to it; `person`: whether a person says it."""
    made = [Alteration("verbatim", words, frozenset())]
    for rule, (change, kind) in _RULES.items():
        altered = change(words, chance)
        if altered is not None and altered != words:
            made.append(Alteration(rule, altered, frozenset({kind})))
    shifted = " ".join(_SHIFTS.get(w, w) for w in words.rstrip(".,!?").split())
    made.append(Alteration("indirect", shifted, frozenset({"direct turned indirect"}), direct=False))
    if person:  # who else an organisation or a state may be speaking through is not to be told
        made.append(Alteration("other speaker", words, frozenset({"speaker differs"}), other_speaker=True))
    return made


def _cut_inside(words: str, chance: random.Random, mark: str = " ") -> str | None:
    parts = words.split()
    if len(parts) < 12:
        return None
    size = chance.randint(2, len(parts) // 3)
    start = chance.randint(3, len(parts) - size - 3)
    return " ".join(parts[:start]) + mark + " ".join(parts[start + size :])


def _cut_with_dots(words: str, chance: random.Random) -> str | None:
    return _cut_inside(words, chance, " ... ")


def _cut_edge(words: str, chance: random.Random) -> str | None:
    parts = words.split()
    if len(parts) < 10:
        return None
    kept = chance.randint(len(parts) // 2, len(parts) - 3)
    return " ".join(parts[:kept] if chance.random() < 0.5 else parts[-kept:])


def _cut_to_part(words: str, chance: random.Random) -> str | None:
    """A partial quotation of three to five words, among them one of six letters or more."""
    parts = words.split()
    size = chance.randint(3, 5)
    starts = [i for i in range(len(parts) - size) if sum(len(p.strip(".,")) >= 6 for p in parts[i : i + size]) >= 2]
    if len(parts) < 10 or not starts:
        return None
    start = chance.choice(starts)
    return " ".join(parts[start : start + size]).rstrip(".,")


def _substitute(words: str, chance: random.Random) -> str | None:
    places = [m for m in _WORD.finditer(words) if m.group() in _load_substitutes()]
    return _replace(words, chance.choice(places), _load_substitutes()) if places else None


def _change_number(words: str, chance: random.Random) -> str | None:
    digits = list(_NUMBER.finditer(words))
    if digits:
        match = chance.choice(digits)
        value = int(match.group().replace(",", ""))
        return words[: match.start()] + str(value + chance.randint(1, 9)) + words[match.end() :]
    spelled = [m for m in _WORD.finditer(words) if m.group() in _SPELLED]
    return _replace(words, chance.choice(spelled), _SPELLED) if spelled else None


def _negate(words: str, chance: random.Random) -> str | None:
    """Take a "not" out, or put one in behind an auxiliary or before a plain verb, or turn a word to its opposite."""
    parts = words.split()
    ways: list[str] = []
    for i, part in enumerate(parts):
        bare = part.lower().strip(".,;:!?")
        inside = 0 < i < len(parts) - 1
        if bare == "not" and inside and parts[i + 1].lower() not in ("only", "just", "least"):
            ways.append(" ".join(parts[:i] + parts[i + 1 :]))
        elif bare in _OPPOSITES and part == bare and inside:
            ways.append(" ".join([*parts[:i], _OPPOSITES[bare], *parts[i + 1 :]]))
        elif part in _AUXILIARIES and inside and parts[i + 1].lower() not in _NO_DENIAL:
            ways.append(" ".join([*parts[: i + 1], "not", *parts[i + 1 :]]))
        elif bare in _PLAIN and inside and parts[i - 1].lower() in _SUBJECTS:
            ways.append(" ".join([*parts[:i], chance.choice(["don't", "do not"]), *parts[i:]]))
    return chance.choice(ways) if ways else None


def _reorder(words: str, chance: random.Random) -> str | None:
    """Swap the two words beside an "and", or the two parts around a comma."""
    ways = []
    parts = words.split()
    for i in range(1, len(parts) - 1):
        left, right = parts[i - 1], parts[i + 1]
        if parts[i] == "and" and min(len(left), len(right)) >= 5 and (left + right).isalpha():
            ways.append(" ".join([*parts[: i - 1], right, "and", left, *parts[i + 2 :]]))
    head, comma, tail = words.rstrip(".,!?").partition(", ")
    if comma and min(len(head.split()), len(tail.split())) >= 4 and "," not in tail:
        ways.append(f"{tail}, {head}")
    return chance.choice(ways) if ways else None


def _bracket(words: str, chance: random.Random) -> str | None:
    parts = words.split()
    places = [i for i, p in enumerate(parts) if p in ("he", "she", "they", "it", "him", "them", "this", "that") and i]
    if not places:
        return None
    parts[chance.choice(places)] = chance.choice(["[the minister]", "[the bill]", "[Morland]"])
    return " ".join(parts)


def _replace(words: str, match: re.Match[str], table: Mapping[str, str]) -> str:
    return words[: match.start()] + table[match.group()] + words[match.end() :]


@cache
def _load_substitutes() -> Mapping[str, str]:
    lines = (Path(__file__).parent / "substitutes.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


_RULES: Mapping[str, tuple[Callable[[str, random.Random], str | None], ChangeKind]] = {
    "cut, not shown": (_cut_inside, "cut"),
    "cut, with dots": (_cut_with_dots, "cut"),
    "cut at an edge": (_cut_edge, "cut"),
    "cut to a part": (_cut_to_part, "cut"),
    "substituted": (_substitute, "substituted"),
    "number": (_change_number, "number changed"),
    "negation": (_negate, "negation changed"),
    "reordered": (_reorder, "reordered"),
    "bracketed": (_bracket, "bracketed"),
}
