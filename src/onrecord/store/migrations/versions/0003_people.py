"""the people who use a case in a browser, and the queue of what they should look at."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "accounts", _text("name"), _text("password"), _text("role"), _text("added_at"),
        sa.Column("open", sa.Boolean(), nullable=False), sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )  # fmt: skip
    op.create_table(
        "sessions", _text("token"), _text("account"), _text("ends_at"),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"], name=op.f("fk_sessions_account"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )  # fmt: skip
    op.create_index("ix_sessions_account", "sessions", ["account"], unique=False)
    op.create_table(
        "replies", *map(_text, ("id", "item", "story", "name", "email", "text", "sent_at", "state")),
        _text("decided_by", nullable=True), _text("decided_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )  # fmt: skip
    op.create_index("ix_replies_story_state", "replies", ["story", "state"], unique=False)
    op.create_index("ix_replies_item_state", "replies", ["item", "state"], unique=False)
    op.create_index("ix_replies_state_sent_at", "replies", ["state", "sent_at"], unique=False)
    op.create_table(
        "verdicts", sa.Column("number", NUMBER, nullable=False), *map(_text, ("entry", "verdict", "who", "made_at")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_verdicts")),
    )  # fmt: skip
    op.create_index("ix_verdicts_entry", "verdicts", ["entry"], unique=False)
    op.create_table(
        "audit", sa.Column("number", NUMBER, nullable=False), *map(_text, ("made_at", "who", "what", "detail")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )  # fmt: skip
    for table in ("statements", "events"):
        op.create_index(f"ix_{table}_review_confidence", table, ["review", "confidence", "number"], unique=False)
