"""what the pages of a case share, the index by which it is found, and marks on it that outlive a new reading."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
TEXT, INTEGER, BLOB, BIG = sa.Text(), sa.Integer(), sa.LargeBinary(), sa.BigInteger()
BOOLEAN, FLOAT = sa.Boolean(), sa.Float()

# Name of a column with its type; "?" may be empty.
FOUND: dict[str, tuple[str, dict[str, Any]]] = {
    "quotations": ("id", {"id": TEXT, "reference": TEXT, "why": TEXT, "words": TEXT, "speaker?": TEXT,
                          "tellings": INTEGER, "changes": JSON, "body": BLOB}),
    "quotation_tellings": ("statement", {"statement": TEXT, "quotation": TEXT, "page": NUMBER, "place": INTEGER,
                                         "compared_with?": TEXT}),
    "quotation_changes": ("statement place", {"statement": TEXT, "place": INTEGER, "quotation": TEXT, "kind": TEXT,
                                              "here_start?": INTEGER, "here_end?": INTEGER, "there_start?": INTEGER,
                                              "there_end?": INTEGER, "text": TEXT}),
    "event_groups": ("id", {"id": TEXT, "type": TEXT, "mentions": INTEGER, "differences": JSON, "body": BLOB}),
    "event_group_mentions": ("event", {"event": TEXT, "event_group": TEXT, "page": NUMBER, "place": INTEGER}),
    "chains": ("statement", {"statement": TEXT, "page": NUMBER, "cited": TEXT, "cited_key": TEXT, "published?": TEXT,
                             "verdict": TEXT, "text": TEXT, "story?": TEXT, "body": BLOB}),
    "contradictions": ("id", {"id": TEXT, "kind": TEXT, "rule": TEXT, "one": TEXT, "one_story": TEXT,
                              "one_start": INTEGER, "one_end": INTEGER, "other": TEXT, "other_story": TEXT,
                              "other_start": INTEGER, "other_end": INTEGER, "text": TEXT, "strength": FLOAT,
                              "pair": TEXT, "matter": TEXT, "shown": BOOLEAN, "basis": TEXT, "body": BLOB}),
    "story_copies": ("story", {"story": TEXT, "page": NUMBER, "voice": TEXT, "outlet?": TEXT}),
    "joined_names": ("name", {"name": NUMBER, "block": TEXT, "joined": NUMBER, "place": INTEGER, "reason?": TEXT}),
    "compare_due": ("page", {"page": NUMBER}),
    "compare_pages": ("page", {"page": NUMBER, "story": TEXT, "url": TEXT, "outlet_key?": TEXT, "published?": TEXT}),
    "compare_items": ("number", {"number": NUMBER, "kind": TEXT, "identity?": TEXT, "page?": NUMBER, "body": BLOB}),
    "compare_members": ("item id", {"item": NUMBER, "id": TEXT, "page": NUMBER, "body?": BLOB}),
    "compare_keys": ("key item", {"key": BIG, "item": NUMBER}),
    "compare_worn": ("key", {"key": BIG, "holders": INTEGER}),
    "compare_links": ("one other", {"one": NUMBER, "other": NUMBER, "keys": BLOB, "live": BOOLEAN}),
    "compare_dirty": ("kind item", {"kind": TEXT, "item": NUMBER}),
    "compare_state": ("name", {"name": TEXT, "number": NUMBER}),
    "verdict_places": ("verdict place", {"verdict": NUMBER, "place": INTEGER, "address": TEXT, "anchor": JSON}),
    "verdict_standings": ("item", {"item": TEXT, "verdict": NUMBER}),
}  # fmt: skip
NARROW = ("compare_members", "compare_keys", "compare_links", "compare_dirty")
INDEXES = {
    "quotations": ["tellings id"], "quotation_tellings": ["quotation", "page"], "quotation_changes": ["quotation"],
    "event_group_mentions": ["event_group", "page"], "chains": ["page", "cited_key", "verdict"],
    "contradictions": ["pair", "matter", "basis", "shown strength"], "story_copies": ["voice", "page"],
    "joined_names": ["block", "joined"], "compare_pages": ["outlet_key published", "story"],
    "compare_items": ["page"], "compare_members": ["page", "id"], "verdict_places": ["address"],
    "verdict_standings": ["verdict"],
}  # fmt: skip
TO_PAGES = ("quotation_tellings", "event_group_mentions", "chains", "story_copies", "compare_due", "compare_pages",
            "compare_members")  # fmt: skip


def upgrade() -> None:
    for table, (key, columns) in FOUND.items():
        made = [sa.Column(name.rstrip("?"), type, nullable=name.endswith("?")) for name, type in columns.items()]
        keys: list[sa.schema.SchemaItem] = [sa.PrimaryKeyConstraint(*key.split(), name=op.f(f"pk_{table}"))]
        if table in TO_PAGES:
            name = op.f(f"fk_{table}_page")
            keys.append(sa.ForeignKeyConstraint(["page"], ["pages.number"], name=name, ondelete="CASCADE"))
        if table == "verdict_places":
            keys.append(sa.ForeignKeyConstraint(["verdict"], ["verdicts.number"], name=op.f(f"fk_{table}_verdict")))
        op.create_table(table, *made, *keys, sqlite_with_rowid=table not in NARROW)
    for table, listed in INDEXES.items():
        for named in map(str.split, listed):
            op.create_index(f"ix_{table}_{'_'.join(named)}", table, named, unique=False)
    op.create_index("ix_compare_items_identity", "compare_items", ["identity"], unique=True)
    op.add_column("verdicts", sa.Column("why", TEXT, nullable=True))
    op.execute("INSERT INTO verdict_standings (item, verdict) SELECT entry, MAX(number) FROM verdicts GROUP BY entry")
    op.execute("INSERT INTO compare_due (page) SELECT number FROM pages WHERE current AND record IS NOT NULL")
