"""Fits what each sign of an event's status is worth and writes `lexicons/event-signs.tsv`.

python -m training.status GOLD_FOLDER

A logistic regression over the signs of the labelled triggers of `events/train.jsonl`, its statements found by the
model in the package, each sentence read as a page. Prints how often it is right over ten folds by sentence, and on
`events/dev.jsonl`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from evaluation.gold import make_story, read_lines
from onrecord.actors import find_actors, find_pieces
from onrecord.events.clause import Wording
from onrecord.events.holders import find_holdings
from onrecord.events.signs import find_signs
from onrecord.events.status import STATUSES
from onrecord.model.session import load_model
from onrecord.record import Span
from onrecord.statements import find_statements
from onrecord.statements.mending import find_mended

OUT = Path(__file__).parent.parent / "src" / "onrecord" / "lexicons" / "event-signs.tsv"
STRENGTH = 2.0  # inverse of the regularisation; over ten folds 1 gives 87.5, 2 gives 87.7, 3 gives 87.8
SEEN = 3  # times that a sign must be seen
HEADER = """\
# What each sign of an event is worth for each status, in log-odds, that of "always" for every event. Made by
# `python -m training.status` from labelled sentences; signs are those of events/signs.py.
# sign, {statuses}
"""


def read_signs(path: Path) -> Iterator[tuple[str, dict[str, int], str]]:
    """For each labelled event the id of its sentence, its signs, and its status."""
    model = load_model()
    for document in read_lines(path):
        story, tokens = make_story(document)
        pieces = find_pieces(story.text, tokens)
        found = find_mended(story.text, tokens, model, pieces)
        cast = find_actors(story, tokens, found, pieces)
        statements = find_statements(story, tokens, found, cast, (), [1.0] * len(found))
        wording = Wording(story.text, tokens)
        triggers = [Span(*e["trigger"]) for e in document["events"]]
        holdings = find_holdings(story.text, triggers, statements)
        for event, trigger, holding in zip(document["events"], triggers, holdings, strict=True):
            signs = find_signs(wording.clause(trigger), event["type"], holding)
            yield document["id"], dict.fromkeys(signs, 1), event["status"]


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(prog="training.status")
    parser.add_argument("gold", type=Path)
    folder = parser.parse_args().gold / "events"
    ids, signs, statuses = zip(*read_signs(folder / "train.jsonl"), strict=True)
    counts = {s: sum(s in row for row in signs) for s in {s for row in signs for s in row}}
    kept = [{s: 1 for s in row if counts[s] >= SEEN} for row in signs]
    vectorizer = DictVectorizer()
    rows, truth = vectorizer.fit_transform(kept), np.array(statuses)
    regression = LogisticRegression(C=STRENGTH, max_iter=3000)
    guesses = cross_val_predict(regression, rows, truth, groups=ids, cv=GroupKFold(10))
    regression.fit(rows, truth)
    _, dev_signs, dev_statuses = zip(*read_signs(folder / "dev.jsonl"), strict=True)
    print(f"train, ten folds: {100 * np.mean(guesses == truth):.1f}")
    print(f"dev: {100 * regression.score(vectorizer.transform(dev_signs), np.array(dev_statuses)):.1f}")
    order = [list(regression.classes_).index(s) for s in STATUSES]
    table = {"always": regression.intercept_[order]}
    table |= {n: regression.coef_[order, i] for i, n in enumerate(vectorizer.feature_names_)}
    lines = ["\t".join([name, *(f"{w:.3f}" for w in weights)]) for name, weights in table.items()]
    OUT.write_text(HEADER.format(statuses=", ".join(STATUSES)) + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
