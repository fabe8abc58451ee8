"""`onrecord read` and `onrecord schema`: pages without a case."""

from __future__ import annotations

import argparse
import gc
import os
from typing import TYPE_CHECKING

from onrecord.commands.output import complain, print_line, print_shown
from onrecord.errors import OnRecordError, UsageError

if TYPE_CHECKING:
    from onrecord.record import Record

READ_ALL, READ_SOME, BAD_USAGE = 0, 1, 2


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    reading = commands.add_parser(
        "read",
        help="read pages and print their records",
        description="Reads HTML or text files and prints a record of each. A page that cannot be read is named on "
        "standard error with the reason, and the others are read all the same.",
        epilog="Exit code: 0 all pages were read, 1 some were not, 2 an argument is impossible.",
    )
    reading.add_argument("paths", nargs="+", metavar="PATH", help="an HTML or text file, or - for standard input")
    reading.add_argument("--published", metavar="DATE", help="the day of publication, YYYY-MM-DD, if you know better")
    reading.add_argument("--outlet", metavar="NAME", help="the name of the outlet, if you know better")
    reading.add_argument(
        "--format", choices=("text", "json"), default="text", help="text to read, or JSON, one record a line"
    )
    reading.add_argument("--explain", metavar="ID", help="print why the item with this id is in the record")
    reading.set_defaults(run=run_read)
    schema = commands.add_parser(
        "schema",
        help="print the JSON Schema of a record",
        description="Prints the JSON Schema that every line of onrecord read --format json keeps to.",
    )
    schema.set_defaults(run=run_schema)


def run_schema(_: argparse.Namespace) -> int:
    """Print the JSON Schema of a record."""
    import msgspec

    from onrecord.record import Record

    print_line(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Record)), indent=2))
    return READ_ALL


def run_read(asked: argparse.Namespace) -> int:
    """Read pages and print their records."""
    # What is loaded for the first page stays; looking through it for garbage takes a twentieth of the start.
    gc.disable()
    try:
        return _read_all(asked)
    finally:
        gc.enable()


def _read_all(asked: argparse.Namespace) -> int:
    # numpy's algebra would start a thread for each core, which spins for a while; nothing here uses it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.read import read
    from onrecord.record import Record

    code, printed = READ_ALL, 0
    for number, path in enumerate(asked.paths):
        if number == 1:
            gc.enable()
        try:
            result = read(path, asked.published, asked.outlet)
        except UsageError as error:
            complain(str(error))
            return BAD_USAGE
        except OnRecordError as error:
            complain(str(error))
            code = READ_SOME
            continue
        if isinstance(result, Record):
            printed += _print_record(result, asked, after_another=printed > 0)
        else:
            complain(f"{path}: not read ({result.reason}). {result.detail}")
            code = READ_SOME
    if asked.explain and not printed:
        complain(f"{asked.explain}: no page read has an item with this id. Ids stand at the right of each item.")
        code = READ_SOME
    return code


def _print_record(record: Record, asked: argparse.Namespace, after_another: bool) -> int:
    """Print what was asked of the record; returns how many things were printed, 0 where it lacks the id."""
    if asked.format == "json" and not asked.explain:
        import msgspec

        print_line(msgspec.json.encode(record))
        return 1
    from onrecord.view import explain, show_record

    shown = explain(record, asked.explain) if asked.explain else show_record(record)
    if shown is None:
        return 0
    if after_another:
        print("\n")
    print_shown(shown)
    return 1
