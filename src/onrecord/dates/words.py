"""Words of a sentence, each with the kind of thing that it can be in a date.

The kinds and what they stand for come from `lexicons/time_words.tsv` and `lexicons/holidays.tsv`; the rest
(`day-number`, `year`, `clock`, `numeric`, `decade`, and plain `number`) are told by their digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from onrecord.lexicons import read_rows
from onrecord.record import Frozen, Span
from onrecord.tokens import Tokens, find_tokens


class Word(Frozen, frozen=True):
    """One word, or several that stand for one thing (`twenty four`, `right now`, `Sept.`).

    `number` is the number that it says, where it says one; `value` is what the lexicon has for it;
    `glued` says that nothing stands between it and the word before it.
    """

    start: int
    end: int
    text: str
    kind: str
    value: str = ""
    number: int | None = None
    glued: bool = False
    capital: bool = False
    possessive: bool = False


Entry = tuple[str, str]
_APOSTROPHES = ("'s", "’s", "'", "’")
# A name may be a month; after another capital word ("Theresa May") it is a person unless one of these stands there.
_BEFORE_MONTH = frozenset(
    "in on since by until from of for through before after during between and or to the this last next late early mid "
    "every each till around about".split()
)


@cache
def _entries() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for kind, value, words in read_rows("time_words.tsv", 3):
        for spelling in words.split(","):
            found[spelling] = (kind, value)
    for value, words in read_rows("holidays.tsv", 2):
        for spelling in words.split(","):
            found[spelling] = ("holiday", value)
    return found


@cache
def _phrases() -> dict[str, list[tuple[list[str], Entry]]]:
    """Spellings of more than one token, longest first, by their first token."""
    found: dict[str, list[tuple[list[str], Entry]]] = {}
    for spelling, entry in _entries().items():
        parts = _split(spelling)
        if len(parts) > 1:
            found.setdefault(parts[0], []).append((parts, entry))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def _openings() -> frozenset[str]:
    """Tokens of letters alone with which anything in a date can begin."""
    return frozenset(_entries()) | frozenset(_phrases()) | {"q", "h", "fy"}


def _split(spelling: str) -> list[str]:
    return [w.of(spelling) for w in find_tokens(spelling).words]


def read_words(text: str, tokens: Tokens, sentence: Span) -> list[Word]:
    """The words of a sentence with their kinds, in order."""
    spans = tokens.words_in(sentence)
    lower = [text[s.start : s.end].lower() for s in spans]
    reader = _Reader(text, spans, lower)
    words: list[Word] = []
    i = 0
    while i < len(spans):
        word, i = reader.read(i)
        words.append(word)
    return words


class _Reader:
    def __init__(self, text: str, spans: Sequence[Span], lower: Sequence[str]) -> None:
        self.text, self.spans, self.lower = text, spans, lower

    def read(self, i: int) -> tuple[Word, int]:
        """The word that begins at token `i`, and the token after it."""
        token = self.lower[i]
        if token.isalpha() and token not in _openings():
            return self._make(i, i + 1, "other")  # nearly every word of a text
        return self._phrase(i) or self._named_quarter(i) or self._digits(i) or self._spelt(i) or self._plain(i)

    def _make(self, i: int, stop: int, kind: str, value: str = "", number: int | None = None) -> tuple[Word, int]:
        start, end = self.spans[i].start, self.spans[stop - 1].end
        possessive = stop - 1 == i and self.lower[i].endswith(_APOSTROPHES[:2]) and len(self.lower[i]) > 2
        if possessive:
            end -= 2
        glued = i > 0 and self.spans[i - 1].end == start
        text = self.text[start:end]
        return Word(start, end, text, kind, value, number, glued, text[0].isupper(), possessive), stop

    def _glued(self, i: int) -> bool:
        return 0 < i < len(self.spans) and self.spans[i - 1].end == self.spans[i].start

    def _at(self, i: int) -> str:
        return self.lower[i] if 0 <= i < len(self.lower) else ""

    def _named_quarter(self, i: int) -> tuple[Word, int] | None:
        """`Q3`, `H1`, `FY2024`: letters and figures with nothing between."""
        digits = self._at(i + 1)
        if not self._glued(i + 1) or not (digits.isascii() and digits.isdigit()):
            return None
        letters = self.spans[i].of(self.text)
        if letters in ("Q", "H") and digits in ("1", "2", "3", "4")[: 4 if letters == "Q" else 2]:
            return self._make(i, i + 2, "quarter-name", letters, int(digits))
        if letters == "FY" and len(digits) == 4 and "1900" <= digits <= "2100":
            return self._make(i, i + 2, "year", "fiscal", int(digits))
        return None

    def _phrase(self, i: int) -> tuple[Word, int] | None:
        for parts, (kind, value) in _phrases().get(self.lower[i], ()):
            if list(self.lower[i : i + len(parts)]) == parts:
                return self._make(i, i + len(parts), kind, value)
        return None

    def _digits(self, i: int) -> tuple[Word, int] | None:
        token = self.lower[i]
        if not (token[0].isascii() and token[0].isdigit()):
            if token in ("'", "’", "‘") and self._at(i + 2) == "s" and self._glued(i + 1) and self._glued(i + 2):
                return self._short_decade(i)
            return None
        if not token.isascii():
            return None
        if not token.isdigit():
            return self._marked(i, token)
        suffix = self._at(i + 1) if self._glued(i + 1) else ""
        if suffix in ("st", "nd", "rd", "th") and len(token) <= 3:
            return self._make(i, i + 2, "ordinal", token, int(token))
        if suffix == "s" and token.endswith("0") and (len(token) == 4 or (len(token) == 2 and token >= "20")):
            number = int(token[:3]) if len(token) == 4 else 190 + int(token[0])
            return self._make(i, i + 2, "decade", token, number)
        if len(token) > 9:
            return self._make(i, i + 1, "other")
        if len(token) <= 3 and self._at(i + 1) in ("1/2", "½"):
            return self._make(i, i + 2, "number", token + ".5", int(token))
        number = int(token)
        if len(token) == 4 and 1000 <= number < 3000:
            return self._make(i, i + 1, "year", token, number)
        if len(token) <= 2 and 1 <= number <= 31:
            return self._make(i, i + 1, "day-number", token, number)
        return self._make(i, i + 1, "number", token, number)

    def _short_decade(self, i: int) -> tuple[Word, int] | None:
        token = self._at(i + 1)
        if len(token) == 2 and token.isascii() and token.isdigit() and token[1] == "0":
            return self._make(i, i + 3, "decade", token, 190 + int(token[0]))
        return None

    def _marked(self, i: int, token: str) -> tuple[Word, int]:
        if token in _entries():
            return self._make(i, i + 1, *_entries()[token])
        parts = [p for p in token.replace("/", ".").replace(":", ".").split(".") if p]
        if ":" in token and "/" not in token and "," not in token and len(parts) in (2, 3):
            if all(len(p) <= 2 for p in parts):
                return self._make(i, i + 1, "clock", token)
            return self._make(i, i + 1, "other")
        if "/" in token or token.count(".") == 2:
            return self._make(i, i + 1, "numeric" if len(parts) == 3 and "," not in token else "other", token)
        plain = token.replace(",", "")
        if plain.isdigit():
            return self._make(i, i + 1, "number", plain[:9], int(plain) if len(plain) < 10 else None)
        return self._make(i, i + 1, "number" if plain.replace(".", "").isdigit() else "other", plain)

    def _spelt(self, i: int) -> tuple[Word, int] | None:
        """A number in words, its parts joined by spaces or hyphens: `twenty-four`, `nineteen ninety-six`."""
        numbers: list[int] = []
        j, stop = i, i
        while j < len(self.lower) and j - i < 9:
            kind, value = _entries().get(self.lower[j], ("", ""))
            if kind == "scale" and (numbers or self._at(j - 1) in ("a", "several")):
                numbers = [*numbers[:-1], (numbers[-1] if numbers else 1) * int(value)]
            elif kind == "number" and self._may_follow(numbers, int(value), j, stop):
                numbers.append(int(value))
            elif kind == "ordinal" and self._at(j - 1) == "-" and numbers and numbers[-1] in range(20, 100, 10):
                return self._make(i, j + 1, "ordinal", "", sum(numbers) + int(value))
            else:
                break
            stop = j + 1
            j = stop + 1 if self._at(stop) in ("-", "and") and numbers else stop
        if stop == i:
            return None
        return self._number(i, stop, numbers)

    def _may_follow(self, numbers: list[int], value: int, j: int, stop: int) -> bool:
        if not numbers:
            return True
        last = numbers[-1]
        if self._at(j - 1) == "and" and j > stop:
            return last >= 100
        tens = last in range(20, 100, 10) and 0 < value < 10
        return last >= 100 or tens or (len(numbers) == 1 and last in (19, 20) and value >= 10)  # nineteen ninety

    def _number(self, i: int, stop: int, numbers: list[int]) -> tuple[Word, int]:
        if len(numbers) >= 2 and numbers[0] in (19, 20) and numbers[1] >= 10:
            return self._make(i, stop, "year", "", numbers[0] * 100 + sum(numbers[1:]))
        total = sum(numbers)
        return self._make(i, stop, "number", str(total), total if total < 10**9 else None)

    def _plain(self, i: int) -> tuple[Word, int]:
        token = self.lower[i]
        bare = token
        for mark in _APOSTROPHES[:2]:
            bare = bare.removesuffix(mark)
        kind, value = _entries().get(token) or _entries().get(bare) or ("", "")
        if kind in ("month-short", "weekday-short"):
            return self._short(i, kind, value)
        if kind == "month" and self._is_name(i):
            kind = ""
        if kind in ("weekday", "month") and not self.spans[i].of(self.text)[0].isupper():
            kind = "" if kind == "month" else kind
        if kind in ("ordinal", "month", "weekday", "weekdays"):
            return self._make(i, i + 1, kind, value, int(value))
        if token in ("-", "–", "—"):
            return self._make(i, i + 1, "hyphen" if token == "-" else "dash")
        if token in (",", "(", ")", "."):
            return self._make(i, i + 1, {",": "comma", "(": "open", ")": "close", ".": "stop"}[token])
        if kind == "scale" or not kind:
            return self._make(i, i + 1, "other")
        return self._make(i, i + 1, kind, value)

    def _short(self, i: int, kind: str, value: str) -> tuple[Word, int]:
        capital = self.spans[i].of(self.text)[0].isupper()
        stopped = self._at(i + 1) == "." and self._glued(i + 1)
        beside = any(c.isdigit() for c in self._at(i + 1) + (self._at(i - 1) if kind == "month-short" else ""))
        if kind == "weekday-short" and i + 2 >= len(self.lower):
            stopped = False  # the full stop ends the sentence: The Sun.
        if not capital or not (stopped or beside):
            return self._make(i, i + 1, "other")
        return self._make(i, i + 2 if stopped else i + 1, kind.removesuffix("-short"), value, int(value))

    def _is_name(self, i: int) -> bool:
        """Whether a month's name is somebody's here, or the verb `may`."""
        token = self.lower[i]
        before, after = self._at(i - 1), self._at(i + 1)
        if after[:1].isdigit() or before[:1].isdigit() or before == ",":
            return False
        if token in ("may", "march") and not before:
            return True
        if i == 0 or not self.spans[i - 1].of(self.text)[0].isupper():
            return token == "may" and before in (".", '"', "“", "``", "`", "'")
        if before in _BEFORE_MONTH or before in _entries():
            return False
        return not before[0].isdigit() and before.isalpha()
