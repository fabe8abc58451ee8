"""The second stage: the act head alone, on the finished encoder.

There are some 2,100 labelled acts, seen a dozen times in the first stage beside 20,000 attributions; that shapes the
encoder but leaves the head far from its best. With everything else fixed, its inputs are computed once, and it is
fitted to them. A head with a hidden layer did worse on articles it had not seen (55 against 59 in a hundred).
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from training.network import ACT_COUNT, Network, act_features
from training.prepare import UNKNOWN, Example
from training.train import collate

STEPS = 150
PENALTY = 0.1  # chosen among 0.01, 0.03, 0.1, 0.3 on the dev articles


@torch.no_grad()
def collect(network: Network, examples: list[Example]) -> tuple[Tensor, Tensor]:
    """Features [n, 5 * width] and acts [n] of the labelled cues, by the roles that were found and those labelled."""
    network.eval()
    features, acts = [], []
    for example in examples:
        if not any(c.act != UNKNOWN for c in example.cues):
            continue
        b = collate([example])
        h = network.encoder(network.encoder.words(b.ids), b.cases, b.quotes, b.mask)
        segment, first, last = b.cues.gather(h)
        found = network.roles(segment, first, last, b.cues.buckets, b.cues.inside)[..., :3].softmax(-1)
        labelled = F.one_hot(b.roles.clamp(min=0), 3).float()
        for roles in (found, labelled):
            features.append(act_features(segment, first, last, roles, b.cues.inside))
            acts.append(b.act)
    x, y = torch.cat(features), torch.cat(acts)
    return x[y != UNKNOWN], y[y != UNKNOWN]


def train_acts(network: Network, examples: list[Example]) -> None:
    """Fit `network.acts` anew by penalised logistic regression on standardised features; the rest stays."""
    x, y = collect(network, examples)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    z = (x - mean) / deviation
    weight = torch.zeros(z.shape[1], ACT_COUNT, requires_grad=True)
    bias = torch.zeros(ACT_COUNT, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = F.cross_entropy(z @ weight + bias, y) + PENALTY * weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        scaled = weight / deviation[:, None]
        network.acts.act.weight.copy_(scaled.T)
        network.acts.act.bias.copy_(bias - mean @ scaled)
