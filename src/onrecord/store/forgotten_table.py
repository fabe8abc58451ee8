"""The table of what was forgotten: that it was, when, and why, without anything of what it held."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from onrecord.store.tables import Number, may, metadata, must

forgotten = Table(
    "forgotten",
    metadata,
    Column("number", Number, primary_key=True, comment="number of the row"),
    must("kind", Text(), "page, reply, or person"),
    may("sha256", Text(), "of a page: SHA-256 of its bytes, hex"),
    may("address_sha256", Text(), "of a page: SHA-256 of its address, hex, so that no feed brings it back"),
    must("forgotten_at", Text(), "when (ISO 8601, UTC)"),
    must("who", Text(), "who had it forgotten"),
    may("why", Text(), "why, where they told"),
    Index("ix_forgotten_address_sha256", "address_sha256"),
    comment="What was taken out of the case for good. Nothing of what it said is kept.",
)
