"""What people say of entries of the ledger and of groups: whether they are real.

A verdict is a row that nothing changes; undoing it is another one. It is tied to the words that it is about, so that it
is known again when a page is read by another model or captured anew, and the entry or the group has another id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.engine import Row

from onrecord.errors import UsageError
from onrecord.record import Span
from onrecord.store.anchoring import find_anchor, make_anchor
from onrecord.store.compared_tables import contradictions, event_group_mentions, quotation_tellings
from onrecord.store.correction import Anchor, By
from onrecord.store.people_tables import verdict_places, verdict_standings, verdicts
from onrecord.store.rows import clean
from onrecord.store.shelf import cut
from onrecord.store.tables import events, pages, statements, stories

Verdict = Literal["real", "not real", "open"]
_OF_GROUP = 0.5  # share of the places that a verdict on a group was given for, from which it is the same group


class Place(NamedTuple):
    """Words of a story that an entry or a group is about."""

    story: str
    span: Span


class Judgeable(NamedTuple):
    """An entry or a group as it is found now, with the places that it is about."""

    id: str
    places: tuple[Place, ...]


def judge(connection: Connection, id: str, verdict: Verdict, by: By, now: datetime) -> None:
    """Say whether an entry of the ledger (c-...) or a group (q-..., g-...) is real; `open` takes that back.

    Raises:
        UsageError: the case has no such entry or group.
    """
    places = _find_places(connection, id)
    if not places:
        raise UsageError(
            f"{id}: the case has no such entry or group. onrecord compare CASE --what contradictions --json names them."
        )
    row = {"entry": id, "verdict": verdict, "who": by.who, "why": clean(by.why), "made_at": now.isoformat()}
    number = connection.execute(verdicts.insert().returning(verdicts.c.number), row).scalar_one()
    texts = _load_texts(connection, {place.story for place in places})
    rows: list[dict[str, object]] = []
    for place in places:
        if place.story in texts:
            address, text = texts[place.story]
            anchor = make_anchor(text, place.span)
            rows.append(
                {"verdict": number, "place": len(rows) + 1, "address": address, "anchor": msgspec.to_builtins(anchor)}
            )
    if rows:
        connection.execute(verdict_places.insert(), rows)
    _stand(connection, {id: number})


def attach(connection: Connection, found: Sequence[Judgeable]) -> None:
    """Let verdicts stand for what was found anew, where they were given for the same words under another id."""
    if not found or connection.execute(select(verdict_places.c.verdict).limit(1)).first() is None:
        return
    known: set[str] = set()
    for ids in cut(j.id for j in found):
        query = select(verdict_standings.c.item).where(verdict_standings.c.item.in_(ids))
        known.update(connection.execute(query).scalars())
    new = [j for j in found if j.id not in known]
    texts = _load_texts(connection, {place.story for j in new for place in j.places})
    held = _find_held(connection, {address for address, _ in texts.values()})
    standing: dict[str, int] = {}
    for judgeable in new:
        for number, entry, places in held:  # the newest first
            if entry[:2] == judgeable.id[:2] and _is_about(places, judgeable, texts):
                standing[judgeable.id] = number
                break
    _stand(connection, standing)


def find_verdicts(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Verdict, str]]:
    """What people say of entries and groups, and who said it last."""
    found: dict[str, tuple[Verdict, str]] = {}
    query = select(verdict_standings.c.item, verdicts.c.verdict, verdicts.c.who)
    query = query.join(verdicts, verdicts.c.number == verdict_standings.c.verdict)
    for some in cut(ids):
        for item, said, who in connection.execute(query.where(verdict_standings.c.item.in_(some))):
            found[str(item)] = (said, str(who))
    return found


class _Held(NamedTuple):
    """A verdict that was given before: the entry's id then, and where its words stood."""

    number: int
    entry: str
    places: list[tuple[str, Anchor]]


def _find_held(connection: Connection, addresses: set[str]) -> list[_Held]:
    numbers: set[int] = set()
    for some in cut(addresses):
        query = select(verdict_places.c.verdict).where(verdict_places.c.address.in_(some))
        numbers.update(connection.execute(query).scalars())
    places: dict[int, list[tuple[str, Anchor]]] = defaultdict(list)
    entries: dict[int, str] = {}
    c = verdict_places.c
    query = select(c.verdict, verdicts.c.entry, c.address, c.anchor).join(verdicts, verdicts.c.number == c.verdict)
    for part in cut(numbers):
        for number, entry, address, anchor in connection.execute(query.where(c.verdict.in_(part)).order_by(c.place)):
            places[number].append((address, msgspec.convert(anchor, Anchor)))
            entries[number] = entry
    return [_Held(number, entries[number], places[number]) for number in sorted(places, reverse=True)]


def _is_about(held: list[tuple[str, Anchor]], now: Judgeable, texts: dict[str, tuple[str, str]]) -> bool:
    """Whether a verdict was given for the words of what was found: both sides of an entry, most of a group's."""
    met = 0
    for address, anchor in held:
        for place in now.places:
            if place.story in texts and texts[place.story][0] == address:
                state, span = find_anchor(texts[place.story][1], anchor)
                if span is not None and state != "changed" and span.overlaps(place.span):
                    met += 1
                    break
    return met == len(held) if now.id.startswith("c-") else met >= max(2, _OF_GROUP * len(held))


def _find_places(connection: Connection, id: str) -> list[Place]:
    if id.startswith("c-"):
        row = connection.execute(select(contradictions).where(contradictions.c.id == id)).first()
        return _find_sides(row) if row else []
    if id.startswith("q-"):
        c = statements.c
        query = select(stories.c.id, c.contents).join(stories, stories.c.page == c.page)
        query = query.join(quotation_tellings, (quotation_tellings.c.statement == c.id) & c.current)
        query = query.where(quotation_tellings.c.quotation == id).order_by(quotation_tellings.c.place)
        rows = connection.execute(query)
        return [Place(story, Span(spans[0]["start"], spans[-1]["end"])) for story, spans in rows if spans]
    e, m = events.c, event_group_mentions.c
    told = select(stories.c.id, e.trigger_start, e.trigger_end).join(stories, stories.c.page == e.page)
    told = told.join(event_group_mentions, (m.event == e.id) & e.current)
    mentions = connection.execute(told.where(m.event_group == id).order_by(m.place))
    return [Place(story, Span(start, end)) for story, start, end in mentions]


def _find_sides(row: Row[Any]) -> list[Place]:
    return [
        Place(row.one_story, Span(row.one_start, row.one_end)),
        Place(row.other_story, Span(row.other_start, row.other_end)),
    ]


def _load_texts(connection: Connection, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Address and text of the current page of each story."""
    found: dict[str, tuple[str, str]] = {}
    query = select(stories.c.id, pages.c.address, stories.c.text).join(pages, pages.c.number == stories.c.page)
    for some in cut(wanted):
        for story, address, text in connection.execute(query.where(stories.c.id.in_(some), stories.c.current)):
            found[str(story)] = (str(address), str(text))
    return found


def _stand(connection: Connection, standing: dict[str, int]) -> None:
    for some in cut(standing):
        connection.execute(delete(verdict_standings).where(verdict_standings.c.item.in_(some)))
    if standing:
        rows = [{"item": item, "verdict": number} for item, number in standing.items()]
        connection.execute(verdict_standings.insert(), rows)
