"""The page of chains: what pages have from other outlets, whether those have it, and all of it as one graph."""

from __future__ import annotations

from typing import Literal

from onrecord.compare import Link
from onrecord.record import Frozen
from onrecord.web.compared import cut_list, find_next
from onrecord.web.comparing import Progress
from onrecord.web.framing import ChartView, Framed, leave_frame_out, make_look, name_figure
from onrecord.web.lists import write_address
from onrecord.web.pages import Page
from onrecord.web.shield import CHART_POLICY
from onrecord.web.tracing import Traced, make_graph, trace
from onrecord.web.visit import Start, Visit


class ChainsAsked(Framed, frozen=True, kw_only=True):
    """Which verdict, which outlet (as citing or cited), and from which place in the list on."""

    verdict: Literal["confirmed", "altered", "not found in it", "not checked"] | None = None
    outlet: str | None = None
    go: Start = 0


class ChainsView(Frozen, frozen=True):
    """What pages have from other outlets, and whether those have it; the chart draws what is listed."""

    asked: ChainsAsked
    progress: Progress
    chains: tuple[Traced, ...]
    counts: dict[str, int]
    chart: str
    next: str | None


def find_chains(visit: Visit) -> ChainsView:
    """The list of chains."""
    asked = visit.ask(ChainsAsked)
    links, progress = _find_links(visit)
    counts: dict[str, int] = {}
    for link in links:
        counts[link.verdict] = counts.get(link.verdict, 0) + 1
    kept = _keep(links, asked)
    shown = tuple(trace(visit, cut_list(kept, asked.go)))
    chart = write_address("/chains/chart", leave_frame_out(visit))
    return ChainsView(asked, progress, shown, counts, chart, find_next(visit, asked.go, len(kept)))


def find_chains_chart(visit: Visit) -> ChartView:
    """The graph's figure, of the chains that the page around it lists."""
    from onrecord.web.charts import draw_chains

    asked = visit.ask(ChainsAsked)
    links, _ = _find_links(visit)
    graph = make_graph(trace(visit, cut_list(_keep(links, asked), asked.go)))
    return ChartView(draw_chains(graph, make_look(asked)), name_figure(visit))


def _find_links(visit: Visit) -> tuple[list[Link], Progress]:
    return visit.comparer.find_chains()


def _keep(links: list[Link], asked: ChainsAsked) -> list[Link]:
    return [
        link
        for link in links
        if asked.verdict in (None, link.verdict) and asked.outlet in (None, link.cited, link.telling.outlet)
    ]


PAGES = (
    Page("/chains", "chains.html", find_chains, ChainsView, ChainsAsked),
    Page("/chains/chart", "chart.html", find_chains_chart, ChartView, ChainsAsked, policy=CHART_POLICY),
)
