"""Tables as CSV (RFC 4180), one file each in a folder, UTF-8.

A cell of text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises against CSV
injection; Parquet and JSON lines hold such text unchanged.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from onrecord.exports.contents import Entry, Options, Tally
from onrecord.exports.tables import TABLES, Cell
from onrecord.exports.writing import make_encodable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide ones: some spreadsheets fold them


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One file a table, its first line the names of the columns. A file without rows is there all the same."""
    path.mkdir()
    with ExitStack() as open_files:
        writers = []
        for table in TABLES:
            file = open_files.enter_context((path / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow([column.name for column in table.columns])
            writers.append(writer)
        for entry in entries:
            for table, writer in zip(TABLES, writers, strict=True):
                for row in table.rows(entry):
                    writer.writerow([show_cell(cell) for cell in row])
                    tally.written[table.name] += 1


def show_cell(cell: Cell) -> str | int | float:
    """A cell as CSV has it: nothing for None, ISO 8601 for moments, and no text that a spreadsheet would run."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat()
    if not isinstance(cell, str):
        return cell
    # Many readers end the cell, or the file, at a NUL.
    text = make_encodable(cell).replace("\x00", "\ufffd")
    return f"'{text}" if text.startswith(_FORMULA) else text
