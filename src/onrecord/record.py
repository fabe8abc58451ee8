"""The data types: a page goes in, a record comes out.

One atom holds everything together: `Span`, a half-open range of Unicode code points of `Story.text`.
What is called a quotation is a span, so an item whose words are not on the page cannot exist.

All types are frozen `msgspec.Struct`s: one definition gives memory, JSON, validation, and JSON Schema.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Literal

import msgspec

Form = Literal["direct", "mixed", "indirect"]
Act = Literal["claim", "accusation", "denial", "request", "promise", "threat", "opinion", "non-answer"]
ActorKind = Literal["person", "state", "organisation", "group", "outlet", "document", "unnamed"]
MentionHow = Literal["name", "pronoun", "nominal", "first-person", "continued"]
CountryHow = Literal["told", "known", "near", "guessed"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
EventStatus = Literal["fact", "claimed", "supposed", "future", "denied"]
FindingKind = Literal[
    "unattributed", "non-answer", "second-hand", "spelling", "impossible-date", "both-sides", "contradiction"
]
RejectionReason = Literal["empty", "binary", "unsupported", "too-large", "undecodable", "no-story", "language"]


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """Base of the data types: frozen, strict about unknown fields when read from JSON."""


class Span(Frozen, frozen=True, order=True):
    """Half-open range `[start, end)` of code points of `Story.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether both share at least one code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end


class Page(Frozen, frozen=True):
    """The bytes that were read, where they came from, and their hash (SHA-256, hex).

    `feed_published` is the date of publication that the feed gave which named the page (ISO 8601).
    """

    url: str
    media_type: str
    content: bytes
    sha256: str
    fetched_at: datetime | None = None
    feed_published: str | None = None


class Dated(Frozen, frozen=True):
    """A date of the page (ISO 8601, `YYYY-MM-DD` or with time) and how it is known."""

    value: str
    how: Literal["given", "json-ld", "meta", "address", "text", "htmldate"]


class Block(Frozen, frozen=True):
    """A paragraph of the story and its place in the page.

    `place` is an XPath for HTML, or `char=START,END` (RFC 5147) for plain text.
    """

    span: Span
    place: str


class Story(Frozen, frozen=True):
    """The text that a person would read.

    `furniture` holds the spans of `text` that are no story (a byline, a share line, a reply form);
    nothing is read from them. In a story taken from HTML furniture is left out of `text` altogether
    wherever the markup shows it. `feed_published` is what a feed said of the page's date: a witness beside `published`.
    """

    id: str
    url: str
    text: str
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: Dated | None = None
    updated: Dated | None = None
    language: str | None = None
    blocks: tuple[Block, ...] = ()
    furniture: tuple[Span, ...] = ()
    feed_published: str | None = None


class Mention(Frozen, frozen=True):
    """Words that stand for an actor. `antecedent` is the mention that resolved this one."""

    span: Span
    how: MentionHow
    antecedent: Span | None = None


class Actor(Frozen, frozen=True):
    """Somebody or something that speaks or acts on the page, under the fullest name used there.

    `country` is ISO 3166 alpha-3 (or UNO, EUR, IGO, NGO, ISM, IMG, MNC), `sectors` are PLOVER's. `country_how` says how
    the country is known: `told` by the page's words for the actor, `known` from the gazetteer or the user's own actors;
    `near` (of what is spoken of around it) and `guessed` (by the network) are guesses. It is None where there is no
    country, or where a person set it.
    """

    id: str
    name: str
    kind: ActorKind
    mentions: tuple[Mention, ...] = ()
    country: str | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    same_as: tuple[str, ...] = ()
    country_how: CountryHow | None = None


class Scores(Frozen, frozen=True):
    """The network's probabilities behind a statement, each from 0 to 1, not calibrated."""

    cue: float
    source: float
    content: float
    act: float


class Statement(Frozen, frozen=True):
    """Somebody's words or thoughts as the page has them.

    `speaker` and `via` hold actor ids, `within` a statement id, `time` a timex id. `confidence` is
    the calibrated probability that source and content are right.
    """

    id: str
    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    speaker: str | None
    form: Form
    act: Act
    confidence: float
    scores: Scores
    addressee: Span | None = None
    venue: Span | None = None
    place: Span | None = None
    time: str | None = None
    via: tuple[str, ...] = ()
    within: str | None = None


class Event(Frozen, frozen=True):
    """What somebody did to somebody, by PLOVER's types, modes, and contexts.

    `actors`, `recipients`, and `according_to` hold actor ids, `time` a timex id, `within` a statement id. `trigger` is
    the word for it, `objects` are goods handed over. `rule` says in words what the status rests on; `confidence` is the
    network's probability of trigger and type, not calibrated.
    """

    id: str
    type: EventType
    mode: str | None
    trigger: Span
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    status: EventStatus
    confidence: float
    objects: tuple[Span, ...] = ()
    place: Span | None = None
    time: str | None = None
    according_to: str | None = None
    within: str | None = None
    contexts: tuple[str, ...] = ()
    rule: str = ""


class Timex(Frozen, frozen=True):
    """A date, time, duration, or set (TimeML).

    `earliest` and `latest` bound the value by day (ISO 8601, both inclusive); both are None where
    the value cannot be placed on a calendar. `anchor` is the day that a relative expression was
    counted from; `rule` says in words how the value came about.
    """

    id: str
    span: Span
    type: TimexType
    value: str
    earliest: str | None
    latest: str | None
    anchor: str | None
    rule: str


class Finding(Frozen, frozen=True):
    """What a careful reader would mark, in words."""

    kind: FindingKind
    spans: tuple[Span, ...]
    text: str


class MadeBy(Frozen, frozen=True):
    """The version of the program and the hash of its model."""

    version: str
    model: str


class Record(Frozen, frozen=True):
    """One page, read."""

    story: Story
    actors: tuple[Actor, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    timexes: tuple[Timex, ...]
    findings: tuple[Finding, ...]
    made_by: MadeBy


class Rejection(Frozen, frozen=True):
    """A page that cannot be read, and why."""

    url: str
    reason: RejectionReason
    detail: str


def make_id(kind: str, story_id: str, *offsets: int) -> str:
    """A short id that reading the same page again gives again.

    `kind` is one letter or word (`s`, `e`, `t`, `a`); the rest is the first 10 hex digits of the
    SHA-256 of story id, kind, and offsets.
    """
    key = ":".join([story_id, kind, *map(str, offsets)])
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
