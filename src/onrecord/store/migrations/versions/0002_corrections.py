"""what people said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("item_kind", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("page", NUMBER, nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("anchors", JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_corrections")),
        sa.UniqueConstraint("id", name=op.f("uq_corrections_id")),
    )
    op.create_index("ix_corrections_address", "corrections", ["address"], unique=False)
    op.create_index("ix_corrections_item", "corrections", ["item"], unique=False)
    op.create_index("ix_corrections_kind", "corrections", ["kind"], unique=False)
    op.create_table(
        "same_items",
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("counts_as", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_same_items")),
    )
    op.create_table(
        "standings",
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["correction"], ["corrections.id"], name=op.f("fk_standings_correction")),
        sa.PrimaryKeyConstraint("correction", name=op.f("pk_standings")),
    )
    op.create_index("ix_standings_item", "standings", ["item"], unique=False)
