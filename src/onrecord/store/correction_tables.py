"""The tables of what people said of items, and of what follows from it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from onrecord.store.tables import Json, Number, may, metadata, must

corrections = Table(
    "corrections",
    metadata,
    Column("number", Number, primary_key=True, comment="number of the row, in the order they were made"),
    must("id", Text(), "id, c-..."),
    must("kind", Text(), "confirm, reject, correct, add, merge, split, same, or undo"),
    must("item", Text(), "id of the item when this was said"),
    must("item_kind", Text(), "statement, event, timex, finding, actor, or story"),
    must("who", Text(), "who said it"),
    must("made_at", Text(), "when (ISO 8601, UTC)"),
    may("why", Text(), "why, where they told"),
    may("field", Text(), "the field that is corrected"),
    may("old", Text(), "its value before, as JSON"),
    may("new", Text(), "its value now, as JSON; for a split, the actor's new id in the case"),
    may("other", Text(), "the actor merged away, the second item that is the same, or the correction undone"),
    may("address", Text(), "pages.address of the item's page"),
    may("page", Number, "pages.number of the capture that the person saw"),
    may("snapshot", Text(), "the item as it was, with the actors and times that it names, as JSON"),
    must(
        "anchors", Json, "its spans: exact, prefix, suffix (W3C TextQuoteSelector), start, end (TextPositionSelector)"
    ),
    UniqueConstraint("id"),
    Index("ix_corrections_address", "address"),
    Index("ix_corrections_item", "item"),
    Index("ix_corrections_kind", "kind"),
    comment="What people said of items. Rows are only ever added: undoing one is another row.",
)

standings = Table(
    "standings",
    metadata,
    Column("correction", Text(), ForeignKey("corrections.id"), primary_key=True, comment="corrections.id"),
    may("item", Text(), "id that the item has in the current reading; empty where it has none"),
    must("state", Text(), "exact, moved, changed, or gone: how its words stand in the current capture"),
    may("start", Integer(), "where its words begin now"),
    may("end", Integer(), "where they end now, not included"),
    Index("ix_standings_item", "item"),
    comment="Where each correction that counts stands in the current capture of its page; made anew at each reading.",
)

same_items = Table(
    "same_items",
    metadata,
    Column("item", Text(), primary_key=True, comment="id of a statement or event"),
    must("counts_as", Text(), "id of the item that stands for all which people marked as the same"),
    comment="Items that people marked as the same; made anew from corrections.",
)
