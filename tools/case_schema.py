"""Writes docs/reference/schema.md from the tables and views themselves, so that neither can drift.

Usage: python tools/case_schema.py [--check]. With --check nothing is written; the exit code says whether the page
is what it would be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from generated_page import keep_page
from sqlalchemy import Table

import onrecord.store.compared_tables
import onrecord.store.correction_tables
import onrecord.store.count_tables
import onrecord.store.forgotten_table
import onrecord.store.people_tables  # noqa: F401
from onrecord.store.opening import NEWEST
from onrecord.store.tables import metadata
from onrecord.store.views import VIEWS

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "schema.md"
_FIRST = ("pages", "stories", "statements", "events", "actors", "appearances", "timexes", "findings", "corrections")
_HEAD = f"""# Tables of a case

A case is one SQLite file, or a PostgreSQL database, that any program can open: Datasette, sqlite-utils, DuckDB, pandas.
Below are its tables and views, version {NEWEST}. Write to it with On Record alone: the rows of items are made from
`pages.record` and `corrections`, and full-text search goes along with them.

Spans count **Unicode code points** of `stories.text` from 0, the end not included. In SQL, the words of a cue are
`substr(stories.text, cue_start + 1, cue_end - cue_start)`, in both databases.

`current` is true for the newest capture of each page: without `WHERE current` you count what older captures said
too. `review` tells what people said of an item; leave out `rejected` ones. The views below do both.

Full-text search is in `statements_search`, `events_search`, and `stories_search`: FTS5 tables in SQLite, tables with a
`tsvector` in PostgreSQL, their `rowid` the number of the row that they index.
"""
_EXAMPLES = """## With other programs

```sql
-- who is quoted most, and how often verbatim
SELECT speaker, COUNT(*) AS statements, SUM(form = 'direct') AS verbatim
FROM said GROUP BY speaker ORDER BY statements DESC LIMIT 20;

-- which outlets report an event
SELECT event, COUNT(DISTINCT outlet) AS outlets FROM event_pages GROUP BY event ORDER BY outlets DESC;

-- what was said about tariffs
SELECT said.* FROM said JOIN statements USING (id, page)
WHERE statements.number IN (SELECT rowid FROM statements_search WHERE statements_search MATCH 'tariffs');
```

Datasette: `datasette case.db`. DuckDB: `INSTALL sqlite; ATTACH 'case.db' (TYPE sqlite);`. pandas:
`pandas.read_sql("SELECT * FROM said", sqlite3.connect("case.db"))`.
"""


def write_reference() -> str:
    """The reference page, in Markdown."""
    tables = sorted(metadata.tables.values(), key=_place)
    lines = [_HEAD, "## Views", ""]
    for name, (purpose, query) in VIEWS.items():
        lines += [f"### {name}", "", purpose, "", f"Columns: {', '.join(f'`{c}`' for c in _view_columns(query))}.", ""]
    lines += ["## Tables", ""]
    for table in tables:
        lines += [*_describe(table), ""]
    return "\n".join([*lines, _EXAMPLES])


def _place(table: Table) -> tuple[int, str]:
    return (_FIRST.index(table.name) if table.name in _FIRST else len(_FIRST), table.name)


def _describe(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield str(table.comment)
    yield ""
    yield "| column | type | |"
    yield "|---|---|---|"
    for column in table.c:
        kind = type(column.type).__name__.upper().replace("LARGEBINARY", "BLOB").replace("BIGINTEGER", "INTEGER")
        needed = "" if column.nullable else ", never empty"
        yield f"| `{column.name}` | {kind}{needed} | {column.comment} |"


def _view_columns(query: str) -> list[str]:
    # Each column of a view is a name, table.name, or something AS name; commas within brackets part no columns.
    listed = query.partition("SELECT")[2].partition("FROM")[0]
    flat = re.sub(r"\([^()]*\)", "", listed)  # case: COALESCE(head.id, who.id) AS speaker_actor
    return [part.split()[-1].rpartition(".")[2] for part in flat.split(",")]


if __name__ == "__main__":
    sys.exit(keep_page(PAGE, write_reference(), "the tables say"))
