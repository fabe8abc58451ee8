"""Who the actors of one page are in the whole case."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from onrecord.record import Frozen
from onrecord.store.tables import actors, appearances


class Known(Frozen, frozen=True):
    """An actor of a page (`id`, a-...) and who that is in the case (`actor`, who-..., with its name there)."""

    id: str
    actor: str
    name: str


def load_cast(connection: Connection, number: int) -> tuple[Known, ...]:
    """The actors of a page, after people's merging and splitting."""
    head = actors.alias("head")
    query = (
        select(
            appearances.c.id,
            func.coalesce(head.c.id, actors.c.id).label("actor"),
            func.coalesce(head.c.name, actors.c.name).label("name"),
        )
        .join(actors, actors.c.id == appearances.c.actor)
        .outerjoin(head, head.c.id == actors.c.merged_into)
        .where(appearances.c.page == number)
        .order_by(appearances.c.number)
    )
    return tuple(Known(row.id, row.actor, row.name) for row in connection.execute(query))
