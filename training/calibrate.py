"""Fit the calibration of confidence on the dev articles, and show the curve on those that a fit has not seen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evaluation.curve import Judged, judge, print_curve
from onrecord.model.confidence import features
from onrecord.model.session import Calibration, Model

RIDGE = 1e-2
STEPS = 50


def fit(judged: Sequence[Judged]) -> Calibration:
    """Logistic regression by Newton's method with a small ridge."""
    x = np.array([[*features(j.attribution), 1.0] for j in judged])
    y = np.array([j.right for j in judged], dtype=float)
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + RIDGE * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return Calibration(tuple(round(float(v), 4) for v in w[:-1]), round(float(w[-1]), 4))


def calibrate(gold: Path, folder: Path) -> None:
    """Write the calibration into `folder/model.json`; print the curve of a two-fold fit by article."""
    judged = judge(gold, Model(folder))
    documents = sorted({j.document for j in judged})
    halves = (set(documents[::2]), set(documents[1::2]))
    by_document = {}
    for seen, unseen in (halves, halves[::-1]):
        fitted = fit([j for j in judged if j.document in seen])
        by_document |= dict.fromkeys(unseen, fitted)
    print_curve(judged, by_document)
    whole = fit(judged)
    path = folder / "model.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["calibration"] = {"weights": list(whole.weights), "bias": whole.bias}
    path.write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
