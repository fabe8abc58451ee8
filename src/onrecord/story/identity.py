"""The id of a story: the same for the same words from the same address."""

from __future__ import annotations

import hashlib

from onrecord.record import make_id


def make_story_id(url: str, text: str) -> str:
    """An id of `text` and, where `url` is a web address, of it; a file's path does not count, since files move."""
    where = url if url.startswith(("http://", "https://")) else ""
    return make_id("story", hashlib.sha256(f"{where}\n{text}".encode("utf-8", "surrogatepass")).hexdigest())
