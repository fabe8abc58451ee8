"""An actor's timeline: what it said and did, what was said about it and done to it, oldest first.

Read off indexes that hold each actor's items by day, one for each way to take part, merged as they come: the first
page of a timeline takes the same time however long the timeline is.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, select

from onrecord.store.asking import make_event_entries, make_statement_entries, select_events, select_statements
from onrecord.store.entries import EventEntry, StatementEntry
from onrecord.store.opening import stream
from onrecord.store.question import Question, find_actor_ids, find_conditions
from onrecord.store.tables import abouts, event_actors, events, statements

_BATCH = 100
_UNDATED = "~"  # after every day
_Key = tuple[str, int, str]  # day, number, kind


def find_timeline(connection: Connection, question: Question, actor: str) -> Iterator[StatementEntry | EventEntry]:
    """The entries of an actor's timeline; those without any day come last."""
    ids = find_actor_ids(connection, actor)
    keys = islice(_find_keys(connection, question, ids), question.limit)
    while batch := list(islice(keys, _BATCH)):
        numbers: dict[str, list[int]] = {"statement": [], "event": []}
        for _, number, kind in batch:
            numbers[kind].append(number)
        said = select_statements().where(statements.c.number.in_(numbers["statement"])).order_by(statements.c.number)
        done = select_events().where(events.c.number.in_(numbers["event"])).order_by(events.c.number)
        entries: dict[tuple[int, str], StatementEntry | EventEntry] = {}
        told = make_statement_entries(connection, iter(connection.execute(said).mappings().all()))
        entries.update(zip([(n, "statement") for n in sorted(numbers["statement"])], told, strict=True))
        deeds = make_event_entries(connection, iter(connection.execute(done).mappings().all()))
        entries.update(zip([(n, "event") for n in sorted(numbers["event"])], deeds, strict=True))
        yield from (entries[number, kind] for _, number, kind in batch)


def _find_keys(connection: Connection, question: Question, ids: list[str]) -> Iterator[_Key]:
    """Keys in the order of the timeline, each once."""
    question = msgspec.structs.replace(question, order="oldest", limit=None)
    for dated in (True, False):
        sources = [
            _read_keys(connection, query, kind)
            for id in ids
            for query, kind in _select_sources(connection, question, id, dated)
        ]
        last: _Key | None = None
        for key in heapq.merge(*sources):
            if key != last:
                yield key
            last = key


def _select_sources(
    connection: Connection, question: Question, id: str, dated: bool
) -> Iterator[tuple[Select[Any], str]]:
    said = find_conditions(connection, question, "statement")
    done = find_conditions(connection, question, "event")
    for day, number, table, of_actor, conditions, kind in (
        (statements.c.day, statements.c.number, None, statements.c.speaker_actor == id, said, "statement"),
        (abouts.c.day, abouts.c.statement, abouts, abouts.c.actor == id, said, "statement"),
        (event_actors.c.day, event_actors.c.event, event_actors, event_actors.c.actor == id, done, "event"),
    ):
        placed = day.is_not(None) if dated else day.is_(None)
        query = select(day.label("day"), number.label("number")).where(of_actor, *conditions, placed)
        if table is abouts:
            query = query.join(statements, statements.c.number == abouts.c.statement)
        elif table is event_actors:
            query = query.join(events, events.c.number == event_actors.c.event)
        yield query.order_by(day, number), kind


def _read_keys(connection: Connection, query: Select[Any], kind: str) -> Iterator[_Key]:
    for row in stream(connection, query, batch=_BATCH):
        yield (row["day"] or _UNDATED, row["number"], kind)
