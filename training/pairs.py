"""Tells the class of an event whose two parties are marked (PLV's task), to measure what the network has learned.

Nothing of a fold's sentences is seen before it is tried: the network starts from weights that know statements only,
learns events from those labelled sentences that PLV does not have, and then, for each fold, classes and events from the
sentences of the other folds. The lower half of its layers stays as it is.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from evaluation.plv import Pair
from onrecord.model.windows import Vocabulary, make_windows, pieces_of
from onrecord.record import Span
from onrecord.tokens import find_tokens
from training.network import Network
from training.prepare import Example, read_lines
from training.prepare_events import make_examples, make_unlabelled
from training.train import collate, loss_of

BATCH = 12
FIRST_PASSES, PASSES = 3, 7
RATE, HEAD_RATE = 1.5e-4, 1e-3
FROZEN_LAYERS = 3
WARM_UP = 0.1
HIDDEN = 0.1
MASK = 103
EVENTS_SHARE = 0.3  # weight of the labels of events beside the class

Masks = np.ndarray[Any, Any]  # [2, n] which pieces are source, which target


class PairHead(nn.Module):
    """Looks, from both parties, for the words that tell the class."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.query = nn.Linear(2 * width, width)
        self.key = nn.Linear(width, width)
        self.out = nn.Linear(3 * width + 33, classes)
        self.dropout = nn.Dropout(0.2)

    def forward(self, h: Tensor, triggers: Tensor, parties: Tensor, mask: Tensor) -> Tensor:
        """`h` [b, n, width], `triggers` [b, n, 33] logits, `parties` [b, 2, n], `mask` [b, n]. Returns [b, classes]."""
        ends = (parties @ h) / parties.sum(-1, keepdim=True).clamp(min=1)
        both = ends.flatten(1)
        scores = (self.key(h) @ self.query(both)[..., None])[..., 0] / h.shape[-1] ** 0.5
        weights = (scores - 1e4 * (1 - mask)).softmax(-1)[:, None]
        seen = torch.cat([both, (weights @ h)[:, 0], (weights @ triggers)[:, 0]], -1)
        out: Tensor = self.out(self.dropout(seen))
        return out


class NetworkClassifier:
    """The encoder, taught the classes of marked pairs; what it learns before it meets them is learned once."""

    def __init__(self, gold: Path, vocabulary: Vocabulary, first: Network) -> None:
        self._vocabulary = vocabulary
        self._labelled = {s["text"]: s for s in read_lines(gold / "events" / "train.jsonl")}
        self._first = first

    def fit(self, pairs: Sequence[Pair]) -> None:
        """Learn from pairs with their classes."""
        torch.manual_seed(0)
        self._classes = sorted({p.label for p in pairs})
        self._network = copy.deepcopy(self._first)
        self._head = PairHead(self._network.flat.in_features, len(self._classes))
        given = [(*self._prepare(p), self._classes.index(p.label)) for p in pairs]
        _fit(self._network, self._head, given, PASSES)

    @torch.no_grad()
    def predict(self, pairs: Sequence[Pair]) -> list[str]:
        """The class of each pair."""
        self._network.eval()
        self._head.eval()
        out = []
        for pair in pairs:
            example, parties = self._prepare(pair)
            logits = _tell(self._network, self._head, [(example, parties, 0)])[0]
            out.append(self._classes[int(logits.argmax())])
        return out

    def _prepare(self, pair: Pair) -> tuple[Example, Masks]:
        labelled = self._labelled.get(pair.text)
        if labelled is not None:
            example = next(make_examples([labelled], self._vocabulary))
        else:
            example = make_unlabelled(make_windows(pair.text, find_tokens(pair.text), self._vocabulary)[0])
        sides = [[Span(*side)] if side else [] for side in (pair.source, pair.target)]
        return example, np.stack([pieces_of(example.window, side) for side in sides]).astype(np.float32)


def learn_events(gold: Path, pairs: Sequence[Pair], vocabulary: Vocabulary, network: Network) -> None:
    """Teach the network the labelled sentences that no pair comes from."""
    torch.manual_seed(0)
    texts = {p.text for p in pairs}
    others = [s for s in read_lines(gold / "events" / "train.jsonl") if s["text"] not in texts]
    nobody = np.zeros((2, 0), dtype=np.float32)
    _fit(network, None, [(e, nobody, 0) for s in others for e in make_examples([s], vocabulary)], FIRST_PASSES)


Given = tuple[Example, Masks, int]


def _fit(network: Network, head: PairHead | None, given: Sequence[Given], passes: int) -> None:
    encoder = network.encoder
    for module in (encoder.words, encoder.positions, encoder.cases, encoder.quotes, encoder.norm):
        module.requires_grad_(False)
    for layer in encoder.layers[:FROZEN_LAYERS]:
        layer.requires_grad_(False)
    named = [(n, p) for n, p in network.named_parameters() if p.requires_grad]
    new = [p for n, p in named if not n.startswith("encoder.")] + (list(head.parameters()) if head else [])
    groups = [
        {"params": [p for n, p in named if n.startswith("encoder.")], "lr": RATE},
        {"params": new, "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    steps = passes * (len(given) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), max(0.0, 1 - step / steps) / (1 - WARM_UP))
    )
    network.train()
    for number in range(passes):
        order = list(given)
        random.Random(number).shuffle(order)
        for at in range(0, len(order) - BATCH + 1, BATCH):
            loss = _loss(network, head, order[at : at + BATCH])
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()


def _loss(network: Network, head: PairHead | None, group: Sequence[Given]) -> Tensor:
    if head is None:
        batch = collate([e for e, *_ in group])
        return loss_of(network, network.encoder(network.encoder.words(batch.ids), *_channels(batch)), batch)
    logits, h, batch = _tell(network, head, group)
    loss = F.cross_entropy(logits, torch.tensor([k for *_, k in group]))
    return loss + EVENTS_SHARE * loss_of(network, h, batch)


def _tell(network: Network, head: PairHead, group: Sequence[Given]) -> tuple[Tensor, Tensor, Any]:
    batch = collate([e for e, *_ in group])
    if network.training:
        batch.ids[(torch.rand(batch.ids.shape) < HIDDEN) & (batch.cases > 0)] = MASK
    h = network.encoder(network.encoder.words(batch.ids), *_channels(batch))
    n = h.shape[1]
    parties = torch.stack([torch.from_numpy(np.pad(m, ((0, 0), (0, n - m.shape[1])))) for _, m, _ in group])
    return head(h, network.triggers(h), parties, batch.mask), h, batch


def _channels(batch: Any) -> tuple[Tensor, Tensor, Tensor]:
    return batch.cases, batch.quotes, batch.mask
