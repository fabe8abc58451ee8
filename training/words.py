"""Counts in the labelled sentences what words and types are, and writes the lists that the program reads.

python -m training.words GOLD_FOLDER

`lexicons/trigger-words.tsv`: how often each word is seen in `events/train.jsonl`, and how often it names an event, by
type. `lexicons/event-type-status.tsv`: how often events of each type have each status.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.gold import read_lines
from onrecord.model.found import STATUSES, TYPES
from onrecord.model.words import FILE, stem
from onrecord.tokens import find_tokens

FOLDER = Path(__file__).parent.parent / "src" / "onrecord" / "lexicons"
WORDS = """\
# How often words name events. Made by `python -m training.words` from labelled sentences. Words are without their
# endings; "*" is all words, also those that never name an event and are left out here.
# word, times seen, events by type
"""
STATUS_FILE = "event-type-status.tsv"
STATUS = """\
# How often events of each type have each status: meetings to come are agreements, what is announced is mostly conceded.
# Made by `python -m training.words` from labelled sentences.
# type, {statuses}
"""


def count_words(documents: Sequence[dict[str, Any]]) -> str:
    """The rows of `trigger-words.tsv`."""
    seen: Counter[str] = Counter()
    events: dict[str, Counter[str]] = {}
    for document in documents:
        text, triggers = document["text"], [(*e["trigger"], e["type"]) for e in document["events"]]
        for span in find_tokens(text).words:
            word = stem(span.of(text))
            if not word.isalpha():
                continue
            types = [t for start, end, t in triggers if start < span.end and span.start < end]
            for key in (word, "*"):
                seen[key] += 1
                if types:
                    events.setdefault(key, Counter())[types[0]] += 1
    rows = []
    for key in sorted(events):
        cell = " ".join(f"{t}={events[key][t]}" for t in TYPES if events[key][t])
        rows.append(f"{key}\t{seen[key]}\t{cell}\n")
    return "".join(rows)


def count_statuses(documents: Sequence[dict[str, Any]]) -> str:
    """The rows of `event-type-status.tsv`."""
    counts = Counter((e["type"], e["status"]) for d in documents for e in d["events"])
    return "".join("\t".join([t, *(str(counts[t, s]) for s in STATUSES)]) + "\n" for t in TYPES)


def main() -> None:
    """Count, write."""
    parser = argparse.ArgumentParser(prog="training.words")
    parser.add_argument("gold", type=Path)
    documents = list(read_lines(parser.parse_args().gold / "events" / "train.jsonl"))
    (FOLDER / FILE).write_text(WORDS + count_words(documents), encoding="utf-8")
    statuses = STATUS.format(statuses=", ".join(STATUSES)) + count_statuses(documents)
    (FOLDER / STATUS_FILE).write_text(statuses, encoding="utf-8")


if __name__ == "__main__":
    main()
