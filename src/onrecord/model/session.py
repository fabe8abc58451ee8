"""The network as it runs: files checked by their hash, one window at a time, on onnxruntime.

Only this package imports onnxruntime. One window at a time means that a page's result never depends on what else is
read beside it, and that nothing is spent on padding.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import onnxruntime

from onrecord.errors import ModelError
from onrecord.model.found import KINDS, TYPES
from onrecord.model.windows import Vocabulary, Window

Array = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

FOLDER = Path(__file__).parent / "weights"
BUCKETS = 32


class _File(msgspec.Struct, frozen=True):
    file: str
    sha256: str


class Calibration(msgspec.Struct, frozen=True):
    """Logistic regression from log-odds of the network to the chance of being right (`model/confidence.py`)."""

    weights: tuple[float, ...]
    bias: float


class Card(msgspec.Struct, frozen=True):
    """What `model.json` says: the files by name, and the calibration of confidence in statements and in events."""

    files: dict[str, _File]
    calibration: Calibration = Calibration((1.0, 0.0, 0.0, 0.0), 0.0)
    event_calibration: Calibration = Calibration((1.0, 0.0, 0.0), 0.0)


class Reading(NamedTuple):
    """Of a window of `n` pieces: `h` [n, width], log-probabilities `flat` [n, 7], `nested` [n, 3], and those of
    mentions and triggers.

    `mentions` [n, 3] outside, begin, inside; `kinds` [n, 5] and `sectors` [n, 26] logits; `triggers` [n, 33] outside,
    then begin and inside of each type.
    """

    h: Array
    flat: Array
    nested: Array
    mentions: Array
    kinds: Array
    sectors: Array
    triggers: Array


class Roles(NamedTuple):
    """What the role head says of `c` cues over `n` pieces.

    `roles` [c, n, 3] log-probabilities of none, source, content; `addressee` and `outlet` [c, n] probabilities;
    `act` [c, 8] probabilities.
    """

    roles: Array
    addressee: Array
    outlet: Array
    act: Array


class Parties(NamedTuple):
    """What the head of events says of `t` triggers over `n` pieces.

    `roles` [t, n, 3] log-probabilities of none, actor, recipient; `others` [t, n, 3] probabilities of place, time,
    whose word; log-probabilities `types` [t, 16] and `statuses` [t, 5].
    """

    roles: Array
    others: Array
    types: Array
    statuses: Array


Cue = tuple[int, int, int, int]  # pieces first..last (inclusive) of a cue or trigger in its segment begin..end


class Model:
    """The network's files, loaded once. `threads` is for each call; the caller sets it."""

    def __init__(self, folder: Path = FOLDER, threads: int = 1) -> None:
        self.card = _read_card(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Both keep memory that is not needed again, since shapes of input hardly repeat: a plan for each that was ever
        # seen, and an arena as large as the largest took. Without them a process holds 20 MB less, at the same speed.
        options.enable_mem_pattern = False
        options.enable_cpu_mem_arena = False
        paths = [
            _verify(folder, self.card.files, n) for n in ("encoder", "roles", "parties", "countries", "vocabulary")
        ]
        providers = ["CPUExecutionProvider"]
        self._encoder, self._roles, self._parties, self._countries = (
            onnxruntime.InferenceSession(str(path), options, providers=providers) for path in paths[:4]
        )
        self.vocabulary = Vocabulary(paths[4])

    @property
    def hash(self) -> str:
        """The first 12 digits of the encoder's SHA-256, which name the model."""
        return self.card.files["encoder"].sha256[:12]

    def read_window(self, window: Window) -> Reading:
        """Run the encoder over one window."""
        inputs = {"ids": window.ids, "cases": window.cases, "quotes": window.quotes}
        h, flat, nested, mentions, triggers = self._encoder.run(None, inputs)
        tags, kinds, sectors = np.split(mentions, (3, 3 + len(KINDS)), axis=1)
        return Reading(
            h, log_softmax(flat), log_softmax(nested), log_softmax(tags), kinds, sectors, log_softmax(triggers)
        )

    def read_cues(self, h: Array, cues: Sequence[Cue]) -> Roles:
        """Run the role head for cues of one window."""
        roles, act = self._roles.run(None, _asked(h, cues))
        others = sigmoid(roles[..., 3:])
        return Roles(log_softmax(roles[..., :3]), others[..., 0], others[..., 1], np.exp(log_softmax(act)))

    def read_triggers(self, h: Array, triggers: Sequence[Cue]) -> Parties:
        """Run the head of events for triggers of one window."""
        roles, event = self._parties.run(None, _asked(h, triggers))
        types, statuses = np.split(event, (len(TYPES),), axis=1)
        return Parties(log_softmax(roles[..., :3]), sigmoid(roles[..., 3:]), log_softmax(types), log_softmax(statuses))

    def read_countries(self, means: Array) -> Array:
        """Log-probabilities [k, countries] from the means of `h` over mention and sentence, [k, 2 * width]."""
        (country,) = self._countries.run(None, {"means": means})
        return log_softmax(country)


def _asked(h: Array, cues: Sequence[Cue]) -> dict[str, Array | Ints]:
    n = max(end - begin for _, _, begin, end in cues)
    index, buckets = (np.zeros((len(cues), n), dtype=np.int64) for _ in range(2))
    mask = np.zeros((len(cues), n), dtype=np.float32)
    for i, (first, last, begin, end) in enumerate(cues):
        index[i, : end - begin] = np.arange(begin, end)
        buckets[i, : end - begin] = distance_buckets(begin, end, first, last)
        mask[i, : end - begin] = 1
    ends = np.array([c[:2] for c in cues], dtype=np.int64)
    return {"h": h, "index": index, "first": ends[:, 0], "last": ends[:, 1], "buckets": buckets, "mask": mask}


@functools.cache
def load_model(threads: int = 1) -> Model:
    """The model of this installation, loaded on the first call."""
    return Model(threads=threads)


def distance_buckets(begin: int, end: int, first: int, last: int) -> Ints:
    """Signed distance of each piece of `begin..end` to the cue `first..last`, in 32 buckets.

    0 within the cue; 1 to 15 after it (exact up to 7, then by powers of 1.7), 16 to 31 before it.
    """
    at = np.arange(begin, end)
    before = np.maximum(first - at, 0)
    far = np.maximum(at - last, 0) + before
    log = np.minimum((7 + np.log(np.maximum(far, 1) / 7) / np.log(1.7)).astype(np.int64), 15)
    step = np.where(far <= 7, far, log)
    return np.where(before > 0, 16 + step, step)


def log_softmax(x: Array) -> Array:
    """Logarithm of the softmax over the last axis."""
    x = x - x.max(axis=-1, keepdims=True)
    out: Array = x - np.log(np.exp(x).sum(axis=-1, keepdims=True))
    return out


def sigmoid(x: Array) -> Array:
    """The logistic function."""
    out: Array = np.float32(1) / (np.float32(1) + np.exp(-x))
    return out


def _read_card(folder: Path) -> Card:
    try:
        return msgspec.json.decode((folder / "model.json").read_bytes(), type=Card)
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"{folder}: the model cannot be read ({error}); install onrecord again") from error


def _verify(folder: Path, files: dict[str, _File], name: str) -> Path:
    if name not in files:
        raise ModelError(f"{folder / 'model.json'}: names no {name}; install onrecord again")
    path = folder / files[name].file
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: missing or unreadable ({error}); install onrecord again") from error
    if digest != files[name].sha256:
        raise ModelError(f"{path}: damaged, its hash is not the one in model.json; install onrecord again")
    return path
