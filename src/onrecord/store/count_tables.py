"""The tables of counts that take long to make in a large case: kept as they were when they were last made."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from onrecord.store.tables import Json, Number, metadata, must

case_counts = Table(
    "case_counts",
    metadata,
    Column("number", Integer(), primary_key=True, autoincrement=False, comment="always 1"),
    must("last_page", Number, "the newest of pages.number that was counted"),
    must("last_correction", Number, "the newest of corrections.number that was counted"),
    must("made_at", Text(), "when it was counted (ISO 8601, UTC)"),
    must("seconds", Float(), "how long that took"),
    must("overview", Json, "pages, stories, statements, events, and so on, each with its number"),
    comment="The case in numbers, as of a page and a correction; counted anew when somebody looks and it is old.",
)

actor_counts = Table(
    "actor_counts",
    metadata,
    Column("place", Integer(), primary_key=True, autoincrement=False, comment="1 for who says most, and so on"),
    Column("actor", Text(), ForeignKey("actors.id", ondelete="CASCADE"), nullable=False, comment="actors.id"),
    must("statements", Integer(), "statements on current pages, with those of actors merged into it"),
    must("pages", Integer(), "current pages that it appears on, likewise"),
    Index("ix_actor_counts_actor", "actor"),
    comment="The actors of the case by how much they say, counted together with case_counts.",
)

kept_charts = Table(
    "kept_charts",
    metadata,
    Column("asked", Text(), primary_key=True, comment="what was counted, by which filters and parts: JSON"),
    must("last_page", Number, "as in case_counts"),
    must("last_correction", Number, "as in case_counts"),
    must("made_at", Text(), "when it was counted (ISO 8601, UTC)"),
    must("seconds", Float(), "how long that took"),
    must("answer", LargeBinary(), "the figures: JSON, compressed with zlib"),
    comment="Timelines and networks that took long to count, as they were counted last; the newest of them.",
)
