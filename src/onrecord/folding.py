"""Words made alike: one form for the case, its full-text search, and what compares its pages."""

from __future__ import annotations

import unicodedata


def fold(words: str) -> str:
    """Words without case, accents, and marks, one blank between them: what full-text search compares."""
    bare = (c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
