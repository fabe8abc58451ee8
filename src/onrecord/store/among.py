"""Many values in one query: as one JSON text in SQLite, as one array in PostgreSQL.

A list of thousands of parameters takes the library longer to write down than the database takes to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Connection, String, Text, any_, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY

_VALUES = bindparam("values", type_=Text())
_LISTED: Any = select(column("value")).select_from(func.json_each(_VALUES))
_NUMBERS = any_(bindparam("values", type_=ARRAY(BigInteger)))
_WORDS = any_(bindparam("values", type_=ARRAY(String)))


def among(connection: Connection, wanted: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a column is one of the values that are given to the query under the name `values`, by `give`."""
    if connection.dialect.name == "sqlite":
        return wanted.in_(_LISTED)
    return wanted == (_WORDS if isinstance(wanted.type, String) else _NUMBERS)


def give(connection: Connection, values: Iterable[int] | Iterable[str]) -> dict[str, object]:
    """The values for `among`, each once."""
    listed = list(dict.fromkeys(values))
    return {"values": msgspec.json.encode(listed).decode() if connection.dialect.name == "sqlite" else listed}


def insert_numbers(connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
    """Insert rows of whole numbers, without a look at each."""
    if not rows:
        return
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(rows))
        return
    arrays = ", ".join(["%s::bigint[]"] * len(names))
    given = tuple(list(values) for values in zip(*rows, strict=True))
    connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})", given)
