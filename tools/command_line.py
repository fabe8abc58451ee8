"""Writes docs/reference/command-line.md from the command line's own parser, so that neither can drift.

Usage: python tools/command_line.py [--check]. With --check nothing is written; the exit code says whether the page
is what it would be.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from generated_page import keep_page

from onrecord.cli import make_parser

_HOW_MANY = {None: "{}", "?": "[{}]", "*": "[{}...]"}
PAGE = Path(__file__).parent.parent / "docs" / "reference" / "command-line.md"


def write_reference() -> str:
    """The reference page, in Markdown."""
    parser = make_parser()
    lines = ["# Command line", "", f"{parser.description}", ""]
    lines += _list_options(parser)
    for name, command in _commands(parser):
        lines += [f"## onrecord {name}", "", command.description or "", "", "```text", _usage(command), "```", ""]
        lines += _list_options(command)
        if command.epilog:
            lines += [command.epilog, ""]
    lines += [
        "## Everywhere",
        "",
        "Output in colour only on a terminal, and never where `NO_COLOR` is set. Through a pipe, text is 80 columns",
        "wide. Messages about pages that were not read go to standard error.",
        "",
    ]
    return "\n".join(lines)


def _commands(parser: argparse.ArgumentParser, before: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield before + name, command
                yield from _commands(command, f"{before}{name} ")


def _list_options(parser: argparse.ArgumentParser) -> list[str]:
    rows = [_row(a) for a in parser._actions if not isinstance(a, argparse._SubParsersAction | argparse._HelpAction)]
    return ["| argument | what it does |", "|---|---|", *rows, ""] if rows else []


def _row(action: argparse.Action) -> str:
    name = ", ".join(action.option_strings) or str(action.metavar)
    if action.option_strings and action.choices:
        name += " " + "|".join(action.choices)
    elif action.option_strings and action.metavar:
        name += f" {action.metavar}"
    default = f" (without it: {action.default})" if isinstance(action.default, str) and action.choices else ""
    return f"| `{name.replace('|', chr(92) + '|')}` | {action.help}{default} |"


def _usage(command: argparse.ArgumentParser) -> str:
    # argparse wraps by the terminal's width and changes its layout between versions of Python: one line does not.
    named: list[str] = []
    options: list[str] = []
    for action in command._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        if not action.option_strings:
            named.append(_HOW_MANY.get(action.nargs, "{}...").format(action.metavar))
        elif action.nargs == 0:
            options.append(f"[{action.option_strings[0]}]")
        else:
            value = "|".join(map(str, action.choices)) if action.choices else action.metavar
            options.append(f"[{action.option_strings[0]} {value}]")
    return " ".join([command.prog, *named, *options])


if __name__ == "__main__":
    sys.exit(keep_page(PAGE, write_reference(), "the command line says"))
