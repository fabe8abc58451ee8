"""Trained weights -> the files that the program reads.

Four ONNX graphs, written node by node, so that what runs is what is here: the encoder with its flat heads, for one
window at a time (no padding, so a page's result never depends on its neighbours), the role head for all cues of a
window, that for all triggers, and one for the countries of mentions. Matrices are 8-bit per output channel, in the
reduced range of 7 bits (without it, pairs of products overflow on processors that lack VNNI), and activations 8-bit,
scaled anew for each product; the last layer of each head stays in float.
Files are named by their hash; `model.json` names them and says how they were made.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Weights = dict[str, np.ndarray[Any, Any]]
REDUCED = 63  # largest 8-bit weight in the reduced range
EPSILON = 1e-12
TAGS = ("flat", "nested", "mentions", "triggers")


class Graph:
    """Collects nodes and constants of one ONNX graph."""

    def __init__(self, eight_bits: bool) -> None:
        self.eight_bits = eight_bits
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._count = 0

    def constant(self, value: np.ndarray[Any, Any], name: str) -> str:
        """Store a constant and return its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        """Add a node; returns the name of its output, or a list where there are several."""
        names = [f"{op}_{self._count}_{i}" for i in range(outputs)]
        self._count += 1
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def linear(self, x: str, weight: np.ndarray[Any, Any], bias: np.ndarray[Any, Any], name: str) -> str:
        """`x @ weight.T + bias`, in 8 bits where the graph is."""
        b = self.constant(bias.astype(np.float32), f"{name}.bias")
        if not self.eight_bits:
            w = self.constant(weight.T.astype(np.float32), f"{name}.weight")
            return str(self.node("Add", [self.node("MatMul", [x, w]), b]))
        q, scale = quantise(weight)
        w = self.constant(q.T, f"{name}.weight")
        s = self.constant(scale, f"{name}.scale")
        zero = self.constant(np.zeros(len(scale), dtype=np.int8), f"{name}.zero")
        return str(self.node("DynamicQuantizeMatMul", [x, w, s, zero, b], domain="com.microsoft"))

    def convolve(self, x: str, weight: np.ndarray[Any, Any], bias: np.ndarray[Any, Any], name: str) -> str:
        """A convolution over three neighbours of [c, m, width] as one product, with [outputs, width, 3] weights.

        Each piece's row is put beside those of its neighbours, so that the product can be in 8 bits.
        """
        vector = lambda values, what: self.constant(np.array(values, dtype=np.int64), f"{name}.{what}")  # noqa: E731
        padded = self.node("Pad", [x, vector([0, 1, 0, 0, 1, 0], "pads")])
        axis = vector([1], "axis")
        ends = ((0, -2), (1, -1), (2, 1 << 30))
        rows = [self.node("Slice", [padded, vector([a], f"from{a}"), vector([b], f"to{a}"), axis]) for a, b in ends]
        flat = weight.transpose(0, 2, 1).reshape(len(weight), -1)
        return self.linear(str(self.node("Concat", rows, axis=-1)), flat, bias, name)

    def norm(self, x: str, w: Weights, name: str) -> str:
        """Layer norm over the last axis."""
        g, b = (self.constant(w[f"{name}.{n}"], f"{name}.{n}") for n in ("weight", "bias"))
        return str(self.node("LayerNormalization", [x, g, b], axis=-1, epsilon=EPSILON))

    def sum_norm(self, x: str, residual: str, w: Weights, name: str) -> str:
        """Layer norm of a sum; as two nodes it runs an eighth faster than the fused one."""
        return self.norm(str(self.node("Add", [x, residual])), w, name)

    def model(self, inputs: list[Any], outputs: list[tuple[str, Any]], name: str) -> Any:
        """The finished model, each output under its own name."""
        ends = []
        for source, value in outputs:
            self.nodes.append(helper.make_node("Identity", [source], [value.name]))
            ends.append(value)
        graph = helper.make_graph(self.nodes, name, inputs, ends, self.constants)
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="onrecord")


def quantise(weight: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Symmetric 8-bit weights in the reduced range, one scale an output channel (row)."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8).astype(np.float32) / REDUCED
    q = np.clip(np.rint(weight / scale[:, None]), -REDUCED, REDUCED).astype(np.int8)
    return q, scale


def encoder_graph(w: Weights, layers: int, heads: int, eight_bits: bool) -> Any:
    """ids, cases, quotes [n] -> h [n, width], flat [n, 7], nested [n, 3], mentions [n, 34], triggers [n, 33]."""
    g = Graph(eight_bits)
    x = embed(g, w)
    for i in range(layers):
        at = f"encoder.layers.{i}."
        qkv = g.linear(x, w[f"{at}qkv.weight"], w[f"{at}qkv.bias"], f"{at}qkv")
        q, k, v = g.node("Split", [qkv], outputs=3, axis=-1, num_outputs=3)
        a = g.node("MultiHeadAttention", [q, k, v], domain="com.microsoft", num_heads=heads)
        a = g.linear(a, w[f"{at}out.weight"], w[f"{at}out.bias"], f"{at}out")
        x = g.sum_norm(a, x, w, f"{at}norm1")
        u = g.node("Gelu", [g.linear(x, w[f"{at}up.weight"], w[f"{at}up.bias"], f"{at}up")])
        x = g.sum_norm(g.linear(u, w[f"{at}down.weight"], w[f"{at}down.bias"], f"{at}down"), x, w, f"{at}norm2")
    g.eight_bits = False
    first = g.constant(np.array([0], dtype=np.int64), "first_axis")
    h = g.node("Squeeze", [x, first])
    tags = [(name, g.linear(h, w[f"{name}.weight"], w[f"{name}.bias"], name)) for name in TAGS]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n"]) for n in ("ids", "cases", "quotes")]
    sizes = [("h", h, int(w["flat.weight"].shape[1]))]
    sizes += [(name, tag, len(w[f"{name}.weight"])) for name, tag in tags]
    outputs = [
        (source, helper.make_tensor_value_info(f"{name}_out", TensorProto.FLOAT, ["n", size]))
        for name, source, size in sizes
    ]
    return g.model(inputs, outputs, "encoder")


def embed(g: Graph, w: Weights) -> str:
    """The sum of the four embeddings, normed, as [1, n, width]; word embeddings are 8-bit with a scale a row."""
    if g.eight_bits:
        q, scale = quantise_rows(w["encoder.words.weight"])
        rows = g.node("Gather", [g.constant(q, "words"), "ids"])
        scales = g.node("Gather", [g.constant(scale[:, None], "words.scale"), "ids"])
        words = g.node("Mul", [g.node("Cast", [rows], to=TensorProto.FLOAT), scales])
    else:
        words = g.node("Gather", [g.constant(w["encoder.words.weight"], "words"), "ids"])
    cases = g.node("Gather", [g.constant(w["encoder.cases.weight"], "case_table"), "cases"])
    quotes = g.node("Gather", [g.constant(w["encoder.quotes.weight"], "quote_table"), "quotes"])
    positions = g.constant(w["encoder.positions.weight"][:256], "position_table")
    zero = g.constant(np.array([0], dtype=np.int64), "zero")
    place = g.node("Slice", [positions, zero, g.node("Shape", ["ids"]), zero])
    x = g.node("Add", [g.node("Add", [words, place]), g.node("Add", [cases, quotes])])
    return g.norm(str(g.node("Unsqueeze", [x, zero])), w, "encoder.norm")


def quantise_rows(weight: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Symmetric 8-bit rows over the full range, for look-up only."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8).astype(np.float32) / 127
    return np.rint(weight / scale[:, None]).astype(np.int8), scale


def role_graph(w: Weights, roles_head: str, act_head: str) -> Any:
    """A role head for `c` cues (or triggers) of one window of `n` pieces, each over its segment of at most `m` pieces.

    h [n, width], index [c, m] (pieces of the segment), first, last [c], buckets, mask [c, m]
    -> roles [c, m, 3 and more], act [c, its classes].
    """
    g = Graph(eight_bits=True)
    p = f"{roles_head}."
    at = lambda name: (w[f"{p}{name}.weight"], w[f"{p}{name}.bias"], f"{p}{name}")  # noqa: E731
    axes = {n: g.constant(np.array([v], dtype=np.int64), n) for n, v in (("one", 1), ("two", 2))}
    pair = g.node("Concat", [g.node("Gather", ["h", "first"]), g.node("Gather", ["h", "last"])], axis=-1)
    cue = g.node("Unsqueeze", [g.linear(str(pair), *at("cue")), axes["one"]])
    distance = g.node("Gather", [g.constant(w[f"{p}distance.weight"], "distance"), "buckets"])
    token = g.node("Gather", [g.linear("h", *at("token")), "index"])
    x = g.node("Gelu", [g.node("Add", [g.node("Add", [token, cue]), distance])])
    mask = g.node("Unsqueeze", ["mask", axes["two"]])
    x = g.node("Mul", [x, mask])
    for i, name in enumerate(("conv1", "conv2")):
        if i:
            x = g.node("Mul", [x, mask])
        x = g.node("Add", [x, g.node("Gelu", [g.convolve(str(x), *at(name))])])
    g.eight_bits = False
    roles = g.linear(str(x), *at("roles"))
    count = len(w[f"{p}roles.weight"])
    three = g.node("Split", [roles, g.constant(np.array([3, count - 3], dtype=np.int64), "sizes")], outputs=2, axis=-1)
    chances = str(g.node("Softmax", [three[0]], axis=-1))
    act = act_nodes(g, w, act_head, [str(pair), chances, str(mask)])
    width = int(w[f"{p}token.weight"].shape[1])
    value = helper.make_tensor_value_info
    inputs = [
        value("h", TensorProto.FLOAT, ["n", width]),
        value("index", TensorProto.INT64, ["c", "m"]),
        value("first", TensorProto.INT64, ["c"]),
        value("last", TensorProto.INT64, ["c"]),
        value("buckets", TensorProto.INT64, ["c", "m"]),
        value("mask", TensorProto.FLOAT, ["c", "m"]),
    ]
    outputs = [
        (roles, value("roles", TensorProto.FLOAT, ["c", "m", count])),
        (act, value("act", TensorProto.FLOAT, ["c", len(w[f"{act_head}.weight"])])),
    ]
    return g.model(inputs, outputs, roles_head)


def act_nodes(g: Graph, w: Weights, head: str, given: list[str]) -> str:
    """An act head: means of `h` over a cue's segment by source, content, and whole, with the ends of the cue.

    `given` are the ends of the cue, the chances of the roles, and the mask.
    """
    pair, roles, mask = given
    one = g.constant(np.array([1], dtype=np.int64), "rows")
    unit = g.constant(np.array([1.0], dtype=np.float32), "unit")
    segment = g.node("Gather", ["h", "index"])
    _, source, content = g.node("Split", [g.node("Mul", [roles, mask])], outputs=3, axis=-1, num_outputs=3)
    means = [pair]
    for weights in (source, content, mask):
        # [c, 1, m] x [c, m, width]: a product of matrices, so that no [c, m, width] is made for each mean
        turned = g.node("Transpose", [weights], perm=[0, 2, 1])
        total = g.node("Add", [g.node("ReduceSum", [weights, one], keepdims=0), unit])
        means.append(g.node("Div", [g.node("Squeeze", [g.node("MatMul", [turned, segment]), one]), total]))
    return g.linear(str(g.node("Concat", means, axis=-1)), w[f"{head}.weight"], w[f"{head}.bias"], head)


def country_graph(w: Weights) -> Any:
    """Means over mention and sentence [k, 2 * width] -> country [k, countries]."""
    g = Graph(False)
    out = g.linear("means", w["countries.weight"], w["countries.bias"], "countries")
    count, width = w["countries.weight"].shape
    value = helper.make_tensor_value_info
    means = value("means", TensorProto.FLOAT, ["k", width])
    return g.model([means], [(out, value("country", TensorProto.FLOAT, ["k", count]))], "countries")


def export(weights: Weights, vocabulary: Path, into: Path, layers: int = 6, heads: int = 12) -> None:
    """Write the graphs, the vocabulary, and `model.json` into the folder `into`, in the place of what was there."""
    into.mkdir(parents=True, exist_ok=True)
    for old in [*into.glob("*.onnx"), *into.glob("vocabulary-*.json"), *into.glob("model.json")]:
        old.unlink()
    graphs = {
        "encoder": encoder_graph(weights, layers, heads, eight_bits=True),
        "roles": role_graph(weights, "roles", "acts.act"),
        "parties": role_graph(weights, "parties", "events.event"),
        "countries": country_graph(weights),
    }
    files = {}
    for name, model in graphs.items():
        onnx.checker.check_model(model)
        files[name] = _write(into, name, ".onnx", model.SerializeToString())
    files["vocabulary"] = _write(into, "vocabulary", ".json", vocabulary.read_bytes())
    (into / "model.json").write_text(json.dumps({"files": files}, indent=2) + "\n", encoding="utf-8")


def _write(into: Path, name: str, ending: str, content: bytes) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    path = into / f"{name}-{digest[:12]}{ending}"
    path.write_bytes(content)
    return {"file": path.name, "sha256": digest}
