"""What the spellings of a name or word share: its letters without case and accents, and roughly its sound."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord import folding

_FIRST = (("kh", "h"), ("ph", "f"), ("ck", "k"), ("tz", "z"), ("ts", "z"), ("sch", "sh"), ("dzh", "j"), ("dj", "j"))
_LETTERS = str.maketrans({"c": "k", "q": "k", "w": "v", "z": "s", "x": "s"})
_SOFT_C = re.compile(r"c(?=[eiy])")
_SILENT = re.compile(r"(?<=.)[aeiouyhj'-]")
_TWICE = re.compile(r"(.)\1+")


fold = lru_cache(100_000)(folding.fold)  # names and words come again and again; whole texts are folded elsewhere


@lru_cache(100_000)
def make_skeleton(word: str) -> str:
    """The consonants of a folded word in one spelling, with its first letter: "zelensky" and "zelenskyy" are alike."""
    for written, heard in _FIRST:
        word = word.replace(written, heard)
    word = _SOFT_C.sub("s", word).translate(_LETTERS)
    if word[:1] in "yi":
        word = "i" + word[1:]
    return _TWICE.sub(r"\1", _SILENT.sub("", word))
