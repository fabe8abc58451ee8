"""Fit the calibrations of confidence on what was kept from training, and show the curve on what a fit has not seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evaluation.curve import Judged, judge, print_bins, print_curve
from evaluation.gold import read_lines
from onrecord.model.confidence import event_features, features, find_event_confidence
from onrecord.model.found import FoundEvent
from onrecord.model.reading import read_all
from onrecord.model.session import Calibration, Model
from onrecord.tokens import find_tokens

RIDGE = 1e-2
STEPS = 50


class JudgedEvent(NamedTuple):
    """An event found in a sentence, and whether gold has one of its type there."""

    sentence: str
    event: FoundEvent
    right: bool


def fit(given: Sequence[Sequence[float]], right: Sequence[bool]) -> Calibration:
    """Logistic regression by Newton's method with a small ridge."""
    x = np.array([[*row, 1.0] for row in given])
    y = np.array(right, dtype=float)
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + RIDGE * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return Calibration(tuple(round(float(v), 4) for v in w[:-1]), round(float(w[-1]), 4))


def calibrate(gold: Path, folder: Path) -> None:
    """Write the calibrations into `folder/model.json`; print the curves of two-fold fits, by article and sentence."""
    model = Model(folder)
    statements, events = judge(gold, model), list(judge_events(gold, model))
    path = folder / "model.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    for name, whole in (("calibration", _fit_statements(statements)), ("event_calibration", _fit_events(events))):
        card[name] = {"weights": list(whole.weights), "bias": whole.bias}
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _fit_statements(judged: Sequence[Judged]) -> Calibration:
    documents = sorted({j.document for j in judged})
    halves = (set(documents[::2]), set(documents[1::2]))
    by_document = {}
    for seen, unseen in (halves, halves[::-1]):
        chosen = [j for j in judged if j.document in seen]
        fitted = fit([features(j.attribution) for j in chosen], [j.right for j in chosen])
        by_document |= dict.fromkeys(unseen, fitted)
    print_curve(judged, by_document)
    return fit([features(j.attribution) for j in judged], [j.right for j in judged])


def judge_events(gold: Path, model: Model) -> Iterator[JudgedEvent]:
    """Judge all events found in the dev sentences: right with an overlapping gold trigger of the same type."""
    for document in read_lines(gold / "events" / "dev.jsonl"):
        found = read_all(document["text"], find_tokens(document["text"]), model).events
        wanted = [(*e["trigger"], e["type"]) for e in document["events"]]
        for event in found:
            right = any(a < event.trigger.end and event.trigger.start < b and t == event.type for a, b, t in wanted)
            yield JudgedEvent(document["id"], event, right)


def _fit_events(judged: Sequence[JudgedEvent]) -> Calibration:
    sentences = sorted({j.sentence for j in judged})
    halves = (set(sentences[::2]), set(sentences[1::2]))
    rows = []
    for seen, unseen in (halves, halves[::-1]):
        chosen = [j for j in judged if j.sentence in seen]
        fitted = fit([event_features(j.event) for j in chosen], [j.right for j in chosen])
        rows += [(find_event_confidence(j.event, fitted), j.right) for j in judged if j.sentence in unseen]
    print_bins(rows, "events")
    return fit([event_features(j.event) for j in judged], [j.right for j in judged])
