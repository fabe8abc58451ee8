"""Lists for reading page by page, and counts beside them: fast however large the case is.

A list goes on after a key, never after a number of rows, so its thousandth page costs what its first does. The key is
the day and the row's number; both stand in the indexes that lead to a day, an act, an outlet, or a speaker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, func, literal, select, tuple_, union_all

from onrecord.errors import UsageError
from onrecord.record import Frozen
from onrecord.store import asking
from onrecord.store.entries import EventEntry, StatementEntry, StoryEntry
from onrecord.store.question import Kind, Question, find_conditions
from onrecord.store.tables import actors, appearances, events, pages, statements, stories

T = TypeVar("T")

_COUNTED = 2_000  # rows that the counts beside a list look at, at most
_SHOWN = 12  # values of a field
_TABLES: dict[Kind, Table] = {"statement": statements, "event": events, "story": stories}
_FACETS: dict[Kind, tuple[str, ...]] = {
    "statement": ("act", "form", "outlet", "review"),
    "event": ("type", "status", "outlet", "review"),
    "story": ("outlet", "language", "review"),
}


class Batch(NamedTuple, Generic[T]):
    """A part of a list, and the key after which it goes on; None where it ends."""

    entries: list[T]
    next: str | None


class Count(Frozen, frozen=True):
    """How many entries have a value in a field."""

    field: str
    value: str
    number: int


class Counts(Frozen, frozen=True):
    """Counts beside a list. Where not `complete`, they are of the newest `rows` entries alone."""

    rows: int
    complete: bool
    counts: tuple[Count, ...]


def list_statements(connection: Connection, question: Question, after: str | None) -> Batch[StatementEntry]:
    """The statements that the question asks for, as many as its limit says, from a key on."""
    keys = _find_keys(connection, question, "statement", after)
    return _cut(fetch_statements(connection, [k.number for k in keys]), keys, question)


def list_events(connection: Connection, question: Question, after: str | None) -> Batch[EventEntry]:
    """The events, likewise."""
    keys = _find_keys(connection, question, "event", after)
    return _cut(fetch_events(connection, [k.number for k in keys]), keys, question)


def list_stories(connection: Connection, question: Question, after: str | None) -> Batch[StoryEntry]:
    """The stories, likewise."""
    keys = _find_keys(connection, question, "story", after)
    return _cut(_fetch_stories(connection, [k.number for k in keys]), keys, question)


def fetch_statements(connection: Connection, numbers: list[int]) -> list[StatementEntry]:
    """The statements with those row numbers, in that order."""
    query = asking.select_statements().where(statements.c.number.in_(numbers))
    rows = {row["number"]: row for row in connection.execute(query).mappings()}
    return list(asking.make_statement_entries(connection, (rows[n] for n in numbers if n in rows)))


def fetch_events(connection: Connection, numbers: list[int]) -> list[EventEntry]:
    """The events with those row numbers, in that order."""
    query = asking.select_events().where(events.c.number.in_(numbers))
    rows = {row["number"]: row for row in connection.execute(query).mappings()}
    return list(asking.make_event_entries(connection, (rows[n] for n in numbers if n in rows)))


def count_beside(connection: Connection, question: Question, kind: Kind) -> Counts:
    """How many entries have which value, by field, among the newest that the question asks for."""
    table, fields = _TABLES[kind], _FACETS[kind]
    query = _select(connection, question, kind, [table.c[name] for name in fields])
    newest = _ordered(query, table, question).limit(_COUNTED).cte("newest")
    by_field = [
        select(literal(field).label("field"), newest.c[field].label("value"), func.count()).group_by(newest.c[field])
        for field in fields
    ]
    found: dict[str, list[tuple[int, str]]] = {field: [] for field in fields}
    rows = 0
    for field, value, number in connection.execute(union_all(*by_field)):
        rows += number if field == "review" else 0  # every entry has one
        if value:
            found[field].append((-number, value))
    return _rank(found, rows, rows < _COUNTED)


def count_whole(kind: Kind, entries: Sequence[StatementEntry] | Sequence[EventEntry]) -> Counts:
    """The same for a list that is at hand as a whole, so that a case is not searched twice for what is rare in it."""
    values = {field: Counter(getattr(entry, field) for entry in entries) for field in _FACETS[kind]}
    found = {field: [(-n, value) for value, n in held.items() if value] for field, held in values.items()}
    return _rank(found, len(entries), complete=True)


def _rank(found: dict[str, list[tuple[int, str]]], rows: int, complete: bool) -> Counts:
    counts = [Count(field, v, -n) for field, listed in found.items() for n, v in sorted(listed)[:_SHOWN]]
    return Counts(rows, complete, tuple(counts))


class _Key(NamedTuple):
    day: str | None
    number: int

    def write(self) -> str:
        return f"{self.day or ''}~{self.number}"


def _read_key(written: str) -> _Key:
    day, _, number = written.partition("~")
    if not number.isascii() or not number.isdigit() or len(number) > 18 or len(day) > 32:
        raise UsageError(f"{written[:60]}: the list cannot go on from there. Begin it anew.")
    return _Key(day or None, int(number))


def _fetch_stories(connection: Connection, numbers: list[int]) -> list[StoryEntry]:
    """The stories on those pages, in that order, with how much was read from each: counted for all at once."""
    counts: dict[Table, dict[int, int]] = {}
    for table in (statements, events):
        query = select(table.c.page, func.count()).where(table.c.page.in_(numbers), table.c.review != "rejected")
        counts[table] = {int(page): int(count) for page, count in connection.execute(query.group_by(table.c.page))}
    names = ("id", "day", "outlet", "title", "byline", "published", "url", "review", "page")
    listed = select(*(stories.c[name] for name in names), pages.c.version)
    listed = listed.join(pages, pages.c.number == stories.c.page).where(stories.c.page.in_(numbers))
    found = {
        row["page"]: StoryEntry(
            **row, statements=counts[statements].get(row["page"], 0), events=counts[events].get(row["page"], 0)
        )
        for row in connection.execute(listed).mappings()
    }
    return [found[n] for n in numbers if n in found]


def _number(table: Table) -> ColumnElement[int]:
    column: ColumnElement[int] = table.c.page if table is stories else table.c.number
    return column


def _find_keys(connection: Connection, question: Question, kind: Kind, after: str | None) -> list[_Key]:
    """The keys of the next rows, one more than the limit where there are more. Rows without a day come last."""
    table, limit = _TABLES[kind], (question.limit or 50) + 1
    day, number, last = table.c.day, _number(table), _read_key(after) if after else None
    query = _ordered(_select(connection, question, kind, [day, number]), table, question)
    found: list[_Key] = []
    if last is None or last.day is not None:
        dated = query.where(day.is_not(None))
        if last is not None:
            key = tuple_(day, number)
            at = tuple_(last.day, last.number)
            dated = dated.where(key < at if question.order == "newest" else key > at)
        found = [_Key(*row) for row in connection.execute(dated.limit(limit))]
    if len(found) < limit:
        undated = query.where(day.is_(None))
        if last is not None and last.day is None:
            undated = undated.where(number < last.number if question.order == "newest" else number > last.number)
        found += [_Key(*row) for row in connection.execute(undated.limit(limit - len(found)))]
    return found


def _select(connection: Connection, question: Question, kind: Kind, columns: list[Any]) -> Any:
    query = select(*columns).where(*find_conditions(connection, question, kind))
    if kind == "statement" and question.addressee:
        query = query.join(stories, stories.c.page == statements.c.page)
    return query


def _ordered(query: Any, table: Table, question: Question) -> Any:
    day, number = table.c.day, _number(table)
    if question.order == "newest":
        return query.order_by(day.desc(), number.desc())
    return query.order_by(day.asc(), number.asc())


def _cut(entries: list[Any], keys: list[_Key], question: Question) -> Batch[Any]:
    limit = question.limit or 50
    more = len(keys) > limit
    return Batch(entries[:limit], keys[limit - 1].write() if more else None)


def find_case_ids(connection: Connection, numbers: Collection[int]) -> dict[int, dict[str, str]]:
    """Who the actors of some pages are in the case: by the page's number, by their ids on the page."""
    head = func.coalesce(actors.c.merged_into, actors.c.id)
    query = select(appearances.c.page, appearances.c.id, head).join(actors, actors.c.id == appearances.c.actor)
    found: dict[int, dict[str, str]] = {}
    for page, id, who in connection.execute(query.where(appearances.c.page.in_(numbers))):
        found.setdefault(page, {})[id] = who
    return found
