"""The network: actors around a circle, and a line for each type and status of events from one to another."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bokeh.models import ColumnDataSource, HoverTool, Range1d, TapTool
from bokeh.plotting import figure

from onrecord.store.network import Edge
from onrecord.web.charts.ink import COLOURS, Look, finish, shorten
from onrecord.web.lists import write_address
from onrecord.web.wording import QUADS, TYPES

_DASHES = {"fact": "solid", "claimed": [7, 4], "supposed": [2, 4], "future": "dotdash", "denied": [12, 3, 2, 3]}
_PALE = ("supposed", "future", "denied")
_QUADS = sorted(set(QUADS.values()))
_MOST_NODES = 60
_HUBS = 7  # actors with most events, set evenly around the circle; others stand beside the one they deal with most
_STEPS = 20  # pieces of a curve

Point = tuple[float, float]


def draw_network(edges: Sequence[Edge], look: Look) -> Any:
    """The figure, None where there is nothing to draw; a line's `address` leads to its events."""
    weight = _weigh(edges)
    nodes = _arrange(edges, weight)
    if not nodes:
        return None
    names = {id: name for e in edges for id, name in ((e.source, e.source_name), (e.target, e.target_name))}
    angles = {id: 2 * math.pi * n / len(nodes) for n, id in enumerate(nodes)}
    at = {id: (math.cos(a), math.sin(a)) for id, a in angles.items()}
    side = min(max(look.width, 320), 800)
    plot = figure(
        height=side, sizing_mode="stretch_width", match_aspect=True,
        x_range=Range1d(start=-2, end=2), y_range=Range1d(start=-2, end=2),
        tools="pan,wheel_zoom,zoom_in,zoom_out,reset,save", active_scroll=None, toolbar_location="above",
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    _draw_lines(plot, [e for e in edges if e.source in at and e.target in at and e.source != e.target], at, names)
    size = [6 + 3 * math.sqrt(weight[id]) for id in nodes]
    plot.scatter([at[id][0] for id in nodes], [at[id][1] for id in nodes], color=look.ink, size=size)
    for right in (True, False):
        shown = [id for id in nodes if (math.cos(angles[id]) >= -1e-9) == right]
        plot.text(
            [1.07 * at[id][0] for id in shown], [1.07 * at[id][1] for id in shown],
            [shorten(names[id], 26 if side > 500 else 13) for id in shown],
            angle=[angles[id] if right else angles[id] + math.pi for id in shown],
            text_color=look.ink, text_font_size="12px" if side > 500 else "10px", text_baseline="middle",
            text_align="left" if right else "right",
        )  # fmt: skip
    return finish(plot, look)


def _weigh(edges: Sequence[Edge]) -> dict[str, int]:
    weight: dict[str, int] = defaultdict(int)
    for edge in edges:
        weight[edge.source] += edge.number
        weight[edge.target] += edge.number
    return weight


def _arrange(edges: Sequence[Edge], weight: dict[str, int]) -> list[str]:
    """The actors in their order around the circle."""
    nodes = sorted(weight, key=lambda id: (-weight[id], id))[:_MOST_NODES]
    hubs = {id: place for place, id in enumerate(nodes[:_HUBS])}
    pull: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for edge in edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in weight and other in hubs:
                pull[one][other] += edge.number

    def find_place(id: str) -> tuple[float, int, str]:
        if id in hubs:
            return hubs[id], 0, id
        near = max(pull[id].items(), key=lambda item: (item[1], item[0]), default=(None, 0))[0]
        return (hubs[near] + 0.5 if near is not None else len(hubs)), -weight[id], id

    return sorted(nodes, key=find_place)


def _draw_lines(plot: Any, edges: list[Edge], at: dict[str, Point], names: dict[str, str]) -> None:
    groups: dict[tuple[str, str], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    between: dict[tuple[str, str], int] = defaultdict(int)
    for edge in edges:
        columns = groups[(QUADS[edge.type], edge.status)]
        curve = _bend(at[edge.source], at[edge.target], between[(edge.source, edge.target)])
        between[(edge.source, edge.target)] += 1
        (x0, y0), (x1, y1) = curve[_STEPS * 3 // 4], curve[_STEPS * 3 // 4 + 1]
        asked = {"speaker": edge.source, "recipient": edge.target, "type": edge.type, "status": edge.status}
        row = {
            "xs": [x for x, _ in curve], "ys": [y for _, y in curve], "width": 1.3 + 1.4 * math.log2(1 + edge.number),
            "x": x0, "y": y0, "angle": math.atan2(y1 - y0, x1 - x0) - math.pi / 2, "number": edge.number,
            "names": f"{names[edge.source]} → {names[edge.target]}", "type": TYPES[edge.type], "status": edge.status,  # type: ignore[index]
            "days": f"{edge.first_day or 'no day'} to {edge.last_day or 'no day'}",
            "address": write_address("/events", asked),
        }  # fmt: skip
        for key, value in row.items():
            columns[key].append(value)
    renderers: list[Any] = []
    for (quad, status), columns in sorted(groups.items()):
        source, colour = ColumnDataSource(dict(columns)), COLOURS[_QUADS.index(quad)]
        alpha = 0.5 if status in _PALE else 0.9
        shared = {"source": source, "legend_label": f"{quad}, {status}"}
        lines = plot.multi_line(
            "xs", "ys", line_width="width", line_color=colour, line_dash=_DASHES.get(status, "solid"), line_alpha=alpha,
            nonselection_line_alpha=alpha, hover_line_color=colour, hover_line_alpha=1.0, **shared,
        )  # fmt: skip
        plot.scatter(
            "x", "y", angle="angle", size=9, marker="triangle", color=colour, alpha=alpha, nonselection_alpha=alpha,
            **shared,
        )  # fmt: skip
        renderers.append(lines)
    tips = [("", "@names"), ("type", "@type"), ("status", "@status"), ("events", "@number"), ("days", "@days")]
    plot.add_tools(HoverTool(renderers=renderers, tooltips=tips), TapTool(renderers=renderers))


def _bend(start: Point, end: Point, nth: int) -> list[Point]:
    """A curve towards the middle; each direction keeps to its own side, and further lines between two bend further."""
    (x0, y0), (x1, y1) = start, end
    side = 0.12 + 0.1 * nth
    mx, my = 0.35 * (x0 + x1) / 2 + side * (y1 - y0), 0.35 * (y0 + y1) / 2 - side * (x1 - x0)
    steps = [n / _STEPS for n in range(_STEPS + 1)]
    return [
        ((1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1, (1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1)
        for t in steps
    ]
