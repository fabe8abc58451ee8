"""The database itself refuses to change or delete a correction, whatever program tries."""

from __future__ import annotations

from sqlalchemy import Connection, text

_REFUSAL = "corrections are never changed or deleted: undo adds a row"

_SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS corrections_no_{verb.lower()} BEFORE {verb} ON corrections "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
]
_POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION onrecord_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    "DROP TRIGGER IF EXISTS corrections_stay ON corrections",
    "CREATE TRIGGER corrections_stay BEFORE UPDATE OR DELETE ON corrections "
    "FOR EACH ROW EXECUTE FUNCTION onrecord_refuse()",
]


def create_guards(connection: Connection) -> None:
    """Make the triggers where they are missing."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def drop_guards(connection: Connection) -> None:
    """Take the triggers away within a transaction that makes them again: what is forgotten is deleted."""
    if connection.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS corrections_no_{verb}"))
    else:
        connection.execute(text("DROP TRIGGER IF EXISTS corrections_stay ON corrections"))
