"""`onrecord forget`: take pages, replies, and people out of a case for good."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from onrecord.commands.asking import CASE_HELP
from onrecord.commands.correcting import find_person
from onrecord.commands.opening import open_case

if TYPE_CHECKING:
    from onrecord.store.forgetting import Forgotten


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the parsers of this group."""
    forget = commands.add_parser(
        "forget",
        help="delete pages with all that came of them, replies, or people, for good",
        description="Deletes pages: bytes, records, statements, events, actors that only they name, what people said "
        "of them, replies, and what was found by comparing them. An address, a file, or a story takes all its versions "
        "along, a number one version. Then the files are written anew, so that no word is left in them, and backups "
        "beside the case are deleted. A row stays that says that something was forgotten, when, by whom, and why. This "
        "cannot be undone. Without anything named, only the files are written anew.",
        epilog="Exit code: 0 it is forgotten, 2 the case has no such thing, 3 the case cannot be written or another "
        "program has it open.",
    )
    forget.add_argument("case", metavar="CASE", help=CASE_HELP)
    forget.add_argument(
        "named", nargs="*", metavar="WHAT", help="a page's number, address, or file, a story's id, or a reply's (r-...)"
    )
    forget.add_argument(
        "--person", action="append", default=[], metavar="NAME",
        help="an account by its name, or whoever replied under a name or e-mail; what they corrected stays, nameless",
    )  # fmt: skip
    forget.add_argument("--by", metavar="NAME", help="who forgets (without it: ONRECORD_USER, else your login)")
    forget.add_argument("--why", metavar="TEXT", help="why; it is kept, so do not name what is forgotten")
    forget.set_defaults(run=run_forget)


def run_forget(asked: argparse.Namespace) -> int:
    """Forget what was named, and say what that was."""
    from onrecord.store.erasure import Erasure

    by = find_person(asked)
    with open_case(asked.case) as case:
        erasure = Erasure(case)
        for named in asked.named:
            if named.startswith("r-"):
                erasure.forget_reply(named, by)
                print(f"{named}: the reply is forgotten")
                continue
            for forgotten in erasure.forget_page(named, by):
                print(f"{named}: {_tell(forgotten)}")
        for name in asked.person:
            replies = erasure.forget_person(name, by)
            print(f"{name}: account, name, and {_count(replies, 'reply', 'replies')} forgotten")
        backups = erasure.rewrite()
    for path in backups:
        print(f"{path}: this backup held older states and was deleted")
    print("the files were written anew")
    return 0


def _tell(forgotten: Forgotten) -> str:
    parts = (
        _count(forgotten.statements, "statement"),
        _count(forgotten.events, "event"),
        _count(forgotten.actors, "actor"),
        _count(forgotten.corrections, "correction"),
        _count(forgotten.verdicts, "verdict"),
        _count(forgotten.replies, "reply", "replies"),
    )
    return f"page {forgotten.page} (version {forgotten.version}) is forgotten, with {', '.join(parts)}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
