"""The timeline: a mark for what one day has in one row and one colour, as large as there is much of it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from bokeh.models import ColumnDataSource, FactorRange, HoverTool, Range1d, TapTool
from bokeh.plotting import figure

from onrecord.store.network import Day, Part
from onrecord.web.cards import NOBODY
from onrecord.web.charts.ink import COLOURS, MARKERS, Look, finish, shorten
from onrecord.web.wording import NO_OUTLET, OTHERS

_ROW, _STEP, _MOST_ROW = 30, 12, 78  # pixels of a row, more for each colour that shares a day in it, and at most
_LAST = (OTHERS, NOBODY, NO_OUTLET)  # below those with a name, however many they are
_LARGEST = 26  # pixels of the largest mark
_MARGIN = 0.04  # of the days shown, left free on both sides

Name = Callable[[Day, Part], str]


class Marks(NamedTuple):
    """What becomes a timeline: days, which part of them names the row and which the colour, and how that is said."""

    days: Sequence[Day]
    rows: Part
    colours: Part
    name: Name
    link: Callable[[Day], str]


def draw_days(marks: Marks, span: tuple[date, date] | None, look: Look) -> Any:
    """The figure, None where there is nothing to draw; a mark's `address` leads to what it counts."""
    placed = [(at, day) for day in marks.days if (at := _place(day.day)) is not None]
    if not placed or span is None:
        return None
    rows = _order([(marks.name(day, marks.rows), day.number) for _, day in placed])
    colours = _order([(marks.name(day, marks.colours), day.number) for _, day in placed])
    beside = _find_beside(marks, placed)
    deepest = max(map(len, beside.values()))
    plot = figure(
        x_axis_type="datetime", x_range=_make_range(span), y_range=FactorRange(factors=rows[::-1]),
        height=90 + min(_ROW + _STEP * (deepest - 1), _MOST_ROW) * len(rows), sizing_mode="stretch_width",
        tools="xpan,xwheel_zoom,xzoom_in,xzoom_out,xbox_zoom,reset,save", active_scroll=None, toolbar_location="above",
    )  # fmt: skip
    for place, colour in enumerate(colours):
        columns = _make_columns(marks, [(at, d) for at, d in placed if marks.name(d, marks.colours) == colour], beside)
        plot.scatter(
            "x", "y", size="size", source=ColumnDataSource(columns), marker=MARKERS[place % len(MARKERS)],
            fill_color=COLOURS[place % len(COLOURS)], fill_alpha=0.8, line_color=look.ink, line_width=0.8,
            legend_label=shorten(colour, 32), nonselection_fill_alpha=0.8,
        )  # fmt: skip
    if marks.rows == marks.colours:
        plot.legend.visible = False  # the rows say it already
    hover = [("", "@row"), ("day", "@day"), ("number", "@number")]
    plot.add_tools(HoverTool(tooltips=hover if marks.rows == marks.colours else [*hover, ("", "@colour")]), TapTool())
    return finish(plot, look)


def _order(named: list[tuple[str, int]]) -> list[str]:
    counts: Counter[str] = Counter()
    for name, number in named:
        counts[name] += number
    return sorted(counts, key=lambda name: (name in _LAST, -counts[name], name))


def _find_beside(marks: Marks, placed: list[tuple[float, Day]]) -> dict[tuple[str, float], list[str]]:
    """For each day of a row the colours that share it: they are drawn one above the other."""
    found: dict[tuple[str, float], set[str]] = defaultdict(set)
    for at, day in placed:
        found[(marks.name(day, marks.rows), at)].add(marks.name(day, marks.colours))
    return {where: sorted(colours) for where, colours in found.items()}


def _make_columns(
    marks: Marks, placed: list[tuple[float, Day]], beside: dict[tuple[str, float], list[str]]
) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {key: [] for key in ("x", "y", "size", "day", "number", "row", "colour", "address")}
    deepest = max(map(len, beside.values()))
    for at, day in placed:
        row, colour = marks.name(day, marks.rows), marks.name(day, marks.colours)
        shared = beside[(row, at)]
        offset = (shared.index(colour) - (len(shared) - 1) / 2) * 0.8 / deepest
        size = min(6 + 4 * math.sqrt(day.number), _LARGEST)
        for key, value in zip(
            columns, (at, (row, offset), size, day.day, day.number, row, colour, marks.link(day)), strict=True
        ):
            columns[key].append(value)
    return columns


def _make_range(span: tuple[date, date]) -> Range1d:
    first, last = (_to_milliseconds(day) for day in span)
    margin = max(_MARGIN * (last - first), 43_200_000.0)
    return Range1d(start=first - margin, end=last + margin)


def _place(day: str) -> float | None:
    try:
        return _to_milliseconds(date.fromisoformat(day[:10]))
    except ValueError:
        return None


def _to_milliseconds(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000
