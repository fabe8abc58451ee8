"""Views for people who open a case with Datasette, sqlite-utils, DuckDB, or pandas: each row complete in itself.

Views hold current captures only, and no items that people rejected, so that counting rows counts things.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

# Name -> what it is for, and its query. The queries are plain SQL that both databases know.
VIEWS = {
    "said": (
        "Each statement with its speaker, page, and date: the view to begin with.",
        """
        SELECT s.id, s.day, COALESCE(head.name, who.name) AS speaker,
            COALESCE(head.country, who.country) AS speaker_country, s.act, s.form, s.words, story.outlet,
            story.title, story.published, story.url, s.confidence, s.review, s.counts_as,
            COALESCE(head.id, who.id) AS speaker_actor, s.page
        FROM statements s
        JOIN stories story ON story.page = s.page
        LEFT JOIN actors who ON who.id = s.speaker_actor
        LEFT JOIN actors head ON head.id = who.merged_into
        WHERE s.current AND s.review <> 'rejected'
        """,
    ),
    "done": (
        "Each event with its page and date; who takes part is in done_by.",
        """
        SELECT e.id, e.day, e.type, e.mode, e.status, e.words, e.around, story.outlet, story.title,
            story.published, story.url, e.confidence, e.review, e.counts_as, e.page
        FROM events e
        JOIN stories story ON story.page = e.page
        WHERE e.current AND e.review <> 'rejected'
        """,
    ),
    "done_by": (
        "Who takes part in which event: actor, recipient, or source (whose word it is).",
        """
        SELECT e.id AS event, p.part, who.name, who.kind, who.country, who.id AS actor, e.type, e.day
        FROM event_actors p
        JOIN events e ON e.number = p.event
        JOIN actors one ON one.id = p.actor
        JOIN actors who ON who.id = COALESCE(one.merged_into, one.id)
        WHERE e.current AND e.review <> 'rejected'
        """,
    ),
    "event_pages": (
        "Which pages report an event: one row an event and page. Events that people marked as the same share one "
        "event id.",
        """
        SELECT e.counts_as AS event, e.id AS report, e.page, story.url, story.outlet, story.published, e.status, e.day
        FROM events e
        JOIN stories story ON story.page = e.page
        WHERE e.current AND e.review <> 'rejected'
        """,
    ),
    "about": (
        "Whom a statement names or addresses.",
        """
        SELECT s.id AS statement, who.name, who.kind, who.country, who.id AS actor, s.day
        FROM abouts a
        JOIN statements s ON s.number = a.statement
        JOIN actors one ON one.id = a.actor
        JOIN actors who ON who.id = COALESCE(one.merged_into, one.id)
        WHERE s.current AND s.review <> 'rejected'
        """,
    ),
    "versions": (
        "Captures of pages that changed: one row a capture, where an address has several.",
        """
        SELECT p.address, p.version, p.added_at, p.fetched_at, p.sha256, story.title, story.outlet, p.current,
            p.number AS page
        FROM pages p
        LEFT JOIN stories story ON story.page = p.number
        WHERE p.address IN (SELECT address FROM pages WHERE version > 1)
        """,
    ),
}


def create_views(connection: Connection) -> None:
    """Make all views; none of them may exist."""
    for name, (_, query) in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {query}"))


def drop_views(connection: Connection) -> None:
    """Take all views away, so that the tables under them can change."""
    for name in VIEWS:
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
