"""Files and standard input -> `Page`: the bytes, where they came from, what they are, and their hash.

Nothing is judged here beyond what cannot be opened: a page that opens but cannot be read (a PDF, an empty file)
becomes a `Rejection` in `onrecord.story`.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from onrecord.errors import InputError
from onrecord.inputs.kinds import find_media_type
from onrecord.record import Page

STDIN = "-"

# The largest page that is read. 181 saved news pages weigh 0.02 to 1.5 MB, most of it scripts; what is above 10 MB is
# a log, a dump, or an archive, and one such file must not hold up the rest.
MAX_BYTES = 10_000_000


def open_page(path: str | Path) -> Page:
    """Read the file at `path`, or standard input where `path` is `-`.

    At most `MAX_BYTES` + 1 bytes are read: a longer page is never read further, since it is rejected anyway, and
    its hash is that of the bytes that were read.

    Raises:
        InputError: no such file, no permission, a folder, or a device error. The message names the path and what
            to do next.
    """
    name = str(path)
    if name == STDIN:
        return make_page(STDIN, sys.stdin.buffer.read(MAX_BYTES + 1))
    try:
        with open(path, "rb") as file:
            return make_page(name, file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise InputError(f"{name}: no such file. Check the name; to read from a pipe, give - instead.") from None
    except IsADirectoryError:
        raise InputError(
            f"{name}: this is a folder. Name the pages in it, for example {name.rstrip('/')}/*.html"
        ) from None
    except PermissionError:
        raise InputError(f"{name}: no permission to read it. Change its permissions, or copy it elsewhere.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InputError(f"{name!r}: cannot be opened ({error}). Check the path.") from None


def make_page(url: str, content: bytes) -> Page:
    """A `Page` of bytes at hand. `url` is an address or the path as given; the media type is told from both."""
    return Page(
        url=url,
        media_type=find_media_type(url, content),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
