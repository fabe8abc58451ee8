"""How candidates are found: winnowed runs and pairs of words, as the program does, beside MinHash with LSH.

    uv run --group bench python -m evaluation.candidates GOLD_FOLDER CACHE_FOLDER

For each altered quotation of `evaluation.altered`, whether it and its original would be looked at as a pair.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from evaluation.altered import find_all_sources, make_all_pages
from onrecord.compare.fingerprints import find_pairs, find_runs
from onrecord.compare.speakers import find_blocks
from onrecord.compare.tellings import Told, find_tellings

_PERMUTATIONS = 64
_SHINGLE = 2  # words; three find fewer
_THRESHOLD = 0.3


def main() -> None:
    gold, cache = (Path(a) for a in sys.argv[1:3])
    pages = make_all_pages(find_all_sources(gold, cache))
    told = [next(find_tellings(p.record), None) for p in pages]
    originals = {p.source: n for n, p in enumerate(pages) if p.alteration is None}
    for name, find in (
        ("runs and pairs", _find_by_keys),
        (f"MinHash, {_PERMUTATIONS}, {_THRESHOLD}", _find_by_minhash),
    ):
        begun = time.process_time()
        looked_at = find([t for t in told if t])
        seconds = time.process_time() - begun
        found: Counter[str] = Counter()
        every: Counter[str] = Counter()
        for n, page in enumerate(pages):
            one, other = told[n], told[originals[page.source]]
            if page.alteration is None or one is None or other is None:
                continue
            every[page.alteration.rule] += 1
            pair = frozenset((one.telling.statement, other.telling.statement))
            found[page.alteration.rule] += pair in looked_at
        share = sum(found.values()) / sum(every.values())
        print(f"{name}: {share:.1%} found, {len(looked_at)} pairs, {1000 * seconds / len(told):.2f} ms a statement")
        print("  " + ", ".join(f"{rule} {found[rule]}/{every[rule]}" for rule in sorted(every)))


def _find_by_keys(told: list[Told]) -> set[frozenset[str]]:
    def find_keys(t: Told) -> tuple[int, ...]:
        blocks = find_blocks(t.telling.speaker)
        return find_runs(t.passage.keys, blocks) + find_pairs(t.passage.keys, blocks)

    return _pair_up(told, find_keys)


def _pair_up(told: list[Told], find_keys: Callable[[Told], tuple[int, ...]]) -> set[frozenset[str]]:
    held: dict[int, list[str]] = {}
    pairs: set[frozenset[str]] = set()
    for t in told:
        for key in find_keys(t):
            others = held.setdefault(key, [])
            pairs.update(frozenset((t.telling.statement, other)) for other in others)
            others.append(t.telling.statement)
    return pairs


def _find_by_minhash(told: list[Told]) -> set[frozenset[str]]:
    lsh = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    pairs: set[frozenset[str]] = set()
    for t in told:
        keys = t.passage.keys
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch(
            [" ".join(keys[i : i + _SHINGLE]).encode() for i in range(max(1, len(keys) - _SHINGLE + 1))]
        )
        pairs.update(frozenset((t.telling.statement, str(other))) for other in lsh.query(sketch))
        lsh.insert(t.telling.statement, sketch)
    return pairs


if __name__ == "__main__":
    main()
