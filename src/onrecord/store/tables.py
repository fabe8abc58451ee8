"""The tables of a case. Each column says what it holds: docs/reference/schema.md is written from here.

Items (statements, events, timexes, findings, appearances of actors) stand here as they count now: the machine's
reading with people's corrections applied. What the machine read is kept whole in `pages.record`, what people said in
`corrections`, and the item tables can be made again from the two at any time.

An item's `number` is its page's number times a million plus its place among the page's items of that kind.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

ITEMS_A_PAGE = 1_000_000  # a page of at most 10 MB holds fewer items of a kind

Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only where the type is INTEGER
Json: TypeEngine[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def must(name: str, type: TypeEngine[Any], comment: str) -> Column[Any]:
    """A column that always has a value."""
    return Column(name, type, nullable=False, comment=comment)


def may(name: str, type: TypeEngine[Any], comment: str) -> Column[Any]:
    """A column that may be empty."""
    return Column(name, type, comment=comment)


def _span(name: str, comment: str) -> tuple[Column[Any], Column[Any]]:
    """Two columns of a span: code points of the story's text, the end not included."""
    return (
        may(f"{name}_start", Integer(), f"where {comment} begins in the story's text, in code points"),
        may(f"{name}_end", Integer(), "where it ends, not included"),
    )


def _number() -> Column[Any]:
    return Column("number", Number, primary_key=True, autoincrement=False, comment="number of the row")


def _page() -> Column[Any]:
    return Column(
        "page", Number, ForeignKey("pages.number", ondelete="CASCADE"), nullable=False, comment="pages.number"
    )


def _review() -> Column[Any]:
    return must(
        "review", Text(), "what people said of it: unseen, confirmed, corrected, added, rejected (rejected is kept)"
    )


# Lists are read off an index alone, in their order and with all that they are narrowed by.
_LISTED = ("day", "number", "page", "start", "review", "current")


def _current() -> Column[Any]:
    return must("current", Boolean(), "whether its page is the newest capture at its address")


pages = Table(
    "pages",
    metadata,
    Column("number", Number, primary_key=True, comment="number of the row"),
    must("address", Text(), "the page's own web address where it names one, else the file's full path"),
    must("version", Integer(), "1 for the first capture at this address, 2 for the next that differs"),
    must("url", Text(), "the file or address that was given"),
    must("sha256", Text(), "SHA-256 of the bytes, hex"),
    must("media_type", Text(), "text/html, text/plain, or what else the bytes are"),
    must("size", Integer(), "length of the bytes before compression"),
    may("fetched_at", Text(), "when the bytes were captured, where that is known (ISO 8601)"),
    must("added_at", Text(), "when they were added to the case (ISO 8601, UTC)"),
    may("content", LargeBinary(), "the bytes, compressed with zlib; empty where a page is no text and was rejected"),
    may("published_given", Text(), "the day of publication that was given when it was added"),
    may("outlet_given", Text(), "the outlet that was given when it was added"),
    may("story", Text(), "id of the story found on it; empty where it was rejected"),
    must("current", Boolean(), "whether it is the newest capture at its address, and no copy of another page here"),
    may("record", LargeBinary(), "the whole record as the machine read it: JSON, compressed with zlib"),
    may("made_by_version", Text(), "version of the program that read it"),
    may("made_by_model", Text(), "hash of the model that read it"),
    may("feed_published", Text(), "day or moment of publication by the feed that named it, whatever the page says"),
    UniqueConstraint("address", "version"),
    Index("ix_pages_sha256", "sha256"),
    Index("ix_pages_url", "url"),
    Index("ix_pages_story", "story"),
    comment="Every capture of a page: its bytes, where and when they came from, and what was read.",
)

rejections = Table(
    "rejections",
    metadata,
    Column(
        "page",
        Number,
        ForeignKey("pages.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="pages.number",
    ),
    must("url", Text(), "the file or address that was given"),
    must("reason", Text(), "empty, binary, unsupported, too-large, undecodable, no-story, or language"),
    must("detail", Text(), "the reason in words, and what to do"),
    comment="Pages that could not be read, and why.",
)

stories = Table(
    "stories",
    metadata,
    Column(
        "page",
        Number,
        ForeignKey("pages.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="pages.number",
    ),
    must("id", Text(), "id of the story, the same for the same words from the same address"),
    must("url", Text(), "web address or file"),
    may("outlet", Text(), "who published it"),
    may("title", Text(), "headline"),
    may("byline", Text(), "who wrote it, as printed"),
    may("published", Text(), "day or moment of publication (ISO 8601)"),
    may("published_how", Text(), "how that is known"),
    may("updated", Text(), "day or moment of the last change that the page tells of"),
    may("day", Text(), "day of publication, YYYY-MM-DD"),
    may("language", Text(), "language (ISO 639-1)"),
    must("text", Text(), "the text that all spans count in"),
    _review(),
    _current(),
    Index("ix_stories_id", "id"),
    Index("ix_stories_outlet_day", "outlet", "day"),
    Index("ix_stories_listed", "day", "page", "review", "current", "outlet", "language"),
    comment="The story of each page that was read.",
)

actors = Table(
    "actors",
    metadata,
    Column("id", Text(), primary_key=True, comment="id in the case, who-..."),
    must("name", Text(), "name that most pages could use: the one first met, or the one a person gave"),
    must("other_names", Text(), "further names, one a line"),
    must("kind", Text(), "person, state, organisation, group, outlet, document, or unnamed"),
    may("country", Text(), "ISO 3166 alpha-3, or a code of PLOVER's such as IGO"),
    must("sectors", Json, "PLOVER's sectors, a list"),
    may("role", Text(), "what they are, as a page has it"),
    must("same_as", Json, "ids elsewhere, a list"),
    may("merged_into", Text(), "actors.id of the actor that people merged it into; empty where it is one of its own"),
    Index("ix_actors_merged_into", "merged_into"),
    comment="Who speaks or acts, across all pages: appearances with one outside id, or one full name and kind.",
)

actor_words = Table(
    "actor_words",
    metadata,
    Column("word", Text(), primary_key=True, comment="a word of a name, without case and accents"),
    Column("actor", Text(), ForeignKey("actors.id"), primary_key=True, comment="actors.id"),
    Index("ix_actor_words_actor", "actor"),
    comment="The words of actors' names, by which they are searched.",
    sqlite_with_rowid=False,
)

appearances = Table(
    "appearances",
    metadata,
    _number(),
    _page(),
    must("id", Text(), "id on the page, a-..."),
    Column("actor", Text(), ForeignKey("actors.id"), nullable=False, comment="actors.id"),
    must("name", Text(), "fullest name on the page"),
    must("kind", Text(), "as in actors"),
    may("country", Text(), "as in actors"),
    must("sectors", Json, "as in actors"),
    may("role", Text(), "what the page says they are"),
    must("same_as", Json, "ids elsewhere, a list"),
    may("country_how", Text(), "how the country is known: told, known, near, or guessed"),
    must("mentions", Json, "list of objects with span (start, end), how, and antecedent"),
    must("start", Integer(), "where it is first mentioned"),
    _review(),
    _current(),
    UniqueConstraint("page", "id"),
    Index("ix_appearances_id", "id"),
    Index("ix_appearances_actor", "actor"),
    comment="An actor on one page.",
)

statements = Table(
    "statements",
    metadata,
    _number(),
    _page(),
    must("id", Text(), "id, s-..."),
    must("words", Text(), "the words of the contents, joined by an ellipsis"),
    may("speaker", Text(), "appearances.id on this page; empty where the page does not say"),
    may("speaker_actor", Text(), "actors.id of the speaker"),
    must("form", Text(), "direct, mixed, or indirect"),
    must("act", Text(), "claim, accusation, denial, request, promise, threat, opinion, or non-answer"),
    *_span("source", "the words that name the speaker"),
    *_span("cue", "the cue, such as “said”,"),
    must("contents", Json, "spans of the contents: list of objects with start and end"),
    *_span("addressee", "the addressee"),
    *_span("venue", "the venue"),
    *_span("place", "the place"),
    may("time", Text(), "timexes.id on this page"),
    must("via", Json, "outlets through which the page has it, nearest first: list of appearances.id"),
    may("within", Text(), "the statement that reports it: statements.id on this page"),
    must("confidence", Float(), "how often such statements have source and contents right, from 0 to 1"),
    must("scores", Json, "the network's scores: cue, source, content, act"),
    must("start", Integer(), "where it begins, for the order on the page"),
    may("day", Text(), "the first day of its time where the page gives one, else the day of publication"),
    may("outlet", Text(), "outlet of the page"),
    must(
        "counts_as", Text(), "id of the item that it counts as, where people marked several as the same; else its own"
    ),
    _review(),
    _current(),
    UniqueConstraint("page", "id"),
    Index("ix_statements_id", "id"),
    Index("ix_statements_speaker_actor_day", "speaker_actor", "day"),
    Index("ix_statements_listed", *_LISTED, "act", "form", "confidence", "outlet", "speaker_actor"),
    Index("ix_statements_outlet_act_day", "outlet", "act", "day"),
    Index("ix_statements_review_confidence", "review", "confidence", "number"),
    comment="Who said what.",
)

abouts = Table(
    "abouts",
    metadata,
    Column("actor", Text(), primary_key=True, comment="actors.id"),
    Column(
        "statement",
        Number,
        ForeignKey("statements.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="statements.number",
    ),
    may("day", Text(), "statements.day, so that an actor's statements are found by date at once"),
    Index("ix_abouts_statement", "statement"),
    Index("ix_abouts_actor_day", "actor", "day", "statement"),
    comment="Actors named within the contents of a statement, or addressed by it.",
    sqlite_with_rowid=False,
)

events = Table(
    "events",
    metadata,
    _number(),
    _page(),
    must("id", Text(), "id, e-..."),
    must("type", Text(), "PLOVER's event type"),
    may("mode", Text(), "PLOVER's mode"),
    must("words", Text(), "the words of the trigger"),
    must("around", Text(), "the words around it, which full-text search looks in"),
    must("contexts", Json, "PLOVER's contexts, a list"),
    *_span("trigger", "the trigger"),
    must("actors", Json, "who acts: list of appearances.id"),
    must("recipients", Json, "to whom: list of appearances.id"),
    must("objects", Json, "goods and documents: list of spans"),
    *_span("place", "the place"),
    must("status", Text(), "fact, claimed, supposed, future, or denied"),
    must("rule", Text(), "what the status rests on, in words"),
    may("time", Text(), "timexes.id on this page"),
    may("according_to", Text(), "whose word it is: appearances.id on this page"),
    may("within", Text(), "statements.id on this page that tells of it"),
    must("confidence", Float(), "from 0 to 1"),
    must("start", Integer(), "where it begins, for the order on the page"),
    may("day", Text(), "the first day of its time where the page gives one, else the day of publication"),
    may("outlet", Text(), "outlet of the page"),
    must(
        "counts_as", Text(), "id of the item that it counts as, where people marked several as the same; else its own"
    ),
    _review(),
    _current(),
    UniqueConstraint("page", "id"),
    Index("ix_events_id", "id"),
    Index("ix_events_listed", *_LISTED, "type", "status", "confidence", "outlet", "counts_as"),
    Index("ix_events_outlet_day", "outlet", "day"),
    Index("ix_events_counts_as", "counts_as"),
    Index("ix_events_review_confidence", "review", "confidence", "number"),
    comment="Who did what to whom, by PLOVER's types.",
)

event_actors = Table(
    "event_actors",
    metadata,
    Column("actor", Text(), primary_key=True, comment="actors.id"),
    Column(
        "event",
        Number,
        ForeignKey("events.number", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        comment="events.number",
    ),
    Column("part", Text(), primary_key=True, comment="actor, recipient, or source (whose word it is)"),
    may("day", Text(), "events.day, likewise"),
    Index("ix_event_actors_event", "event"),
    Index("ix_event_actors_actor_day", "actor", "day", "event"),
    comment="Who takes which part in an event.",
    sqlite_with_rowid=False,
)

timexes = Table(
    "timexes",
    metadata,
    _number(),
    _page(),
    must("id", Text(), "id, t-..."),
    must("words", Text(), "the expression"),
    must("start", Integer(), "where it begins, in code points of the story's text"),
    must("end", Integer(), "where it ends, not included"),
    must("type", Text(), "DATE, TIME, DURATION, or SET (TimeML)"),
    must("value", Text(), "value (TimeML)"),
    may("earliest", Text(), "first day that it can mean, YYYY-MM-DD"),
    may("latest", Text(), "last day, included"),
    may("anchor", Text(), "the day that it was counted from"),
    must("rule", Text(), "how the value came about"),
    _review(),
    _current(),
    UniqueConstraint("page", "id"),
    Index("ix_timexes_id", "id"),
    comment="Dates, times, durations, and sets.",
)

findings = Table(
    "findings",
    metadata,
    _number(),
    _page(),
    must("id", Text(), "id, f-..."),
    must("kind", Text(), "what sort of thing to mind"),
    must("words", Text(), "the words it is about, joined by an ellipsis"),
    must("spans", Json, "where: list of objects with start and end"),
    must("text", Text(), "what a careful reader would mark"),
    must("start", Integer(), "where it begins, for the order on the page"),
    _review(),
    _current(),
    UniqueConstraint("page", "id"),
    Index("ix_findings_id", "id"),
    comment="What a careful reader would mark.",
)

# A page's rows in these tables are made anew from its record and its corrections.
ITEM_TABLES = (appearances, timexes, statements, events, findings)

# At an address only one capture is current, and among pages with one story only one.
Index("ux_pages_current_address", pages.c.address, unique=True, sqlite_where=text("current"),
      postgresql_where=text("current"))  # fmt: skip
Index("ux_pages_current_story", pages.c.story, unique=True, sqlite_where=text("current"),
      postgresql_where=text("current"))  # fmt: skip
