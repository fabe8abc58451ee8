"""Reads what pages share, within one transaction. Bodies are MessagePack, which `onrecord.compare` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, exists, func, or_, select

from onrecord.store.compared_tables import (
    chains,
    compare_items,
    compare_links,
    compare_members,
    compare_pages,
    compare_state,
    contradictions,
    event_groups,
    joined_names,
    quotation_tellings,
    quotations,
    story_copies,
)
from onrecord.store.people_tables import verdict_standings, verdicts
from onrecord.store.shelf import cut
from onrecord.store.tables import actors, appearances
from onrecord.store.verdicts import Verdict, find_verdicts

Kind = Literal["statements", "events"]
_BATCH = 200  # bodies fetched at a time


class Slice(NamedTuple):
    """Which part of a list is wanted: from `start` on, `limit` entries at most, or all."""

    start: int = 0
    limit: int | None = None


class Judged(NamedTuple):
    """An entry or a group with what people say of it; `by` is empty where nobody said anything."""

    body: bytes
    verdict: Verdict
    by: str


class NameRow(NamedTuple):
    """A name that is joined with others: the number of the first of them, the name, and why it is one of them."""

    joined: int
    name: int
    reason: str | None
    body: bytes


class PlaceRow(NamedTuple):
    """Where a name stands: the name's number, the id of the actor on the page, and the story."""

    name: int
    actor: str
    story: str


class MergedRow(NamedTuple):
    """An actor of a page that people merged with others: its id there, who it is in the case, and the name of that."""

    actor: str
    head: str
    name: str


class MemberNameRow(NamedTuple):
    """A name of an actor of a page: its number, that of the first name that it is joined with if it is, and itself."""

    actor: str
    name: int
    joined: int | None
    body: bytes


ALL = Slice()


class SharedView:
    """What pages share, as it was found."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find_version(self) -> int:
        """A number that goes up whenever something was compared."""
        return self._count(select(compare_state.c.number).where(compare_state.c.name == "version"))

    # Quotations

    def find_quotations(self, words: str = "", change: str = "", part: Slice = ALL) -> Iterator[bytes]:
        """The quotations with some words, or a speaker of that name, and a kind of change; most often told first."""
        query = select(quotations.c.body).where(*_match(words, change))
        return self._stream(query.order_by(quotations.c.tellings.desc(), quotations.c.id), part)

    def count_quotations(self, words: str = "", change: str = "") -> int:
        """How many those are."""
        return self._count(select(func.count()).select_from(quotations).where(*_match(words, change)))

    def find_quotation(self, id: str) -> bytes | None:
        """The quotation with that id, or the one that a statement tells."""
        told = select(quotation_tellings.c.quotation).where(quotation_tellings.c.statement == id).scalar_subquery()
        query = select(quotations.c.body).where(or_(quotations.c.id == id, quotations.c.id == told))
        return self._connection.execute(query).scalar()

    # Events, chains

    def find_events(self, part: Slice = ALL) -> Iterator[bytes]:
        """The events of several pages, in the order of their ids."""
        return self._stream(select(event_groups.c.body).order_by(event_groups.c.id), part)

    def find_chains(self, verdict: str | None = None, cited: str | None = None, part: Slice = ALL) -> Iterator[bytes]:
        """What pages have from other outlets, in the order in which the pages were added."""
        query = select(chains.c.body).order_by(chains.c.page, chains.c.statement)
        if verdict is not None:
            query = query.where(chains.c.verdict == verdict)
        if cited is not None:
            query = query.where(chains.c.cited == cited)
        return self._stream(query, part)

    def count_chains(self, cited: str | None = None) -> dict[str, int]:
        """How many chains have which verdict."""
        query = select(chains.c.verdict, func.count()).group_by(chains.c.verdict).order_by(chains.c.verdict)
        if cited is not None:
            query = query.where(chains.c.cited == cited)
        return {str(verdict): int(count) for verdict, count in self._connection.execute(query)}

    # Links

    def find_linked(self, kind: str) -> Iterator[tuple[bytes, bytes]]:
        """Each two items of a kind that belong together, once, in the order of their numbers."""
        link, one, other = compare_links.c, compare_items.alias(), compare_items.alias()
        query = select(one.c.body, other.c.body).join(compare_links, link.one == one.c.number)
        query = query.join(other, link.other == other.c.number).where(one.c.kind == kind, link.live)
        query = query.where(link.one < link.other).order_by(link.one, link.other)
        yield from ((left, right) for left, right in self._connection.execute(query))

    # The ledger

    def find_contradictions(self, kind: Kind, verdict: Verdict | None = None, part: Slice = ALL) -> Iterator[Judged]:
        """The entries of the ledger, the strongest first, with what people say of them."""
        query = select(contradictions.c.body, verdicts.c.verdict, verdicts.c.who).select_from(_judge(contradictions))
        query = query.where(*_show(kind), *_said(verdict))
        query = query.order_by(contradictions.c.strength.desc(), contradictions.c.id)
        for body, said, who in self._connection.execute(_limit(query, part)):
            yield Judged(body, said or "open", who or "")

    def count_contradictions(self, kind: Kind, verdict: Verdict | None = None) -> int:
        """How many those are."""
        query = select(func.count()).select_from(_judge(contradictions)).where(*_show(kind), *_said(verdict))
        return self._count(query)

    def find_verdicts(self, ids: Iterable[str]) -> dict[str, tuple[Verdict, str]]:
        """What people say of entries and groups, and who says it."""
        return find_verdicts(self._connection, ids)

    # Copies, names

    def find_voices(self, stories: Iterable[str]) -> dict[str, tuple[str, str | None]]:
        """For each story the first one of its voice, and its outlet."""
        found = {}
        c = story_copies.c
        for some in cut(stories):
            for story, voice, outlet in self._connection.execute(
                select(c.story, c.voice, c.outlet).where(c.story.in_(some))
            ):
                found[str(story)] = (str(voice), outlet)
        return found

    def find_copies(self) -> Iterator[tuple[str, str, str | None, str]]:
        """Stories that are copies: the first of their voice, the story, its day or moment, its address."""
        c = story_copies.c
        several = select(c.voice).group_by(c.voice).having(func.count() > 1)
        query = select(c.voice, c.story, compare_pages.c.published, compare_pages.c.url)
        query = query.join(compare_pages, compare_pages.c.page == c.page).where(c.voice.in_(several))
        for voice, story, published, url in self._connection.execute(query):
            yield str(voice), str(story), published, str(url)

    def find_names(self, joined: int | None = None) -> Iterator[NameRow]:
        """All names that are joined, those of one actor after each other; or those of one."""
        c = joined_names.c
        query = select(c.joined, c.name, c.reason, compare_items.c.body)
        query = query.join(compare_items, compare_items.c.number == c.name).order_by(c.joined, c.place)
        if joined is not None:
            query = query.where(c.joined == joined)
        return (NameRow(*row) for row in self._connection.execute(query))

    def find_places(self, names: Iterable[int]) -> Iterator[PlaceRow]:
        """Where names stand."""
        c = compare_members.c
        query = select(c.item, c.id, compare_pages.c.story).join(compare_pages, compare_pages.c.page == c.page)
        for some in cut(names):
            for row in self._connection.execute(query.where(c.item.in_(some))):
                yield PlaceRow(*row)

    def find_merged(self) -> Iterator[MergedRow]:
        """The actors of pages that people merged, those of one actor of the case after each other."""
        head, away = actors.alias("head"), actors.alias("away")
        heads = select(away.c.merged_into).where(away.c.merged_into.is_not(None))
        query = (
            select(appearances.c.id, head.c.id, head.c.name)
            .join(actors, actors.c.id == appearances.c.actor)
            .join(head, head.c.id == func.coalesce(actors.c.merged_into, actors.c.id))
            .where(head.c.id.in_(heads))
            .order_by(head.c.id, appearances.c.id)
        )
        return (MergedRow(*row) for row in self._connection.execute(query))

    def find_names_of(self, ids: Iterable[str]) -> Iterator[MemberNameRow]:
        """The names of actors of pages, by their ids there."""
        c = compare_members.c
        query = select(c.id, c.item, joined_names.c.joined, compare_items.c.body)
        query = query.join(compare_items, compare_items.c.number == c.item)
        query = query.outerjoin(joined_names, joined_names.c.name == c.item)
        for some in cut(ids):
            for row in self._connection.execute(query.where(c.id.in_(some))):
                yield MemberNameRow(*row)

    def _stream(self, query: Select[Any], part: Slice) -> Iterator[bytes]:
        return iter(self._connection.execute(_limit(query, part)).scalars())

    def _count(self, query: Select[Any]) -> int:
        return int(self._connection.execute(query).scalar() or 0)


def _limit(query: Select[Any], part: Slice) -> Select[Any]:
    return query.offset(part.start or None).limit(part.limit) if part.limit is not None else query


def _match(words: str, change: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if words:
        said = quotations.c.words + " " + func.coalesce(quotations.c.speaker, "")
        found.append(func.lower(said).contains(words.lower(), autoescape=True))
    if change:
        found.append(cast(quotations.c.changes, String).contains(f'"{change}"', autoescape=True))
    return found


def _judge(table: Any) -> Any:
    joined = table.outerjoin(verdict_standings, verdict_standings.c.item == table.c.id)
    return joined.outerjoin(verdicts, verdicts.c.number == verdict_standings.c.verdict)


def _said(verdict: Verdict | None) -> list[ColumnElement[bool]]:
    return [] if verdict is None else [func.coalesce(verdicts.c.verdict, "open") == verdict]


def _show(kind: Kind) -> list[ColumnElement[bool]]:
    """Of entries on one matter, and of those on one pair, the strongest."""
    c, d = contradictions.c, contradictions.alias("d").c
    stronger = or_(d.strength > c.strength, and_(d.strength == c.strength, d.id > c.id))
    return [c.kind == kind, c.shown, ~exists().where(d.pair == c.pair, d.shown, d.kind == kind, stronger)]
