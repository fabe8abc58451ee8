"""pages, what was read from them, and who is who."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sectors", JSON, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("same_as", JSON, nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actors")),
    )
    op.create_index("ix_actors_merged_into", "actors", ["merged_into"], unique=False)
    op.create_table(
        "pages",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fetched_at", sa.Text(), nullable=True),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("published_given", sa.Text(), nullable=True),
        sa.Column("outlet_given", sa.Text(), nullable=True),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("made_by_version", sa.Text(), nullable=True),
        sa.Column("made_by_model", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_pages")),
        sa.UniqueConstraint("address", "version", name=op.f("uq_pages_address_version")),
    )
    op.create_index("ix_pages_sha256", "pages", ["sha256"], unique=False)
    op.create_index("ix_pages_story", "pages", ["story"], unique=False)
    op.create_index("ix_pages_url", "pages", ["url"], unique=False)
    op.create_index(
        "ux_pages_current_address",
        "pages",
        ["address"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )
    op.create_index(
        "ux_pages_current_story",
        "pages",
        ["story"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )
    op.create_table(
        "actor_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_actor_words_actor")),
        sa.PrimaryKeyConstraint("word", "actor", name=op.f("pk_actor_words")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_actor_words_actor", "actor_words", ["actor"], unique=False)
    op.create_table(
        "appearances",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("sectors", JSON, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("same_as", JSON, nullable=False),
        sa.Column("mentions", JSON, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_appearances_actor")),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_appearances_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_appearances")),
        sa.UniqueConstraint("page", "id", name=op.f("uq_appearances_page_id")),
    )
    op.create_index("ix_appearances_actor", "appearances", ["actor"], unique=False)
    op.create_index("ix_appearances_id", "appearances", ["id"], unique=False)
    op.create_table(
        "events",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("around", sa.Text(), nullable=False),
        sa.Column("contexts", JSON, nullable=False),
        sa.Column("trigger_start", sa.Integer(), nullable=True),
        sa.Column("trigger_end", sa.Integer(), nullable=True),
        sa.Column("actors", JSON, nullable=False),
        sa.Column("recipients", JSON, nullable=False),
        sa.Column("objects", JSON, nullable=False),
        sa.Column("place_start", sa.Integer(), nullable=True),
        sa.Column("place_end", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("according_to", sa.Text(), nullable=True),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("counts_as", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_events_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_events")),
        sa.UniqueConstraint("page", "id", name=op.f("uq_events_page_id")),
    )
    op.create_index("ix_events_counts_as", "events", ["counts_as"], unique=False)
    op.create_index("ix_events_day", "events", ["day"], unique=False)
    op.create_index("ix_events_id", "events", ["id"], unique=False)
    op.create_index("ix_events_outlet_day", "events", ["outlet", "day"], unique=False)
    op.create_index("ix_events_type_day", "events", ["type", "day"], unique=False)
    op.create_table(
        "findings",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("spans", JSON, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_findings_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_findings")),
        sa.UniqueConstraint("page", "id", name=op.f("uq_findings_page_id")),
    )
    op.create_index("ix_findings_id", "findings", ["id"], unique=False)
    op.create_table(
        "rejections",
        sa.Column("page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_rejections_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_rejections")),
    )
    op.create_table(
        "statements",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("speaker_actor", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("contents", JSON, nullable=False),
        sa.Column("addressee_start", sa.Integer(), nullable=True),
        sa.Column("addressee_end", sa.Integer(), nullable=True),
        sa.Column("venue_start", sa.Integer(), nullable=True),
        sa.Column("venue_end", sa.Integer(), nullable=True),
        sa.Column("place_start", sa.Integer(), nullable=True),
        sa.Column("place_end", sa.Integer(), nullable=True),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("via", JSON, nullable=False),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("scores", JSON, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("counts_as", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_statements_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statements")),
        sa.UniqueConstraint("page", "id", name=op.f("uq_statements_page_id")),
    )
    op.create_index("ix_statements_act_day", "statements", ["act", "day"], unique=False)
    op.create_index("ix_statements_day", "statements", ["day"], unique=False)
    op.create_index("ix_statements_id", "statements", ["id"], unique=False)
    op.create_index("ix_statements_outlet_day", "statements", ["outlet", "day"], unique=False)
    op.create_index("ix_statements_speaker_actor_day", "statements", ["speaker_actor", "day"], unique=False)
    op.create_table(
        "stories",
        sa.Column("page", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_how", sa.Text(), nullable=True),
        sa.Column("updated", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_stories_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page", name=op.f("pk_stories")),
    )
    op.create_index("ix_stories_id", "stories", ["id"], unique=False)
    op.create_index("ix_stories_outlet_day", "stories", ["outlet", "day"], unique=False)
    op.create_table(
        "timexes",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("page", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Text(), nullable=True),
        sa.Column("latest", sa.Text(), nullable=True),
        sa.Column("anchor", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["pages.number"], name=op.f("fk_timexes_page"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_timexes")),
        sa.UniqueConstraint("page", "id", name=op.f("uq_timexes_page_id")),
    )
    op.create_index("ix_timexes_id", "timexes", ["id"], unique=False)
    op.create_table(
        "abouts",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("statement", NUMBER, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["statement"], ["statements.number"], name=op.f("fk_abouts_statement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("actor", "statement", name=op.f("pk_abouts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_abouts_statement", "abouts", ["statement"], unique=False)
    op.create_table(
        "event_actors",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("event", NUMBER, autoincrement=False, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.number"], name=op.f("fk_event_actors_event"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("actor", "event", "part", name=op.f("pk_event_actors")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_actors_event", "event_actors", ["event"], unique=False)
