"""Scores of the network -> the chance of being right, calibrated on what was kept from training.

A statement is right when its source and content are, an event when it is there and of that type.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.model.attribution import Attribution
from onrecord.model.found import FoundEvent
from onrecord.model.session import Calibration

_LIMIT = 0.001


def features(a: Attribution) -> tuple[float, ...]:
    """Log-odds of cue, source, and content; 1 for a statement within another, else 0."""
    return (*map(_log_odds, _scores(a)), float(a.parent is not None))


def event_features(event: FoundEvent) -> tuple[float, ...]:
    """Log-odds of the trigger, of the type, and of the trigger's words by themselves."""
    return _log_odds(event.score), _log_odds(max(event.chances, default=0.5)), event.habit


def _log_odds(p: float) -> float:
    p = min(max(p, _LIMIT), 1 - _LIMIT)
    return math.log(p / (1 - p))


def _scores(a: Attribution) -> tuple[float, float, float]:
    return a.scores.cue, a.scores.source, a.scores.content


def find_confidence(a: Attribution, calibration: Calibration) -> float:
    """The calibrated probability of a statement, rounded to two places, from 0.01 to 0.99."""
    return _weigh(features(a), calibration)


def find_event_confidence(event: FoundEvent, calibration: Calibration) -> float:
    """The calibrated probability of an event, likewise."""
    return _weigh(event_features(event), calibration)


def _weigh(given: Sequence[float], calibration: Calibration) -> float:
    x = calibration.bias + sum(w * f for w, f in zip(calibration.weights, given, strict=True))
    return round(min(max(1 / (1 + math.exp(-x)), 0.01), 0.99), 2)
