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

Roles = tuple[Sequence[Span], Sequence[Span]]  # source and contents
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
        roles = [((a.source,) if a.source else (), a.contents) for a in found]
        right = {j for _, j in find_linked(story.text, list(_gold(document)), roles)}
        out += [Judged(document["id"], a, i in right) for i, a in enumerate(found)]
    return out


def _gold(document: dict[str, Any]) -> Iterator[Roles]:
    for a in document["attributions"]:
        yield make_spans(a["source"]), make_spans(a["content"])
    for n in document.get("nested", []):
        yield make_spans([n["source"]] if n["source"] else []), make_spans(n["contents"])


def make_spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The spans that a gold file gives as pairs of offsets."""
    return tuple(Span(start, end) for start, end in pairs)


def find_linked(text: str, gold: Sequence[Roles], found: Sequence[Roles]) -> set[tuple[int, int]]:
    """Which gold attributions are found: pairs of positions in `gold` and in `found`, each a (source, contents)."""
    g = [(find_characters(text, c), find_characters(text, s)) for s, c in gold]
    p = [(find_characters(text, c), find_characters(text, s)) for s, c in found]
    pairs = []
    for i, (gc, gs) in enumerate(g):
        for j, (pc, ps) in enumerate(p):
            both = len(gc & pc)
            if both and both / len(gc | pc) >= 0.5 and ((gs & ps) or not (gs or ps)):
                pairs.append((both / len(gc | pc), i, j))
    of_gold: set[int] = set()
    of_found: set[int] = set()
    linked: set[tuple[int, int]] = set()
    for _, i, j in sorted(pairs, reverse=True):
        if i not in of_gold and j not in of_found:
            of_gold.add(i)
            of_found.add(j)
            linked.add((i, j))
    return linked


def find_characters(text: str, spans: Sequence[Span]) -> set[int]:
    """The positions of the characters of spans that are no spaces."""
    return {i for s in spans for i in range(s.start, s.end) if not text[i].isspace()}


def print_curve(judged: Sequence[Judged], calibrations: dict[str, Calibration]) -> None:
    """Print the table of confidence against the share that is right; `calibrations` by document."""
    print_bins([(find_confidence(j.attribution, calibrations[j.document]), j.right) for j in judged], "statements")


def print_bins(rows: Sequence[tuple[float, bool]], items: str) -> None:
    """Print how many of the items at each confidence are right."""
    print(f"| confidence | {items} | mean confidence | right |\n|---|---|---|---|")
    error = 0.0
    for low, high in itertools.pairwise(BINS):
        inside = [(c, r) for c, r in rows if low <= c < high]
        if inside:
            mean, right = sum(c for c, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            error += len(inside) / len(rows) * abs(mean - right)
            print(f"| {low:.1f} to {min(high, 1.0):.1f} | {len(inside)} | {mean:.2f} | {right:.2f} |")
    print(f"\nexpected calibration error {error:.3f} over {len(rows)} {items}")
