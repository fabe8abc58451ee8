"""Words made alike: one form for the case, its full-text search, and what compares its pages."""

from __future__ import annotations

import unicodedata


class _Folded(dict[int, str]):
    """Character -> what it becomes, found out once each: itself, a blank for a mark, nothing for an accent."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = "" if unicodedata.combining(character) else character if character.isalnum() else " "
        self[code] = folded
        return folded


_FOLDED = _Folded()


def fold(words: str) -> str:
    """Words without case, accents, and marks, one blank between them: what full-text search compares."""
    return " ".join(unicodedata.normalize("NFKD", words.casefold()).translate(_FOLDED).split())
