"""The tables of what the pages of a case share: first what was found, then the index by which it is found.

What was found is made anew, bit by bit, whenever pages change; `body` holds it whole, as the program reads it back. The
index (`compare_...`) is the program's own: items of four kinds (wordings, mentions of events, clauses, samples of
stories) and names, the keys that they are found by, and which of them belong together.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from onrecord.store.tables import Json, Number, may, metadata, must


def _page(primary: bool = False) -> Column[Any]:
    # A page that is taken out of the case takes with it what was kept of it here.
    return Column(
        "page",
        Number,
        ForeignKey("pages.number", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary,
        autoincrement=False,
        comment="pages.number",
    )


def _key(name: str, comment: str) -> Column[Any]:
    return Column(name, Text(), primary_key=True, comment=comment)


def _body() -> Column[Any]:
    return must("body", LargeBinary(), "the whole of it, as MessagePack")


quotations = Table(
    "quotations",
    metadata,
    _key("id", "id, q-..."),
    must("reference", Text(), "statements.id of the telling that the others are compared with; it is not called true"),
    must("why", Text(), "what that was chosen for: told most often, or fullest"),
    must("words", Text(), "its words"),
    may("speaker", Text(), "name of its speaker"),
    must("tellings", Integer(), "how many statements tell it"),
    must("changes", Json, "the kinds of its changes, a list"),
    _body(),
    Index("ix_quotations_tellings_id", "tellings", "id"),
    comment="The same words on two pages or more.",
)

quotation_tellings = Table(
    "quotation_tellings",
    metadata,
    _key("statement", "statements.id"),
    must("quotation", Text(), "quotations.id"),
    _page(),
    must("place", Integer(), "its place among the tellings, by time"),
    may("compared_with", Text(), "statements.id of the telling that it was compared with; empty for the reference"),
    Index("ix_quotation_tellings_quotation", "quotation"),
    Index("ix_quotation_tellings_page", "page"),
    comment="Which statement tells which quotation.",
)

quotation_changes = Table(
    "quotation_changes",
    metadata,
    Column("statement", Text(), primary_key=True, comment="statements.id"),
    Column("place", Integer(), primary_key=True, autoincrement=False, comment="its place among the changes"),
    must("quotation", Text(), "quotations.id"),
    must("kind", Text(), "cut, added, bracketed, substituted, respelled, reordered, number changed, and so on"),
    may("here_start", Integer(), "where it begins in the story of the statement"),
    may("here_end", Integer(), "where it ends, not included"),
    may("there_start", Integer(), "where it begins in the story of the telling that it was compared with"),
    may("there_end", Integer(), "where it ends, not included"),
    must("text", Text(), "the change in words"),
    Index("ix_quotation_changes_quotation", "quotation"),
    comment="How each telling of a quotation differs from the one that it was compared with.",
)

event_groups = Table(
    "event_groups",
    metadata,
    _key("id", "id, g-..."),
    must("type", Text(), "PLOVER's event type"),
    must("mentions", Integer(), "how many events tell of it"),
    must("differences", Json, "what they tell differently: list of status, day, number, actors, recipients"),
    _body(),
    comment="Events that two pages or more tell of.",
)

event_group_mentions = Table(
    "event_group_mentions",
    metadata,
    _key("event", "events.id"),
    must("event_group", Text(), "event_groups.id"),
    _page(),
    must("place", Integer(), "its place among the mentions, by day"),
    Index("ix_event_group_mentions_event_group", "event_group"),
    Index("ix_event_group_mentions_page", "page"),
    comment="Which event on a page is which one of the case.",
)

chains = Table(
    "chains",
    metadata,
    _key("statement", "statements.id"),
    _page(),
    must("cited", Text(), "the outlet that the page has it from, as the page names it"),
    must("cited_key", Text(), "one name for all names of that outlet"),
    may("published", Text(), "when the page was published"),
    must("verdict", Text(), "confirmed, altered, not found in it, or not checked"),
    must("text", Text(), "why"),
    may("story", Text(), "stories.id of the cited outlet's page that has it"),
    _body(),
    Index("ix_chains_page", "page"),
    Index("ix_chains_cited_key", "cited_key"),
    Index("ix_chains_verdict", "verdict"),
    comment="Statements that a page has from another outlet, and whether that outlet's own page has them.",
)

contradictions = Table(
    "contradictions",
    metadata,
    _key("id", "id, c-..."),
    must("kind", Text(), "statements or events"),
    must("rule", Text(), "the rule that found it, in words"),
    must("one", Text(), "statements.id or events.id of the one side"),
    must("one_story", Text(), "stories.id of its page"),
    must("one_start", Integer(), "where it begins in the story"),
    must("one_end", Integer(), "where it ends, not included"),
    must("other", Text(), "statements.id or events.id of the other side"),
    must("other_story", Text(), "stories.id of its page"),
    must("other_start", Integer(), "where it begins in the story"),
    must("other_end", Integer(), "where it ends, not included"),
    must("text", Text(), "what was found, in words"),
    must("strength", Float(), "for the order, the strongest first; no probability"),
    must("pair", Text(), "both sides' ids in one order; of entries on one pair the strongest is shown"),
    must("matter", Text(), "the same for entries that use the same words, of which the strongest is shown"),
    must("shown", Boolean(), "whether it is the strongest on its matter"),
    must("basis", Text(), "what it follows from: quotations.id, event_groups.id, or the items of two clauses"),
    _body(),
    Index("ix_contradictions_pair", "pair"),
    Index("ix_contradictions_matter", "matter"),
    Index("ix_contradictions_basis", "basis"),
    Index("ix_contradictions_shown_strength", "shown", "strength"),
    comment="The ledger: pairs of statements or events that cannot both be so. Whether an entry is real, people say.",
)

story_copies = Table(
    "story_copies",
    metadata,
    _key("story", "stories.id"),
    _page(),
    must("voice", Text(), "stories.id of the first story that it is a copy of; its own where it is nobody's copy"),
    may("outlet", Text(), "outlet of the page"),
    Index("ix_story_copies_voice", "voice"),
    Index("ix_story_copies_page", "page"),
    comment="Near-identical stories, which count as one voice.",
)

joined_names = Table(
    "joined_names",
    metadata,
    Column("name", Number, primary_key=True, autoincrement=False, comment="compare_items.number of a name"),
    must("block", Text(), "the names among which it was looked for"),
    must("joined", Number, "number of the first name that it is joined with; its own for that one"),
    must("place", Integer(), "its place among those that are joined"),
    may("reason", Text(), "why it is thought to be the same actor; empty for the first"),
    Index("ix_joined_names_block", "block"),
    Index("ix_joined_names_joined", "joined"),
    comment="Names of one actor on several pages, and why they are thought to be one's.",
)

compare_due = Table(
    "compare_due",
    metadata,
    _page(primary=True),
    comment="Pages that changed since they were compared.",
)

compare_pages = Table(
    "compare_pages",
    metadata,
    _page(primary=True),
    must("story", Text(), "stories.id"),
    must("url", Text(), "address of the story"),
    may("outlet_key", Text(), "one name for all names of its outlet"),
    may("published", Text(), "when it was published"),
    Index("ix_compare_pages_outlet_key_published", "outlet_key", "published"),
    Index("ix_compare_pages_story", "story"),
    comment="Pages that are compared.",
)

compare_items = Table(
    "compare_items",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False, comment="number of the item"),
    must("kind", Text(), "wording, event, clause, similar, story, or name"),
    may("identity", Text(), "the same for what is one item on many pages: wordings, samples of stories, names"),
    may("page", Number, "pages.number, where the item is of one page"),
    _body(),
    Index("ix_compare_items_identity", "identity", unique=True),
    Index("ix_compare_items_page", "page"),
    comment="What is compared with its like.",
)

compare_members = Table(
    "compare_members",
    metadata,
    Column("item", Number, primary_key=True, autoincrement=False, comment="compare_items.number"),
    _key("id", "id of a statement, an appearance, or a story, which has the item"),
    _page(),
    may("body", LargeBinary(), "a telling of the wording, as MessagePack"),
    Index("ix_compare_members_page", "page"),
    Index("ix_compare_members_id", "id"),
    comment="Where an item of many pages stands.",
    sqlite_with_rowid=False,
)

compare_keys = Table(
    "compare_keys",
    metadata,
    Column("key", BigInteger(), primary_key=True, autoincrement=False, comment="hash of what items may share"),
    Column("item", Number, primary_key=True, autoincrement=False, comment="compare_items.number"),
    comment="By what items find each other.",
    sqlite_with_rowid=False,
)

compare_worn = Table(
    "compare_worn",
    metadata,
    Column("key", BigInteger(), primary_key=True, autoincrement=False, comment="compare_keys.key"),
    must("holders", Integer(), "how many items have it"),
    comment="Keys that so many items have that they count for nothing.",
)

compare_links = Table(
    "compare_links",
    metadata,
    Column("one", Number, primary_key=True, autoincrement=False, comment="compare_items.number"),
    Column("other", Number, primary_key=True, autoincrement=False, comment="compare_items.number"),
    must("keys", LargeBinary(), "the keys that they share, as MessagePack"),
    must("live", Boolean(), "whether one of the keys is not worn"),
    comment="Items that belong together; each link stands here in both directions.",
    sqlite_with_rowid=False,
)

compare_dirty = Table(
    "compare_dirty",
    metadata,
    Column("kind", Text(), primary_key=True, comment="compare_items.kind, or chain"),
    Column("item", Number, primary_key=True, autoincrement=False, comment="compare_items.number, or pages.number"),
    comment="Items whose groups are to be made anew.",
    sqlite_with_rowid=False,
)

compare_state = Table(
    "compare_state",
    metadata,
    _key("name", "version"),  # and "rules": the number of those by which pages were compared
    must("number", Number, "goes up whenever something was compared"),
    comment="Whether what was read of a comparison before is still what is here.",
)

# All that was found, and all that it is found by.
FOUND = (
    quotations, quotation_tellings, quotation_changes, event_groups, event_group_mentions, chains, contradictions,
    story_copies, joined_names, compare_pages, compare_items, compare_members, compare_keys, compare_worn,
    compare_links, compare_dirty,
)  # fmt: skip
