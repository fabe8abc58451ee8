"""Names made as newspapers, agencies, and stations are named, for outlets that no lexicon has."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.actors.pieces import Piece

_LAST = frozenset(
    """telegraph gazette herald chronicle observer tribune journal courier newswire times post sentinel inquirer
    examiner wire""".split()
)
_FIRST = frozenset("channel radio".split())
_SMALL = frozenset("the of and agency newspaper".split())
_LONGEST = 4  # words in such a name


def is_press_name(name: str) -> bool:
    """Whether a name is made as newspapers and agencies are named: "Northern Telegraph", "Baltic Wire agency".

    Of a description only its last words may be such a name: "analysts of the Northern Telegraph" are people.
    """
    words = name.split()
    if len(words) > 2 and words[-1] == "agency":
        words = words[:-1]
    named = all(w[0].isupper() or w in _SMALL for w in words)
    return len(words) > 1 and named and words[-1].lower() in _LAST


def press_length(items: Sequence[Piece], i: int) -> int:
    """How many pieces from `i` on make such a name, an article in front included; 0 where none do."""
    first = i + (items[i].text == "The")
    last = first
    while last < min(len(items), first + _LONGEST) and items[last].capital:
        if last > first and items[last].span.start != items[last - 1].span.end + 1:
            break
        if items[last].possessive:
            last += 1
            break
        last += 1
    if last - first == 2 and items[first].lower in _FIRST:
        return last - i
    ends = [n for n in range(first + 1, last) if items[n].lower in _LAST]
    return ends[-1] + 1 - i if ends else 0
