"""The words of a statement, as they are compared: one spelling for what differs in spelling only, spans kept.

Case, accents, quotation marks, and punctuation do not count; "don't" is "do not", "U.S." is "US", "twelve" is 12,
"organisation" is "organization". What a word is made into is only ever compared; shown is the page.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from onrecord.compare.numbers import join_numbers, read_number
from onrecord.quotes import INSIDE, SINGLE, find_quoted, unify_marks
from onrecord.record import Span

_TOKEN = re.compile(
    r"(?P<initials>(?:[A-Za-z]\.){2,})"
    r"|(?P<gap>\.\.\.|\. \. \.|…)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<percent>%)"
    r"|(?P<bracket>[\[\]])"
)
_INSIDE = re.compile(b"[%c%c]+" % (INSIDE, SINGLE))
_CONTRACTED = {
    "won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not"),
    "ain't": ("is", "not"), "let's": ("let", "us"), "percent": ("per", "cent"), "%": ("per", "cent"),
    "gonna": ("going", "to"), "wanna": ("want", "to"),
}  # fmt: skip
_ENDINGS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
# "it's" is "it is"; after nouns 's may be a genitive and stays.
_IS = frozenset("it he she that there here what who where how".split())
_INITIALS = {"us": "usa", "uk": "uk", "un": "un", "eu": "eu"}
_BRITISH = (
    (re.compile(r"(?<=\w{3})is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"(?<=\w{2})our(?=s?$|ed$|ing$|ite|able|ful)"), "or"),
    (re.compile(r"(?<=\w)ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"(?<=\w)ence(?=s?$)"), "ense"),
    (re.compile(r"(?<=[bt])re$"), "er"),
    (re.compile(r"ogue$"), "og"),
    (re.compile(r"amme(?=s?$)"), "am"),
)


class Passage(NamedTuple):
    """Words in order, as they are compared, and where each stands in the story's text.

    `starts` and `ends` are code points, one of each for a word. `bracketed` are the positions of words in square
    brackets, which are the outlet's own; `gaps` the positions of words before which something was left out, shown by
    dots or by a break in the quotation.
    """

    keys: tuple[str, ...]
    starts: array[int]
    ends: array[int]
    bracketed: frozenset[int] = frozenset()
    gaps: tuple[int, ...] = ()

    def span(self, first: int, last: int) -> Span | None:
        """From the first to before the last word; None where that is no word."""
        return Span(self.starts[first], self.ends[last - 1]) if first < last else None


def find_passage(text: str, spans: Sequence[Span]) -> Passage:
    """The words of `spans`, in order, with a gap between one span and the next."""
    words: list[_Word] = []
    gaps: set[int] = set()
    for span in sorted(spans):
        gaps.add(len(words))
        _add_words(text, span, words, gaps)
    gaps -= {0, len(words)}
    return Passage(
        tuple(w.key for w in words),
        array("i", [w.start for w in words]),
        array("i", [w.end for w in words]),
        frozenset(i for i, w in enumerate(words) if w.bracketed),
        tuple(sorted(gaps)),
    )


def mark_quoted(text: str) -> bytes:
    """For each code point of a text what `quotes.find_quoted` says of it in its line. Linear, so done once a page."""
    return b"\0".join(find_quoted(unify_marks(line)) for line in text.split("\n"))


def find_quoted_parts(quoted: bytes, span: Span) -> list[Span]:
    """The parts of `span` that stand within quotation marks, without the marks; `quoted` as `mark_quoted` gives it."""
    return [Span(m.start(), m.end()) for m in _INSIDE.finditer(quoted, span.start, span.end)]


class _Word(NamedTuple):
    key: str
    start: int
    end: int
    bracketed: bool


def _add_words(text: str, part: Span, words: list[_Word], gaps: set[int]) -> None:
    bracketed = False
    for match in _TOKEN.finditer(unify_marks(part.of(text))):
        kind, token = str(match.lastgroup), match.group()
        if kind == "gap":
            gaps.add(len(words))
        elif kind == "bracket":
            bracketed = token == "["
        else:
            start, end = part.start + match.start(), part.start + match.end()
            keys = make_keys(token)
            whole = join_numbers(words[-1].key, keys[0]) if words and words[-1].end + 1 == start else None
            if whole is None:
                words += [_Word(key, start, end, bracketed) for key in keys]
            else:
                words[-1] = _Word(whole, words[-1].start, end, bracketed)


@lru_cache(100_000)
def make_keys(token: str) -> tuple[str, ...]:
    """What a token is compared as: usually one word, two for a contraction."""
    if token in ("US", "U.S", "USA"):
        return ("usa",)
    lower = _strip_accents(token.casefold())
    if "." in lower and lower[0].isalpha():
        bare = lower.replace(".", "")
        return (_INITIALS.get(bare, bare),)
    if lower in _CONTRACTED:
        return _CONTRACTED[lower]
    if lower.endswith("n't"):
        return (lower[:-3], "not")
    head, mark, _ = lower.rpartition("'")
    if mark and lower[len(head) :] in _ENDINGS:
        return (head, _ENDINGS[lower[len(head) :]])
    if mark and lower.endswith("'s"):
        return (head, "is") if head in _IS else (f"{_respell(head)}'s",)
    number = read_number(lower)
    return (sys.intern(number if number is not None else _respell(lower)),)


def _strip_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def _respell(word: str) -> str:
    if len(word) < 5:
        return word
    for pattern, american in _BRITISH:
        word = pattern.sub(american, word)
    return word
