"""`Erasure`: what a case shall no longer know: pages with all that came of them, replies, and people."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, func, select

from onrecord.errors import UsageError
from onrecord.store.case import Case
from onrecord.store.correction import By
from onrecord.store.correction_tables import corrections
from onrecord.store.forgetting import Forgotten, find_captures, forget_capture, note_forgotten, was_forgotten
from onrecord.store.forgotten_table import forgotten
from onrecord.store.guards import create_guards, drop_guards
from onrecord.store.people_tables import accounts, audit, replies, sessions, verdicts
from onrecord.store.rewriting import rewrite


class Erasure:
    """Forgets in one case. Rows go at once; `rewrite` takes what they said out of the files."""

    def __init__(self, case: Case) -> None:
        self._database = case.database

    def forget_page(self, named: str, by: By) -> list[Forgotten]:
        """Delete a capture (by its number), or all captures of an address, file, or story, with all that came of them.

        A row stays that says that something was forgotten, without what it held.

        Raises:
            UsageError: the case has no such page.
        """
        with self._database.writing() as connection:
            found = find_captures(connection, named)
            if not found:
                raise UsageError(f"{named}: the case has no such page. onrecord search CASE --kind story lists pages.")
            return [forget_capture(connection, capture, by, datetime.now(UTC)) for capture in found]

    def was_forgotten(self, url: str) -> bool:
        """Whether a page from that file or address was forgotten."""
        with self._database.reading() as connection:
            return was_forgotten(connection, url)

    def forget_reply(self, id: str, by: By) -> None:
        """Delete what somebody replied, with their name and e-mail.

        Raises:
            UsageError: there is no such reply.
        """
        with self._database.writing() as connection:
            if not connection.execute(replies.delete().where(replies.c.id == id)).rowcount:
                raise UsageError(f"{id}: there is no such reply.")
            connection.execute(audit.update().where(audit.c.detail == id).values(detail="forgotten"))
            note_forgotten(connection, {"kind": "reply"}, by, datetime.now(UTC))

    def forget_person(self, name: str, by: By) -> int:
        """Delete a person's account, and replies sent under that name or e-mail; returns how many replies.

        What they corrected, judged, and did stays, under a name made up for it, since a record must say that
        somebody changed it. Their name in other people's words is not looked for.

        Raises:
            UsageError: the case knows nobody by that name.
        """
        with self._database.writing() as connection:
            gone = connection.execute(replies.delete().where(_is(replies.c.name, name) | _is(replies.c.email, name)))
            connection.execute(sessions.delete().where(sessions.c.account == name))
            closed = connection.execute(accounts.delete().where(accounts.c.name == name)).rowcount
            renamed = _rename(connection, name, f"forgotten-{secrets.token_hex(4)}")
            if not (gone.rowcount or closed or renamed):
                raise UsageError(f"{name}: the case knows nobody by that name. onrecord user list names accounts.")
            note_forgotten(connection, {"kind": "person"}, by, datetime.now(UTC))
        return gone.rowcount

    def rewrite(self) -> list[Path]:
        """Write the case's files anew without anything that was deleted; returns old backups that were deleted.

        Raises:
            CaseBusyError: another program has the case open, so that its files may still hold what was forgotten.
        """
        return rewrite(self._database)


def _is(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return func.lower(column) == name.lower()


def _rename(connection: Connection, name: str, other: str) -> int:
    """Give another name to whoever did things under `name`; returns in how many rows."""
    renamed = 0
    if connection.execute(select(corrections.c.id).where(corrections.c.who == name).limit(1)).first():
        drop_guards(connection)
        renamed += connection.execute(corrections.update().where(corrections.c.who == name).values(who=other)).rowcount
        create_guards(connection)
    for column in (verdicts.c.who, audit.c.who, audit.c.detail, replies.c.decided_by, forgotten.c.who):
        table = column.table
        renamed += connection.execute(table.update().where(column == name).values({column.key: other})).rowcount
    return renamed
