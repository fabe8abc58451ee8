"""Figures of charts that take long to count in a large case, kept as they were counted last.

A chart that is asked for is named by its question, so that each has a row of its own; the oldest rows make room. Each
is kept with the newest page and correction that it counts, from which whoever shows it sees whether it is old.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, select

from onrecord.record import Frozen
from onrecord.store.count_tables import kept_charts
from onrecord.store.counting import State
from onrecord.store.network import Day, Edge, Network, Part, count_days, find_network
from onrecord.store.question import Kind, Question

_MOST = 40  # charts that are kept; each takes 200 kB at most
_COMPRESSION = 1  # these are written often and read at once


class Chart(Frozen, frozen=True):
    """What a chart shows: items by day and by each of `parts`, or the network where `parts` is None."""

    question: Question
    kind: Kind = "event"
    parts: tuple[Part, ...] | None = None


class Figures(Frozen, frozen=True):
    """What was counted for a chart: its days, or its edges with the events that have an end without a name."""

    days: tuple[Day, ...] = ()
    edges: tuple[Edge, ...] = ()
    nameless: int = 0

    @property
    def network(self) -> Network:
        """The edges as a network."""
        return Network(list(self.edges), self.nameless)


class Charted(NamedTuple):
    """Figures as they were in a state of the case, and how many seconds the counting took."""

    state: State
    figures: Figures
    seconds: float


def count_chart(connection: Connection, chart: Chart) -> Figures:
    """Count it over all rows that its question asks for."""
    if chart.parts is None:
        network = find_network(connection, chart.question)
        return Figures(edges=tuple(network.edges), nameless=network.nameless)
    return Figures(days=tuple(count_days(connection, chart.question, chart.kind, chart.parts)))


def find_charted(connection: Connection, chart: Chart) -> Charted | None:
    """The figures as they were counted last; None where they never were, or not lately."""
    row = connection.execute(select(kept_charts).where(kept_charts.c.asked == _name(chart))).first()
    if row is None:
        return None
    figures = msgspec.json.decode(zlib.decompress(row.answer), type=Figures)
    return Charted(State(row.last_page, row.last_correction), figures, row.seconds)


def keep_charted(connection: Connection, chart: Chart, charted: Charted) -> None:
    """Keep the figures for who looks next."""
    if connection.dialect.name == "postgresql":  # two servers of one case may keep at once; SQLite has one writer
        connection.exec_driver_sql("LOCK TABLE kept_charts IN EXCLUSIVE MODE")
    c = kept_charts.c
    connection.execute(kept_charts.delete().where(c.asked == _name(chart)))
    older = select(c.asked).order_by(c.made_at.desc(), c.asked).offset(_MOST - 1)
    gone = list(connection.execute(older).scalars())
    if gone:
        connection.execute(kept_charts.delete().where(c.asked.in_(gone)))
    row = {
        "asked": _name(chart),
        "last_page": charted.state.page,
        "last_correction": charted.state.correction,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": charted.seconds,
        "answer": zlib.compress(msgspec.json.encode(charted.figures), _COMPRESSION),
    }
    connection.execute(kept_charts.insert(), row)


def _name(chart: Chart) -> str:
    return msgspec.json.encode(chart).decode()
