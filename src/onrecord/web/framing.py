"""Charts have frames of their own: what a frame is asked for, and what it answers with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from onrecord.record import Frozen
from onrecord.web.lists import write_address
from onrecord.web.visit import Visit

if TYPE_CHECKING:
    from onrecord.web.charts.ink import Look

_NARROWEST, _WIDEST = 200, 4_000  # pixels that a chart is drawn for


class Framed(Frozen, frozen=True, kw_only=True):
    """How the frame of a chart is: the colours around it, and how many pixels wide."""

    theme: Literal["light", "dark"] = "light"
    width: int = 1_000


class ChartView(Frozen, frozen=True):
    """A figure for Bokeh's script, None where there is nothing to draw, and the address of the figure."""

    figure: Any
    address: str


def make_look(asked: Framed) -> Look:
    """How a figure is drawn in the frame that asks for it."""
    from onrecord.web.charts.ink import Look

    return Look(asked.theme == "dark", min(max(asked.width, _NARROWEST), _WIDEST))


def name_figure(visit: Visit) -> str:
    """The address of the figure that a frame shows."""
    return write_address(visit.path.removesuffix(".json") + ".json", leave_frame_out(visit))


def leave_frame_out(visit: Visit) -> dict[str, str]:
    """What stands in the address but how the frame is."""
    return {name: value for name, value in visit.query.items() if name not in ("theme", "width")}
