"""Writes docs/reference/exports.md from the formats' own modules and tables, so that neither can drift.

Usage: python tools/exports_reference.py [--check]. With --check nothing is written; the exit code says whether the page
is what it would be.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from generated_page import keep_page

from onrecord.exports import FORMATS
from onrecord.exports.gdelt import EVENT_COLUMNS, MENTION_COLUMNS
from onrecord.exports.tables import TABLES, Table
from onrecord.lexicons import read_rows

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "exports.md"
INTRODUCTION = """# Export formats

What each format of `onrecord export` holds, from the code that writes it. Which to choose:
[Take a case out](../how-to/exports.md).

Everywhere: UTF-8; items in the order of the case, so that the same case gives the same bytes; the current capture of
each page, with people's corrections applied and without what they rejected. Spans count Unicode code points of the
story's text. A target that exists is never overwritten, and appears whole or not at all.
"""


def write_reference() -> str:
    """The reference page, in Markdown."""
    lines = [INTRODUCTION]
    for format in FORMATS:
        module = import_module(f"onrecord.exports.{format}")
        lines += [f"## {format}", "", inspect.cleandoc(module.__doc__ or ""), ""]
        lines += [inspect.cleandoc(module.write.__doc__ or "").partition("\n\nRaises:")[0], ""]
        if format == "gdelt":
            lines += list(_list_gdelt())
    pack = import_module("onrecord.exports.pack")
    sealing = import_module("onrecord.exports.pack.sealing")
    lines += ["## Evidence packs", "", inspect.cleandoc(pack.__doc__ or ""), ""]
    lines += [inspect.cleandoc(sealing.__doc__ or ""), ""]
    lines += [
        "## Tables",
        "",
        "The files of `csv` and `parquet`. Several values in one cell have `|` between them.",
        "",
    ]
    for table in TABLES:
        lines += list(_list_columns(table))
    return "\n".join(lines)


def _list_columns(table: Table) -> Iterator[str]:
    yield from (f"### {table.name}", "", "| column | type | what it holds |", "|---|---|---|")
    for column in table.columns:
        yield f"| `{column.name}` | {column.type} | {column.holds} |"
    yield ""


def _list_gdelt() -> Iterator[str]:
    yield from ("Columns of `events.tsv`: " + ", ".join(f"`{name}`" for name in EVENT_COLUMNS) + ".", "")
    yield from ("Columns of `mentions.tsv`: " + ", ".join(f"`{name}`" for name in MENTION_COLUMNS) + ".", "")
    yield "Types and modes as CAMEO's codes (wider: the code says less than the mode; elsewhere: it lies under another"
    yield from ("root of CAMEO than the type does; armed: a state or its forces act):", "")
    yield from ("| type | mode | who acts | CAMEO | Goldstein | fits |", "|---|---|---|---|---|---|")
    for type, mode, who, code, scale, fits in read_rows("cameo.tsv", 6):
        yield f"| {type} | {mode or 'any other'} | {who or 'anybody'} | {code} | {scale} | {fits} |"
    yield ""


if __name__ == "__main__":
    sys.exit(keep_page(PAGE, write_reference(), "the formats say"))
