"""The country of a mention, on the finished encoder: what it has learned of names and places beside the gazetteer.

The features of a mention are the means of the encoder's output over its pieces and over its sentence. The labels are
few, so the encoder stays as it is, as for acts.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from onrecord.model.found import COUNTRIES
from onrecord.model.windows import Vocabulary, make_windows, pieces_of
from onrecord.record import Span
from onrecord.tokens import find_tokens
from training.network import Network
from training.prepare import read_lines

STEPS = 60
PENALTY = 0.02  # of the sum of squares, by mention; chosen among 0.005, 0.02, 0.05 on the dev sentences


@torch.no_grad()
def collect_countries(gold: Path, vocabulary: Vocabulary, network: Network) -> tuple[Tensor, Tensor]:
    """Features [n, 2 * width] and positions in COUNTRIES [n] of the labelled mentions, each sentence by itself."""
    network.eval()
    features, places = [], []
    for sentence in read_lines(gold / "events" / "train.jsonl"):
        text = sentence["text"]
        window = make_windows(text, find_tokens(text), vocabulary)[0]
        ids, cases, quotes = (torch.from_numpy(c)[None] for c in (window.ids, window.cases, window.quotes))
        h = network.encoder(network.encoder.words(ids), cases, quotes, torch.ones(ids.shape))[0]
        inside = torch.from_numpy(window.ends > 0)
        for actor in sentence["actors"]:
            pieces = torch.from_numpy(pieces_of(window, [Span(*actor["span"])]))
            if pieces.any():
                country = (actor["code"] or "").partition(" ")[0]
                places.append(COUNTRIES.index(country) if country in COUNTRIES else 0)
                features.append(torch.cat([h[pieces].mean(0), h[inside].mean(0)]))
    return torch.stack(features), torch.tensor(places)


def train_countries(gold: Path, vocabulary: Vocabulary, network: Network) -> None:
    """Fit `network.countries` anew by penalised logistic regression on standardised features; the rest stays."""
    x, y = collect_countries(gold, vocabulary, network)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    z = (x - mean) / deviation
    weight = torch.zeros(z.shape[1], len(COUNTRIES), requires_grad=True)
    bias = torch.zeros(len(COUNTRIES), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = F.cross_entropy(z @ weight + bias, y) + PENALTY * weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    with torch.no_grad():
        scaled = weight / deviation[:, None]
        network.countries.weight.copy_(scaled.T)
        network.countries.bias.copy_(bias - mean @ scaled)
