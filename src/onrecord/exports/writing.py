"""Files that appear whole or not at all, and text that every file can hold."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.errors import OutputError


@contextmanager
def write_whole(target: Path) -> Iterator[Path]:
    """Gives a path to write a file or folder at, and puts it in the target's place when all went well.

    The path lies in a new folder beside the target, so that the last step is a rename within one disk. Whatever goes
    wrong, the target stays as it was; a killed process leaves at most a folder named `.onrecord-...` behind.

    Raises:
        OutputError: the target exists, its folder does not, or the disk refuses.
    """
    _refuse_existing(target)
    try:
        room = Path(tempfile.mkdtemp(prefix=".onrecord-", dir=target.parent))
    except OSError as error:
        reason = "its folder does not exist: make it first" if not target.parent.is_dir() else error.strerror
        raise OutputError(f"{target}: cannot be written, {reason}.") from error
    part = room / target.name
    try:
        yield part
        _sync(part)
        _put(part, target)
    except OSError as error:
        raise OutputError(
            f"{target}: cannot be written ({error.strerror or error}); nothing was left there."
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _refuse_existing(target: Path) -> None:
    if os.path.lexists(target):
        raise OutputError(f"{target}: exists already, and nothing is overwritten. Choose another name or move it away.")


def _sync(part: Path) -> None:
    for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _put(part: Path, target: Path) -> None:
    if part.is_file():
        try:
            os.link(part, target)  # unlike a rename it fails where the target has come up meanwhile
            return
        except FileExistsError:
            _refuse_existing(target)
        except OSError:
            pass  # a file system without hard links
    _refuse_existing(target)
    part.rename(target)


def make_encodable(text: str) -> str:
    """`text` with each lone surrogate, which UTF-8 cannot hold, as U+FFFD: offsets stay true."""
    try:
        text.encode()  # far faster than looking at each character, and nearly always all there is to do
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def make_json(value: Any) -> bytes:
    """JSON on one line, in UTF-8, keys in the order given."""
    return escape_breaks(make_encodable(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode())


def escape_breaks(line: bytes) -> bytes:
    """A line of JSON without what some programs end a line at, though JSON does not: NEL, LS, PS, escaped instead."""
    for character in "\x85\u2028\u2029":
        line = line.replace(character.encode(), f"\\u{ord(character):04x}".encode())
    return line
