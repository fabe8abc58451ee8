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
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch import multiprocessing as mp
from torch.nn import functional as F

from onrecord.model.found import STATUSES, TYPES
from training.network import MENTION_COUNTS, Network, distance_buckets
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
TAG_WEIGHT = 2.0  # of mentions and triggers, which few pieces are
EVENT_WEIGHT = 0.5
MASK = 103  # [MASK] in the vocabulary
LABELLED_TIMES = 2  # windows of articles whose acts and nested attributions are labelled are seen twice a pass


@dataclass
class Heads:
    """What a role head is asked about: cues or triggers, `c` of them, each over its segment of at most `m` pieces."""

    window: Tensor  # [c]
    first: Tensor
    last: Tensor
    index: Tensor  # [c, m] the pieces of its segment
    buckets: Tensor
    inside: Tensor  # [c, m] 1 where the segment has a piece

    def gather(self, h: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Of `h` [windows, n, width] the segments [c, m, width] and both ends of the cues [c, width]."""
        return h[self.window[:, None], self.index], h[self.window, self.first], h[self.window, self.last]


@dataclass
class Batch:
    """A micro-batch as tensors; targets that nobody labelled are UNKNOWN."""

    ids: Tensor
    cases: Tensor
    quotes: Tensor
    mask: Tensor
    flat: Tensor
    nested: Tensor
    mention: Tensor
    trigger: Tensor
    cues: Heads
    roles: Tensor
    addressee: Tensor
    outlet: Tensor
    act: Tensor
    mentions: Tensor  # [mentions, 5] window, first, last, kind, sector
    triggers: Heads
    parties: Tensor
    others: Tensor  # [triggers, m, 3]
    type: Tensor
    status: Tensor


def collate(examples: list[Example]) -> Batch:
    """Pad windows, cues, and triggers to common lengths."""
    n = max(len(e.window.ids) for e in examples)
    cues = [(w, c) for w, e in enumerate(examples) for c in e.cues]
    triggers = [(w, t) for w, e in enumerate(examples) for t in e.events]

    def rows(name: str, fill: int) -> Tensor:
        out = torch.full((len(examples), n), fill)
        for i, e in enumerate(examples):
            column = getattr(e, name) if hasattr(e, name) else getattr(e.window, name)
            out[i, : len(column)] = torch.from_numpy(column)
        return out

    mask = torch.zeros(len(examples), n)
    for i, e in enumerate(examples):
        mask[i, : len(e.window.ids)] = 1
    mentions = [(w, m.first, m.last, m.kind, m.sector) for w, e in enumerate(examples) for m in e.mentions]
    return Batch(
        ids=rows("ids", 0),
        cases=rows("cases", 0),
        quotes=rows("quotes", 0),
        mask=mask,
        flat=rows("flat", UNKNOWN),
        nested=rows("nested", UNKNOWN),
        mention=rows("mention", UNKNOWN),
        trigger=rows("trigger", UNKNOWN),
        cues=_heads(cues),
        roles=_segments(cues, "roles"),
        addressee=_segments(cues, "addressee"),
        outlet=_segments(cues, "outlet"),
        act=torch.tensor([c.act for _, c in cues], dtype=torch.long),
        mentions=torch.tensor(mentions, dtype=torch.long).reshape(-1, 5),
        triggers=_heads(triggers),
        parties=_segments(triggers, "roles"),
        others=_segments(triggers, "others", 3),
        type=torch.tensor([t.type for _, t in triggers], dtype=torch.long),
        status=torch.tensor([t.status for _, t in triggers], dtype=torch.long),
    )


Asked = list[tuple[int, Any]]  # windows with their cues or triggers


def _longest(asked: Asked) -> int:
    return max((c.end - c.begin for _, c in asked), default=1)


def _heads(asked: Asked) -> Heads:
    m = _longest(asked)
    index, buckets = (torch.zeros(len(asked), m, dtype=torch.long) for _ in range(2))
    inside = torch.zeros(len(asked), m)
    for i, (_, c) in enumerate(asked):
        index[i, : c.end - c.begin] = torch.arange(c.begin, c.end)
        buckets[i, : c.end - c.begin] = distance_buckets(c.begin, c.end, c.first, c.last)
        inside[i, : c.end - c.begin] = 1
    window, first, last = (
        torch.tensor(x, dtype=torch.long)
        for x in ([w for w, _ in asked], [c.first for _, c in asked], [c.last for _, c in asked])
    )
    return Heads(window, first, last, index, buckets, inside)


def _segments(asked: Asked, name: str, *more: int) -> Tensor:
    out = torch.full((len(asked), _longest(asked), *more), UNKNOWN)
    for i, (_, c) in enumerate(asked):
        out[i, : c.end - c.begin] = torch.from_numpy(getattr(c, name))
    return out


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """The mean over what is labelled; 0 where nothing is."""
    if not (target != UNKNOWN).any():
        return logits.sum() * 0.0
    return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), target.flatten(), ignore_index=UNKNOWN)


def binary(logits: Tensor, target: Tensor) -> Tensor:
    """The same for targets of 0 or 1."""
    known = target != UNKNOWN
    if not known.any():
        return logits.sum() * 0.0
    return F.binary_cross_entropy_with_logits(logits[known], target[known].float())


def loss_of(network: Network, h: Tensor, b: Batch) -> Tensor:
    """The loss of a micro-batch that the encoder has read."""
    loss = cross_entropy(network.flat(h), b.flat) + NESTED_WEIGHT * cross_entropy(network.nested(h), b.nested)
    loss = loss + TAG_WEIGHT * cross_entropy(network.triggers(h), b.trigger)
    loss = loss + mention_loss(network.mentions(h), b)
    if len(b.cues.first):
        segment, first, last = b.cues.gather(h)
        roles = network.roles(segment, first, last, b.cues.buckets, b.cues.inside)
        act = network.acts(segment, first, last, roles[..., :3].detach().softmax(-1), b.cues.inside)
        loss = loss + cross_entropy(roles[..., :3], b.roles)
        loss = loss + OTHER_WEIGHT * (binary(roles[..., 3], b.addressee) + binary(roles[..., 4], b.outlet))
        loss = loss + OTHER_WEIGHT * cross_entropy(act, b.act)
    if len(b.triggers.first):
        loss = loss + event_loss(network, h, b)
    return loss


def mention_loss(logits: Tensor, b: Batch) -> Tensor:
    """Spans of mentions, and of each mention kind and sector, from the mean of its pieces' logits."""
    tags, kinds, sectors = logits.split(MENTION_COUNTS, -1)
    loss = TAG_WEIGHT * cross_entropy(tags, b.mention)
    if not len(b.mentions):
        return loss
    window, first, last, kind, sector = b.mentions.unbind(1)
    sums = torch.cat([kinds, sectors], -1).cumsum(1)
    before = torch.where((first > 0)[:, None], sums[window, (first - 1).clamp(min=0)], torch.zeros(()))
    mean = (sums[window, last] - before) / (last - first + 1)[:, None]
    named = mean.split(MENTION_COUNTS[1:], -1)
    return loss + OTHER_WEIGHT * (cross_entropy(named[0], kind) + cross_entropy(named[1], sector))


def event_loss(network: Network, h: Tensor, b: Batch) -> Tensor:
    """Participants, place, time, whose word, type, and status of labelled triggers."""
    t = b.triggers
    segment, first, last = t.gather(h)
    parties = network.parties(segment, first, last, t.buckets, t.inside)
    event = network.events(segment, first, last, parties[..., :3].detach().softmax(-1), t.inside)
    types, statuses = event.split((len(TYPES), len(STATUSES)), -1)
    loss = cross_entropy(parties[..., :3], b.parties) + OTHER_WEIGHT * binary(parties[..., 3:], b.others)
    return loss + EVENT_WEIGHT * (cross_entropy(types, b.type) + cross_entropy(statuses, b.status))


def plan_pass(examples: list[Example], number: int) -> list[list[list[int]]]:
    """The steps of one pass: each a list of micro-batches, each a list of positions; the same in every process."""
    chance = random.Random(number)
    order = []
    for i, e in enumerate(examples):
        labelled = bool((e.nested != UNKNOWN).any())  # never so in windows of events
        if e.cues or e.events or chance.random() < KEPT_WITHOUT_CUE:
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


class Plan(NamedTuple):
    """How long to train, earlier runs from the same folder counted, and how."""

    minutes: float
    hidden: float = 0.0  # share of words' pieces that are hidden in each step, so that names are not learned by heart
    rate: float = 1.0  # share of the full learning rates


@dataclass
class Shared:
    """What the workers have in common besides the parameters."""

    taken: Any  # counter of micro-batches taken in this step
    barrier: Any
    elapsed: Any  # seconds spent, earlier runs included
    step: Any  # steps done, earlier runs included
    losses: Tensor


def work(
    worker: int, workers: int, flat: Flat, shared: Shared, network: Network, examples: list[Example],
    plan: Plan, out: Path, first_step: int,
) -> None:  # fmt: skip
    """One worker's loop until the time is spent."""
    torch.set_num_threads(1)
    torch.manual_seed(1 + worker + first_step)
    flat.bind(network, worker)
    network.train()
    size = len(flat.vector)
    part = slice(worker * size // workers, (worker + 1) * size // workers)
    step, number, started = first_step, 1000 * first_step, time.monotonic()
    before, seconds = shared.elapsed.value, 60 * plan.minutes
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
                batch.ids[(torch.rand(batch.ids.shape) < plan.hidden) & (batch.cases > 0)] = MASK
                ids, where = batch.ids.unique(return_inverse=True)
                leaf = flat.words[ids].requires_grad_()
                h = network.encoder(F.embedding(where, leaf), batch.cases, batch.quotes, batch.mask)
                loss = len(micro_batches[i]) / WINDOWS_A_STEP * loss_of(network, h, batch)
                loss.backward()
                assert leaf.grad is not None
                rows.index_add_(0, ids, leaf.grad)
                flat.touched[worker, ids] = True
                shared.losses[worker] += float(loss.detach())
            shared.barrier.wait()
            step += 1
            update(flat, worker, workers, part, step, plan.rate * rate_at(spent / seconds), shared)
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
def update(flat: Flat, worker: int, workers: int, part: slice, step: int, rate: float, shared: Shared) -> None:
    """AdamW on this worker's part of the vector and on its share of the touched rows."""
    g = flat.gradients[:, part].sum(0)
    ids = flat.touched.any(0).nonzero()[:, 0]
    ids = ids[ids % workers == worker]
    gw = flat.rows[:, ids].sum(0)
    flat.norms[worker] = g.square().sum() + gw.square().sum()
    shared.barrier.wait()
    norm = float(flat.norms.sum().sqrt())
    scale = min(1.0, CLIP / (norm + 1e-6)) if math.isfinite(norm) else 0.0
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


def train(network: Network, examples: list[Example], plan: Plan, out: Path, workers: int = 2) -> None:
    """Train as planned; the weights are `out/weights.pt`."""
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
    )
    processes = [
        context.Process(target=work, args=(w, workers, flat, shared, network, examples, plan, out, step))
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
    heads = (network.flat, network.nested, network.roles.roles, network.acts.act)
    heads += (network.mentions, network.triggers, network.parties.roles, network.events.event)
    for module in heads:
        nn.init.normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
    return network
