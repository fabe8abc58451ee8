"""the date of a page by the feed that named it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("pages", sa.Column("feed_published", sa.Text(), nullable=True))
