"""The class of an event whose two sides are given: PLV's labelled pairs, five folds.

python -m evaluation.plv GOLD_FOLDER

The floor is a linear classifier over weighted words (TF-IDF with logistic regression), trained and measured in the same
run on the same folds. A `Classifier` is anything that learns from pairs with classes and then names the classes of
others; further ones are added to `CLASSIFIERS`. Folds are by sentence, so that no sentence is both learned and asked.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from evaluation.gold import read_lines

FOLDS = 5
SEED = 0


class Pair(NamedTuple):
    """A sentence, its two sides, and the class (PLOVER's, but CONCEDE and RETREAT are one, YIELD).

    Sides are start and end in code points of the text; a side that the sentence leaves out is empty.
    """

    sentence: str
    text: str
    source: tuple[int, ...]
    target: tuple[int, ...]
    label: str


class Classifier(Protocol):
    """Learns from some pairs and names the classes of others."""

    def fit(self, pairs: Sequence[Pair]) -> None:
        """Learn from pairs with their classes."""

    def predict(self, pairs: Sequence[Pair]) -> list[str]:
        """The class of each pair; labels are not looked at."""


class WordsClassifier:
    """TF-IDF of one and two words, both sides replaced by marks, with logistic regression."""

    def __init__(self) -> None:
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        regression = LogisticRegression(C=10, max_iter=2000, class_weight="balanced")
        self._pipeline = Pipeline([("words", words), ("regression", regression)])

    def fit(self, pairs: Sequence[Pair]) -> None:
        """Learn from pairs with their classes."""
        self._pipeline.fit([mark(p) for p in pairs], [p.label for p in pairs])

    def predict(self, pairs: Sequence[Pair]) -> list[str]:
        """The class of each pair."""
        return [str(label) for label in self._pipeline.predict([mark(p) for p in pairs])]


CLASSIFIERS: dict[str, Callable[[], Classifier]] = {"TF-IDF, logistic regression": WordsClassifier}


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a PLV file, their sides found by the marks in the text."""
    return [_read_pair(document) for document in read_lines(path)]


def _read_pair(document: dict[str, Any]) -> Pair:
    text = ""
    spans: dict[str, list[int]] = {"s": [], "t": []}
    marked = document["marked"]
    at = 0
    while at < len(marked):
        tag = next((t for t in ("<s>", "</s>", "<t>", "</t>") if marked.startswith(t, at)), None)
        if tag is None:
            text += marked[at]
            at += 1
            continue
        spans.setdefault(tag.strip("</>"), []).append(len(text))
        at += len(tag)
    source, target = (tuple(spans[side][:2]) for side in "st")
    return Pair(document["sentence"], text, source, target, document["root"])


def mark(pair: Pair) -> str:
    """The text with both sides replaced by words that occur nowhere else."""
    out, at = "", 0
    for side, word in sorted([(pair.source, " xsourcex "), (pair.target, " xtargetx ")]):
        if side:
            out += pair.text[at : side[0]] + word
            at = max(at, side[1])
    return out + pair.text[at:]


def measure(make: Callable[[], Classifier], pairs: Sequence[Pair]) -> tuple[float, float]:
    """Macro-F1 and share of right classes, in per cent, over all folds together."""
    truth = np.array([p.label for p in pairs])
    guesses = np.empty(len(pairs), dtype=object)
    folds = GroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for learned, asked in folds.split(pairs, truth, [p.sentence for p in pairs]):
        classifier = make()
        classifier.fit([pairs[i] for i in learned])
        guesses[asked] = classifier.predict([pairs[i] for i in asked])
    return 100 * f1_score(truth, guesses, average="macro"), 100 * float(np.mean(guesses == truth))


def main() -> None:
    """Measure every classifier and print a table."""
    parser = argparse.ArgumentParser(prog="evaluation.plv", description="The class of an event, given its two sides.")
    parser.add_argument("gold", type=Path)
    pairs = read_pairs(parser.parse_args().gold / "events" / "plv-train.jsonl")
    print(f"{len(pairs)} pairs, {len({p.label for p in pairs})} classes, {FOLDS} folds by sentence\n")
    print("| classifier | macro-F1 | right, % |\n|---|---|---|")
    for name, make in CLASSIFIERS.items():
        macro, right = measure(make, pairs)
        print(f"| {name} | {macro:.1f} | {right:.1f} |")


if __name__ == "__main__":
    main()
