"""What the network says -> attributions: cues, and for each its source, contents, act, addressee, outlet.

Two heads agree on spans: the role head, which is asked about one cue, and the flat head, which sees
every source and content of the page at once. A three-state Viterbi with a cost for each switch makes spans of it.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import msgspec
import numpy as np

from onrecord.model.attribution import Attribution
from onrecord.model.session import Array, Model, Reading, Roles
from onrecord.model.spans import Mask, best_run, find_marks, find_runs, find_within_word
from onrecord.model.windows import Window, make_windows, pieces_of
from onrecord.record import Act, Scores, Span
from onrecord.tokens import Tokens

ACTS: tuple[Act, ...] = get_args(Act)
# Measured on the dev halves; the table is in docs/reference/accuracy.md.
CUE = 0.54  # probability from which a cue begins
WEAK_CUE = 0.12  # from which a cue may take content that no cue has taken
NESTED_CUE = 0.36  # the same within a content
STAYS = 0.5  # share of a cue's probability that its next piece must have
FLAT_SHARES = np.array([0.3, 0.5, 0.3], dtype=np.float32)  # weights of the flat head: none, source, content
SWITCH = 1.1
EASY_SWITCH = 0.5  # for a cue within a content, and for one that has no content otherwise
NEVER = 50.0  # a cost that no score makes up for
GAP = 5  # pieces within a content that are closed
GAP_OF_WORDS = 20  # the same where they are words without any mark
LEFT_OVER = 4  # pieces of content without a cue that are worth a weaker cue

NONE, SOURCE, CONTENT = 0, 1, 2
_NO_CUES = frozenset(
    "a also and but for from had has he in is it not of on she so that the there they this to was".split()
)
_LEADING = " ,;:.\u00a0"
_MARKS = ('"', "“", "”", "«", "»", "„")
Path = np.ndarray[Any, np.dtype[np.int64]]


class _Content(NamedTuple):
    spans: tuple[Span, ...] = ()
    score: float = 0.0


class _Cue(NamedTuple):
    first: int
    last: int
    begin: int
    end: int
    score: float
    nested: bool


def describe(text: str, tokens: Tokens, model: Model, given: Sequence[Attribution]) -> list[Attribution]:
    """The given attributions with act, addressee, outlet, and scores as the network sees them; spans stay."""
    out = list(given)
    for window in make_windows(text, tokens, model.vocabulary):
        cues, places = [], []
        for i, a in enumerate(given):
            pieces = np.flatnonzero(pieces_of(window, [a.cue])) if a.cue is not None else np.zeros(0, dtype=np.int64)
            if len(pieces):
                begin, end = next((b, e) for b, e in window.segments if b <= pieces[0] < e)
                cues.append(_Cue(int(pieces[0]), int(min(pieces[-1], end - 1)), begin, end, 1.0, True))
                places.append(i)
        if not cues:
            continue
        roles = model.read_cues(model.read_window(window).h, [c[:4] for c in cues])
        nothing = np.zeros((len(window.ids), 3), dtype=np.float32)
        paths = _decode_roles(roles, cues, nothing, find_within_word(window, text), find_marks(window, text))
        for k, i in enumerate(places):
            made = _make(text, window, cues[k], paths[k], roles, k, _Content(given[i].contents))
            if made is not None:
                out[i] = msgspec.structs.replace(
                    given[i],
                    act=made.act,
                    chances=made.chances,
                    scores=made.scores,
                    addressee=made.addressee,
                    outlet=made.outlet,
                )
    return out


def set_parents(found: list[Attribution]) -> list[Attribution]:
    """Give each attribution whose cue lies within another's content its parent: the smallest such content."""
    contents = sorted((c.start, c.end, j) for j, a in enumerate(found) for c in a.contents)
    longest = max((end - start for start, end, _ in contents), default=0)
    out = []
    for i, a in enumerate(found):
        around: list[tuple[int, int]] = []
        if a.cue is not None:
            k = bisect.bisect_right(contents, a.cue.start, key=lambda c: c[0]) - 1
            while k >= 0 and contents[k][0] >= a.cue.start - longest:
                start, end, j = contents[k]
                b = found[j]
                if end >= a.cue.end and j != i and a.cue != b.cue and not _holds(a, b):
                    around.append((end - start, j))
                k -= 1
        out.append(msgspec.structs.replace(a, parent=min(around)[1] if around else None))
    return out


def _holds(a: Attribution, b: Attribution) -> bool:
    return b.cue is not None and any(c.holds(b.cue) for c in a.contents)


def decode_attributions(text: str, window: Window, reading: Reading, model: Model) -> list[Attribution]:
    """The attributions of one window: those of strong cues, then those of weak ones for content that is left over."""
    within_word = find_within_word(window, text)
    marks = find_marks(window, text)
    cues = sorted(_find_cues(window, reading, within_word, marks), key=lambda c: -c.score)
    strong = [c for c in cues if c.score >= (NESTED_CUE if c.nested else CUE)]
    weak = [c for c in cues if c.score < CUE and not c.nested]
    flat = _flat_roles(reading.flat)
    wanted = flat[:, CONTENT] > np.log(0.5)
    out = []
    for group in (strong, weak):
        if group is weak:
            group = [c for c in weak if wanted[c.begin : c.end].sum() >= LEFT_OVER]
        if not group:
            continue
        roles = model.read_cues(reading.h, [c[:4] for c in group])
        for i, (cue, path) in enumerate(zip(group, _decode_roles(roles, group, flat, within_word, marks), strict=True)):
            content = path == CONTENT
            here = slice(cue.begin, cue.end)
            if group is not strong and (content & wanted[here]).sum() < max(LEFT_OVER, 0.5 * content.sum()):
                continue
            if not cue.nested:
                wanted[here] &= ~content
            made = _make(text, window, cue, path, roles, i, _find_introduced(text, window, cue, flat))
            if made is not None and made.cue is not None and made.cue.of(text).lower() not in _NO_CUES:
                out.append(made)
    return out


def _find_cues(window: Window, reading: Reading, within_word: Mask, marks: Mask) -> list[_Cue]:
    """Spans of pieces that begin a cue: those of the flat head, then those of the nested head that it lacks."""
    cues: list[_Cue] = []
    used = np.zeros(len(window.ids), dtype=np.bool_)
    flat, inner = np.exp(reading.flat), np.exp(reading.nested)
    for scores, begin, threshold, nested in ((flat, 3, WEAK_CUE, False), (inner, 1, NESTED_CUE, True)):
        begins, inside = scores[:, begin], scores[:, begin + 1]
        for first in np.flatnonzero((begins >= threshold) & ~within_word):
            bounds = next(((a, b) for a, b in window.segments if a <= first < b), None)
            if bounds is None or used[first]:
                continue
            score = float(begins[first])
            last = int(first)
            while last + 1 < bounds[1] and (within_word[last + 1] or inside[last + 1] >= STAYS * score):
                last += 1
            while last > first and marks[last]:
                last -= 1
            if score >= (NESTED_CUE if nested else CUE):
                used[first : last + 1] = True
            cues.append(_Cue(int(first), last, *bounds, score, nested))
    return cues


def _flat_roles(flat: Array) -> Array:
    """Log-probabilities [n, 3] of none, source, content from the seven flat labels."""
    p = np.exp(flat)
    three = np.stack([p[:, 0] + p[:, 3] + p[:, 4], p[:, 1] + p[:, 2], p[:, 5] + p[:, 6]], axis=1)
    out: Array = np.log(np.maximum(three, 1e-6))
    return out


def _decode_roles(roles: Roles, cues: list[_Cue], flat: Array, within_word: Mask, marks: Mask) -> list[Path]:
    """The best path of none, source, content over the pieces of each cue's paragraph (Viterbi)."""
    paths = []
    for i, cue in enumerate(cues):
        here = slice(cue.begin, cue.end)
        scores = roles.roles[i, : cue.end - cue.begin].copy()
        if not cue.nested:
            scores += FLAT_SHARES * flat[here]
        scores[cue.first - cue.begin : cue.last + 1 - cue.begin, 1:] -= NEVER
        path = _best_path(scores.tolist(), _costs(within_word[here], EASY_SWITCH if cue.nested else SWITCH))
        if CONTENT not in path and not cue.nested:
            path = _best_path(scores.tolist(), _costs(within_word[here], EASY_SWITCH))
        paths.append(_fill(path, cue.first - cue.begin, cue.last - cue.begin, marks[here]))
    return paths


def _costs(within_word: Mask, switch: float) -> list[float]:
    """What it costs to change state before each piece: never within a word."""
    return [NEVER if w else switch for w in within_word.tolist()]


def _fill(path: Path, first: int, last: int, marks: Mask) -> Path:
    """Close gaps in a content: short ones, and longer ones of words alone.

    What stands between the parts of a content is set off by commas, dashes, or quotation marks (`marks`), or is the
    cue (pieces first..last) or a source.
    """
    for (_, end), (begin, _) in itertools.pairwise(find_runs(path == CONTENT)):
        most = GAP if marks[end:begin].any() else GAP_OF_WORDS
        if begin - end <= most and not path[end:begin].any() and not (first < begin and last >= end):
            path[end:begin] = CONTENT
    return path


def _best_path(scores: list[list[float]], costs: list[float]) -> Path:
    """The path of three states with the highest sum of scores, less `costs` at each change of state.

    Plain numbers, since on arrays as small as these each operation costs more to call than to do.
    """
    a, b, c = scores[0]
    back = []
    for (x, y, z), cost in zip(scores[1:], costs[1:], strict=True):
        best = NONE if a >= b and a >= c else SOURCE if b >= c else CONTENT
        moved = (a, b, c)[best] - cost
        stay_a, stay_b, stay_c = a >= moved, b >= moved, c >= moved
        back.append((NONE if stay_a else best, SOURCE if stay_b else best, CONTENT if stay_c else best))
        a, b, c = (a if stay_a else moved) + x, (b if stay_b else moved) + y, (c if stay_c else moved) + z
    state = NONE if a >= b and a >= c else SOURCE if b >= c else CONTENT
    path = [state]
    for step in reversed(back):
        state = step[state]
        path.append(state)
    path.reverse()
    return np.asarray(path, dtype=np.int64)


def _find_introduced(text: str, window: Window, cue: _Cue, flat: Array) -> _Content:
    """ "Orr added:" at the end of a paragraph: what it says is the paragraph behind it, of which the role head knows
    nothing.
    """
    if text[window.ends[cue.last] : window.ends[cue.end - 1]].strip() != ":":
        return _Content()
    behind = next(((a, b) for a, b in window.segments if a >= cue.end), None)
    if behind is None:
        return _Content()
    begin, end = behind
    paragraph = Span(int(window.starts[begin]), int(window.ends[end - 1]))
    return _Content((_trim(text, paragraph),), float(np.exp(flat[begin:end, CONTENT]).mean()))


def _make(
    text: str, window: Window, cue: _Cue, path: Any, roles: Roles, i: int, otherwise: _Content
) -> Attribution | None:
    """The attribution of cue `i`; its content is `otherwise` where its own paragraph has none."""

    def span(first: int, last: int) -> Span:
        return Span(int(window.starts[first]), int(window.ends[last]))

    chances = np.exp(roles.roles[i])
    contents = [_trim(text, span(cue.begin + a, cue.begin + b - 1)) for a, b in find_runs(path == CONTENT)]
    contents = [c for c in contents if any(map(str.isalnum, c.of(text)))]
    score = float(chances[: len(path)][path == CONTENT, CONTENT].mean()) if contents else otherwise.score
    contents = contents or list(otherwise.spans)
    if not contents:
        return None
    source, source_score = None, 1.0
    runs = find_runs(path == SOURCE)
    if runs:
        a, b = max(runs, key=lambda r: float(chances[r[0] : r[1], SOURCE].sum()))
        source = span(cue.begin + a, cue.begin + b - 1)
        source_score = float(chances[a:b, SOURCE].mean())
    else:
        source_score = float(1 - chances[: len(path), SOURCE].max())
    others = [best_run(p[i, : len(path)]) for p in (roles.addressee, roles.outlet)]
    addressee, outlet = (span(cue.begin + r[0], cue.begin + r[1] - 1) if r else None for r in others)
    act = int(roles.act[i].argmax())
    acts = tuple(round(float(p), 4) for p in roles.act[i])
    scores = Scores(
        cue=round(cue.score, 4),
        source=round(source_score, 4),
        content=round(score, 4),
        act=round(float(roles.act[i, act]), 4),
    )
    return Attribution(
        source, span(cue.first, cue.last), tuple(contents), ACTS[act], scores, addressee, outlet, chances=acts
    )


def _trim(text: str, span: Span) -> Span:
    """Leave out commas and the like before the words, and marks at either end that belong to the other side."""
    start, end = span.start, span.end
    while start < end and (text[start] in _LEADING or (text[start : start + 2].strip() in _MARKS and end - start > 1)):
        start += 1
    while end > start and (text[end - 1].isspace() or (text[end - 1] in _MARKS and text[end - 2 : end - 1].isspace())):
        end -= 1
    return Span(start, end)
