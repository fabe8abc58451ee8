"""The sound of a name or word, roughly: what its transcriptions and spellings share."""

from __future__ import annotations

import re
from functools import lru_cache

_FIRST = (("kh", "h"), ("ph", "f"), ("ck", "k"), ("tz", "z"), ("ts", "z"), ("sch", "sh"), ("dzh", "j"), ("dj", "j"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "w": "v", "z": "s", "x": "s"})
_SOFT_C = re.compile(r"c(?=[eiy])")
_SILENT = re.compile(r"(?<=.)[aeiouyhj'-]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(100_000)
def make_skeleton(word: str) -> str:
    """The consonants of a folded word in one spelling, with its first letter: "zelensky" and "zelenskyy" are alike."""
    for written, heard in _FIRST:
        word = word.replace(written, heard)
    word = _SOFT_C.sub("s", word).translate(_LETTERS)
    if word[:1] in "yi":
        word = "i" + word[1:]
    return _TWICE.sub(r"\1", _SILENT.sub("", word))
