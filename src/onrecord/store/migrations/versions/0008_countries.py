"""how the country of an actor is known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("appearances", sa.Column("country_how", sa.Text(), nullable=True))
