"""The command line: parse, call, print. What each command does is in `onrecord.commands`.

Nothing heavy is imported before it is needed, since the time to start is felt at every page.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from onrecord.commands import add_commands
from onrecord.commands.output import complain
from onrecord.errors import CaseError, OnRecordError, UsageError

SUCCESS, FAILED, BAD_USAGE, BAD_CASE = 0, 1, 2, 3
INTERRUPTED, BROKEN_PIPE = 130, 141  # 128 and the signal's number, as shells count


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands; the reference page of the documentation is written from it."""
    parser = argparse.ArgumentParser(
        prog="onrecord", description="Reads news pages into records that can be checked: who said what, to whom, when."
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    add_commands(parser.add_subparsers(dest="command", metavar="COMMAND"))
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
    except OnRecordError as error:
        complain(str(error))
        return BAD_USAGE if isinstance(error, UsageError) else BAD_CASE if isinstance(error, CaseError) else FAILED


def _run(arguments: Sequence[str] | None) -> int:
    parser = make_parser()
    asked, further = parser.parse_known_args(arguments)
    # argparse gives up on words that stand after an option, as in: search case.db --act denial port
    if further and (not hasattr(asked, "words") or any(word.startswith("-") for word in further)):
        parser.error(f"unrecognized arguments: {' '.join(further)}")
    if further:
        asked.words += further
    if asked.version:
        from importlib.metadata import version

        print(f"onrecord {version('onrecord')}")
        return SUCCESS
    if asked.command is None:
        parser.print_help(sys.stderr)
        return BAD_USAGE
    code: int = asked.run(asked)
    return code


if __name__ == "__main__":
    sys.exit(main())
