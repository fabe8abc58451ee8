"""What all figures share: colours, marks, and how a figure looks in the light and in the dark."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from bokeh.embed import json_item

# Colours of Okabe and Ito, told apart by people who see few; each value has a marker of its own besides.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a7a00", "#7f7f7f")
MARKERS = ("circle", "square", "triangle", "diamond", "inverted_triangle", "hex", "star", "plus", "square_pin",
           "triangle_pin", "circle_cross", "square_x", "diamond_dot", "hex_dot", "star_dot", "asterisk")  # fmt: skip
_LEGEND = 230  # pixels that an entry of a legend is wide
_LEGEND_ROW = 36  # pixels that a line of entries is high, with what is between lines


class Look(NamedTuple):
    """How a figure is to be drawn: for a dark page, and into how many pixels."""

    dark: bool
    width: int

    @property
    def ink(self) -> str:
        """The colour of lines and words."""
        return "#e4e5e8" if self.dark else "#1d1f24"

    @property
    def paper(self) -> str:
        """The colour behind them."""
        return "#1c1f25" if self.dark else "#ffffff"


def finish(plot: Any, look: Look) -> Any:
    """The figure as JSON, its legend below it."""
    plot.background_fill_alpha = plot.border_fill_alpha = 0
    plot.outline_line_color = None
    plot.toolbar.logo = None
    for axis in plot.axis:
        axis.axis_label_text_color = axis.major_label_text_color = axis.axis_line_color = look.ink
        axis.major_tick_line_color = look.ink
        axis.minor_tick_line_alpha = 0.3
    plot.grid.grid_line_color = look.ink
    plot.grid.grid_line_alpha = 0.12
    for legend in list(plot.legend):
        legend.ncols = max(1, min(5, look.width // _LEGEND))
        legend.orientation = "horizontal"
        legend.background_fill_alpha = 0
        legend.border_line_alpha = 0
        legend.label_text_color = look.ink
        legend.label_text_font_size = "12px"
        legend.click_policy = "hide"
        legend.location = "top_left"
        legend.spacing = 16
        legend.margin = 4
        # The legend takes its place from the plot, so the plot is made higher by it.
        if legend.visible:
            plot.height += _LEGEND_ROW * math.ceil(len(legend.items) / legend.ncols)
        plot.add_layout(legend, "below")
    return json_item(plot)


def shorten(words: str, most: int) -> str:
    """A name for a figure, cut with an ellipsis to say so."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
