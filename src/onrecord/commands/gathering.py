"""`onrecord batch` and `onrecord watch`: archives into Parquet files, and what feeds name into a case."""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from onrecord.commands.output import complain
from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.watching import Watch

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHORTEST = 60  # seconds between two rounds: feeds do not change faster, and their servers are others'


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    batch = commands.add_parser(
        "batch",
        help="read web archives into Parquet files, without a case",
        description="Reads the HTML pages of web archives (WARC, WACZ) into a folder of Parquet files: a folder for "
        "each table, partitioned by the day of publication. A manifest there says what is done, so the same command "
        "goes on after a kill, and each page is in the tables once. Needs pip install 'onrecord[parquet]'; on several "
        "machines 'onrecord[ray]' on each.",
        epilog="Exit code: 0 everything was read or rejected for a reason, 1 an archive cannot be opened or a part of "
        "it could not be read, 2 an argument is impossible.",
    )
    batch.add_argument("archives", nargs="+", metavar="ARCHIVE", help="a file of WARC, compressed or not, or WACZ")
    batch.add_argument("--out", required=True, metavar="DIR", help="the folder to write to, made where there is none")
    batch.add_argument(
        "--processes", type=int, metavar="N", help="how many read at once; by default one a core, of all machines"
    )
    batch.add_argument(
        "--engine",
        choices=["local", "ray"],
        default="local",
        help="what reads: processes of this machine, or a Ray cluster (default: local)",
    )
    batch.add_argument(
        "--address",
        metavar="ADDRESS",
        help="with --engine ray: HOST:PORT of the cluster, auto for that of this machine (the default), or local for "
        "one that is started here",
    )
    batch.set_defaults(run=run_batch_command)
    watch = commands.add_parser(
        "watch",
        help="follow feeds into a case",
        description="Reads feeds (RSS, Atom, JSON Feed, news sitemaps) and adds the pages that they name to a case, "
        "again and again until it is stopped. It follows robots.txt, asks one page at a time, and asks only for what "
        "changed.",
        epilog="Exit code with --once: 0 all went well, 1 a feed or page could not be fetched or read.",
    )
    watch.add_argument("case", metavar="CASE", help="a file such as case.db, or postgresql://USER@HOST/NAME")
    watch.add_argument("feeds", nargs="+", metavar="FEED", help="the address of a feed")
    watch.add_argument("--every", metavar="TIME", default="15m", help="time between two rounds, such as 15m or 2h")
    watch.add_argument("--once", action="store_true", help="one round, then leave: for cron")
    add_private(watch)
    watch.set_defaults(run=run_watch)


def add_private(parser: argparse.ArgumentParser) -> None:
    """Add the option that allows addresses of one's own network."""
    parser.add_argument(
        "--private", action="store_true", help="also fetch from addresses that are not public, such as your own network"
    )


def run_batch_command(asked: argparse.Namespace) -> int:
    """Read archives and say what became of their pages."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from onrecord.batch import Engine, run_batch

    if asked.address and asked.engine != "ray":
        raise UsageError("--address is that of a cluster. Give --engine ray with it, or leave it out.")
    address = (asked.address or "auto") if asked.engine == "ray" else None
    outcome = run_batch(asked.archives, asked.out, Engine(asked.processes, address))
    rejected = sum(outcome.rejected.values())
    print(f"{outcome.read:,} pages read, {rejected:,} rejected{_list(outcome.rejected)}.")
    if outcome.languages:
        print(f"In other languages{_list(outcome.languages)}.")
    if outcome.seen:
        print(f"No pages{_list(outcome.seen)}.")
    for failure in outcome.failed:
        complain(f"{failure}. Run the same command again to try once more.")
    return 1 if outcome.failed else 0


def run_watch(asked: argparse.Namespace) -> int:
    """Go round the feeds, once or until stopped."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    pause = read_pause(asked.every)
    from onrecord.inputs.connecting import find_any, find_public
    from onrecord.inputs.fetch import Fetcher
    from onrecord.store import Case
    from onrecord.watching import Watch, find_memory

    with Case(asked.case) as case, Fetcher(resolve=find_any if asked.private else find_public) as fetcher:
        watch = Watch(case, fetcher, find_memory(asked.case))
        while True:
            begun = time.monotonic()
            failures = _go_round(watch, asked.feeds)
            if asked.once:
                return 1 if failures else 0
            time.sleep(max(0.0, pause - (time.monotonic() - begun)))


def _go_round(watch: Watch, feeds: list[str]) -> int:
    from onrecord.view.words import plain

    failures = 0
    for news in watch.go_round(feeds):
        if news.added is None:
            failures += 1
            complain(str(news.problem))
            continue
        failures += news.added.outcome == "rejected"
        details = "; ".join(filter(None, (news.added.detail, news.dates)))
        print(f"{news.added.outcome}\t{plain(news.url)}{plain(f' ({details})') if details else ''}", flush=True)
    return failures


def read_pause(written: str) -> int:
    """A time such as 90s, 15m, 2h, or 1d, in seconds.

    Raises:
        UsageError: it is none, or shorter than a minute.
    """
    match = re.fullmatch(r"(\d{1,6})([smhd])", written.strip())
    seconds = int(match.group(1)) * _SECONDS[match.group(2)] if match else 0
    if seconds < _SHORTEST:
        raise UsageError(f"--every {written}: give a minute or more, such as 15m or 2h.")
    return seconds


def _list(counts: Mapping[str, int]) -> str:
    listed = sorted(counts.items(), key=lambda item: -item[1])
    return ": " + ", ".join(f"{count:,} {name}" for name, count in listed) if listed else ""
