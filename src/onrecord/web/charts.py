"""Figures of Bokeh's, as the JSON that its script draws from. What they show stands on the page as a table, too."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from bokeh.embed import json_item
from bokeh.models import ColumnDataSource, FactorRange, HoverTool, OpenURL, Range1d, TapTool
from bokeh.plotting import figure

from onrecord.store.network import Day, Edge
from onrecord.web.wording import QUADS

# Colours of Okabe and Ito, told apart by people who see few; each sort has a marker of its own besides.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a6a00", "#6b6b6b")
_MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star", "cross")
_DASHES = {"fact": "solid", "claimed": "dashed", "supposed": "dotted", "future": "dotdash", "denied": "dashdot"}
_INK = {"light": "#1d1f24", "dark": "#e4e5e8"}
_MOST_NODES = 60
_DAY = 86_400_000.0  # milliseconds, which is what Bokeh counts in
_PALE = ("supposed", "future", "denied")


def draw_days(days: Sequence[Day], address: str, dark: bool) -> Any:
    """Items by day and sort: a mark for each, as large as there are many; a click leads to the items."""
    rows: dict[tuple[str, str], int] = defaultdict(int)
    for day in days:
        rows[(day.day, day.sort)] += day.number
    sorts = sorted({sort for _, sort in rows})
    if not rows:
        return None
    first, last = _find_range(rows)
    plot = figure(
        x_axis_type="datetime", x_range=Range1d(start=first, end=last), y_range=FactorRange(factors=sorts[::-1]),
        height=110 + 34 * len(sorts), sizing_mode="stretch_width", tools="xpan,xwheel_zoom,xbox_zoom,reset,save",
        active_scroll=None, toolbar_location="above",
    )  # fmt: skip
    for place, sort in enumerate(sorts):
        listed = [(day, number) for (day, s), number in sorted(rows.items()) if s == sort and _parse(day)]
        source = ColumnDataSource(
            {
                "x": [_parse(day) for day, _ in listed],
                "y": [sort] * len(listed),
                "day": [day for day, _ in listed],
                "number": [number for _, number in listed],
                "size": [6 + 4 * math.sqrt(number) for _, number in listed],
            }
        )
        plot.scatter(
            "x", "y", size="size", source=source, marker=_MARKERS[place % 8], color=_COLOURS[place % 8], alpha=0.75,
            line_color=_INK["dark" if dark else "light"],
        )  # fmt: skip
        joined = "&" if "?" in address else "?"
    field = "type" if any(sort.isupper() for sort in sorts) else "act"
    plot.add_tools(
        HoverTool(tooltips=[("day", "@day"), ("sort", "@y"), ("number", "@number")]),
        TapTool(callback=OpenURL(url=f"{address}{joined}{field}=@y&after=@day&before=@day")),
    )
    return _finish(plot, dark)


def _find_range(rows: dict[tuple[str, str], int]) -> tuple[float, float]:
    """The days that hold all but the outermost hundredth on each side: one old date must not press all together."""
    placed = sorted((at, number) for (day, _), number in rows.items() if (at := _parse(day)) is not None)
    total, seen = sum(number for _, number in placed), 0
    inner = []
    for at, number in placed:
        if 0.01 * total <= seen + number and seen <= 0.99 * total:
            inner.append(at)
        seen += number
    first, last = (inner[0], inner[-1]) if inner else (0.0, 0.0)
    margin = max(0.05 * (last - first), _DAY)
    return first - margin, last + margin


def draw_network(edges: Sequence[Edge], dark: bool) -> Any:
    """Who to whom: actors around a circle, a line for each status and kind of event; a click leads to the events."""
    weight: dict[str, int] = defaultdict(int)
    for edge in edges:
        weight[edge.source] += edge.number
        weight[edge.target] += edge.number
    nodes = sorted(weight, key=lambda id: (-weight[id], id))[:_MOST_NODES]
    if not nodes:
        return None
    names = {id: name for e in edges for id, name in ((e.source, e.source_name), (e.target, e.target_name))}
    angle = {id: 2 * math.pi * n / len(nodes) for n, id in enumerate(nodes)}
    at = {id: (math.cos(a), math.sin(a)) for id, a in angle.items()}
    plot = figure(
        height=620, sizing_mode="stretch_width", match_aspect=True,
        x_range=Range1d(start=-1.7, end=1.7), y_range=Range1d(start=-1.3, end=1.3),
        tools="pan,wheel_zoom,reset,save", active_scroll=None, toolbar_location="above",
    )  # fmt: skip
    plot.axis.visible = False
    plot.grid.visible = False
    quads = sorted(set(QUADS.values()))
    lines = _group(edges, at)
    renderers: list[Any] = []
    for (quad, status), listed in sorted(lines.items()):
        source = ColumnDataSource(_curve(listed, at, names))
        renderers.append(
            plot.multi_line(
                "xs",
                "ys",
                source=source,
                line_width="width",
                line_color=_COLOURS[quads.index(quad)],
                line_dash=_DASHES.get(status, "solid"),
                line_alpha=0.45 if status in _PALE else 0.9,
                legend_label=f"{quad}, {status}",
            )
        )
    where = "/events?speaker=@source&recipient=@target&status=@status"
    plot.add_tools(
        HoverTool(
            renderers=renderers,
            tooltips=[("", "@names"), ("events", "@types"), ("status", "@status"), ("number", "@number")],
        ),
        TapTool(renderers=renderers, callback=OpenURL(url=where)),
    )
    ink = _INK["dark" if dark else "light"]
    plot.scatter(
        [at[id][0] for id in nodes], [at[id][1] for id in nodes], color=ink,
        size=[6 + 3 * math.sqrt(weight[id]) for id in nodes],
    )  # fmt: skip
    for side in (1, -1):
        shown = [id for id in nodes if (at[id][0] >= 0) == (side > 0)]
        plot.text(
            [1.06 * at[id][0] for id in shown], [1.06 * at[id][1] for id in shown], [names[id][:32] for id in shown],
            text_color=ink, text_font_size="12px", text_baseline="middle", text_align="left" if side > 0 else "right",
        )  # fmt: skip
    plot.legend.click_policy = "hide"
    plot.legend.label_text_font_size = "11px"
    return _finish(plot, dark)


def _group(edges: Sequence[Edge], at: dict[str, tuple[float, float]]) -> dict[tuple[str, str], list[Edge]]:
    lines: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.source in at and edge.target in at and edge.source != edge.target:
            lines[(QUADS[edge.type], edge.status)].append(edge)
    return lines


def _curve(edges: list[Edge], at: dict[str, tuple[float, float]], names: dict[str, str]) -> dict[str, list[Any]]:
    """Lines bent towards the middle, each direction to its own side, so that both can be told apart."""
    columns: dict[str, list[Any]] = defaultdict(list)
    joined: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        joined[(edge.source, edge.target)].append(edge)
    for (source, target), listed in joined.items():
        (x0, y0), (x1, y1) = at[source], at[target]
        mx, my = 0.35 * (x0 + x1) / 2 + 0.12 * (y1 - y0), 0.35 * (y0 + y1) / 2 - 0.12 * (x1 - x0)
        steps = [n / 16 for n in range(17)]
        columns["xs"].append([(1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1 for t in steps])
        columns["ys"].append([(1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1 for t in steps])
        number = sum(e.number for e in listed)
        columns["number"].append(number)
        columns["width"].append(1 + 1.5 * math.log2(1 + number))
        columns["names"].append(f"{names[source]} → {names[target]}")
        columns["types"].append(", ".join(sorted({e.type.capitalize() for e in listed})))
        columns["status"].append(listed[0].status)
        columns["source"].append(source)
        columns["target"].append(target)
    return columns


def _finish(plot: Any, dark: bool) -> Any:
    ink = _INK["dark" if dark else "light"]
    plot.background_fill_alpha = plot.border_fill_alpha = 0
    plot.outline_line_color = None
    plot.toolbar.logo = None
    for axis in plot.axis:
        axis.axis_label_text_color = axis.major_label_text_color = axis.axis_line_color = ink
        axis.major_tick_line_color = ink
    plot.grid.grid_line_color = ink
    plot.grid.grid_line_alpha = 0.12
    for legend in plot.legend:
        legend.background_fill_alpha = 0
        legend.border_line_alpha = 0.2
        legend.label_text_color = ink
    return json_item(plot)


def _parse(day: str) -> float | None:
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(day[:10]).replace(tzinfo=UTC).timestamp() * 1000
    except ValueError:
        return None
