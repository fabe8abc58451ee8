"""Runs of pieces and the spans of text that they cover."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from onrecord.model.windows import Window
from onrecord.record import Span

OTHER = 0.5  # probability from which a piece belongs to an addressee, outlet, place, time
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Array = np.ndarray[Any, np.dtype[np.float32]]


def span_of(window: Window, first: int, last: int) -> Span:
    """The words of pieces `first..last`."""
    return Span(int(window.starts[first]), int(window.ends[last]))


def find_within_word(window: Window, text: str) -> Mask:
    """Which pieces go on with the word of the piece before, abbreviations such as "U.N." whole; no span begins or ends
    there.
    """
    touching = np.flatnonzero((window.starts[1:] == window.ends[:-1]) & (window.starts[1:] > 0)) + 1
    out = np.zeros(len(window.ids), dtype=np.bool_)
    for i in touching.tolist():
        at = int(window.starts[i])
        before, here, after = text[at - 1], text[at], text[at + 1 : at + 2]
        if here == ".":
            out[i] = before.isalpha() and (after.isalpha() or text[max(at - 2, 0)] == ".")
        else:
            out[i] = here.isalnum() and (before.isalnum() or (before == "." and text[max(at - 2, 0)].isalpha()))
    return out


def mean_of(rows: Array) -> Array:
    """The mean of each column, to the last bit what numpy's own gives, which is slower on so few rows."""
    out: Array = np.add.reduce(rows, axis=0) / rows.dtype.type(len(rows))
    return out


def find_marks(window: Window, text: str) -> Mask:
    """Which pieces are punctuation."""
    return np.array([not text[i].isalnum() for i in window.starts.tolist()], dtype=np.bool_)


def find_runs(mask: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(mask[1:] != mask[:-1]) + 1
    bounds = [0, *edges.tolist(), len(mask)]
    return [(a, b) for a, b in itertools.pairwise(bounds) if mask[a]]


def best_run(chances: Any) -> tuple[int, int] | None:
    if chances.max() < OTHER:
        return None
    return max(find_runs(chances >= OTHER), key=lambda r: float(chances[r[0] : r[1]].sum()))
