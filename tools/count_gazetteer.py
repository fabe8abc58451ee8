"""Counts what the gazetteer holds, for docs/reference/actors.md.

sh tools/uv run python tools/count_gazetteer.py
"""

from __future__ import annotations

from collections import Counter

from onrecord.actors.gazetteer import load_index
from onrecord.actors.lexicon import index_leaders, index_organisations, load_outlets


def main() -> None:
    index = load_index()
    kinds = Counter(known.kind for known in index.names.values())
    for kind, count in kinds.most_common():
        print(f"{kind}: {count} names")
    leaders = {id(p): p for p in index_leaders().values()}.values()
    terms = [t for leader in leaders for t in leader.terms]
    print(f"office holders: {len(leaders)}, with {len(terms)} terms, of {len({t.country for t in terms})} bodies")
    print(f"organisations: {len({id(o) for o in index_organisations().values()})}, outlets: {len(load_outlets())}")


if __name__ == "__main__":
    main()
