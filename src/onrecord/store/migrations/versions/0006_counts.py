"""counts that are kept, and stories by day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "case_counts",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last_page", NUMBER, nullable=False),
        sa.Column("last_correction", NUMBER, nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("overview", JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_case_counts")),
    )
    op.create_table(
        "actor_counts",
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"], name=op.f("fk_actor_counts_actor"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_actor_counts")),
    )
    op.create_index("ix_actor_counts_actor", "actor_counts", ["actor"], unique=False)
    op.create_index("ix_stories_day", "stories", ["day"], unique=False)
