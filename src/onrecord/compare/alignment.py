"""Two passages, word against word: what is the same, what was left out, put in, put in another's place, or moved.

The longest common run of words is found first, then the longest on either side of it (Ratcliff and Obershelp 1988), so
that a run which both share stays whole. Very long passages are aligned by edit distance instead, whose time grows less.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from onrecord.compare.rarity import weigh_all
from onrecord.record import Frozen

_LONG = 250_000  # product of lengths; 500 words against 500 take 20 ms here, 10,000 against 10,000 would take a minute
_LINK = 1.0  # weight from which a run of words that the passages share is no chance

StepKind = Literal["same", "cut", "added", "replaced"]


class Step(Frozen, frozen=True):
    """Words `[a, b)` of the one passage against words `[c, d)` of the other."""

    kind: StepKind
    a: int
    b: int
    c: int
    d: int


class Alignment(Frozen, frozen=True):
    """Steps from the first passage to the second, in order of both. `shared` is the weight of the words in common.

    `run` is the number of words in the longest common run.
    """

    steps: tuple[Step, ...]
    shared: float
    run: int


@lru_cache(1_000)  # of a story that a hundred outlets print the same words are aligned a hundred times
def align(one: tuple[str, ...], other: tuple[str, ...]) -> Alignment:
    """Align two passages of words as they are compared. The time is that of `difflib`, or of edit distance."""
    blocks = _find_blocks(one, other)
    blocks = _drop_chance(one, other, blocks)
    steps = tuple(_make_steps(blocks, len(one), len(other)))
    shared = sum(weigh_all(one[a : a + n]) for a, _, n in blocks)
    return Alignment(steps, shared, max((n for _, _, n in blocks), default=0))


def _find_blocks(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    if len(one) * len(other) <= _LONG:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return [(m.a, m.b, m.size) for m in matcher.get_matching_blocks() if m.size]
    from rapidfuzz.distance import Levenshtein  # only here: it takes a moment to load

    found = Levenshtein.opcodes(one, other).as_matching_blocks()
    return [(m.a, m.b, m.size) for m in found if m.size]


def _drop_chance(
    one: Sequence[str], other: Sequence[str], blocks: list[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Leave out common words that stand alone among differences: a "the" in both says nothing."""
    kept = list(blocks)
    while True:
        weak = [i for i, block in enumerate(kept) if _is_chance(one, other, kept, i)]
        if not weak:
            return kept
        worst = min(weak, key=lambda i: (kept[i][2], weigh_all(one[kept[i][0] : kept[i][0] + kept[i][2]]), i))
        del kept[worst]


def _is_chance(one: Sequence[str], other: Sequence[str], blocks: list[tuple[int, int, int]], i: int) -> bool:
    """Whether the block is lighter than the differences on both sides of it, and light by itself."""
    a, b, n = blocks[i]
    if n > 2 or weigh_all(one[a : a + n]) >= _LINK:
        return False
    before = blocks[i - 1] if i else (0, 0, 0)
    after = blocks[i + 1] if i + 1 < len(blocks) else (len(one), len(other), 0)
    left = _gap(before[0] + before[2], a, before[1] + before[2], b)
    right = _gap(a + n, after[0], b + n, after[1])
    at_edge = i == 0 or i + 1 == len(blocks)
    return (left > n and right > n) or (
        at_edge and max(left, right) > 3 * n and min(left, right) >= 0 and len(blocks) > 1
    )


def _gap(a: int, b: int, c: int, d: int) -> int:
    """How many words stand in between, in the passage that has more."""
    return max(b - a, d - c)


def _make_steps(blocks: list[tuple[int, int, int]], n: int, m: int) -> list[Step]:
    steps: list[Step] = []
    a = c = 0
    for b, d, size in [*blocks, (n, m, 0)]:
        if b > a and d > c:
            steps.append(Step("replaced", a, b, c, d))
        elif b > a:
            steps.append(Step("cut", a, b, c, d))
        elif d > c:
            steps.append(Step("added", a, b, c, d))
        if size:
            last = steps[-1] if steps else None
            if last and last.kind == "same" and last.b == b and last.d == d:
                steps[-1] = Step("same", last.a, b + size, last.c, d + size)
            else:
                steps.append(Step("same", b, b + size, d, d + size))
        a, c = b + size, d + size
    return steps
