"""Where events go wrong: how many of each type are found, and how the others are missed.

python -m evaluation.event_mistakes GOLD_FOLDER

Events are matched as the scorer matches them: by overlapping triggers, the same type first, each once.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.events import find_event_lines
from evaluation.gold import read_lines
from onrecord.model.session import load_model

Line = dict[str, Any]
MOST = 25  # confusions that are listed


class Match(NamedTuple):
    """A gold event and the event found for it; either is None where the other has no partner."""

    gold: Line | None
    found: Line | None


def match_events(gold: Sequence[Line], found: Sequence[Line]) -> list[Match]:
    """Pairs of one sentence, best first, then what is left over on both sides."""
    weights = [
        (_overlap(g["trigger"], f["trigger"]) * (1000 if g["type"] == f["type"] else 1), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
    ]
    left, right, out = set(range(len(gold))), set(range(len(found))), []
    for weight, i, j in sorted(weights, key=lambda w: (-w[0], w[1], w[2])):
        if weight > 0 and i in left and j in right:
            left.remove(i)
            right.remove(j)
            out.append(Match(gold[i], found[j]))
    out += [Match(gold[i], None) for i in sorted(left)]
    return out + [Match(None, found[j]) for j in sorted(right)]


def name_mistakes(match: Match) -> Iterator[str]:
    """What is wrong with an event that both sides have, or that one lacks; nothing where it is whole."""
    gold, found = match
    if gold is None or found is None:
        yield "not found" if found is None else "found where there is none"
        return
    if gold["type"] != found["type"]:
        yield "another type"
        return
    if gold["status"] != found["status"]:
        yield "another status"
    for role in ("actor", "recipient"):
        hit = sum(any(_overlap(g, f) for f in found[role]) for g in gold[role])
        if hit < len(gold[role]):
            yield f"{role} missed"
        if len(found[role]) > hit:
            yield f"{role} too many"


def format_tables(matches: Sequence[Match]) -> str:
    """Types, kinds of mistakes, and confusions of types and statuses, as Markdown."""
    lines = ["| type | in gold | found, % | by the program | right, % |", "|---|---|---|---|---|"]
    gold = Counter(m.gold["type"] for m in matches if m.gold)
    found = Counter(m.found["type"] for m in matches if m.found)
    right = Counter(m.gold["type"] for m in matches if m.gold and m.found and m.gold["type"] == m.found["type"])
    for type_ in sorted(gold | found):
        shares = (_percent(right[type_], gold[type_]), found[type_], _percent(right[type_], found[type_]))
        lines.append(f"| {type_} | {gold[type_]} | {shares[0]} | {shares[1]} | {shares[2]} |")
    kinds = Counter(kind for m in matches for kind in name_mistakes(m))
    whole = sum(not [*name_mistakes(m)] for m in matches)
    lines += ["", f"Whole events: {whole}.", "", "| mistake | events |", "|---|---|"]
    lines += [f"| {kind} | {n} |" for kind, n in kinds.most_common()]
    lines += ["", "| in gold | by the program | events |", "|---|---|---|"]
    pairs = [(m.gold, m.found) for m in matches if m.gold and m.found]
    confused = Counter((g["type"], f["type"]) for g, f in pairs if g["type"] != f["type"])
    confused += Counter(
        (g["status"], f["status"]) for g, f in pairs if g["type"] == f["type"] and g["status"] != f["status"]
    )
    lines += [f"| {a} | {b} | {n} |" for (a, b), n in confused.most_common(MOST)]
    return "\n".join(lines)


def _overlap(a: Sequence[int], b: Sequence[int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}" if whole else ""


def main() -> None:
    """Parse, compare, print."""
    parser = argparse.ArgumentParser(prog="evaluation.event_mistakes", description="Print how events are missed.")
    parser.add_argument("gold", type=Path)
    path = parser.parse_args().gold / "events" / "dev.jsonl"
    model = load_model()
    found = {line["id"]: line["events"] for line in find_event_lines(path, model)}
    matches = [m for d in read_lines(path) for m in match_events(d["events"], found[d["id"]])]
    print(f"model {model.hash}, {len(found)} sentences\n")
    print(format_tables(matches))


if __name__ == "__main__":
    main()
