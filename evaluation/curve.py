"""Is a confidence what it says? Of statements at 0.9, nine in ten should be right.

Right means linked: the content overlaps a gold content (Jaccard over non-space characters of at least 0.5), and the
source does too, or neither has one; one to one, best first. That is the rule of the attribution scorer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.gold import make_story, read_lines
from onrecord.model.attribution import Attribution
from onrecord.model.confidence import find_confidence
from onrecord.model.session import Calibration, Model
from onrecord.record import Span
from onrecord.statements.mending import find_mended

BINS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 1.01)


class Judged(NamedTuple):
    """An attribution that the program found, and whether gold has it."""

    document: str
    attribution: Attribution
    right: bool


def judge(gold: Path, model: Model) -> list[Judged]:
    """Judge all attributions found in the dev articles; nested ones only where gold has labelled them."""
    labelled = {d["id"]: d for d in read_lines(gold / "statements" / "acts-dev.jsonl")}
    out = []
    for document in read_lines(gold / "statements" / "polnear-dev.jsonl"):
        document = labelled.get(document["id"], document)
        story, tokens = make_story(document)
        found = find_mended(story.text, tokens, model)
        nested = "nested" in document
        found = [a for a in found if nested or a.parent is None]
        right = _linked(story.text, list(_gold(document)), found)
        out += [Judged(document["id"], a, i in right) for i, a in enumerate(found)]
    return out


def _gold(document: dict[str, Any]) -> Iterator[tuple[list[Any], list[Any]]]:
    for a in document["attributions"]:
        yield a["source"], a["content"]
    for n in document.get("nested", []):
        yield [n["source"]] if n["source"] else [], n["contents"]


def _linked(text: str, gold: Sequence[tuple[list[Any], list[Any]]], found: Sequence[Attribution]) -> set[int]:
    g = [(_characters(text, c), _characters(text, s)) for s, c in gold]
    p = [
        (_characters(text, _pairs(a.contents)), _characters(text, _pairs((a.source,) if a.source else ())))
        for a in found
    ]
    pairs = []
    for i, (gc, gs) in enumerate(g):
        for j, (pc, ps) in enumerate(p):
            both = len(gc & pc)
            if both and both / len(gc | pc) >= 0.5 and ((gs & ps) or not (gs or ps)):
                pairs.append((both / len(gc | pc), i, j))
    used: set[int] = set()
    right: set[int] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if i not in used and j not in right:
            used.add(i)
            right.add(j)
    return right


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


def _characters(text: str, pairs: Sequence[Sequence[int]]) -> set[int]:
    return {i for start, end in pairs for i in range(start, end) if not text[i].isspace()}


def print_curve(judged: Sequence[Judged], calibrations: dict[str, Calibration]) -> None:
    """Print the table of confidence against the share that is right; `calibrations` by document."""
    rows = [(find_confidence(j.attribution, calibrations[j.document]), j.right) for j in judged]
    print("| confidence | statements | mean confidence | right |\n|---|---|---|---|")
    error = 0.0
    for low, high in itertools.pairwise(BINS):
        inside = [(c, r) for c, r in rows if low <= c < high]
        if inside:
            mean, right = sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            error += len(inside) / len(rows) * abs(mean - right)
            print(f"| {low:.1f} to {min(high, 1.0):.1f} | {len(inside)} | {mean:.2f} | {right:.2f} |")
    print(f"\nexpected calibration error {error:.3f} over {len(rows)} statements")
