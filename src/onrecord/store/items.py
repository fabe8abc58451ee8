"""A row of an item table -> the item."""

from __future__ import annotations

import msgspec
from sqlalchemy import RowMapping

from onrecord.record import Actor, Event, Mention, Scores, Span, Statement


def make_statement(row: RowMapping) -> Statement:
    """The item of a row of `statements`."""
    return Statement(
        id=row["id"],
        source=_span(row, "source"),
        cue=_span(row, "cue"),
        contents=msgspec.convert(row["contents"], tuple[Span, ...]),
        speaker=row["speaker"],
        form=row["form"],
        act=row["act"],
        confidence=row["confidence"],
        scores=msgspec.convert(row["scores"], Scores),
        addressee=_span(row, "addressee"),
        venue=_span(row, "venue"),
        place=_span(row, "place"),
        time=row["time"],
        via=tuple(row["via"]),
        within=row["within"],
    )


def make_actor(row: RowMapping) -> Actor:
    """The item of a row of `appearances`."""
    return Actor(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        mentions=msgspec.convert(row["mentions"], tuple[Mention, ...]),
        country=row["country"],
        sectors=tuple(row["sectors"]),
        role=row["role"],
        same_as=tuple(row["same_as"]),
        country_how=row["country_how"],
    )


def make_event(row: RowMapping) -> Event:
    """The item of a row of `events`."""
    return Event(
        id=row["id"],
        type=row["type"],
        mode=row["mode"],
        trigger=Span(row["trigger_start"], row["trigger_end"]),
        actors=tuple(row["actors"]),
        recipients=tuple(row["recipients"]),
        status=row["status"],
        confidence=row["confidence"],
        objects=msgspec.convert(row["objects"], tuple[Span, ...]),
        place=_span(row, "place"),
        time=row["time"],
        according_to=row["according_to"],
        within=row["within"],
        contexts=tuple(row["contexts"]),
        rule=row["rule"],
    )


def _span(row: RowMapping, name: str) -> Span | None:
    start, end = row[f"{name}_start"], row[f"{name}_end"]
    return None if start is None else Span(start, end)
