"""The rows of what the pages of a case share, as they go in and out: one type a table, each field a column."""

from __future__ import annotations

from typing import NamedTuple


class QuotationRow(NamedTuple):
    """A quotation; see the table `quotations`."""

    id: str
    reference: str
    why: str
    words: str
    speaker: str | None
    tellings: int
    changes: list[str]
    body: bytes


class TellingRow(NamedTuple):
    """A statement that tells a quotation."""

    statement: str
    quotation: str
    page: int
    place: int
    compared_with: str | None


class ChangeRow(NamedTuple):
    """How a telling differs from the one that it is compared with."""

    statement: str
    place: int
    quotation: str
    kind: str
    here_start: int | None
    here_end: int | None
    there_start: int | None
    there_end: int | None
    text: str


class EventGroupRow(NamedTuple):
    """An event of several pages."""

    id: str
    type: str
    mentions: int
    differences: list[str]
    body: bytes


class MentionRow(NamedTuple):
    """An event on a page that is one of the case."""

    event: str
    event_group: str
    page: int
    place: int


class ChainRow(NamedTuple):
    """A statement that a page has from another outlet."""

    statement: str
    page: int
    cited: str
    cited_key: str
    published: str | None
    verdict: str
    text: str
    story: str | None
    body: bytes


class ContradictionRow(NamedTuple):
    """An entry of the ledger."""

    id: str
    kind: str
    rule: str
    one: str
    one_story: str
    one_start: int
    one_end: int
    other: str
    other_story: str
    other_start: int
    other_end: int
    text: str
    strength: float
    pair: str
    matter: str
    shown: bool
    basis: str
    body: bytes


class CopyRow(NamedTuple):
    """A story and the first one of its voice."""

    story: str
    page: int
    voice: str
    outlet: str | None


class JoinedRow(NamedTuple):
    """A name that is joined with others, in a place among them."""

    name: int
    block: str
    joined: int
    place: int
    reason: str | None


class PageRow(NamedTuple):
    """A page that is compared."""

    page: int
    story: str
    url: str
    outlet_key: str | None
    published: str | None
