"""Pages with a chart: the timeline and the network. The same figures stand below each chart as a table."""

from __future__ import annotations

from typing import Any, Literal

from onrecord.record import Act, EventStatus, EventType, Form, Frozen
from onrecord.store.entries import ActorEntry
from onrecord.store.network import Day, Edge
from onrecord.store.question import Filters, Question, make_question
from onrecord.web.lists import write_address
from onrecord.web.pages import Page
from onrecord.web.shield import CHART_POLICY
from onrecord.web.visit import Visit
from onrecord.web.wording import QUADS

_ROWS = 400  # of the table below a chart


class TimelineAsked(Frozen, frozen=True, kw_only=True):
    """What a timeline shows: statements or events, of whom, of what sort, in which outlet, and when."""

    kind: Literal["statement", "event"] = "statement"
    actor: str | None = None
    act: Act | None = None
    form: Form | None = None
    type: EventType | None = None
    status: EventStatus | None = None
    outlet: str | None = None
    after: str | None = None
    before: str | None = None
    theme: Literal["light", "dark"] = "light"


class TimelineView(Frozen, frozen=True):
    """Statements or events counted by day, sort, and outlet; `items` leads to what is counted."""

    asked: TimelineAsked
    actor: ActorEntry | None
    days: tuple[Day, ...]
    total: int
    items: str
    chart: str


class NetworkAsked(Frozen, frozen=True, kw_only=True):
    """What a network shows: events of which type or quad class, of what status, and when."""

    type: EventType | None = None
    quad: str | None = None
    status: EventStatus | None = None
    actor: str | None = None
    outlet: str | None = None
    after: str | None = None
    before: str | None = None
    theme: Literal["light", "dark"] = "light"


class NetworkView(Frozen, frozen=True):
    """Who did what to whom, those with most events first."""

    asked: NetworkAsked
    edges: tuple[Edge, ...]
    total: int
    chart: str


class ChartView(Frozen, frozen=True):
    """A figure for Bokeh's script, None where there is nothing to draw, and the address of the figure."""

    figure: Any
    address: str


def find_timeline(visit: Visit) -> TimelineView:
    """The timeline with its table."""
    asked = visit.ask(TimelineAsked)
    days = visit.desk.days(_ask_days(asked), asked.kind)
    actor = next(visit.case.actors(asked.actor, limit=1), None) if asked.actor else None
    return TimelineView(
        asked, actor, tuple(days[:_ROWS]), sum(d.number for d in days), _link_items(asked),
        write_address("/timeline/chart", _drop(visit)),
    )  # fmt: skip


def find_timeline_chart(visit: Visit) -> ChartView:
    """The timeline's figure."""
    from onrecord.web.charts import draw_days

    asked = visit.ask(TimelineAsked)
    days = visit.desk.days(_ask_days(asked), asked.kind)
    return ChartView(draw_days(days, _link_items(asked), asked.theme == "dark"), _name_figure(visit))


def find_network(visit: Visit) -> NetworkView:
    """The network with its table."""
    asked = visit.ask(NetworkAsked)
    edges = _find_edges(visit, asked)
    chart = write_address("/network/chart", _drop(visit))
    return NetworkView(asked, tuple(edges[:_ROWS]), len(edges), chart)


def find_network_chart(visit: Visit) -> ChartView:
    """The network's figure."""
    from onrecord.web.charts import draw_network

    asked = visit.ask(NetworkAsked)
    return ChartView(draw_network(_find_edges(visit, asked), asked.theme == "dark"), _name_figure(visit))


def _find_edges(visit: Visit, asked: NetworkAsked) -> list[Edge]:
    narrowed: Filters = {
        "type": asked.type, "status": asked.status, "about": asked.actor, "outlet": asked.outlet,
        "after": asked.after, "before": asked.before,
    }  # fmt: skip
    edges = visit.desk.edges(make_question("", narrowed))
    return [e for e in edges if asked.quad in (None, QUADS.get(e.type))]


def _ask_days(asked: TimelineAsked) -> Question:
    narrowed: Filters = {"outlet": asked.outlet, "after": asked.after, "before": asked.before}
    if asked.kind == "statement":
        narrowed |= {"speaker": asked.actor, "act": asked.act, "form": asked.form}
    else:
        narrowed |= {"about": asked.actor, "type": asked.type, "status": asked.status}
    return make_question("", narrowed)


def _link_items(asked: TimelineAsked) -> str:
    """Where the items that are counted are listed."""
    fields = {name: getattr(asked, name) for name in ("outlet", "act", "form", "type", "status")}
    who = {"speaker" if asked.kind == "statement" else "about": asked.actor}
    return write_address(f"/{asked.kind}s", {**fields, **who})


def _name_figure(visit: Visit) -> str:
    return write_address(visit.path.removesuffix(".json") + ".json", _drop(visit))


def _drop(visit: Visit) -> dict[str, str]:
    return {name: value for name, value in visit.query.items() if name != "theme"}


PAGES = (
    Page("/timeline", "timeline.html", find_timeline, TimelineView, TimelineAsked),
    Page("/timeline/chart", "chart.html", find_timeline_chart, ChartView, TimelineAsked, policy=CHART_POLICY),
    Page("/network", "network.html", find_network, NetworkView, NetworkAsked),
    Page("/network/chart", "chart.html", find_network_chart, ChartView, NetworkAsked, policy=CHART_POLICY),
)
