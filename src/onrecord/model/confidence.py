"""Scores of the network -> the chance that source and content are right, calibrated on articles kept from training."""

from __future__ import annotations

import math

from onrecord.model.attribution import Attribution
from onrecord.model.session import Calibration

_LIMIT = 0.001


def features(a: Attribution) -> tuple[float, ...]:
    """Log-odds of cue, source, and content; 1 for a statement within another, else 0."""
    odds = [math.log(p / (1 - p)) for p in (min(max(x, _LIMIT), 1 - _LIMIT) for x in _scores(a))]
    return (*odds, float(a.parent is not None))


def _scores(a: Attribution) -> tuple[float, float, float]:
    return a.scores.cue, a.scores.source, a.scores.content


def find_confidence(a: Attribution, calibration: Calibration) -> float:
    """The calibrated probability, rounded to two places, from 0.01 to 0.99."""
    x = calibration.bias + sum(w * f for w, f in zip(calibration.weights, features(a), strict=True))
    return round(min(max(1 / (1 + math.exp(-x)), 0.01), 0.99), 2)
