"""Pages with a chart: the timeline and the network. The same figures stand below each chart as a table."""

from __future__ import annotations

from typing import Literal, NamedTuple

from onrecord.record import Act, EventStatus, EventType, Form, Frozen
from onrecord.store.charted import Chart
from onrecord.store.entries import ActorEntry
from onrecord.store.network import Day, Edge, Network, Part
from onrecord.store.question import Filters, Question, make_question
from onrecord.web.cards import NOBODY
from onrecord.web.framing import ChartView, Framed, leave_frame_out, make_look, name_figure
from onrecord.web.lists import write_address
from onrecord.web.pages import Page
from onrecord.web.periods import Period, count_outside, cut_periods, find_span
from onrecord.web.shield import CHART_POLICY
from onrecord.web.visit import Visit
from onrecord.web.wording import NO_OUTLET, OTHERS, QUADS, TYPES

_ROWS = 400  # of the table below a chart


class TimelineAsked(Framed, frozen=True, kw_only=True):
    """What a timeline shows: statements or events, of whom, of what sort, in which outlet, and when.

    `rows` and `colour` say what tells its rows and its colours apart (None: a statement's act, an event's type).
    `span` is which days are shown at first: those in which most lies, or all.
    """

    kind: Literal["statement", "event"] = "statement"
    rows: Part = "sort"
    colour: Part | None = None
    span: Literal["most", "all"] = "most"
    actor: str | None = None
    act: Act | None = None
    form: Form | None = None
    type: EventType | None = None
    status: EventStatus | None = None
    outlet: str | None = None
    after: str | None = None
    before: str | None = None


class Counted(Frozen, frozen=True):
    """A row of the table below a timeline: what it counts, and where that is listed."""

    day: str
    row: str
    colour: str
    number: int
    address: str


class TimelineView(Frozen, frozen=True):
    """Statements or events counted by day and by what tells them apart. `outside` lie before or after `span`.

    Where they are not `fresh`, something came since they were counted; where they are not `counted`, they are being
    counted for the first time.
    """

    asked: TimelineAsked
    actor: ActorEntry | None
    days: tuple[Counted, ...]
    total: int
    rows: int
    span: tuple[str, str] | None
    outside: int
    chart: str
    fresh: bool
    counted: bool


class NetworkAsked(Framed, frozen=True, kw_only=True):
    """What a network shows: events of which type or quad class, of what status, and when."""

    type: EventType | None = None
    quad: str | None = None
    status: EventStatus | None = None
    actor: str | None = None
    outlet: str | None = None
    after: str | None = None
    before: str | None = None


class NetworkView(Frozen, frozen=True):
    """Who did what to whom, those with most events first. `nameless` events have an end without a name.

    `periods` are times that lead to narrower networks. `fresh` and `counted` are as in a timeline.
    """

    asked: NetworkAsked
    edges: tuple[Edge, ...]
    total: int
    nameless: int
    periods: tuple[Period, ...]
    chart: str
    fresh: bool
    counted: bool


class _CountedDays(NamedTuple):
    days: list[Day]
    fresh: bool
    counted: bool


class _CountedNetwork(NamedTuple):
    network: Network
    fresh: bool
    counted: bool


def find_timeline(visit: Visit) -> TimelineView:
    """The timeline with its table."""
    asked = visit.ask(TimelineAsked)
    days, *known = _find_days(visit, asked)
    actor = next(visit.case.actors(asked.actor, limit=1), None) if asked.actor else None
    span = find_span(days, whole=asked.span == "all")
    colour = _find_colour(asked)
    table = tuple(
        Counted(d.day, _name(d, asked.rows), _name(d, colour), d.number, _link(asked, d)) for d in days[:_ROWS]
    )
    return TimelineView(
        asked, actor, table, sum(d.number for d in days), len(days),
        (span[0].isoformat(), span[1].isoformat()) if span else None, count_outside(days, span),
        write_address("/timeline/chart", leave_frame_out(visit)), *known,
    )  # fmt: skip


def find_timeline_chart(visit: Visit) -> ChartView:
    """The timeline's figure."""
    from onrecord.web.charts import draw_days
    from onrecord.web.charts.days import Marks

    asked = visit.ask(TimelineAsked)
    days = _find_days(visit, asked).days
    marks = Marks(days, asked.rows, _find_colour(asked), _name, lambda day: _link(asked, day))
    span = find_span(days, whole=asked.span == "all")
    return ChartView(draw_days(marks, span, make_look(asked)), name_figure(visit))


def find_network(visit: Visit) -> NetworkView:
    """The network with its table."""
    asked = visit.ask(NetworkAsked)
    network, *known = _find_network(visit, asked)
    by_type = visit.charter.find(Chart(_ask_network(asked, whole=True), "event", ("sort",))).figures
    days = [d for d in by_type.days if asked.quad in (None, QUADS.get(d.sort or ""))] if by_type else []
    periods = cut_periods(days, asked.after, asked.before)
    chart = write_address("/network/chart", leave_frame_out(visit))
    return NetworkView(
        asked, tuple(network.edges[:_ROWS]), len(network.edges), network.nameless, tuple(periods), chart, *known
    )


def find_network_chart(visit: Visit) -> ChartView:
    """The network's figure."""
    from onrecord.web.charts import draw_network

    asked = visit.ask(NetworkAsked)
    return ChartView(draw_network(_find_network(visit, asked).network.edges, make_look(asked)), name_figure(visit))


def _find_network(visit: Visit, asked: NetworkAsked) -> _CountedNetwork:
    shown = visit.charter.find(Chart(_ask_network(asked, whole=False)))
    edges, nameless = (shown.figures.edges, shown.figures.nameless) if shown.figures else ((), 0)
    kept = [e for e in edges if asked.quad in (None, QUADS.get(e.type))]
    return _CountedNetwork(Network(kept, nameless), shown.fresh, shown.figures is not None)


def _ask_network(asked: NetworkAsked, whole: bool) -> Question:
    """The question for the network; `whole`: of all times."""
    narrowed: Filters = {"type": asked.type, "status": asked.status, "about": asked.actor, "outlet": asked.outlet}
    if not whole:
        narrowed |= {"after": asked.after, "before": asked.before}
    return make_question("", narrowed)


def _find_colour(asked: TimelineAsked) -> Part:
    """What tells colours apart: what was asked for, else what is known of each item and does not name the rows."""
    return asked.colour or ("status" if asked.rows == "sort" and asked.kind == "event" else "sort")


def _find_days(visit: Visit, asked: TimelineAsked) -> _CountedDays:
    parts = tuple(sorted({asked.rows, _find_colour(asked)}))
    shown = visit.charter.find(Chart(_ask_days(asked), asked.kind, parts))
    days = list(shown.figures.days) if shown.figures else []
    return _CountedDays(days, shown.fresh, shown.figures is not None)


def _ask_days(asked: TimelineAsked) -> Question:
    narrowed: Filters = {"outlet": asked.outlet, "after": asked.after, "before": asked.before}
    if asked.kind == "statement":
        narrowed |= {"speaker": asked.actor, "act": asked.act, "form": asked.form}
    else:
        narrowed |= {"about": asked.actor, "type": asked.type, "status": asked.status}
    return make_question("", narrowed)


def _name(day: Day, part: Part) -> str:
    """What a day's items have in a part, in words."""
    if part == "actor":
        return OTHERS if day.actor == "" else day.actor_name or NOBODY
    if part == "outlet":
        return OTHERS if day.outlet == "" else day.outlet or NO_OUTLET
    value = (day.sort if part == "sort" else day.status) or ""
    return TYPES.get(value, value)  # type: ignore[call-overload, no-any-return]


def _link(asked: TimelineAsked, day: Day) -> str:
    """Where the items that a mark counts are listed; outlets and actors that stand together cannot be asked for."""
    sort, status = ("act", "form") if asked.kind == "statement" else ("type", "status")
    fields = {name: getattr(asked, name) for name in ("outlet", sort, status)}
    fields["speaker" if asked.kind == "statement" else "about"] = asked.actor
    fields |= {name: value for name, value in (
        (sort, day.sort), (status, day.status), ("outlet", day.outlet), ("speaker", day.actor),
    ) if value}  # fmt: skip
    return write_address(f"/{asked.kind}s", {**fields, "after": day.day, "before": day.day})


PAGES = (
    Page("/timeline", "timeline.html", find_timeline, TimelineView, TimelineAsked),
    Page("/timeline/chart", "chart.html", find_timeline_chart, ChartView, TimelineAsked, policy=CHART_POLICY),
    Page("/network", "network.html", find_network, NetworkView, NetworkAsked),
    Page("/network/chart", "chart.html", find_network_chart, ChartView, NetworkAsked, policy=CHART_POLICY),
)
