"""Figures of Bokeh's, as the JSON that its script draws from. What they show stands on the page as a table, too."""

from onrecord.web.charts.chains import draw_chains
from onrecord.web.charts.days import draw_days
from onrecord.web.charts.network import draw_network

__all__ = ["draw_chains", "draw_days", "draw_network"]
