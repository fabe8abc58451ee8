"""`onrecord add` and `onrecord reread`: pages into a case, and read again with a newer model."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onrecord.commands.gathering import add_private
from onrecord.commands.opening import open_case
from onrecord.commands.output import complain
from onrecord.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from onrecord.inputs.fetch import Fetcher
    from onrecord.store import Added, Case

_OUTCOMES = ("added", "unchanged", "changed", "rejected")
_WEB = ("http://", "https://")
_NAMED = 20  # rejected pages named one by one in the summary; --verbose names every page as it comes


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    add = commands.add_parser(
        "add",
        help="read pages into a case",
        description="Reads pages into a case, which is made where there is none. Each page is kept whole as soon as it "
        "is named as added, so stopping loses nothing. Pages that are there already are left alone; a page that "
        "changed becomes a new version beside the old one.",
        epilog="Exit code: 0 all pages are in the case, 1 some were rejected or could not be opened, 2 an argument is "
        "impossible, 3 the case cannot be opened or written.",
    )
    add.add_argument("case", metavar="CASE", help="a file such as case.db, or postgresql://USER@HOST/NAME")
    add.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="files, folders with all that is in them, patterns, web archives (WARC, WACZ), folders of a batch, "
        "addresses, or - for a page",
    )
    add.add_argument("--published", metavar="DATE", help="the day of publication, YYYY-MM-DD, if you know better")
    add.add_argument("--outlet", metavar="NAME", help="the name of the outlet, if you know better")
    add.add_argument(
        "--resume", action="store_true", help="do not even open files that are in the case: go on where it stopped"
    )
    add.add_argument("--verbose", action="store_true", help="say what became of each page, on standard output")
    add_private(add)
    add.set_defaults(run=run_add)
    reread = commands.add_parser(
        "reread",
        help="read the pages of a case again with this version",
        description="Reads the pages of a case again from their bytes, those that another version or model read. What "
        "the machine read is replaced; what people confirmed, corrected, added, or rejected stays.",
        epilog="Exit code: 0 all were read, 1 some are rejected now, 3 the case cannot be opened or written.",
    )
    reread.add_argument("case", metavar="CASE", help="a file such as case.db, or postgresql://USER@HOST/NAME")
    reread.add_argument("--all", action="store_true", help="also those that this version and model have read")
    reread.set_defaults(run=run_reread)


def run_add(asked: argparse.Namespace) -> int:
    """Add pages, with a bar on a terminal; a summary comes last, whatever ends it."""
    # numpy's algebra would start a thread for each core, which spins for a while; nothing here uses it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.inputs.paths import find_paths
    from onrecord.store import Case

    _check_given(asked)
    paths = list(find_paths(asked.paths))
    summary = Summary(verbose=asked.verbose)
    total = len(paths)
    with Case(asked.case) as case, _fetching(paths, asked.private) as fetcher:
        try:
            with showing_progress(len(paths), "adding") as step:
                for path in paths:
                    held = 0  # an archive is as many pages as it holds, and one until it was opened
                    for held, added in enumerate(_add_path(case, path, asked, fetcher), 1):
                        total += held > 1
                        summary.count(added)
                    total -= held == 0
                    step()
        finally:
            summary.print(total)
    return 1 if summary.counts["rejected"] else 0


def run_reread(asked: argparse.Namespace) -> int:
    """Read again what another version or model read."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.record import Rejection

    with open_case(asked.case) as case:
        numbers = case.find_outdated(everything=asked.all)
        counts: Counter[str] = Counter()
        try:
            with showing_progress(len(numbers), "reading again") as step:
                for number in numbers:
                    result = case.reread(number)
                    counts["rejected" if isinstance(result, Rejection) else "read" if result else "not kept"] += 1
                    step()
        finally:
            print(f"{counts['read']:,} read again, {counts['rejected']:,} rejected of {len(numbers):,}.")
            if counts["not kept"]:
                print(f"{counts['not kept']:,} were left as they are: they are no text, so their bytes were not kept.")
    return 1 if counts["rejected"] else 0


def _check_given(asked: argparse.Namespace) -> None:
    """An impossible date is said once, before the first page, not at each."""
    from onrecord.story.calendar import read_published

    if asked.published is not None:
        read_published(asked.published)
    if asked.outlet is not None and not asked.outlet.strip():
        raise UsageError("--outlet is empty. Give the outlet's name, or leave it out.")


@contextmanager
def _fetching(paths: list[str], private: bool) -> Iterator[Fetcher | None]:
    """What fetches addresses, where there is one among the paths; files need not wait for it."""
    if not any(path.startswith(_WEB) for path in paths):
        yield None
        return
    from onrecord.inputs.connecting import find_any, find_public
    from onrecord.inputs.fetch import Fetcher

    with Fetcher(resolve=find_any if private else find_public) as fetcher:
        yield fetcher


def _add_path(case: Case, path: str, asked: argparse.Namespace, fetcher: Fetcher | None) -> Iterator[Added]:
    from onrecord.inputs.paths import is_batch
    from onrecord.inputs.warc import is_archive
    from onrecord.store import Added

    try:
        if is_archive(path) and not path.startswith(_WEB):
            yield from _add_archive(case, path, asked)
        elif is_batch(path):
            yield from _add_batch(case, path)
        elif asked.resume and path != "-" and case.has(path):
            yield Added(path, "unchanged", "in the case already")
        else:
            page = fetcher.fetch(path).page if fetcher is not None and path.startswith(_WEB) else None
            yield case.add(page or path, asked.published, asked.outlet)
    except InputError as error:
        yield Added(path, "rejected", str(error), "not opened")


def _add_archive(case: Case, path: str, asked: argparse.Namespace) -> Iterator[Added]:
    from onrecord.inputs.warc import Seen, read_archive
    from onrecord.store import Added

    seen = Seen()
    for found in read_archive(path, seen):
        if asked.resume and case.has(found.page.url):
            yield Added(found.page.url, "unchanged", "in the case already")
        elif found.damage is not None:
            yield case.add_record(found.page, found.damage)
        else:
            yield case.add(found.page, asked.published, asked.outlet)
    if seen:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in seen.most_common())
        print(f"{path}: no pages among its records: {kinds}.")


def _add_batch(case: Case, folder: str) -> Iterator[Added]:
    """The records of a batch, as they were read; the bytes of their pages stay in the archives."""
    from onrecord.batch.records import read_records
    from onrecord.store.captures import Given

    for record in read_records(folder):
        yield case.restore(None, record, Given())


class Summary:
    """Counts what became of pages, and names the rejected ones."""

    def __init__(self, verbose: bool) -> None:
        self.counts: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._rejected: list[Added] = []
        self._verbose = verbose

    def count(self, added: Added) -> None:
        """Take one page into account; it is kept already."""
        self.counts[added.outcome] += 1
        if added.outcome == "rejected":
            self._reasons[str(added.reason)] += 1
            self._rejected.append(added)
        if self._verbose:
            from onrecord.view.words import plain

            detail = f" ({added.detail})" if added.detail else ""
            print(f"{added.outcome}\t{plain(added.url)}{plain(detail)}", flush=True)

    def print(self, total: int) -> None:
        """Print the summary; the rejected ones go to standard error with their reasons."""
        for added in self._rejected[:_NAMED] if not self._verbose else []:
            complain(f"{added.url}: not read ({added.reason}). {added.detail}")
        if len(self._rejected) > _NAMED and not self._verbose:
            complain(f"{len(self._rejected) - _NAMED:,} more were not read; the table rejections names them all.")
        print(", ".join(f"{self.counts[outcome]:,} {outcome}" for outcome in _OUTCOMES) + f", of {total:,}.")
        if self._reasons:
            print(
                "Rejected: " + ", ".join(f"{count:,} {reason}" for reason, count in self._reasons.most_common()) + "."
            )
        left = total - sum(self.counts.values())
        if left:
            print(f"{left:,} were not reached. Run the same command again with --resume to go on.")


@contextmanager
def showing_progress(total: int, what: str) -> Iterator[Step]:
    """A bar with pages a second and the time left, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty() or total < 2:
        yield Step(None, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Step(progress, progress.add_task(what, total=total, rate=""))


class Step:
    """Called once a page, to move the bar on."""

    def __init__(self, progress: Progress | None, task: TaskID | None) -> None:
        self._progress, self._task = progress, task

    def __call__(self) -> None:
        if self._progress is None or self._task is None:
            return
        speed = self._progress.tasks[self._task].speed
        self._progress.update(self._task, advance=1, rate=f"{speed:.1f} pages/s" if speed else "")
