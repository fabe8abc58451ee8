"""What the trained network itself says of one text, in full precision: the tests hold the exported files against it."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from onrecord.model.windows import Vocabulary, make_windows
from onrecord.tokens import find_tokens
from training.export import TAGS
from training.network import Network, distance_buckets

TEXT = (
    "Harbour master Ivo Lenz said on Tuesday that the strike would end within a week.\n\n"
    "“Nobody told us about the crates,” he added. According to Reuters, the shipping line has denied the claim."
)
CUE = "said"


@torch.no_grad()
def write_parity(network: Network, vocabulary: Vocabulary, path: Path) -> None:
    """Write the logits of TEXT for every piece, and for the first CUE as cue and as trigger."""
    network.eval()
    (window,) = make_windows(TEXT, find_tokens(TEXT), vocabulary)
    ids, cases, quotes = (torch.from_numpy(c)[None] for c in (window.ids, window.cases, window.quotes))
    h = network.encoder(network.encoder.words(ids), cases, quotes, torch.ones(ids.shape))
    first = int((window.starts == TEXT.index(CUE)).nonzero()[0][0])
    begin, end = window.segments[0]
    buckets = distance_buckets(begin, end, first, first)[None]
    inside = torch.ones(1, end - begin)
    roles = network.roles(h[:, begin:end], h[:, first], h[:, first], buckets, inside)
    act = network.acts(h[:, begin:end], h[:, first], h[:, first], roles[..., :3].softmax(-1), inside)
    parties = network.parties(h[:, begin:end], h[:, first], h[:, first], buckets, inside)
    event = network.events(h[:, begin:end], h[:, first], h[:, first], parties[..., :3].softmax(-1), inside)
    tags = {name: getattr(network, name)(h)[0] for name in TAGS}
    numbers = {**tags, "roles": roles[0], "act": act[0], "parties": parties[0], "event": event[0]}
    content = {"text": TEXT, "cue": [first, first, begin, end]}
    content |= {
        name: [[round(v, 4) for v in row] for row in t.reshape(-1, t.shape[-1]).tolist()] for name, t in numbers.items()
    }
    path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
