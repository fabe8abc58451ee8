"""What a user named -> the files to read: files, folders with all that is in them, and patterns."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator

from onrecord.errors import InputError
from onrecord.inputs.kinds import HTML, TEXT, find_media_type

BATCH_MANIFEST = "manifest.jsonl"  # in a folder that a batch wrote
_STDIN = "-"
_HEAD = 4096


def find_paths(named: Iterable[str]) -> Iterator[str]:
    """The files behind the names, each once, in a fixed order.

    A folder gives the files below it that are HTML or text by name or beginning, but no hidden ones; a name that no
    file has is taken as a pattern (`*`, `?`, `[abc]`, and `**` for folders). A file that was named is given whatever it
    is.

    Raises:
        InputError: nothing has that name, or a folder holds no page.
    """
    seen: set[str] = set()
    for name in named:
        for path in _find_named(name):
            if path not in seen:
                seen.add(path)
                yield path


def is_batch(name: str) -> bool:
    """Whether a folder holds the Parquet files of a batch."""
    return os.path.isfile(os.path.join(name, BATCH_MANIFEST)) and os.path.isdir(os.path.join(name, "records"))


def _find_named(name: str) -> Iterator[str]:
    if name == _STDIN or name.startswith(("http://", "https://")):
        yield name
        return
    if is_batch(name):
        yield name
        return
    if os.path.isdir(name):
        found = list(_find_below(name))
        if not found:
            raise InputError(f"{name}: there is no HTML or text file in this folder. Name the folder with the pages.")
        yield from found
        return
    if os.path.lexists(name) or not glob.has_magic(name):
        yield name  # what cannot be opened is said when it is its turn, and the others are read all the same
        return
    matched = sorted(path for path in glob.glob(name, recursive=True) if not os.path.isdir(path))
    if not matched:
        raise InputError(f"{name}: no file fits this pattern. Check it, or name a folder.")
    yield from matched


def _find_below(folder: str) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = os.path.join(at, file)
            if not file.startswith(".") and _is_page(path):
                yield path


def _is_page(path: str) -> bool:
    if path.lower().endswith((".html", ".htm", ".xhtml", ".shtml", ".txt", ".text", ".md")):
        return True
    if os.path.splitext(path)[1]:
        return False  # a picture, a script, a table: what lies beside saved pages
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return b"\0" not in head and find_media_type(path, head) in (HTML, TEXT)
