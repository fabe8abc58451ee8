"""Whole records as JSON lines, with pages and corrections, and back: nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from onrecord.errors import InputError
from onrecord.exports.contents import Entry, Options, Tally
from onrecord.exports.writing import escape_breaks
from onrecord.record import Record

_BARE = b'{"story":'  # a line as `onrecord read --format json` prints it


def write(entries: Iterable[Entry], path: Path, options: Options, tally: Tally) -> None:
    """One entry a line, a page's bytes in Base64. An entry whose text has a lone surrogate, which UTF-8 cannot hold, is
    left out and counted.
    """
    encode = msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for entry in entries:
            try:
                line = encode(entry)
            except UnicodeEncodeError:
                tally.left_out["pages whose text is not Unicode"] += 1
                continue
            file.write(escape_breaks(line) + b"\n")
            tally.written["pages"] += 1


def read_entries(path: Path) -> Iterator[Entry]:
    """The entries of a file that `write` made, or of the records that `onrecord read --format json` printed.

    Raises:
        InputError: the file cannot be opened, or a line is neither; the message names the line.
    """
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _decode(line, f"{path}, line {number}")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from error


def _decode(line: bytes, where: str) -> Entry:
    try:
        if line.startswith(_BARE):
            return Entry(msgspec.json.decode(line, type=Record))
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{where}: no record of On Record ({error}). The lines before it were read.") from error
