"""indexes that hold all that lists are narrowed by, in the place of those by day alone; charts that are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_LISTED = ["day", "number", "page", "start", "review", "current"]


def upgrade() -> None:
    for table, names in (
        ("stories", ["ix_stories_day"]),
        ("statements", ["ix_statements_day", "ix_statements_act_day"]),
        ("events", ["ix_events_day", "ix_events_type_day"]),
    ):
        for name in names:
            op.drop_index(name, table_name=table)
    op.create_index("ix_stories_listed", "stories", ["day", "page", "review", "current", "outlet", "language"])
    said = ["act", "form", "confidence", "outlet", "speaker_actor"]
    op.create_index("ix_statements_listed", "statements", [*_LISTED, *said])
    done = ["type", "status", "confidence", "outlet", "counts_as"]
    op.create_index("ix_events_listed", "events", [*_LISTED, *done])
    op.create_table(
        "kept_charts",
        sa.Column("asked", sa.Text(), primary_key=True),
        sa.Column("last_page", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_correction", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
    )
