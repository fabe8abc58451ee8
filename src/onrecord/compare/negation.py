"""Whether a small difference turns a sentence into its opposite: a "not" put in, left out, or put in a word."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.compare.rarity import weigh_all

NEGATORS = frozenset("not never no none nobody nothing neither nor without hardly barely nowhere".split())
# What stands beside a "not" without being what is denied.
_BESIDE = frozenset(
    """do does did doing done is are was were be been am will would shall should can could may might must have has had
    any some a an the all every always ever at longer yet so even to it that there everything something everybody
    somebody anyone everyone someone anybody anything either both or and with many much often
    i we you he she they this these those""".split()
)
# "Not only" denies nothing.
_NO_DENIAL = frozenset("only just merely simply least".split())
_PREFIXES = ("un", "non", "dis")
_LATIN = ("in", "im", "ir", "il")
_ADJECTIVE = ("ble", "al", "ent", "ate", "ive", "ary", "ect", "ite", "ic", "ous", "ly", "ence", "ance", "ility", "ense")
_LONGEST = 4  # words on a side; a longer rewriting that has a "not" more is another sentence, not a "not" put in
_LIGHT = 0.8
_STEM = 4


def is_negation_changed(
    gone: Sequence[str], new: Sequence[str], before: Sequence[str] = (), after: Sequence[str] = ()
) -> bool:
    """Whether replacing `gone` by `new`, between the words `before` and `after`, turns yes into no or back."""
    if len(gone) > _LONGEST or len(new) > _LONGEST:
        return False
    if any(turns_to_opposite(a, b) for a in gone for b in new) and len(gone) == len(new):
        return True
    if _count(gone, before, after) % 2 == _count(new, before, after) % 2:
        return False
    left, right = _rest(gone), _rest(new)
    if not left and not right:
        return True
    if not left or not right:
        return weigh_all(left or right) <= _LIGHT
    return len(left) == len(right) and all(_share_stem(a, b) for a, b in zip(left, right, strict=True))


def count_negators(words: Sequence[str]) -> int:
    """How many words deny something; "not only" denies nothing."""
    return _count(words, (), ())


def turns_to_opposite(one: str, other: str) -> bool:
    """Whether one word is the other with a syllable that denies it, such as "helpful" and "unhelpful"."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or not long.endswith(short):
        return False
    prefix = long[: -len(short)]
    if prefix in _PREFIXES:
        return True
    return prefix in _LATIN and short.endswith(_ADJECTIVE)


def _count(words: Sequence[str], before: Sequence[str], after: Sequence[str]) -> int:
    following = [*words[1:], *(after[:1] or [""])] if words else []
    return sum(w in NEGATORS and f not in _NO_DENIAL for w, f in zip(words, following, strict=False))


def _rest(words: Sequence[str]) -> list[str]:
    return [w for w in words if w not in NEGATORS and w not in _BESIDE]


def _share_stem(one: str, other: str) -> bool:
    return one[:_STEM] == other[:_STEM]
