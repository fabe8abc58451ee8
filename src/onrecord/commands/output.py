"""Printing what a case answered: a table to read, or JSON, JSON lines, CSV, and TSV for other programs."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from onrecord.record import Frozen

if TYPE_CHECKING:
    from rich.console import RenderableType

LEAST = 10  # letters of a column of words, so that few words are broken
TABLE_ROWS = 50  # what a person looks through; a longer table says how much it leaves out


class Column(NamedTuple):
    """A column of a table: its heading, and its share of the width where it may take several lines."""

    name: str
    share: int = 0


class Layout(NamedTuple):
    """How entries of one type are shown: the fields of the table and of the flat formats."""

    shown: tuple[Column, ...]
    flat: tuple[str, ...]


def add_format_options(parser: argparse.ArgumentParser) -> None:
    """The options that choose the output; without one it is a table."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--json", dest="format", action="store_const", const="json", help="print one JSON array")
    group.add_argument("--nl", dest="format", action="store_const", const="nl", help="print JSON, one object a line")
    group.add_argument("--csv", dest="format", action="store_const", const="csv", help="print CSV, all rows")
    group.add_argument("--tsv", dest="format", action="store_const", const="tsv", help="print tab-separated, all rows")


def print_entries(entries: Iterator[Frozen], layout: Layout, format: str | None) -> int:
    """Print entries in the order they come; returns how many."""
    if format == "json":
        return _print_json(entries)
    if format == "nl":
        return _print_lines(entries)
    if format in ("csv", "tsv"):
        return _print_flat(entries, layout.flat, "," if format == "csv" else "\t")
    return _print_table(entries, layout.shown)


def print_shown(shown: RenderableType) -> None:
    """Print what rich can lay out: in colour on a terminal, 80 columns of text elsewhere."""
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # an old terminal lacks curly marks, not the record
    if sys.stdout.isatty():
        Console(highlight=False, markup=False, emoji=False).print(shown)
        return
    console = Console(file=io.StringIO(), width=_find_width(), highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(shown)
    for line in captured.get().splitlines():
        print(line.rstrip())  # columns are padded for a screen; a file wants no blanks at the ends of lines


def _find_width() -> int:
    """Columns of the terminal; 80 where there is none."""
    from rich.console import Console

    return Console().width if sys.stdout.isatty() else 80


def print_line(line: bytes) -> None:
    """Print a line of UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")


def complain(message: str) -> None:
    """Say on standard error what went wrong."""
    from onrecord.view.words import plain

    print(f"onrecord: {plain(message)}", file=sys.stderr)


def _print_json(entries: Iterator[Frozen]) -> int:
    import msgspec

    count = 0
    sys.stdout.flush()
    for count, entry in enumerate(entries, 1):
        sys.stdout.buffer.write((b"[" if count == 1 else b",\n ") + msgspec.json.encode(entry))
    sys.stdout.buffer.write(b"]\n" if count else b"[]\n")
    return count


def _print_lines(entries: Iterator[Frozen]) -> int:
    import msgspec

    count = 0
    for entry in entries:
        print_line(msgspec.json.encode(entry))
        count += 1
    return count


def _print_flat(entries: Iterator[Frozen], fields: Sequence[str], separator: str) -> int:
    import codecs

    sys.stdout.flush()
    out = codecs.getwriter("utf-8")(sys.stdout.buffer)
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(fields)
    count = 0
    for entry in entries:
        writer.writerow([_flatten(getattr(entry, field), separator) for field in fields])
        count += 1
    return count


def _flatten(value: object, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    words = str(value)
    # A tab or a new line within a value would end it in the programs that read tab-separated files.
    return " ".join(words.split()) if separator == "\t" else words


def _print_table(entries: Iterable[Frozen], columns: Sequence[Column]) -> int:
    from rich.table import Table
    from rich.text import Text

    from onrecord.view.words import plain

    rows = [[Text(plain(_flatten(getattr(entry, column.name), ","))) for column in columns] for entry in entries]
    if not rows:
        return 0
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", pad_edge=False)
    longest = [max(len(column.name), *(row[n].cell_len for row in rows)) for n, column in enumerate(columns)]
    for column, width in zip(columns, find_widths(columns, longest, _find_width()), strict=True):
        table.add_column(column.name, width=width, no_wrap=not column.share, overflow="fold")
    for row in rows:
        table.add_row(*row)
    print_shown(table)
    return len(rows)


def find_widths(columns: Sequence[Column], longest: Sequence[int], total: int) -> list[int]:
    """How wide each column is, of `total` with a blank between two, where `longest` is the widest cell of each.

    Columns without a share are as wide as their widest cell. The others share what is left; one that needs less leaves
    the rest to the others, and none gets less than `LEAST` if it needs that much.
    """
    widths = [0 if column.share else width for column, width in zip(columns, longest, strict=True)]
    free = total - sum(widths) - len(columns) + 1
    sharing = [n for n, column in enumerate(columns) if column.share]
    while sharing:
        shares = sum(columns[n].share for n in sharing)
        part = {n: free * columns[n].share // shares for n in sharing}
        settled = [n for n in sharing if longest[n] <= part[n]] or [
            n for n in sharing if part[n] < min(LEAST, longest[n])
        ]
        if not settled:
            settled, spare = sharing, free - sum(part.values())
            part[max(sharing, key=lambda n: columns[n].share)] += spare
        for n in settled:
            widths[n] = max(1, min(longest[n], max(part[n], LEAST)))
            free -= widths[n]
        sharing = [n for n in sharing if n not in settled]
    return widths
