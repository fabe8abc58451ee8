"""A question to a case: what is looked for, as typed values, and as the conditions of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, TypedDict

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from onrecord.errors import UsageError
from onrecord.folding import fold
from onrecord.record import Frozen
from onrecord.store.fulltext import select_matching
from onrecord.store.leading import Lead, choose_lead, hold
from onrecord.store.tables import abouts, actor_words, actors, appearances, event_actors, events, statements, stories

Kind = Literal["statement", "event", "story"]
Order = Literal["newest", "oldest"]
Condition = ColumnElement[bool]

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
    asked = (question.speaker, question.about, question.act, question.form, question.addressee, question.recipient)
    if kind == "story" and any((*asked, question.type, question.status)):
        return [false()]
    return _Conditions(connection, question, kind).find()


class _Conditions:
    """The conditions of one question on one table. In SQLite one of them leads; see `leading`."""

    def __init__(self, connection: Connection, question: Question, kind: Kind) -> None:
        self._connection, self._question, self._kind = connection, question, kind
        self._table = {"statement": statements, "event": events, "story": stories}[kind]
        self._key = stories.c.page if kind == "story" else self._table.c.number
        self._lite = connection.dialect.name == "sqlite"
        self._outlets = _find_outlets(connection, question.outlet) if question.outlet else []
        taking: tuple[tuple[Lead, str | None], ...] = (
            ("speaker", question.speaker), ("about", question.about), ("recipient", question.recipient),
        )  # fmt: skip
        self._ids: dict[Lead, list[str]] = {p: find_actor_ids(connection, name) for p, name in taking if name}
        self._lead = choose_lead(connection, self._find_rows()) if question.page is None else None

    def find(self) -> list[Condition]:
        found = self._find_shared()
        if self._kind == "statement":
            found += self._find_of_statements()
        elif self._kind == "event":
            found += self._find_of_events()
        return found

    def _find_shared(self) -> list[Condition]:
        question, c = self._question, self._table.c
        found: list[Condition] = []
        if not question.all_versions:
            found.append(c.current)
        review = hold(c.review) if self._lite else c.review
        found.append(review == question.review if question.review else review != "rejected")
        if question.page is not None:
            found.append(c.page == question.page)
        if question.after:
            found.append(c.day >= question.after)
        if question.before:
            found.append(c.day <= question.before)
        if question.outlet:
            # What nothing can fulfil is said so: a list of no outlets would be looked for in every row.
            found.append(self._free(c.outlet, "outlet").in_(self._outlets) if self._outlets else false())
        if question.min_confidence is not None and self._kind != "story":
            found.append(c.confidence >= question.min_confidence)
        if question.words.strip():
            found.append(self._match(question.words, "words"))
        return found

    def _find_of_statements(self) -> list[Condition]:
        question = self._question
        found: list[Condition] = []
        if question.speaker:
            found.append(self._free(statements.c.speaker_actor, "speaker").in_(self._ids["speaker"]))
        if question.about:
            found.append(self._find_about())
        if question.act:
            found.append(self._free(statements.c.act, "outlet") == question.act)
        if question.form:
            found.append(statements.c.form == question.form)
        if question.addressee:
            found.append(_addressed(question.addressee))
        if question.type or question.status or question.recipient:
            found.append(false())
        return found

    def _find_of_events(self) -> list[Condition]:
        question = self._question
        taking = (self._free(events.c.number, lead).in_(self._select_taking(lead)) for lead in self._ids)
        found: list[Condition] = list(taking)
        if question.type:
            found.append(func.lower(events.c.type) == question.type.lower())
        if question.status:
            found.append(events.c.status == question.status)
        if question.act or question.form or question.addressee:
            found.append(false())
        return found

    def _find_rows(self) -> Iterator[tuple[Lead, Select[Any]]]:
        """What each filter alone leaves, read off its index. PostgreSQL chooses by itself but among two ways to ask."""
        if self._kind == "statement" and self._question.about:
            yield "about", select(self._select_about().subquery())
        if not self._lite:
            return
        for lead, ids in self._ids.items():
            if self._kind == "event":
                yield lead, self._select_taking(lead)
            elif lead == "speaker":
                yield lead, select(statements.c.number).where(statements.c.speaker_actor.in_(ids))
        if self._outlets:
            at = self._table.c.outlet.in_(self._outlets)
            acts = [statements.c.act == self._question.act] if self._kind == "statement" and self._question.act else []
            yield "outlet", select(self._table.c.outlet).where(at, *acts)
        if self._question.words.strip():
            found = self._select_matching(self._question.words)
            if found is not None:
                yield "words", found

    def _free(self, name: ColumnElement[Any], lead: Lead) -> ColumnElement[Any]:
        return name if lead == self._lead or not self._lite else hold(name)

    def _select_taking(self, lead: Lead) -> Select[Any]:
        part = {"speaker": "actor", "recipient": "recipient"}.get(lead)
        taking = select(event_actors.c.event).where(event_actors.c.actor.in_(self._ids[lead]))
        return taking.where(event_actors.c.part == part) if part else taking

    def _find_about(self) -> Condition:
        """That a statement names an actor, or has its name's words."""
        if self._lead == "about":
            return statements.c.number.in_(self._select_about())
        here = abouts.c.statement == statements.c.number
        named = exists().where(abouts.c.actor.in_(self._ids["about"]), here)
        saying = self._select_matching(f'"{self._question.about}"')
        if self._lite or saying is None:
            return or_(named, self._match(f'"{self._question.about}"', "about"))
        # Looked up for each row in turn: PostgreSQL would read all rows with the words before it looks at one.
        each = select(literal(True)).where(abouts.c.actor.in_(self._ids["about"]), here).limit(1).scalar_subquery()
        words = saying.where(saying.selected_columns[0] == statements.c.number).limit(1).scalar_subquery()
        return func.coalesce(each, words.is_not(None))

    def _select_about(self) -> CompoundSelect[tuple[int]] | Select[tuple[int]]:
        named = select(abouts.c.statement).where(abouts.c.actor.in_(self._ids["about"]))
        saying = self._select_matching(f'"{self._question.about}"')
        return union_all(named, saying) if saying is not None else named

    def _match(self, words: str, lead: Lead) -> Condition:
        found = self._select_matching(words)
        return self._free(self._key, lead).in_(found) if found is not None else false()

    def _select_matching(self, words: str) -> Select[tuple[int]] | None:
        return select_matching(self._connection.dialect.name, self._table.name, words)


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
    step = select(func.min(stories.c.outlet).label("outlet")).cte("step", recursive=True)
    later = select(func.min(stories.c.outlet)).where(stories.c.outlet > step.c.outlet).scalar_subquery()
    step = step.union_all(select(later).where(step.c.outlet.is_not(None)))
    outlets = connection.execute(select(step.c.outlet).where(step.c.outlet.is_not(None))).scalars()
    return [outlet for outlet in outlets if wanted and wanted <= set(fold(outlet).split())]


def _read_day(name: str, value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise UsageError(f"{name} is {value!r}, which is no day. Give it as YYYY-MM-DD.") from None


__all__ = ["Filters", "Kind", "Order", "Question", "find_actor_ids", "find_conditions", "make_question"]
