"""The network: a BERT-like encoder with small heads.

    pieces, cases, quotes -> encoder -> h            [windows, n, width]
    h -> flat (7 BIO labels), nested (3 labels)      for every piece
    h -> mention (3 BIO, kinds, sectors), trigger (33 BIO by type)
    h, cue -> roles (3), addressee, outlet, act      for every cue, over the pieces of its segment
    h, trigger -> roles (3), place, time, whose word for every trigger, over the pieces of its sentence; type, status

Roles belong to a cue, so one word may be content of one cue and source of another: that is what flat labels cannot say.
The distance and cue-pooling form of the role head follows the usual practice of biaffine-free argument labelling
(predicate-conditioned tagging, Zhou and Xu 2015, He et al. 2017).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.model.found import COUNTRIES, KINDS, SECTORS, STATUSES, TYPES
from onrecord.model.windows import CASES, QUOTES

BUCKETS = 32
ROLE_WIDTH = 256
ACT_COUNT = 8
EVENT_WIDTH = 128
MENTION_COUNTS = (3, len(KINDS), len(SECTORS))


class Shape(NamedTuple):
    """Size of an encoder."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    positions: int


SMALL = Shape(30522, 384, 6, 12, 1536, 512)


class Layer(nn.Module):
    """Self-attention and a feed-forward part, each with its residual and norm after it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.width, 3 * shape.width)
        self.out = nn.Linear(shape.width, shape.width)
        self.norm1 = nn.LayerNorm(shape.width, eps=1e-12)
        self.up = nn.Linear(shape.width, shape.inner)
        self.down = nn.Linear(shape.inner, shape.width)
        self.norm2 = nn.LayerNorm(shape.width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """`x` [b, n, width], `bias` [b, 1, 1 or n, n] added to the attention scores."""
        b, n, width = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = self.norm1(x + self.dropout(self.out(a.transpose(1, 2).reshape(b, n, width))))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Word-piece encoder with two more channels, case and inside quotation marks, that start at zero."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.cases = nn.Embedding(CASES, shape.width)
        self.quotes = nn.Embedding(QUOTES, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.quotes.weight)

    def forward(self, words: Tensor, cases: Tensor, quotes: Tensor, mask: Tensor) -> Tensor:
        """`words` are embedded pieces [b, n, width]; `cases`, `quotes` [b, n]; `mask` [b, n], 1 for a piece."""
        positions = self.positions.weight[: words.shape[1]]
        x = self.norm(words + positions + self.cases(cases) + self.quotes(quotes))
        x = self.dropout(x)
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


class RoleHead(nn.Module):
    """For each cue (or trigger), what every piece of its segment is to it."""

    def __init__(self, width: int, inner: int = ROLE_WIDTH, count: int = 5) -> None:
        super().__init__()
        self.token = nn.Linear(width, inner)
        self.cue = nn.Linear(2 * width, inner)
        self.distance = nn.Embedding(BUCKETS, inner)
        self.conv1 = nn.Conv1d(inner, inner, 3, padding=1)
        self.conv2 = nn.Conv1d(inner, inner, 3, padding=1)
        self.roles = nn.Linear(inner, count)
        self.dropout = nn.Dropout(0.1)
        nn.init.normal_(self.distance.weight, std=0.02)

    def forward(self, h: Tensor, first: Tensor, last: Tensor, buckets: Tensor, mask: Tensor) -> Tensor:
        """`h` [c, n, width] segments, one a cue; `first`, `last` [c, width] the cue's ends; `buckets`, `mask` [c, n].

        Returns logits [c, n, 5]: none, source, content; addressee; outlet. Of a trigger [c, n, 6]: none, actor,
        recipient; place; time; whose word.
        """
        x = F.gelu(self.token(h) + self.cue(torch.cat([first, last], -1))[:, None] + self.distance(buckets))
        x = self.dropout(x) * mask[..., None]
        x = x + F.gelu(self.conv1(x.transpose(1, 2))).transpose(1, 2)
        x = x * mask[..., None]
        x = x + F.gelu(self.conv2(x.transpose(1, 2))).transpose(1, 2)
        return self.roles(self.dropout(x))


class ActHead(nn.Module):
    """For each cue the act, from its ends and from the means of its source, content, and segment; linear."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.act = nn.Linear(5 * width, ACT_COUNT)
        self.dropout = nn.Dropout(0.3)

    def forward(self, h: Tensor, first: Tensor, last: Tensor, roles: Tensor, mask: Tensor) -> Tensor:
        """`roles` [c, n, 3]: chances of none, source, content; the rest as for the role head. Returns [c, 8]."""
        out: Tensor = self.act(self.dropout(act_features(h, first, last, roles, mask)))
        return out


def act_features(h: Tensor, first: Tensor, last: Tensor, roles: Tensor, mask: Tensor) -> Tensor:
    """The ends of the cue and the means of `h` by source, content, and segment: [c, 5 * width]."""
    weights = [roles[..., 1] * mask, roles[..., 2] * mask, mask]
    means = [(w[..., None] * h).sum(1) / (w.sum(1, keepdim=True) + 1.0) for w in weights]
    return torch.cat([first, last, *means], -1)


class EventHead(nn.Module):
    """For each trigger the type and the status, from the same features as an act; linear."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.event = nn.Linear(5 * width, len(TYPES) + len(STATUSES))
        self.dropout = nn.Dropout(0.3)

    def forward(self, h: Tensor, first: Tensor, last: Tensor, roles: Tensor, mask: Tensor) -> Tensor:
        """`roles` [c, n, 3]: chances of none, actor, recipient. Returns [c, 21], types before statuses."""
        out: Tensor = self.event(self.dropout(act_features(h, first, last, roles, mask)))
        return out


class Network(nn.Module):
    """Encoder and heads."""

    def __init__(self, shape: Shape = SMALL) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.flat = nn.Linear(shape.width, 7)
        self.nested = nn.Linear(shape.width, 3)
        self.roles = RoleHead(shape.width)
        self.acts = ActHead(shape.width)
        self.mentions = nn.Linear(shape.width, sum(MENTION_COUNTS))
        self.triggers = nn.Linear(shape.width, 1 + 2 * len(TYPES))
        self.parties = RoleHead(shape.width, EVENT_WIDTH, 6)
        self.events = EventHead(shape.width)
        self.countries = nn.Linear(2 * shape.width, len(COUNTRIES))


def distance_buckets(begin: int, end: int, first: int, last: int) -> Tensor:
    """Signed distance of each piece of `begin..end` to the cue `first..last`, in 32 buckets.

    0 within the cue; 1 to 15 after it (exact up to 7, then by powers), 16 to 31 before it.
    """
    at = torch.arange(begin, end)
    after = (at - last).clamp(min=0)
    before = (first - at).clamp(min=0)
    far = after + before
    log = (7 + (far.float().clamp(min=1) / 7).log() / math.log(1.7)).long().clamp(max=15)
    step = torch.where(far <= 7, far, log)
    return torch.where(before > 0, 16 + step, step)


def load_base(network: Network, path: Path) -> None:
    """Fill the encoder from a BERT checkpoint in safetensors (token type 0 is folded into the positions)."""
    w = load_file(str(path))
    w = {k.removeprefix("bert."): v for k, v in w.items()}
    e = network.encoder
    with torch.no_grad():
        e.words.weight.copy_(w["embeddings.word_embeddings.weight"])
        e.positions.weight.copy_(
            w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
        )
        e.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
        e.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
        for i, layer in enumerate(e.layers):
            at = f"encoder.layer.{i}."
            names = [f"{at}attention.self.{n}" for n in ("query", "key", "value")]
            layer.qkv.weight.copy_(torch.cat([w[f"{n}.weight"] for n in names]))
            layer.qkv.bias.copy_(torch.cat([w[f"{n}.bias"] for n in names]))
            for part, name in (
                (layer.out, "attention.output.dense"),
                (layer.norm1, "attention.output.LayerNorm"),
                (layer.up, "intermediate.dense"),
                (layer.down, "output.dense"),
                (layer.norm2, "output.LayerNorm"),
            ):
                part.weight.copy_(w[f"{at}{name}.weight"])
                part.bias.copy_(w[f"{at}{name}.bias"])
