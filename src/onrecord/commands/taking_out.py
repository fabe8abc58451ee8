"""`onrecord export`, `import`, `pack`, `verify`: a case's contents out for other programs, and back in."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord.commands.opening import open_case
from onrecord.commands.output import complain

if TYPE_CHECKING:
    from onrecord.exports import Entry
    from onrecord.exports.pack import Verdict

# As in onrecord.exports, which is not imported only to print help; a test compares.
FORMATS = ("csv", "parquet", "jsonl", "plover", "gdelt", "webannotation", "schemaorg", "ftm", "prov", "graphml")
_CASE = "a file such as case.db, or postgresql://USER@HOST/NAME"


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    _add_export(commands)
    taking_in = commands.add_parser(
        "import",
        help="take an export of JSON lines into a case",
        description="Takes pages, records, and corrections from a file that onrecord export --format "
        "jsonl wrote, or records "
        "that onrecord read --format json printed. Nothing is read again, and what the case has already is left alone.",
        epilog="Exit code: 0 everything is in the case, 1 the file cannot be read or is damaged, 3 the case cannot be "
        "opened or written. What came before a damaged line is kept.",
    )
    taking_in.add_argument("case", metavar="CASE", help=f"{_CASE}; it is made where there is none")
    taking_in.add_argument("file", metavar="FILE", type=Path, help="a file of JSON lines")
    taking_in.set_defaults(run=run_import)
    _add_pack(commands)


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser(
        "export",
        help="write a case for other programs",
        description="Writes what counts now: the current capture of each page, with people's "
        "corrections applied and without "
        "what they rejected. JSON lines hold everything instead, older captures and the page's bytes too. What a "
        "format cannot hold is counted on standard error.",
        epilog="Exit code: 0 it was written, 1 it cannot be written (nothing is left then), 2 an "
        "argument is impossible, "
        "3 the case cannot be opened.",
    )
    export.add_argument("case", metavar="CASE", help=_CASE)
    export.add_argument(
        "--format",
        choices=FORMATS,
        required=True,
        help="csv, parquet, and gdelt write a folder, the others a file",
    )
    export.add_argument("--out", metavar="PATH", required=True, type=Path, help="where to write; it must not exist yet")
    export.add_argument(
        "--with-text",
        action="store_true",
        help="add the story's own text to plover, schemaorg, and ftm, where you may pass it on",
    )
    export.set_defaults(run=run_export)


def _add_pack(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    packing = commands.add_parser(
        "pack",
        help="pack pages as evidence that opens offline",
        description="Packs the pages that hold these items with their records, corrections, and "
        "hashes into one zip, with an "
        "index.html that shows every item highlighted in its page. Prints the pack's seal: note it elsewhere, since it "
        "is what proves later that nothing was changed.",
        epilog="Exit code: 0 it was written, 1 it cannot be written, 2 the case has no such item, 3 "
        "the case cannot be opened.",
    )
    packing.add_argument("case", metavar="CASE", help=_CASE)
    packing.add_argument("ids", metavar="ID", nargs="+", help="ids of statements, events, stories, or actors")
    packing.add_argument("--out", metavar="PATH", required=True, type=Path, help="the zip; it must not exist yet")
    packing.set_defaults(run=run_pack)
    verifying = commands.add_parser(
        "verify",
        help="say whether an evidence pack was changed",
        description="Compares every file of an evidence pack with the hash that it had, and the "
        "pack's seal with the one that "
        "was noted when it was made. Without the seal it finds damage and clumsy changes, not somebody who made the "
        "whole pack anew.",
        epilog="Exit code: 0 nothing was changed, 1 something was, or the file is no evidence pack.",
    )
    verifying.add_argument("pack", metavar="PACK", type=Path, help="an evidence pack")
    verifying.add_argument("--seal", metavar="SEAL", help="the seal that onrecord pack printed")
    verifying.set_defaults(run=run_verify)


def run_export(asked: argparse.Namespace) -> int:
    """Write the case in a format."""
    from onrecord.exports import Options, export
    from onrecord.exports.entries import find_entries, find_history

    with open_case(asked.case) as case:
        entries = find_history(case) if asked.format == "jsonl" else find_entries(case)
        tally = export(_show_progress(entries), asked.format, asked.out, Options(asked.with_text))
    for why, count in tally.left_out.items():
        complain(f"{asked.format}: left out {count:,} {why}")
    written = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in tally.written.items())
    print(f"{asked.out}: {written or 'nothing, the case has none of it'}")
    return 0


def run_import(asked: argparse.Namespace) -> int:
    """Take an export in."""
    from onrecord.exports.entries import add_entries
    from onrecord.exports.jsonl import read_entries
    from onrecord.store import Case

    counts: Counter[str] = Counter()
    entries = read_entries(asked.file)
    first = next(entries, None)  # a file that cannot be read makes no case
    entries = chain([first] if first else [], entries)
    with Case(asked.case) as case:
        try:
            for outcome in add_entries(case, _show_progress(entries)):
                counts[outcome] += 1
        finally:
            corrections = counts.pop("correction", 0)
            pages = ", ".join(f"{name} {count:,}" for name, count in counts.items())
            print(f"pages: {pages or 'none'}; corrections {corrections:,}")
    return 0


def run_pack(asked: argparse.Namespace) -> int:
    """Pack the pages that hold some items."""
    from onrecord.exports.entries import find_entries_with
    from onrecord.exports.pack import pack

    ids = tuple(dict.fromkeys(asked.ids))
    with open_case(asked.case) as case:
        packed = pack(find_entries_with(case, ids), asked.out, ids)
    print(f"{asked.out}: pages {packed.pages:,}, files {packed.files:,}")
    print(f"seal {packed.seal}")
    return 0


def run_verify(asked: argparse.Namespace) -> int:
    """Say what was changed in a pack."""
    from onrecord.exports.pack import verify

    verdict = verify(asked.pack, asked.seal)
    for line in _say_changes(verdict):
        print(line)
    if not verdict.intact:
        print(f"{asked.pack}: changed since it was made.")
        return 1
    print(f"{asked.pack}: none of {verdict.files:,} files changed, none missing, none added.")
    if verdict.sealed:
        print("The seal is the one that was given.")
    else:
        print(f"Its seal is {verdict.seal}. Compare it with the one that was noted: --seal SEAL")
    return 0


def _say_changes(verdict: Verdict) -> Iterator[str]:
    from onrecord.view.words import plain

    for what, paths in (("changed", verdict.changed), ("missing", verdict.missing), ("added", verdict.added)):
        for path in paths:
            yield f"{what}\t{plain(path)}"
    if verdict.sealed is False:
        yield f"another seal\t{verdict.seal}"


def _show_progress(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Pass entries on, with a count of pages on a terminal."""
    import sys

    if not sys.stderr.isatty():
        yield from entries
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.completed:,.0f} pages"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(entries)
