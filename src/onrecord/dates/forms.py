"""Forms of dates over kinds of words, and the rule that reads each.

A form is a regular expression whose letters are kinds of words (`month`, `day-number`, `units`): a name stands
for one word of that kind. At each word the longest form wins whose rule accepts it; forms have no unbounded
repeats, so the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from onrecord.dates import calendar_rules as calendar
from onrecord.dates import clock_rules as clock
from onrecord.dates import day_rules as days
from onrecord.dates import length_rules as lengths
from onrecord.dates import relative_rules as relative
from onrecord.dates.scene import Found, Reading, Scene
from onrecord.dates.words import Word

Rule = Callable[[Scene, Found], Reading | None]

_NUMBER = "(number|day-number|year)"
_COUNT = f"(approximate? ({_NUMBER} ((to|or|hyphen) {_NUMBER})?|vague|a))"
_EARLY = "(the? (early|earlier|later) (hyphen|in|of|on)?)"
_CLOCK = (
    "(approximate? (clock half-day?|(day-number|number) (half-day|oclock half-day?)) zone?|(year|number) zone"
    "|approximate? hour-name zone?)"
)
_PART = "((early hyphen?|in the)? part|overnight)"
_MONTH_DAY = "(weekday comma? the?|last|next)? month the? (day-number|ordinal) (comma? year)?"
_DAY_MONTH = "(weekday comma? the?)? the? (day-number|ordinal) of? month (comma? year)?"
_WEEKDAY = "(the? (last|next|this|that))? weekday (of? (last|next|this) unit)?"
_DAY = f"({_EARLY}? ({_MONTH_DAY}|{_DAY_MONTH}|{_WEEKDAY}|day-word|holiday (comma? year)?))"
_YEAR_AFTER = "((of|in|comma)? (year|(last|this|next|that) fiscal? unit))"
_QUARTER = "(ordinal hyphen? (quarter|half))"

_FORMS: tuple[tuple[str, Rule], ...] = (
    (f"{_DAY}", days.read_day),
    (f"{_DAY} (comma|at|in)? {_CLOCK}", days.read_day),
    (f"{_DAY} {_PART}", days.read_day),
    (f"{_CLOCK} (comma|on|this|of)? {_DAY}", days.read_day),
    (f"{_CLOCK} {_DAY} {_PART}", days.read_day),
    (f"the? {_PART} (of|comma|on)? {_DAY}", days.read_day),
    (f"{_CLOCK}", clock.read_clock),
    (f"{_CLOCK} in? the part", clock.read_clock),
    ("approximate? (clock|day-number) in the part", clock.read_clock),
    (f"the? (last|final) (quarter|half) {_YEAR_AFTER}", calendar.read_quarter),
    (f"the? ordinal number units {_YEAR_AFTER}", calendar.read_quarters),
    (f"quarter-name {_YEAR_AFTER}?", calendar.read_quarter),
    (f"(day-number|ordinal) (hyphen|dash|and|to) {_DAY_MONTH}", days.read_first_day),
    ("the ordinal", days.read_numbered_day),
    ("early hyphen? part", relative.read_near_part),
    ("weekday parts", lengths.read_set),
    ("(unit|units) hyphen more", lengths.read_length),
    ("(year|number) hyphen day-number hyphen day-number (other clock other?)?", days.read_iso),
    ("(weekday comma?)? numeric", days.read_numeric),
    (f"{_EARLY}? month {_YEAR_AFTER}?", calendar.read_month),
    (f"{_EARLY}? (last|this|next|that|every) month", relative.read_near_month),
    (f"{_EARLY}? the? fiscal? unit? year (or later)?", calendar.read_year),
    ("(number|day-number|year) era|era (number|day-number|year)", calendar.read_era),
    (f"{_EARLY}? the? decade", calendar.read_decade),
    (f"{_EARLY}? the? early? hyphen? nineties", calendar.read_decade),
    (f"{_EARLY}? the? ordinal hyphen? century", calendar.read_century),
    (f"{_EARLY}? the? (year hyphen?)? fiscal? hyphen? {_QUARTER} {_YEAR_AFTER}?", calendar.read_quarter),
    (f"{_EARLY}? (last|this|next) fiscal? unit fiscal? {_QUARTER}", calendar.read_quarter),
    (f"the? (latest|last|this|next|that) fiscal? {_QUARTER}", calendar.read_quarter),
    (f"{_EARLY}? the? season (of|comma)? (year|(last|this|next) unit)", calendar.read_season),
    (f"{_EARLY}? (last|this|next|that|the) season", calendar.read_season),
    (f"{_EARLY}? the? (last|this|next|that|the) part", relative.read_near_part),
    (f"{_EARLY} season", calendar.read_season),
    ("tonight|overnight|in the part", relative.read_near_part),
    ("(last|this|next) holiday", days.read_day),
    ("(last|this|next)? holiday (unit|weekend)", days.read_holiday_week),
    ("early? every weekday part?|weekdays|every month|every part", lengths.read_set),
    (f"every ({_COUNT} (units|quarter)|(unit|quarter|season|weekend|day-number))", lengths.read_set),
    ("often|a unit", lengths.read_set),
    (f"{_EARLY}? the? (last|this|next|that|latest) fiscal? (unit|century|weekend)", relative.read_near_unit),
    (f"{_EARLY}? the (fiscal|more)? (unit|weekend)", relative.read_the_unit),
    ("the unit (before|after)", relative.read_day_beside),
    ("the? (latest|last|this|next|that|the) (quarter|period)", relative.read_the_quarter),
    ("the year hyphen? (quarter|period)", relative.read_the_quarter),
    ("the? corresponding fiscal? (ordinal? hyphen? (quarter|half)|period)? (last unit)?", relative.read_year_before),
    ("the? corresponding number units", relative.read_year_before),
    (f"{_COUNT} more? (units|unit|century) (next-to)? (ago|earlier|later)", relative.read_distance),
    (f"{_COUNT} more? (units|unit|century) from (other|day-word|reference)", relative.read_distance),
    (f"{_COUNT} more? hyphen? (units|unit|quarter|century) (next-to|or more)?", lengths.read_length),
    (f"{_COUNT} and a half (units|unit)|{_COUNT} (unit|units) and a half", lengths.read_length),
    ("approximate? half hyphen? a? unit", lengths.read_length),
    (f"the? (last|next|latest|ordinal|more|this|the) {_COUNT} more? (units|quarter) (next-to)?", lengths.read_length),
    ("the? (last|next|latest) units", lengths.read_length),
    ("(approximate|in)? units", lengths.read_length),
    ("reference|current|in? the last", lengths.read_reference),
    ("year-end", relative.read_year_end),
    ("the unit number", calendar.read_spelt_year),
    (f"the? unit of {_MONTH_DAY}", days.read_week_of),
    ("the (corresponding)? (quarter|period) (a unit (ago|earlier)|last unit)", relative.read_year_before),
    ("last unit (quarter|period)", relative.read_year_before),
)  # fmt: skip


@cache
def _letters() -> dict[str, str]:
    """One letter of the private use area for each kind of word."""
    kinds = {name for form, _ in _FORMS for name in re.findall(r"[a-z][a-z-]*", form)}
    return {kind: chr(0xE000 + i) for i, kind in enumerate(sorted(kinds))}


@cache
def _by_first() -> dict[str, tuple[tuple[str, Rule], ...]]:
    """For each letter the forms, written in letters, that can begin with it, so that most words cost nothing."""
    letters = _letters()
    found: dict[str, list[tuple[str, Rule]]] = {}
    for form, rule in _FORMS:
        pattern = re.sub(r"[a-z][a-z-]*", lambda m: letters[m.group()], form).replace(" ", "")
        for letter in _firsts(_Cursor(pattern))[0]:
            found.setdefault(letter, []).append((pattern, rule))
    return {letter: tuple(forms) for letter, forms in found.items()}


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)  # on first use: all forms take longer to compile than a page to read


class _Cursor:
    """A place in the text of a form."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        self.at += 1
        return self.text[self.at - 1]


def _firsts(cursor: _Cursor) -> tuple[set[str], bool]:
    """Letters that can come first up to the closing bracket, and whether nothing at all can match."""
    letters: set[str] = set()
    any_empty = False
    empty = True
    while cursor.peek() and cursor.peek() != ")":
        mark = cursor.take()
        if mark == "|":
            any_empty, empty = any_empty or empty, True
            continue
        if mark == "(":
            inner, inner_empty = _firsts(cursor)
            cursor.take()
        else:
            inner, inner_empty = {mark}, False
        if cursor.peek() == "?":
            cursor.take()
            inner_empty = True
        if empty:
            letters |= inner
            empty = inner_empty
    return letters, any_empty or empty


def to_letters(sentence: Sequence[Word]) -> str:
    """One letter a word; a space where a word can be in no form."""
    letters = _letters()
    return "".join(letters.get(w.kind, " ") for w in sentence)


def find_openings(letters: str) -> list[int]:
    """The words with which a form can begin."""
    forms = _by_first()
    return [i for i, letter in enumerate(letters) if letter in forms]


def read_at(scene: Scene, sentence: Sequence[Word], letters: str, start: int) -> tuple[Reading, Found] | None:
    """The longest form that begins at word `start`, one of `find_openings`, and whose rule accepts it, or None."""
    matches = []
    for pattern, rule in _by_first()[letters[start]]:
        match = _compile(pattern).match(letters, start)
        if match and match.end() > start:
            matches.append((match.end(), rule))
    for stop, rule in sorted(matches, key=lambda m: -m[0]):
        found = Found(sentence, start, stop)
        reading = rule(scene, found)
        if reading is not None:
            return reading, found
    return None
