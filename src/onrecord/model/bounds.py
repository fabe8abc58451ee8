"""Where mentions of actors begin and end: without words that only join, and one for each member of a list.

The network tags each piece of a word by itself, so a mention of its may run on into "and" or over a comma to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.model.session import Array
from onrecord.model.windows import Window

Run = tuple[int, int]

SPLIT = 0.1  # chance of a beginning behind "and" or a comma from which another mention begins there
_JOINTS = frozenset((",", "and", "or", "&"))
_ARTICLES = frozenset(("the", "a", "an"))
# Words that no mention ends with: "Associated Press of", "allies such as", "Jotyar Adil, the".
_ENDS = frozenset("and or the a an of in to for from with by at on such as including".split())
_STARTS = frozenset("and or".split())


def find_mention_runs(text: str, window: Window, begins: Array, runs: Sequence[Run]) -> list[Run]:
    """The runs `first..last` of pieces (inclusive) with proper ends; those of which nothing is left are left out.

    `begins` is each piece's chance of beginning a mention.
    """
    return [part for run in runs for part in _divide(text, window, begins, run)]


def _divide(text: str, window: Window, begins: Array, run: Run) -> Iterator[Run]:
    first, last = run
    start = first
    for i in range(first + 1, last):
        if _word(text, window, i) not in _JOINTS:
            continue
        behind = i + 1 + (_word(text, window, i + 1) in _ARTICLES)
        if behind <= last and begins[behind] >= SPLIT:
            yield from _trim(text, window, (start, i - 1))
            start = i + 1
    yield from _trim(text, window, (start, last))


def _trim(text: str, window: Window, run: Run) -> Iterator[Run]:
    first, last = run
    while first <= last and _is_idle(_word(text, window, first), _STARTS):
        first += 1
    while first <= last and _is_idle(_word(text, window, last), _ENDS):
        last -= 1
    if first <= last:
        yield first, last


def _is_idle(word: str, idle: frozenset[str]) -> bool:
    return word in idle or word in (",", ";", ":", '"', "\u201c", "\u201d", "\u2014", "\u2013", "-")


def _word(text: str, window: Window, piece: int) -> str:
    """The letters of a piece; of a part of a word only those, so that "and" is never found within "Andes"."""
    start, end = int(window.starts[piece]), int(window.ends[piece])
    inner = (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
    return "" if inner else text[start:end].lower()
