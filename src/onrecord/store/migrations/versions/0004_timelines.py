"""days beside actors, so that a timeline is read off an index."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    for table, item, items in (("abouts", "statement", "statements"), ("event_actors", "event", "events")):
        op.add_column(table, sa.Column("day", sa.Text(), nullable=True))
        op.execute(f"UPDATE {table} SET day = (SELECT {items}.day FROM {items} WHERE {items}.number = {table}.{item})")
        op.create_index(f"ix_{table}_actor_day", table, ["actor", "day", item], unique=False)
    op.drop_index("ix_statements_outlet_day", table_name="statements")
    op.create_index("ix_statements_outlet_act_day", "statements", ["outlet", "act", "day"], unique=False)
