"""Reads the word lists that stand beside this file: a row a line, cells between tabs, comments after `#`.

What the rows mean is for those who ask; here is only how they are written, so that a damaged list is named with the
line that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from onrecord.errors import InputError


def read_text(file: str) -> str:
    """The whole of the list `file`, comments and all."""
    return resources.files("onrecord").joinpath("lexicons", file).read_text(encoding="utf-8")


def read_rows(file: str, columns: int) -> Iterator[list[str]]:
    """The rows of the list `file`, each with `columns` cells.

    Raises:
        InputError: a row has more or fewer cells; the message names file and line.
    """
    for number, line in enumerate(read_text(file).split("\n"), 1):
        if not line or line[0] == "#":
            continue
        row = line.split("\t")
        if len(row) != columns:
            raise bad_row(file, number, f"{len(row)} cells where there should be {columns}")
        yield row


def bad_row(file: str, number: int, what: str) -> InputError:
    """The error for a row of a built-in list, with what its owner can do."""
    return InputError(f"{file}, line {number}: {what}. Install the package again, or mend the line.")
