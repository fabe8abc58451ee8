"""Writes the word list `common-words.tsv` of `src/onrecord/lexicons`: how surprising each common word is.

    sh tools/uv run python tools/make_common_words.py GOLD_FOLDER

Counted on the 295 articles of Wikinews and the 840 of PolNeAR's training part; only the counts are kept. Words that are
written with a capital more often than not are names; however common they were in those years, they are given 4 at
least.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "onrecord" / "lexicons" / "common-words.tsv"
SOURCES = ("statements/polnear-train.jsonl", "bulk/wikinews.jsonl")
KEPT = 5_000
NAME = 4.0
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")

HEAD = """\
# Common words of news English. Columns: word in lower case, surprise (minus the decimal logarithm of its share of all
# words, for names at least 4). Words that are not here have 5.
# Source: counted on Wikinews of 2019 and 2020 (CC BY 2.5) and PolNeAR's training part; counts are facts.
# Written by tools/make_common_words.py; do not edit.
"""


def main() -> None:
    lower: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for source in SOURCES:
        for line in (Path(sys.argv[1]) / source).read_text(encoding="utf-8").splitlines():
            for word in _WORD.findall(json.loads(line)["text"].replace("’", "'")):
                every[word.lower()] += 1
                lower[word.lower()] += word.islower()
    total = sum(every.values())
    common = sorted(every.items(), key=lambda x: (-x[1], x[0]))[:KEPT]
    rows = []
    for word, n in common:
        least = NAME if 2 * lower[word] <= n and word != "i" else 0
        rows.append(f"{word}\t{max(least, -math.log10(n / total)):.1f}")
    TARGET.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
