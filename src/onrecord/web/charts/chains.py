"""Chains of sources as one graph: pages at the left, outlets that they name between, who said it at the right."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, Range1d, TapTool
from bokeh.plotting import figure

from onrecord.web.charts.ink import Look, finish, shorten
from onrecord.web.tracing import Graph, Hop, Node

_BETWEEN, _WIDE = 1.0, 0.56  # columns lie so far apart, and boxes are so wide
_COLUMN, _LINE = 210, 50  # pixels of a column at least, and of a box with what is above it
# For each verdict its colour in the light and in the dark, its line, and its sign: none is told by colour alone.
_DRAWN = {
    "confirmed": ("#21682f", "#8fd39b", "solid", "✓"),
    "altered": ("#9a3412", "#ffb38a", [10, 4], "≈"),
    "not found in it": ("#a11b1b", "#ff9d9d", [2, 4], "✕"),
    "not checked": ("#5a5f6a", "#a6abb7", [5, 5], "?"),
}
_STEPS = 24


def draw_chains(graph: Graph, look: Look) -> Any:
    """The figure, None where there is nothing to draw; `address` leads from a hop to its words, from a node to it."""
    if not graph.hops:
        return None
    at = _place(graph)
    columns = 1 + max(node.layer for node in graph.nodes)
    tallest = max(sum(n.layer == layer for n in graph.nodes) for layer in range(columns))
    wide = max(look.width - 24, _COLUMN * columns)
    plot = figure(
        height=110 + _LINE * tallest, width=wide, sizing_mode="fixed" if wide > look.width else "stretch_width",
        x_range=Range1d(start=-_WIDE / 2 - 0.04, end=columns - 1 + _WIDE / 2 + 0.04),
        y_range=Range1d(start=-tallest / 2 - 0.1, end=tallest / 2 + 0.1),
        tools="pan,wheel_zoom,zoom_in,zoom_out,reset,save", active_scroll=None, toolbar_location="above",
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    _draw_hops(plot, graph, at, look)
    _draw_nodes(plot, graph, at, look, most=max(12, int(wide / columns * _WIDE / 7)))
    return finish(plot, look)


def _place(graph: Graph) -> dict[str, tuple[float, float]]:
    """Columns by layer; within a column each node near the mean of those it is tied to, to spare crossings."""
    layers: dict[int, list[Node]] = defaultdict(list)
    tied: dict[str, list[str]] = defaultdict(list)
    for node in graph.nodes:
        layers[node.layer].append(node)
    for hop in graph.hops:
        tied[hop.source].append(hop.target)
        tied[hop.target].append(hop.source)
    height = {node.id: place - (len(nodes) - 1) / 2 for nodes in layers.values() for place, node in enumerate(nodes)}
    for _ in range(6):
        for layer in (*sorted(layers), *sorted(layers, reverse=True)):
            wanted = {
                n.id: sum(height[o] for o in tied[n.id]) / len(tied[n.id]) if tied[n.id] else 0.0 for n in layers[layer]
            }
            layers[layer].sort(key=lambda n: (wanted[n.id], n.id))
            for place, node in enumerate(layers[layer]):
                height[node.id] = place - (len(layers[layer]) - 1) / 2
    return {node.id: (node.layer * _BETWEEN, -height[node.id]) for node in graph.nodes}


def _draw_hops(plot: Any, graph: Graph, at: dict[str, tuple[float, float]], look: Look) -> None:
    grouped: dict[str, list[Hop]] = defaultdict(list)
    for hop in graph.hops:
        grouped[hop.verdict].append(hop)
    names = {node.id: node.name for node in graph.nodes}
    renderers: list[Any] = []
    middles: dict[tuple[float, float], int] = defaultdict(int)
    for verdict, (light, dark, dash, sign) in _DRAWN.items():
        columns: dict[str, list[Any]] = defaultdict(list)
        for hop in grouped[verdict]:
            curve = _bend(at[hop.source], at[hop.target])
            middle = (round(curve[_STEPS // 2][0], 2), round(curve[_STEPS // 2][1], 2))
            shift = middles[middle] * 3  # signs of two hops between the same ends stand beside each other
            middles[middle] += 1
            columns["xs"].append([x for x, _ in curve])
            columns["ys"].append([y for _, y in curve])
            columns["x"].append(curve[min(_STEPS // 2 + shift, _STEPS)][0])
            columns["y"].append(curve[min(_STEPS // 2 + shift, _STEPS)][1])
            columns["sign"].append(sign if hop.number == 1 else f"{sign} {hop.number}")
            columns["width"].append(1.6 + 0.8 * math.log2(hop.number))
            columns["names"].append(f"{names[hop.source]} → {names[hop.target]}")
            columns["text"].append(hop.text)
            columns["address"].append(hop.address)
        if not grouped[verdict]:
            continue
        colour, source = dark if look.dark else light, ColumnDataSource(dict(columns))
        renderers.append(plot.multi_line(
            "xs", "ys", line_width="width", line_color=colour, line_dash=dash, source=source,
            nonselection_line_alpha=1.0, legend_label=f"{sign} {verdict}",
        ))  # fmt: skip
        plot.text(
            "x", "y", "sign", source=source, text_color=colour, text_font_size="13px", text_font_style="bold",
            text_align="center", text_baseline="middle", background_fill_color=look.paper, background_fill_alpha=1.0,
            padding=2, nonselection_text_alpha=1.0,
        )  # fmt: skip
    plot.add_tools(HoverTool(renderers=renderers, tooltips=[("", "@names"), ("", "@text")]))


def _bend(start: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """From the right side of a box to the left side of the next, level at both."""
    (x0, y0), (x1, y1) = start, end
    x0, x1 = x0 + _WIDE / 2, x1 - _WIDE / 2
    found = []
    for n in range(_STEPS + 1):
        t = n / _STEPS
        found.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * (3 * t * t - 2 * t**3)))
    return found


def _draw_nodes(plot: Any, graph: Graph, at: dict[str, tuple[float, float]], look: Look, most: int) -> None:
    source = ColumnDataSource({
        "x": [at[n.id][0] for n in graph.nodes], "y": [at[n.id][1] for n in graph.nodes],
        "name": [shorten(n.name, most) for n in graph.nodes], "note": [shorten(n.note, most) for n in graph.nodes],
        "whole": [n.name for n in graph.nodes], "kind": [n.note for n in graph.nodes],
        "address": [n.address for n in graph.nodes],
    })  # fmt: skip
    boxes = plot.rect(
        "x", "y", width=_WIDE, height=0.74, source=source, fill_color=look.paper, line_color=look.ink, line_alpha=0.45,
        border_radius=4, nonselection_fill_alpha=1.0, nonselection_line_alpha=0.45,
    )  # fmt: skip
    shared = {"source": source, "text_align": "center", "text_color": look.ink, "nonselection_text_alpha": 1.0}
    plot.text("x", "y", "name", y_offset=-8, text_baseline="middle", text_font_size="13px", text_font_style="bold",
              **shared)  # fmt: skip
    plot.text("x", "y", "note", y_offset=9, text_baseline="middle", text_font_size="11px", **shared)
    plot.add_tools(HoverTool(renderers=[boxes], tooltips=[("", "@whole"), ("", "@kind")]), TapTool())
