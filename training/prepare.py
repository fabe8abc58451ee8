"""Gold attributions -> windows with targets.

The windows are those that the program reads (`onrecord.model.windows`), so training and use see the same pieces.
Two files meet here: the attributions of the corpus, which has none within another, and for a part of its
articles the acts, addressees, outlets, and the nested attributions, labelled for this project.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import numpy as np

from onrecord.model.windows import Vocabulary, Window, make_windows, pieces_of
from onrecord.record import Act, Span
from onrecord.tokens import find_tokens

ROLES = ("source", "cue", "content")
ACTS: tuple[str, ...] = get_args(Act)
UNKNOWN = -100  # a target that was not labelled


@dataclass
class CueTargets:
    """One cue in its segment: pieces `first..last` (inclusive, counted in the window), `begin..end` the segment.

    `roles` is 0 none, 1 source, 2 content for each piece of the segment; `addressee` and `outlet` are 0 or 1,
    or UNKNOWN throughout where nobody labelled them; `act` is a position in ACTS or UNKNOWN.
    """

    first: int
    last: int
    begin: int
    end: int
    roles: np.ndarray[Any, Any]
    addressee: np.ndarray[Any, Any]
    outlet: np.ndarray[Any, Any]
    act: int


@dataclass
class MentionTargets:
    """One mention of an actor, pieces `first..last` of the window: positions in KINDS and in SECTORS or UNKNOWN."""

    first: int
    last: int
    kind: int
    sector: int


@dataclass
class EventTargets:
    """One event: pieces `first..last` its trigger, `begin..end` its sentence, both counted in the window.

    `roles` is 0 none, 1 actor, 2 recipient for each piece of the sentence; `others` [end - begin, 3] is 0 or 1 for
    place, time, and whose word it is; `type` and `status` are positions in TYPES and STATUSES.
    """

    first: int
    last: int
    begin: int
    end: int
    roles: np.ndarray[Any, Any]
    others: np.ndarray[Any, Any]
    type: int
    status: int


@dataclass
class Example:
    """A window with its targets, each UNKNOWN where nobody labelled it.

    `flat` has 7 BIO labels, `nested` and `mention` 3 (O, B, I), `trigger` 33 (O, then B and I of each of TYPES).
    """

    window: Window
    flat: np.ndarray[Any, Any]
    nested: np.ndarray[Any, Any]
    mention: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    trigger: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    cues: list[CueTargets] = field(default_factory=list)
    mentions: list[MentionTargets] = field(default_factory=list)
    events: list[EventTargets] = field(default_factory=list)


def fill_unknown(example: Example) -> None:
    """Mark the mentions and triggers of a window as not labelled."""
    example.mention = np.full(len(example.window.ids), UNKNOWN, dtype=np.int64)
    example.trigger = np.full(len(example.window.ids), UNKNOWN, dtype=np.int64)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The documents of a JSON lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def prepare(gold: Path, vocabulary: Vocabulary) -> list[Example]:
    """All training windows of the gold folder's `statements/`."""
    labelled = {d["id"]: d for d in read_lines(gold / "statements" / "acts-train.jsonl")}
    examples = []
    for document in read_lines(gold / "statements" / "polnear-train.jsonl"):
        examples += _examples(labelled.get(document["id"], document), vocabulary)
    return examples


def _spans(pairs: list[list[int]]) -> list[Span]:
    return [Span(a, b) for a, b in pairs]


def _examples(document: dict[str, Any], vocabulary: Vocabulary) -> Iterator[Example]:
    text = document["text"]
    acts = {a["i"]: a for a in document["acts"]} if "acts" in document else None
    outer = []
    for i, a in enumerate(document["attributions"]):
        said = acts.get(i) if acts is not None else None
        outer.append((_spans(a["source"]), _spans(a["cue"]), _spans(a["content"]), said))
    nested = []
    for n in document.get("nested", []):
        source = [n["source"]] if n["source"] else []
        nested.append((_spans(source), _spans([n["cue"]]), _spans(n["contents"]), {"act": n["act"]}))
    for window in make_windows(text, find_tokens(text), vocabulary):
        flat = np.zeros(len(window.ids), dtype=np.int64)
        inner = np.full(len(window.ids), UNKNOWN if acts is None else 0, dtype=np.int64)
        example = Example(window, flat, inner)
        fill_unknown(example)
        for a in outer:
            for k, spans in enumerate(a[:3]):
                _label(flat, window, spans, 1 + 2 * k)
            _add_cue(example, a)
        for n in nested:
            _label(inner, window, n[1], 1)
            _add_cue(example, n)
        yield example


def _label(labels: np.ndarray[Any, Any], window: Window, spans: list[Span], begin: int) -> None:
    for span in spans:
        (pieces,) = np.nonzero(pieces_of(window, [span]) & (labels <= 0))
        if len(pieces):
            labels[pieces] = begin + 1
            labels[pieces[0]] = begin


def _add_cue(example: Example, attribution: tuple[Any, ...]) -> None:
    source, cue, content, said = attribution
    window = example.window
    (pieces,) = np.nonzero(pieces_of(window, cue))
    if not len(pieces):
        return
    begin, end = next((a, b) for a, b in window.segments if a <= pieces[0] < b)
    roles = np.zeros(len(window.ids), dtype=np.int64)
    roles[pieces_of(window, content)] = 2
    roles[pieces_of(window, source)] = 1
    others = []
    for key in ("to", "outlet"):
        if said is None or key not in said:
            others.append(np.full(end - begin, UNKNOWN, dtype=np.int64))
        else:
            mask = pieces_of(window, _spans([said[key]])) if said[key] else np.zeros(len(window.ids), dtype=bool)
            others.append(mask[begin:end].astype(np.int64))
    act = ACTS.index(said["act"]) if said is not None else UNKNOWN
    last = int(min(pieces[-1], end - 1))
    example.cues.append(CueTargets(int(pieces[0]), last, begin, end, roles[begin:end], others[0], others[1], act))
