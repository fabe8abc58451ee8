"""Numbers as words are compared: "twelve" and "12", "3,000" and "3000" are one and the same."""

from __future__ import annotations

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
# "second" and "one" are more often something else; "one" counts only where it stands for another number.
_ORDINALS = "first third fourth fifth sixth seventh eighth ninth tenth".split()
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_WORDS = (
    {word: str(n) for n, word in enumerate(_SMALL) if word != "one"}
    | {word: str(10 * n) for n, word in enumerate(_TENS, 2)}
)  # fmt: skip
_NUMERALS = (
    frozenset(_ORDINALS)
    | frozenset(_SCALES)
    | frozenset(f"{s}s" for s in _SCALES)
    | frozenset("one dozen dozens once twice half double triple quarter".split())
)


def read_number(token: str) -> str | None:
    """The digits of a number written in digits or as one word; None where the token is no number."""
    if token[:1].isdigit():
        whole, point, rest = token.replace(",", "").partition(".")
        return (whole.lstrip("0") or "0") + (f".{rest}" if point and rest.strip("0.") else "")
    return _WORDS.get(token)


def join_numbers(one: str, other: str) -> str | None:
    """One number of two neighbouring words, such as "3" and "million", "20" and "5"; None where they are not one."""
    if not one[:1].isdigit():
        return None
    if other in _SCALES:
        whole, _, rest = one.partition(".")
        zeros = _SCALES[other]
        if len(rest) > zeros:
            return None
        return (whole + rest.ljust(zeros, "0")).lstrip("0") or "0"
    if len(one) == 2 and one[0] in "23456789" and one[1] == "0" and len(other) == 1 and other in "123456789":
        return one[0] + other
    return None


def is_number(key: str) -> bool:
    """Whether a word, as it is compared, says how many or how much."""
    return key[:1].isdigit() or key in _NUMERALS
