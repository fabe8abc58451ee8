"""What leads a query in SQLite: the filter that leaves few rows, else the index that lists all by day.

SQLite takes every value of a column to be as frequent as any other, so it would look up half a case, row by row, for a
frequent word or name. Here rows are counted first, up to a limit, which takes a millisecond: a filter that leaves no
more leads, and its rows are looked up in the table. Where none does, `ix_..._listed` is read from its newest end until
there are enough: it holds every column that lists are narrowed by, so even a million statements of which none fits are
passed over in 0.2 s. PostgreSQL counts values beforehand and chooses well by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, func, literal, select
from sqlalchemy.sql.operators import custom_op

V = TypeVar("V")

Lead = Literal["words", "about", "speaker", "recipient", "outlet"]

# Looking up so many rows takes some 30 ms; the more frequent what is looked for, the sooner the list by day has enough.
_FEW = 10_000
_BESIDE_WORDS: tuple[Lead, ...] = ("speaker", "outlet")


def choose_lead(connection: Connection, asked: Iterator[tuple[Lead, Select[Any]]], few: int = _FEW) -> Lead | None:
    """The filter that leaves fewest rows, None where all leave many. `asked` are its rows, by filter."""
    counts = {lead: count_up_to(connection, rows, few) for lead, rows in asked}
    leaving = {lead: count for lead, count in counts.items() if count <= few}
    if not leaving and "words" in counts:
        # Rows of a frequent speaker or outlet need not be looked up unless they are among those with the words.
        return next((lead for lead in _BESIDE_WORDS if lead in counts), None)
    return min(leaving, key=lambda lead: leaving[lead], default=None)


def count_up_to(connection: Connection, rows: Select[Any], most: int) -> int:
    """How many rows there are, one more than `most` at most."""
    limited = rows.with_only_columns(literal(1), maintain_column_froms=True).limit(most + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(limited)).scalar() or 0)


def hold(column: ColumnElement[V]) -> ColumnElement[V]:
    """The column as SQLite looks it up in no index: a filter that does not lead."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
