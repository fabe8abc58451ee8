"""`People`: accounts, who is signed in, what was done, what people concerned reply, and verdicts on contradictions."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import func, select

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store.case import Case
from onrecord.store.correction import By
from onrecord.store.people_tables import accounts, audit, replies, sessions
from onrecord.store.verdicts import Verdict, find_verdicts, judge

ReplyState = Literal["pending", "approved", "denied", "spam"]
SESSION_LASTS = timedelta(hours=12)


class Account(Frozen, frozen=True):
    """Who may sign in, and with which role. `password` is a hash."""

    name: str
    password: str
    role: str
    open: bool


class Reply(Frozen, frozen=True):
    """An answer as everybody may see it once it is approved. The writer's e-mail is not in it."""

    id: str
    item: str
    story: str
    name: str
    text: str
    sent_at: str
    state: ReplyState


class Deed(Frozen, frozen=True):
    """Something that somebody did."""

    made_at: str
    who: str
    what: str
    detail: str


class NewReply(Frozen, frozen=True):
    """An answer that somebody sends."""

    item: str
    story: str
    name: str
    email: str
    text: str


class People:
    """The people who use one case in a browser."""

    def __init__(self, case: Case) -> None:
        self._database, self.place = case.database, case.place

    # Accounts

    def add_account(self, name: str, password: str, role: str) -> None:
        """Add an account, or give one that is there another password and role. `password` is a hash."""
        row = {"name": name, "password": password, "role": role, "added_at": _now(), "open": True}
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.account == name))
            changed = connection.execute(accounts.update().where(accounts.c.name == name).values(row))
            if not changed.rowcount:
                connection.execute(accounts.insert(), row)

    def close_account(self, name: str) -> None:
        """Let nobody sign in with an account any more, and sign out who is.

        Raises:
            UsageError: there is no such account.
        """
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.account == name))
            done = connection.execute(accounts.update().where(accounts.c.name == name).values(open=False))
            if not done.rowcount:
                raise UsageError(f"{name}: this case has no such account. onrecord user list names them.")

    def find_account(self, name: str) -> Account | None:
        """The account of that name."""
        columns = [accounts.c[field] for field in Account.__struct_fields__]
        with self._database.reading() as connection:
            row = connection.execute(select(*columns).where(accounts.c.name == name)).mappings().first()
        return Account(**row) if row else None

    def accounts(self) -> list[Account]:
        """All accounts, by name."""
        columns = [accounts.c[field] for field in Account.__struct_fields__]
        with self._database.reading() as connection:
            return [Account(**row) for row in connection.execute(select(*columns).order_by(accounts.c.name)).mappings()]

    # Sessions

    def begin_session(self, name: str) -> str:
        """Sign in: returns what the cookie holds, which is not kept here."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        ends = (now + SESSION_LASTS).isoformat(timespec="seconds")
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.ends_at < now.isoformat(timespec="seconds")))
            connection.execute(sessions.insert(), {"token": _hash(token), "account": name, "ends_at": ends})
        return token

    def find_session(self, token: str) -> Account | None:
        """Whose session a cookie stands for; None where it stands for none that lasts."""
        columns = [accounts.c[field] for field in Account.__struct_fields__]
        query = select(*columns).join(sessions, sessions.c.account == accounts.c.name)
        query = query.where(sessions.c.token == _hash(token), sessions.c.ends_at >= _now(), accounts.c.open)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        return Account(**row) if row else None

    def end_session(self, token: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.token == _hash(token)))

    # What was done

    def note(self, who: str, what: str, detail: str = "") -> None:
        """Write down what somebody did."""
        row = {"made_at": _now(), "who": who[:200], "what": what, "detail": detail[:500]}
        with self._database.writing() as connection:
            connection.execute(audit.insert(), row)

    def deeds(self, limit: int = 300) -> list[Deed]:
        """What was done, newest first."""
        query = select(audit.c.made_at, audit.c.who, audit.c.what, audit.c.detail)
        with self._database.reading() as connection:
            return [Deed(*row) for row in connection.execute(query.order_by(audit.c.number.desc()).limit(limit))]

    # Replies

    def add_reply(self, new: NewReply, state: ReplyState = "pending") -> str:
        """Keep an answer until somebody decides on it."""
        id = f"r-{secrets.token_hex(5)}"
        row = {**{f: getattr(new, f) for f in new.__struct_fields__}, "id": id, "sent_at": _now(), "state": state}
        with self._database.writing() as connection:
            connection.execute(replies.insert(), row)
        return id

    def decide_reply(self, id: str, state: ReplyState, who: str) -> Reply:
        """Approve, deny, or call spam.

        Raises:
            UsageError: there is no such reply.
        """
        with self._database.writing() as connection:
            update = replies.update().where(replies.c.id == id)
            connection.execute(update.values(state=state, decided_by=who, decided_at=_now()))
            row = connection.execute(select(*_REPLY).where(replies.c.id == id)).mappings().first()
        if row is None:
            raise UsageError(f"{id}: there is no such reply.")
        return Reply(**row)

    def replies(self, state: ReplyState, story: str | None = None, item: str | None = None) -> list[Reply]:
        """Replies in a state, oldest first: all, those to a story and its items, or those to an item."""
        query = select(*_REPLY).where(replies.c.state == state).order_by(replies.c.sent_at, replies.c.id).limit(500)
        if story is not None:
            query = query.where(replies.c.story == story)
        if item is not None:
            query = query.where(replies.c.item == item)
        with self._database.reading() as connection:
            return [Reply(**row) for row in connection.execute(query).mappings()]

    def count_replies(self, since: timedelta) -> int:
        """How many replies came within a time, of whatever state."""
        start = (datetime.now(UTC) - since).isoformat(timespec="seconds")
        with self._database.reading() as connection:
            query = select(func.count()).select_from(replies).where(replies.c.sent_at >= start)
            return int(connection.execute(query).scalar() or 0)

    # Verdicts

    def judge(self, entry: str, verdict: Verdict, who: str) -> None:
        """Say whether an entry of the ledger or a group is real; `open` takes that back.

        Raises:
            UsageError: the case has no such entry or group.
        """
        with self._database.writing() as connection:
            judge(connection, entry, verdict, By(who), datetime.now(UTC))

    def verdicts(self, entries: Iterable[str]) -> dict[str, tuple[Verdict, str]]:
        """What people say of entries and groups, and who said it last."""
        with self._database.reading() as connection:
            return find_verdicts(connection, entries)


_REPLY = [replies.c[field] for field in Reply.__struct_fields__]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
