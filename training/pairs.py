"""How well the network tells the class of an event when both parties are given (PLV's task), by five folds.

PLV gives sentences in which one source and one target are marked, and one of 15 classes. The folds are of sentences,
and nothing of a fold's sentences is seen before it is tried: the network starts from weights that know statements
only, learns events from the other sentences of `events/`, then the classes from the other folds. Beside it, in the
same run and on the same folds, the floor: logistic regression on the words' TF-IDF weights.
"""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.model.windows import Vocabulary, make_windows, pieces_of
from onrecord.record import Span
from onrecord.tokens import find_tokens
from training.network import Network
from training.prepare import Example, fill_unknown, read_lines
from training.prepare_events import make_examples
from training.train import collate, loss_of

FOLDS = 5
BATCH = 12
FIRST_PASSES, PASSES = 4, 7
RATE, HEAD_RATE = 1e-4, 1e-3
WARM_UP = 0.1
HIDDEN = 0.1
MASK = 103
EVENTS_SHARE = 0.3  # weight of the labels of events beside the class


@dataclass
class Pair:
    """A sentence with its marked source and target (masks over its pieces) and its class."""

    example: Example
    parties: np.ndarray[Any, Any]  # [2, n]
    text: str
    marked: str
    kind: int


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


def measure_pairs(gold: Path, vocabulary: Vocabulary, start: Network) -> tuple[float, float]:
    """Macro-F1 (0 to 100) of the network and of the floor over all folds."""
    pairs, classes = read_pairs(gold, vocabulary)
    texts = {p.text for p in pairs}
    others = [s for s in read_lines(gold / "events" / "train.jsonl") if s["text"] not in texts]
    first = copy.deepcopy(start)
    _fit(first, None, [(e, None) for s in others for e in make_examples([s], vocabulary)], FIRST_PASSES)
    sentences = sorted(texts)
    random.Random(0).shuffle(sentences)
    found, floor = (np.zeros(len(pairs), dtype=np.int64) for _ in range(2))
    for fold in range(FOLDS):
        tried = set(sentences[fold::FOLDS])
        seen = [p for p in pairs if p.text not in tried]
        places = [i for i, p in enumerate(pairs) if p.text in tried]
        network, head = copy.deepcopy(first), PairHead(start.flat.in_features, len(classes))
        _fit(network, head, [(p.example, p) for p in seen], PASSES)
        found[places] = _tell(network, head, [pairs[i] for i in places])
        floor[places] = _tell_by_words(seen, [pairs[i] for i in places])
        print(f"fold {fold + 1}: {len(places)} pairs, right {np.mean([found[i] == pairs[i].kind for i in places]):.3f}")
    truth = np.array([p.kind for p in pairs])
    return macro_f1(truth, found), macro_f1(truth, floor)


def read_pairs(gold: Path, vocabulary: Vocabulary) -> tuple[list[Pair], list[str]]:
    """The marked sentences, with the labels of events where the training sentences have them, and the classes."""
    rows = read_lines(gold / "events" / "plv-train.jsonl")
    labelled = {s["text"]: s for s in read_lines(gold / "events" / "train.jsonl")}
    classes = sorted({row["root"] for row in rows})
    out = []
    for row in rows:
        text = row["sentence"]
        if text in labelled:
            example = next(iter(make_examples([labelled[text]], vocabulary)))
        else:
            window = make_windows(text, find_tokens(text), vocabulary)[0]
            example = Example(window, *(np.full(len(window.ids), -100, dtype=np.int64) for _ in range(2)))
            fill_unknown(example)
        masks = np.stack([pieces_of(example.window, _marked(row["marked"], letter)) for letter in "st"])
        out.append(Pair(example, masks.astype(np.float32), text, row["marked"], classes.index(row["root"])))
    return out, classes


def _marked(marked: str, letter: str) -> list[Span]:
    """The place in the plain sentence of what stands between two marks; none where only the other party is named."""
    begin, end = f"<{letter}>", f"</{letter}>"
    if begin not in marked:
        return []
    return [Span(len(_unmarked(marked[: marked.index(begin)])), len(_unmarked(marked[: marked.index(end)])))]


def _unmarked(text: str) -> str:
    for mark in ("<s>", "</s>", "<t>", "</t>"):
        text = text.replace(mark, "")
    return text


def _fit(network: Network, head: PairHead | None, given: list[tuple[Example, Pair | None]], passes: int) -> None:
    groups = [{"params": [p for n, p in network.named_parameters() if n.startswith("encoder.")], "lr": RATE}]
    rest = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    groups.append({"params": rest + (list(head.parameters()) if head else []), "lr": HEAD_RATE})
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
            group = order[at : at + BATCH]
            loss = _loss(network, head, group)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()


def _loss(network: Network, head: PairHead | None, group: list[tuple[Example, Pair | None]]) -> Tensor:
    batch = collate([e for e, _ in group])
    batch.ids[(torch.rand(batch.ids.shape) < HIDDEN) & (batch.cases > 0)] = MASK
    h = network.encoder(network.encoder.words(batch.ids), batch.cases, batch.quotes, batch.mask)
    if head is None:
        return loss_of(network, h, batch)
    pairs = [p for _, p in group if p is not None]
    logits = head(h, network.triggers(h), _padded(pairs, h.shape[1]), batch.mask)
    truth = torch.tensor([p.kind for p in pairs])
    return F.cross_entropy(logits, truth) + EVENTS_SHARE * loss_of(network, h, batch)


def _padded(pairs: list[Pair], n: int) -> Tensor:
    return torch.stack([torch.from_numpy(np.pad(p.parties, ((0, 0), (0, n - p.parties.shape[1])))) for p in pairs])


@torch.no_grad()
def _tell(network: Network, head: PairHead, pairs: list[Pair]) -> list[int]:
    network.eval()
    head.eval()
    out = []
    for pair in pairs:
        b = collate([pair.example])
        h = network.encoder(network.encoder.words(b.ids), b.cases, b.quotes, b.mask)
        logits = head(h, network.triggers(h), _padded([pair], h.shape[1]), b.mask)
        out.append(int(logits.argmax()))
    return out


def _tell_by_words(seen: list[Pair], tried: list[Pair]) -> list[int]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    floor = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=1),
        LogisticRegression(C=10, max_iter=2000, class_weight="balanced"),
    )
    floor.fit([p.marked for p in seen], [p.kind for p in seen])
    return [int(k) for k in floor.predict([p.marked for p in tried])]


def macro_f1(truth: np.ndarray[Any, Any], found: np.ndarray[Any, Any]) -> float:
    """The mean over classes of F1, 0 to 100."""
    scores = []
    for kind in np.unique(truth):
        hit = ((truth == kind) & (found == kind)).sum()
        scores.append(2 * hit / ((truth == kind).sum() + (found == kind).sum()))
    return 100 * float(np.mean(scores))
