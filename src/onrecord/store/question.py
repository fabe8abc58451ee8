"""A question to a case: what is looked for, as typed values, and as the conditions of a query."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypedDict

from sqlalchemy import ColumnElement, Connection, Table, TextClause, false, func, or_, select, text

from onrecord.errors import UsageError
from onrecord.folding import fold
from onrecord.record import Frozen
from onrecord.store.fulltext import make_match, match_clause
from onrecord.store.tables import abouts, actor_words, actors, appearances, event_actors, events, statements, stories

Kind = Literal["statement", "event", "story"]
Order = Literal["newest", "oldest"]
Condition = ColumnElement[bool] | TextClause

_CASE_ID = re.compile(r"who-[0-9a-f]{16}")
_PAGE_ID = re.compile(r"a-[0-9a-f]{10}")


class Filters(TypedDict, total=False):
    """What narrows a question; the fields of `Question` but its words, each a keyword."""

    speaker: str | None
    about: str | None
    act: str | None
    form: str | None
    outlet: str | None
    after: str | date | None
    before: str | date | None
    addressee: str | None
    type: str | None
    status: str | None
    recipient: str | None
    page: int | None
    review: str | None
    min_confidence: float | None
    limit: int | None
    order: Order
    all_versions: bool


class Question(Frozen, frozen=True):
    """What is looked for. Every field that is given narrows it.

    `words` are full text (words, "phrases", beginn*). `speaker`, `about`, `addressee`, and `recipient` are names, words
    of names, or ids; `speaker` of an event is who acts. `after` and `before` are days (`YYYY-MM-DD`), both included.
    `review` keeps to items in that state; without it, items that people rejected are left out. `all_versions` looks
    in older captures too.
    """

    words: str = ""
    speaker: str | None = None
    about: str | None = None
    act: str | None = None
    form: str | None = None
    outlet: str | None = None
    after: str | None = None
    before: str | None = None
    addressee: str | None = None
    type: str | None = None
    status: str | None = None
    recipient: str | None = None
    page: int | None = None
    review: str | None = None
    min_confidence: float | None = None
    limit: int | None = None
    order: Order = "newest"
    all_versions: bool = False


def make_question(words: str, filters: Filters) -> Question:
    """A question from what a caller gave.

    Raises:
        UsageError: a day is none, or the limit is below 1.
    """
    given = {name: value for name, value in filters.items() if value is not None}
    for name in ("after", "before"):
        if name in given:
            given[name] = _read_day(name, given[name])
    limit = given.get("limit")
    if isinstance(limit, int) and limit < 1:
        raise UsageError(f"limit is {limit}. Give 1 or more, or leave it out for all.")
    try:
        return Question(words=words, **given)  # type: ignore[arg-type]  # checked by Filters at the caller
    except TypeError as error:
        raise UsageError(f"a question knows no such filter ({error}). See help(onrecord.Case.statements).") from None


def find_conditions(connection: Connection, question: Question, kind: Kind) -> list[Condition]:
    """The conditions on `statements`, `events`, or `stories` that the question asks for."""
    conditions = _shared_conditions(connection, question, kind)
    if kind == "statement":
        return conditions + _statement_conditions(connection, question)
    if kind == "event":
        return conditions + _event_conditions(connection, question)
    asked = (question.speaker, question.about, question.act, question.form, question.addressee, question.recipient)
    return [*conditions, false()] if any((*asked, question.type, question.status)) else conditions


def _shared_conditions(connection: Connection, question: Question, kind: Kind) -> list[Condition]:
    table = {"statement": statements, "event": events, "story": stories}[kind]
    found: list[Condition] = []
    if not question.all_versions:
        found.append(table.c.current)
    found.append(table.c.review == question.review if question.review else table.c.review != "rejected")
    if question.page is not None:
        found.append(table.c.page == question.page)
    if question.after:
        found.append(table.c.day >= question.after)
    if question.before:
        found.append(table.c.day <= question.before)
    if question.outlet:
        found.append(table.c.outlet.in_(_find_outlets(connection, question.outlet)))
    if question.min_confidence is not None and kind != "story":
        found.append(table.c.confidence >= question.min_confidence)
    if question.words.strip():
        found.append(_match(connection, table, question.words, "words"))
    return found


def _statement_conditions(connection: Connection, question: Question) -> list[Condition]:
    found: list[Condition] = []
    if question.speaker:
        found.append(statements.c.speaker_actor.in_(find_actor_ids(connection, question.speaker)))
    if question.about:
        named = select(abouts.c.statement).where(abouts.c.actor.in_(find_actor_ids(connection, question.about)))
        found.append(
            or_(statements.c.number.in_(named), _match(connection, statements, f'"{question.about}"', "about"))
        )
    if question.act:
        found.append(statements.c.act == question.act)
    if question.form:
        found.append(statements.c.form == question.form)
    if question.addressee:
        found.append(_addressed(question.addressee))
    if question.type or question.status or question.recipient:
        found.append(false())
    return found


def _event_conditions(connection: Connection, question: Question) -> list[Condition]:
    found: list[Condition] = []
    for name, part in ((question.speaker, "actor"), (question.recipient, "recipient"), (question.about, None)):
        if name:
            ids = find_actor_ids(connection, name)
            taking = select(event_actors.c.event).where(event_actors.c.actor.in_(ids))
            found.append(events.c.number.in_(taking.where(event_actors.c.part == part) if part else taking))
    if question.type:
        found.append(func.lower(events.c.type) == question.type.lower())
    if question.status:
        found.append(events.c.status == question.status)
    if question.act or question.form or question.addressee:
        found.append(false())
    return found


def _match(connection: Connection, table: Table, words: str, parameter: str) -> Condition:
    dialect = connection.dialect.name
    match = make_match(dialect, words)
    if match is None:
        return false()
    key = "page" if table is stories else "number"
    clause = text(f"{table.name}.{key} IN ({match_clause(dialect, table.name, parameter)})")
    return clause.bindparams(**{parameter: match})


def _addressed(words: str) -> Condition:
    length = statements.c.addressee_end - statements.c.addressee_start
    said = func.substr(stories.c.text, statements.c.addressee_start + 1, length)
    return func.lower(said).contains(words.lower(), autoescape=True)


def find_actor_ids(connection: Connection, name: str) -> list[str]:
    """Ids in the case of the actors whose names hold all words of `name`, and of those merged with them.

    An id stands for itself.
    """
    found = _find_unmerged_ids(connection, name)
    if not found:
        return []
    into = select(func.coalesce(actors.c.merged_into, actors.c.id)).where(actors.c.id.in_(found))
    heads = [str(id) for id in connection.execute(into.distinct()).scalars()]
    merged = select(actors.c.id).where(actors.c.merged_into.in_(heads))
    return [*heads, *(str(id) for id in connection.execute(merged).scalars())]


def _find_unmerged_ids(connection: Connection, name: str) -> list[str]:
    if _CASE_ID.fullmatch(name):
        return [name]
    if _PAGE_ID.fullmatch(name):
        query = select(appearances.c.actor).where(appearances.c.id == name).distinct()
        return [str(id) for id in connection.execute(query).scalars()]
    words = fold(name).split()
    if not words:
        return []
    query = select(actor_words.c.actor).where(actor_words.c.word == words[0])
    for word in words[1:]:
        query = query.where(actor_words.c.actor.in_(select(actor_words.c.actor).where(actor_words.c.word == word)))
    return [str(id) for id in connection.execute(query).scalars()]


def _find_outlets(connection: Connection, name: str) -> list[str]:
    """The outlets of the case whose names hold all words of `name`."""
    wanted = set(fold(name).split())
    # One step an outlet, not one a page: a case has few outlets and many pages.
    found, last = [], connection.execute(select(func.min(stories.c.outlet))).scalar()
    while last is not None:
        if wanted and wanted <= set(fold(last).split()):
            found.append(last)
        last = connection.execute(select(func.min(stories.c.outlet)).where(stories.c.outlet > last)).scalar()
    return found


def _read_day(name: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise UsageError(f"{name} is {value!r}, which is no day. Give it as YYYY-MM-DD.") from None


__all__ = ["Filters", "Kind", "Order", "Question", "find_actor_ids", "find_conditions", "make_question"]
