"""What changed between two tellings of the same words: each difference with its type and its place in both.

Each type answers a question that a careful reader asks: was something left out, and is that shown? Is a word another
one? Is a number, or a "not"?
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from onrecord.compare.alignment import Alignment, Step
from onrecord.compare.negation import is_negation_changed, turns_to_opposite
from onrecord.compare.numbers import is_number
from onrecord.compare.rarity import is_common, weigh_all
from onrecord.compare.spelling import make_skeleton
from onrecord.compare.words import Passage
from onrecord.record import Frozen, Span

ChangeKind = Literal[
    "cut", "added", "bracketed", "substituted", "respelled", "reordered", "number changed", "negation changed",
    "speaker differs", "date differs", "place differs", "direct turned indirect",
]  # fmt: skip

_MOVED = 1.0  # weight from which a run of words that is gone here and new there has moved
_FEW_WORDS = 3
_FEW = 900  # product of lengths up to which every common run is weighed
_LIGHT = 0.5  # what is left beside moved words up to this weight went with them
_SHIFTED = frozenset(
    """i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it
    its itself they them their theirs themselves this that these those here there now then today
    am is are was were be been being have has had having do does did will would shall should can could may might must
    that""".split()
)


class Change(Frozen, frozen=True):
    """A difference of one telling from another.

    `here` is its place in the telling, `there` in the one that it is compared with; None where there are no words.
    `text` says it in words.
    """

    kind: ChangeKind
    here: Span | None
    there: Span | None
    text: str


class Pair(NamedTuple):
    """The passage that is compared with (`there`), the telling (`here`), and how they lie side by side."""

    there: Passage
    here: Passage
    alignment: Alignment
    retold: bool = False  # the telling has the words without quotation marks, in the outlet's own grammar

    def make(self, kind: ChangeKind, step: Step, text: str) -> Change:
        """A change at the place of a step."""
        return Change(kind, self.here.span(step.c, step.d), self.there.span(step.a, step.b), text)

    def words_there(self, step: Step) -> tuple[str, ...]:
        """The words of the step in the passage that is compared with."""
        return self.there.keys[step.a : step.b]

    def words_here(self, step: Step) -> tuple[str, ...]:
        """The words of the step in the telling."""
        return self.here.keys[step.c : step.d]


def find_changes(pair: Pair) -> tuple[Change, ...]:
    """The differences in words, in the order of the telling, moved words last."""
    steps = _join_swapped(pair, pair.alignment.steps)
    moved, consumed = _find_moved(pair, steps)
    found = []
    for place, step in enumerate(steps):
        if step.kind == "same" or place in consumed:
            continue
        at_edge = place in (0, len(steps) - 1)
        for part in _split(pair, step, at_edge, place == 0):
            change = _name_step(pair, part, at_edge)
            if change is not None:
                found.append(change)
    return (*found, *moved)


def _join_swapped(pair: Pair, steps: Sequence[Step]) -> list[Step]:
    """Two differences around a few words in common as one, where both sides have the same words in another order."""
    joined: list[Step] = []
    for step in steps:
        joined.append(step)
        if (
            len(joined) < 3
            or step.kind == "same"
            or joined[-2].kind != "same"
            or joined[-2].b - joined[-2].a > _FEW_WORDS
        ):
            continue
        whole = Step("replaced", joined[-3].a, step.b, joined[-3].c, step.d)
        if sorted(pair.words_there(whole)) == sorted(pair.words_here(whole)):
            joined[-3:] = [whole]
    return joined


def _split(pair: Pair, step: Step, at_edge: bool, at_start: bool) -> list[Step]:
    """A step in parts, where words in brackets, or another word at an edge, stand beside words left out or put in."""
    n, m = step.b - step.a, step.d - step.c
    if step.kind != "replaced" or n == m:
        return [step]
    bracketed_there = sum(i in pair.there.bracketed for i in range(step.a, step.b))
    bracketed_here = sum(i in pair.here.bracketed for i in range(step.c, step.d))
    keep_there, keep_here = n, m
    if 0 < bracketed_there < n:
        keep_there = bracketed_there
    elif 0 < bracketed_here < m:
        keep_here = bracketed_here
    elif bracketed_here == m and at_edge:
        keep_there = 1  # brackets stand for one word, most often a pronoun; the rest was left out
    elif at_edge and max(n, m) > 3 * min(n, m):
        keep_there = keep_here = min(n, m)
    if (keep_there, keep_here) == (n, m):
        return [step]
    if at_start:  # the words next to what is the same belong together
        a, c = step.b - keep_there, step.d - keep_here
        rest, kept = (
            Step("cut" if a > step.a else "added", step.a, a, step.c, c),
            Step("replaced", a, step.b, c, step.d),
        )
        return [rest, kept]
    b, d = step.a + keep_there, step.c + keep_here
    return [Step("replaced", step.a, b, step.c, d), Step("cut" if step.b > b else "added", b, step.b, d, step.d)]


def _name_step(pair: Pair, step: Step, at_edge: bool) -> Change | None:
    gone, new = pair.words_there(step), pair.words_here(step)
    if _is_bracketed(pair, step):
        return pair.make("bracketed", step, f"{_show(gone)} became {_show(new)} in brackets")
    if not at_edge or (gone and new):
        before = pair.there.keys[max(0, step.a - 1) : step.a]
        after = pair.there.keys[step.b : step.b + 1]
        if is_negation_changed(gone, new, before, after):
            return pair.make("negation changed", step, f"{_show(gone)} became {_show(new)}")
    if not new:
        dots = any(step.c <= gap <= step.c for gap in pair.here.gaps)
        how = "at an edge" if at_edge else ("shown by dots or a break" if dots else "not shown")
        return (
            None if pair.retold and _is_shift(gone, new) else pair.make("cut", step, f"{_show(gone)} left out, {how}")
        )
    if not gone:
        return None if pair.retold and _is_shift(gone, new) else pair.make("added", step, f"{_show(new)} put in")
    return _name_replaced(pair, step, gone, new)


def _name_replaced(pair: Pair, step: Step, gone: tuple[str, ...], new: tuple[str, ...]) -> Change | None:
    text = f"{_show(gone)} became {_show(new)}"
    if _is_permuted(pair, step):
        return pair.make("reordered", step, text)
    numbers_gone, numbers_new = sorted(filter(is_number, gone)), sorted(filter(is_number, new))
    if numbers_gone and numbers_new and numbers_gone != numbers_new:
        return pair.make("number changed", step, text)
    if pair.retold and _is_shift(gone, new):
        return None
    if len(gone) == len(new) and all(is_respelled(a, b) for a, b in zip(gone, new, strict=True)):
        return pair.make("respelled", step, text)
    if "".join(gone) == "".join(new):  # "peace keeping", "peacekeeping"
        return None
    return pair.make("substituted", step, text)


def is_respelled(one: str, other: str) -> bool:
    """Whether two words are one name, or one rare word, in two spellings; common words are different words."""
    if one == other:
        return True
    if is_common(one) and is_common(other):
        return False
    return len(one) > 3 and make_skeleton(one) == make_skeleton(other) and not turns_to_opposite(one, other)


def _is_bracketed(pair: Pair, step: Step) -> bool:
    here, there = pair.here.bracketed, pair.there.bracketed
    return any(i in here for i in range(step.c, step.d)) or any(i in there for i in range(step.a, step.b))


def _is_shift(gone: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether the words differ as a report differs from speech: "we have" and "they had", "go" and "went"."""
    left = [w for w in gone if w not in _SHIFTED]
    right = [w for w in new if w not in _SHIFTED]
    return len(left) == len(right) and all(a[:3] == b[:3] for a, b in zip(left, right, strict=True))


def _find_moved(pair: Pair, steps: list[Step]) -> tuple[list[Change], set[int]]:
    """Runs of words that are gone at one place and new at another; and the steps that they explain wholly."""
    gone = [i for i, s in enumerate(steps) if s.kind in ("cut", "replaced")]
    new = [i for i, s in enumerate(steps) if s.kind in ("added", "replaced")]
    moved, consumed = [], set[int]()
    for i in gone:
        for j in new:
            if j in consumed or i in consumed or (i == j and _is_permuted(pair, steps[i])):
                continue
            left, right = pair.words_there(steps[i]), pair.words_here(steps[j])
            at_there, at_here, size = _find_heaviest(left, right)
            run = left[at_there : at_there + size]
            if weigh_all(run) < _MOVED:
                continue
            start_there, start_here = steps[i].a + at_there, steps[j].c + at_here
            moved.append(
                Change(
                    "reordered",
                    pair.here.span(start_here, start_here + size),
                    pair.there.span(start_there, start_there + size),
                    f"{_show(run)} stands elsewhere",
                )
            )
            if i == j or _is_rest_light(left, at_there, size):
                consumed.add(i)
            if i == j or _is_rest_light(right, at_here, size):
                consumed.add(j)
    return moved, consumed


def _is_permuted(pair: Pair, step: Step) -> bool:
    return sorted(pair.words_there(step)) == sorted(pair.words_here(step))


def _find_heaviest(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[int, int, int]:
    """Begin in both and length of the common run that weighs most."""
    if len(left) * len(right) > _FEW:
        match = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
        return match.a, match.b, match.size
    best, best_weight = (0, 0, 0), 0.0
    for i, word in enumerate(left):
        for j, other in enumerate(right):
            if word != other or (i and j and left[i - 1] == right[j - 1]):
                continue
            size = 1
            while i + size < len(left) and j + size < len(right) and left[i + size] == right[j + size]:
                size += 1
            weight = weigh_all(left[i : i + size])
            if weight > best_weight:
                best, best_weight = (i, j, size), weight
    return best


def _is_rest_light(words: tuple[str, ...], start: int, size: int) -> bool:
    rest = (*words[:start], *words[start + size :])
    return weigh_all(rest) <= _LIGHT and len(rest) <= max(2, size)


def _show(words: tuple[str, ...]) -> str:
    if not words:
        return "nothing"
    shown = " ".join(words if len(words) <= 12 else (*words[:6], "…", *words[-5:]))
    return f"“{shown}”"
