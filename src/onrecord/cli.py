"""The command line: parse, call, print.

Nothing heavy is imported before it is needed, since the time to start is felt at every page.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError, UsageError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from onrecord.record import Record

READ_ALL, READ_SOME, BAD_USAGE = 0, 1, 2
INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 and the signal's number, as shells count


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands; the reference page of the documentation is written from it."""
    parser = argparse.ArgumentParser(
        prog="onrecord", description="Reads news pages into records that can be checked: who said what, to whom, when."
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
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
    commands.add_parser(
        "schema",
        help="print the JSON Schema of a record",
        description="Prints the JSON Schema that every line of onrecord read --format json keeps to.",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` are those of the process where none are given. Returns the exit code."""
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python flushes at exit and would complain again about the pipe that the reader closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def _run(arguments: Sequence[str] | None) -> int:
    parser = make_parser()
    asked = parser.parse_args(arguments)
    if asked.version:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        return READ_ALL
    if asked.command == "schema":
        return _print_schema()
    if asked.command == "read":
        return _read(asked)
    parser.print_help(sys.stderr)
    return BAD_USAGE


def _print_schema() -> int:
    import msgspec

    from onrecord.record import Record

    _print_line(msgspec.json.format(msgspec.json.encode(msgspec.json.schema(Record)), indent=2))
    return READ_ALL


def _read(asked: argparse.Namespace) -> int:
    # numpy's algebra would start a thread for each core, which spins for a while; nothing here uses it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.read import read
    from onrecord.record import Record

    code, printed = READ_ALL, 0
    for path in asked.paths:
        try:
            result = read(path, asked.published, asked.outlet)
        except UsageError as error:
            _complain(str(error))
            return BAD_USAGE
        except OnRecordError as error:
            _complain(str(error))
            code = READ_SOME
            continue
        if isinstance(result, Record):
            printed += _print_record(result, asked, after_another=printed > 0)
        else:
            _complain(f"{path}: not read ({result.reason}). {result.detail}")
            code = READ_SOME
    if asked.explain and not printed:
        _complain(f"{asked.explain}: no page read has an item with this id. Ids stand at the right of each item.")
        code = READ_SOME
    return code


def _print_record(record: Record, asked: argparse.Namespace, after_another: bool) -> int:
    """Print what was asked of the record; returns how many things were printed, 0 where it lacks the id."""
    if asked.format == "json" and not asked.explain:
        import msgspec

        _print_line(msgspec.json.encode(record))
        return 1
    from onrecord.view import explain, show_record

    shown = explain(record, asked.explain) if asked.explain else show_record(record)
    if shown is None:
        return 0
    if after_another:
        print("\n")
    _print_shown(shown)
    return 1


def _print_line(line: bytes) -> None:
    # Bytes, so that JSON is UTF-8 whatever the terminal's encoding.
    sys.stdout.flush()
    sys.stdout.buffer.write(line + b"\n")


def _print_shown(shown: RenderableType) -> None:
    from rich.console import Console

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # an old terminal lacks curly marks, not the record
    if sys.stdout.isatty():
        Console(highlight=False, markup=False, emoji=False).print(shown)
        return
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        console.print(shown)
    for line in captured.get().splitlines():
        print(line.rstrip())  # columns are padded for a screen; a file wants no blanks at the ends of lines


def _complain(message: str) -> None:
    from onrecord.view.words import plain

    print(f"onrecord: {plain(message)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
