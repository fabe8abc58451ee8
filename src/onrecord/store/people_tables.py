"""The tables of the people who use a case in a browser: accounts, sessions, replies, verdicts, and what was done."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from onrecord.store.tables import Json, Number, may, metadata, must

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text(), primary_key=True, comment="name to sign in with"),
    must("password", Text(), "hash of the password (Argon2id, with its salt and parameters)"),
    must("role", Text(), "reader, reviewer, or editor"),
    must("added_at", Text(), "when (ISO 8601, UTC)"),
    must("open", Boolean(), "whether it can be signed in with"),
    comment="Who may use the case in a browser, where accounts are demanded.",
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", Text(), primary_key=True, comment="SHA-256 of the cookie, hex"),
    Column("account", Text(), ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False, comment="accounts.name"),
    must("ends_at", Text(), "when it ends (ISO 8601, UTC)"),
    Index("ix_sessions_account", "account"),
    comment="Who is signed in. The cookie itself is not kept.",
)

replies = Table(
    "replies",
    metadata,
    Column("id", Text(), primary_key=True, comment="id, r-..."),
    must("item", Text(), "id of the statement, event, or story that it answers"),
    must("story", Text(), "id of the story that the item is of"),
    must("name", Text(), "the name that is shown"),
    must("email", Text(), "e-mail of the writer: never shown and never exported"),
    must("text", Text(), "what they say"),
    must("sent_at", Text(), "when (ISO 8601, UTC)"),
    must("state", Text(), "pending, approved, denied, or spam"),
    may("decided_by", Text(), "who decided"),
    may("decided_at", Text(), "when (ISO 8601, UTC)"),
    Index("ix_replies_story_state", "story", "state"),
    Index("ix_replies_item_state", "item", "state"),
    Index("ix_replies_state_sent_at", "state", "sent_at"),
    comment="What people concerned answer. Only approved ones are shown.",
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("number", Number, primary_key=True, comment="number of the row; the last one of an entry counts"),
    must("entry", Text(), "id, when this was said, of an entry of the ledger or of a group (c-..., q-..., g-...)"),
    must("verdict", Text(), "real, not real, or open"),
    must("who", Text(), "who said so"),
    must("made_at", Text(), "when (ISO 8601, UTC)"),
    may("why", Text(), "why, where they told"),
    Index("ix_verdicts_entry", "entry"),
    comment="Whether people hold an entry or a group for real. Rows are only ever added: undoing one is another row.",
)

verdict_places = Table(
    "verdict_places",
    metadata,
    Column(
        "verdict",
        Number,
        ForeignKey("verdicts.number"),
        primary_key=True,
        autoincrement=False,
        comment="verdicts.number",
    ),
    Column("place", Integer(), primary_key=True, autoincrement=False, comment="1 for its first place, and so on"),
    must("address", Text(), "pages.address"),
    must("anchor", Json, "the words: exact, prefix, suffix (W3C TextQuoteSelector), start, end (TextPositionSelector)"),
    Index("ix_verdict_places_address", "address"),
    comment="The words that a verdict is about, by which it is known again when pages are read or captured anew.",
)

verdict_standings = Table(
    "verdict_standings",
    metadata,
    Column("item", Text(), primary_key=True, comment="id that the entry or the group has now"),
    Column("verdict", Number, nullable=False, comment="verdicts.number"),
    Index("ix_verdict_standings_verdict", "verdict"),
    comment="Which verdict counts for an entry or a group as it is found now; made anew from verdicts.",
)

audit = Table(
    "audit",
    metadata,
    Column("number", Number, primary_key=True, comment="number of the row"),
    must("made_at", Text(), "when (ISO 8601, UTC)"),
    must("who", Text(), "who did it, or tried"),
    must("what", Text(), "what they did, such as signed in, page added, reply approved"),
    must("detail", Text(), "to what"),
    comment="What was done in a browser, apart from corrections, which are rows of their own.",
)
