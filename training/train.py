"""The training loop, for a machine with a few cores and no accelerator.

`workers` one-thread processes share one flat vector of parameters. In each step they take micro-batches from a common
queue, so that a core which is busy elsewhere slows nobody down; then each updates its own part of the vector with the
summed gradient. Two such processes train faster than one with two threads. Word embeddings are updated by row, and
only the rows that a step has touched.

The learning rate follows the time spent: a run is given minutes, warms up for 6 % of them, and falls to zero at their
end. A stopped run goes on from its last checkpoint.
"""

from __future__ import annotations

import math
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch import multiprocessing as mp
from torch.nn import functional as F

from training.network import Network, distance_buckets
from training.prepare import UNKNOWN, Example

WINDOWS_A_STEP = 8
WINDOWS_A_MICRO_BATCH = 2
ENCODER_RATE = 2e-4
HEAD_RATE = 1e-3
WARM_UP = 0.06
BETAS = (0.9, 0.98)
WEIGHT_DECAY = 0.01
CLIP = 1.0
KEPT_WITHOUT_CUE = 0.4
AVERAGE = 0.998  # of the running average of weights, which is what is kept
AVERAGE_EVERY = 5
NESTED_WEIGHT = 0.5
OTHER_WEIGHT = 0.3
MASK = 103  # [MASK] in the vocabulary
LABELLED_TIMES = 2  # windows of articles whose acts and nested attributions are labelled are seen twice a pass


@dataclass
class Batch:
    """A micro-batch as tensors."""

    ids: Tensor
    cases: Tensor
    quotes: Tensor
    mask: Tensor
    flat: Tensor
    nested: Tensor
    window: Tensor  # of each cue
    first: Tensor
    last: Tensor
    index: Tensor  # [cues, n] the pieces of its segment
    buckets: Tensor
    inside: Tensor  # [cues, n] 1 where the segment has a piece
    roles: Tensor
    addressee: Tensor
    outlet: Tensor
    act: Tensor


def collate(examples: list[Example]) -> Batch:
    """Pad windows and cues to common lengths."""
    n = max(len(e.window.ids) for e in examples)
    cues = [(w, c) for w, e in enumerate(examples) for c in e.cues]
    m = max((c.end - c.begin for _, c in cues), default=1)

    def rows(name: str, fill: int) -> Tensor:
        out = torch.full((len(examples), n), fill)
        for i, e in enumerate(examples):
            column = getattr(e, name) if hasattr(e, name) else getattr(e.window, name)
            out[i, : len(column)] = torch.from_numpy(column)
        return out

    def segments(name: str) -> Tensor:
        out = torch.full((len(cues), m), UNKNOWN)
        for i, (_, c) in enumerate(cues):
            out[i, : c.end - c.begin] = torch.from_numpy(getattr(c, name))
        return out

    mask = torch.zeros(len(examples), n)
    for i, e in enumerate(examples):
        mask[i, : len(e.window.ids)] = 1
    index = torch.zeros(len(cues), m, dtype=torch.long)
    buckets = torch.zeros(len(cues), m, dtype=torch.long)
    inside = torch.zeros(len(cues), m)
    for i, (_, c) in enumerate(cues):
        index[i, : c.end - c.begin] = torch.arange(c.begin, c.end)
        buckets[i, : c.end - c.begin] = distance_buckets(c.begin, c.end, c.first, c.last)
        inside[i, : c.end - c.begin] = 1
    return Batch(
        rows("ids", 0),
        rows("cases", 0),
        rows("quotes", 0),
        mask,
        rows("flat", UNKNOWN),
        rows("nested", UNKNOWN),
        torch.tensor([w for w, _ in cues], dtype=torch.long),
        torch.tensor([c.first for _, c in cues], dtype=torch.long),
        torch.tensor([c.last for _, c in cues], dtype=torch.long),
        index,
        buckets,
        inside,
        segments("roles"),
        segments("addressee"),
        segments("outlet"),
        torch.tensor([c.act for _, c in cues], dtype=torch.long),
    )


def heads(network: Network, h: Tensor, b: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Logits of the flat, nested, role, and act heads."""
    segment = h[b.window[:, None], b.index]
    first, last = h[b.window, b.first], h[b.window, b.last]
    roles = network.roles(segment, first, last, b.buckets, b.inside)
    act = network.acts(segment, first, last, roles[..., :3].detach().softmax(-1), b.inside)
    return network.flat(h), network.nested(h), roles, act


def loss_of(network: Network, words: Tensor, b: Batch, share: float) -> Tensor:
    """The loss of a micro-batch; `share` is its part of the step (by windows)."""
    h = network.encoder(words, b.cases, b.quotes, b.mask)
    if not len(b.first):
        return share * F.cross_entropy(network.flat(h).flatten(0, 1), b.flat.flatten(), ignore_index=UNKNOWN)
    flat, nested, roles, act = heads(network, h, b)
    loss = F.cross_entropy(flat.flatten(0, 1), b.flat.flatten(), ignore_index=UNKNOWN)
    loss = loss + F.cross_entropy(roles[..., :3].flatten(0, 1), b.roles.flatten(), ignore_index=UNKNOWN)
    if (b.nested != UNKNOWN).any():
        loss = loss + NESTED_WEIGHT * F.cross_entropy(nested.flatten(0, 1), b.nested.flatten(), ignore_index=UNKNOWN)
    for k, target in ((3, b.addressee), (4, b.outlet)):
        known = target != UNKNOWN
        if known.any():
            loss = loss + OTHER_WEIGHT * F.binary_cross_entropy_with_logits(roles[..., k][known], target[known].float())
    if (b.act != UNKNOWN).any():
        loss = loss + OTHER_WEIGHT * F.cross_entropy(act, b.act, ignore_index=UNKNOWN)
    return share * loss


def plan_pass(examples: list[Example], number: int) -> list[list[list[int]]]:
    """The steps of one pass: each a list of micro-batches, each a list of positions; the same in every process."""
    chance = random.Random(number)
    order = []
    for i, e in enumerate(examples):
        labelled = bool((e.nested != UNKNOWN).any())
        if e.cues or chance.random() < KEPT_WITHOUT_CUE:
            order += [i] * (LABELLED_TIMES if labelled else 1)
    chance.shuffle(order)
    steps = [order[i : i + WINDOWS_A_STEP] for i in range(0, len(order) - WINDOWS_A_STEP + 1, WINDOWS_A_STEP)]
    for step in steps:
        step.sort(key=lambda i: len(examples[i].window.ids))
    size = WINDOWS_A_MICRO_BATCH
    return [[step[i : i + size] for i in range(0, len(step), size)] for step in steps]


class Flat:
    """All parameters but the word embeddings as one shared vector, with optimiser state, and the embeddings apart."""

    def __init__(self, network: Network, workers: int) -> None:
        rest = [(n, p) for n, p in network.named_parameters() if n != "encoder.words.weight"]
        size = sum(p.numel() for _, p in rest)
        self.vector = torch.empty(size).share_memory_()
        self.rates = torch.empty(size)
        self.decay = torch.empty(size)
        self.slices: list[tuple[str, int, int]] = []
        at = 0
        for name, p in rest:
            n = p.numel()
            self.vector[at : at + n] = p.detach().flatten()
            new = not name.startswith("encoder.") or "cases" in name or "quotes" in name
            self.rates[at : at + n] = HEAD_RATE if new else ENCODER_RATE
            self.decay[at : at + n] = WEIGHT_DECAY if p.dim() > 1 else 0.0
            self.slices.append((name, at, at + n))
            at += n
        self.words = network.encoder.words.weight.detach().clone().share_memory_()
        zeros = lambda t: torch.zeros_like(t).share_memory_()  # noqa: E731
        self.m, self.v, self.average = zeros(self.vector), zeros(self.vector), self.vector.clone().share_memory_()
        self.wm, self.wv = zeros(self.words), zeros(self.words)
        self.words_average = self.words.clone().share_memory_()
        self.gradients = torch.zeros(workers, size).share_memory_()
        self.rows = torch.zeros(workers, *self.words.shape).share_memory_()
        self.touched = torch.zeros(workers, self.words.shape[0], dtype=torch.bool).share_memory_()
        self.norms = torch.zeros(workers).share_memory_()

    def bind(self, network: Network, worker: int) -> None:
        """Make the network's parameters and gradients views of the shared vectors."""
        named = dict(network.named_parameters())
        for name, a, b in self.slices:
            p = named[name]
            p.data = self.vector[a:b].view(p.shape)
            p.grad = self.gradients[worker, a:b].view(p.shape)
        network.encoder.words.weight.data = self.words

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint holds."""
        names = ("vector", "words", "m", "v", "average", "wm", "wv", "words_average")
        return {n: getattr(self, n) for n in names}

    def weights(self, network: Network, averaged: bool = True) -> dict[str, Tensor]:
        """A state dict of the network, from the averaged weights or the last ones."""
        vector, words = (self.average, self.words_average) if averaged else (self.vector, self.words)
        named = dict(network.named_parameters())
        out = {name: vector[a:b].view(named[name].shape).clone() for name, a, b in self.slices}
        out["encoder.words.weight"] = words.clone()
        return out


@dataclass
class Shared:
    """What the workers have in common besides the parameters."""

    taken: Any  # counter of micro-batches taken in this step
    barrier: Any
    elapsed: Any  # seconds spent, earlier runs included
    step: Any  # steps done, earlier runs included
    losses: Tensor
    hidden: float = 0.0  # share of words' pieces that are hidden in each step, so that names are not learned by heart


def work(
    worker: int, workers: int, flat: Flat, shared: Shared, network: Network, examples: list[Example],
    seconds: float, out: Path, first_step: int,
) -> None:  # fmt: skip
    """One worker's loop until the time is spent."""
    torch.set_num_threads(1)
    torch.manual_seed(1 + worker + first_step)
    flat.bind(network, worker)
    network.train()
    size = len(flat.vector)
    part = slice(worker * size // workers, (worker + 1) * size // workers)
    step, number, started = first_step, 1000 * first_step, time.monotonic()
    before = shared.elapsed.value
    while True:
        for micro_batches in plan_pass(examples, number):
            spent = shared.elapsed.value
            if spent >= seconds:
                return
            gradient, rows = flat.gradients[worker], flat.rows[worker]
            gradient.zero_()
            old = flat.touched[worker].nonzero()[:, 0]
            rows[old] = 0
            flat.touched[worker] = False
            shared.losses[worker] = 0
            shared.barrier.wait()
            while True:
                with shared.taken.get_lock():
                    i = shared.taken.value
                    shared.taken.value += 1
                if i >= len(micro_batches):
                    break
                batch = collate([examples[k] for k in micro_batches[i]])
                batch.ids[(torch.rand(batch.ids.shape) < shared.hidden) & (batch.cases > 0)] = MASK
                ids, where = batch.ids.unique(return_inverse=True)
                leaf = flat.words[ids].requires_grad_()
                loss = loss_of(network, F.embedding(where, leaf), batch, len(micro_batches[i]) / WINDOWS_A_STEP)
                loss.backward()
                assert leaf.grad is not None
                rows.index_add_(0, ids, leaf.grad)
                flat.touched[worker, ids] = True
                shared.losses[worker] += float(loss.detach())
            shared.barrier.wait()
            step += 1
            update(flat, worker, workers, part, step, spent / seconds, shared)
            if worker == 0:
                shared.taken.value, shared.step.value = 0, step
                shared.elapsed.value = before + time.monotonic() - started
                report(flat, network, step, spent, number - 1000 * first_step, shared, out)
            shared.barrier.wait()
        number += 1


def rate_at(progress: float) -> float:
    """The share of the full learning rate: linear warm-up, then linear to zero."""
    return progress / WARM_UP if progress < WARM_UP else max(0.0, (1 - progress) / (1 - WARM_UP))


@torch.no_grad()
def update(flat: Flat, worker: int, workers: int, part: slice, step: int, progress: float, shared: Shared) -> None:
    """AdamW on this worker's part of the vector and on its share of the touched rows."""
    g = flat.gradients[:, part].sum(0)
    ids = flat.touched.any(0).nonzero()[:, 0]
    ids = ids[ids % workers == worker]
    gw = flat.rows[:, ids].sum(0)
    flat.norms[worker] = g.square().sum() + gw.square().sum()
    shared.barrier.wait()
    norm = float(flat.norms.sum().sqrt())
    scale = min(1.0, CLIP / (norm + 1e-6)) if math.isfinite(norm) else 0.0
    rate = rate_at(progress)
    b1, b2 = BETAS
    correct1, correct2 = 1 - b1**step, 1 - b2**step

    def adam(p: Tensor, grad: Tensor, m: Tensor, v: Tensor, rates: Any, decay: Any) -> None:
        m.mul_(b1).add_(grad, alpha=1 - b1)
        v.mul_(b2).addcmul_(grad, grad, value=1 - b2)
        p.mul_(1 - rate * rates * decay)
        p.sub_((m / correct1) / ((v / correct2).sqrt_().add_(1e-6)) * (rate * rates))

    adam(flat.vector[part], g.mul_(scale), flat.m[part], flat.v[part], flat.rates[part], flat.decay[part])
    p, m, v = flat.words[ids], flat.wm[ids], flat.wv[ids]
    adam(p, gw.mul_(scale), m, v, ENCODER_RATE, WEIGHT_DECAY)
    flat.words[ids], flat.wm[ids], flat.wv[ids] = p, m, v
    if step % AVERAGE_EVERY == 0:
        keep = min(AVERAGE**AVERAGE_EVERY, step / (step + 50))
        flat.average[part].lerp_(flat.vector[part], 1 - keep)
        half = slice(worker * len(flat.words) // workers, (worker + 1) * len(flat.words) // workers)
        flat.words_average[half].lerp_(flat.words[half], 1 - keep)


def report(flat: Flat, network: Network, step: int, spent: float, number: int, shared: Shared, out: Path) -> None:
    """Print the loss now and then, and save a checkpoint every 300 steps."""
    if step % 20 == 0:
        with (out / "log.txt").open("a") as log:
            print(f"{step} {spent / 60:.1f} min pass {number} loss {float(shared.losses.sum()):.3f}", file=log)
    if step % 300 == 0:
        save(flat, network, step, spent, out)


def save(flat: Flat, network: Network, step: int, spent: float, out: Path) -> None:
    """Write the checkpoint whole, then put it in the place of the last."""
    torch.save({"step": step, "spent": spent, "state": flat.state()}, out / "checkpoint.new")
    os.replace(out / "checkpoint.new", out / "checkpoint.pt")
    torch.save(flat.weights(network), out / "weights.new")
    os.replace(out / "weights.new", out / "weights.pt")


def train(
    network: Network, examples: list[Example], minutes: float, out: Path, hidden: float = 0.0, workers: int = 2
) -> None:
    """Train for `minutes` in all (earlier runs from the same folder counted); the weights are `out/weights.pt`."""
    out.mkdir(parents=True, exist_ok=True)
    flat = Flat(network, workers)
    step, spent = 0, 0.0
    if (out / "checkpoint.pt").exists():
        saved = torch.load(out / "checkpoint.pt", weights_only=True)
        step, spent = saved["step"], saved["spent"]
        for name, value in saved["state"].items():
            getattr(flat, name).copy_(value)
    context = mp.get_context("fork")
    losses = torch.zeros(workers).share_memory_()
    shared = Shared(
        context.Value("i", 0),
        context.Barrier(workers),
        context.Value("d", spent),
        context.Value("i", step),
        losses,
        hidden,
    )
    processes = [
        context.Process(target=work, args=(w, workers, flat, shared, network, examples, 60 * minutes, out, step))
        for w in range(workers)
    ]
    for p in processes:
        p.start()
    for p in processes:
        p.join()
    if any(p.exitcode for p in processes):
        raise SystemExit("a worker stopped with an error; run again to go on from the last checkpoint")
    save(flat, network, shared.step.value, shared.elapsed.value, out)


def fresh_network() -> Network:
    """A network with the usual small random heads."""
    torch.manual_seed(0)
    network = Network()
    for module in (network.flat, network.nested, network.roles.roles, network.acts.act):
        nn.init.normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
    return network
