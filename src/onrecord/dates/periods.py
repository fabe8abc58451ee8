"""Stretches of the calendar: a day, a week, a quarter, a century, with their TimeML values and bounds.

Everything stays within the years 1 to 9999, which is what `datetime.date` and ISO 8601 can say; a step
out of them gives None, never an error.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from onrecord.record import Frozen

Grain = Literal["day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century"]

MONTHS_IN: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120}
DAYS_IN: dict[Grain, int] = {"day": 1, "week": 7, "weekend": 7}
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = "January February March April May June July August September October November December".split()


class Period(Frozen, frozen=True):
    """A stretch of the calendar: its grain and its first day."""

    grain: Grain
    first: date

    @property
    def last(self) -> date:
        """The last day, both ends included."""
        if self.grain == "day":
            return self.first
        if self.grain == "weekend":
            return step_days(self.first, 1) or date.max
        if self.grain == "century":
            return make_day(self.first.year // 100 * 100 + 99, 12, 31) or date.max
        after = self.shift(1)
        return after.first - timedelta(days=1) if after else date.max

    @property
    def value(self) -> str:
        """The TimeML value, such as `1998-W07`, `1989-Q3`, `2000-WI`, `199`."""
        year = f"{self.first.year:04d}"
        match self.grain:
            case "day":
                return self.first.isoformat()
            case "week" | "weekend":
                iso = self.first.isocalendar()
                return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.grain == "weekend" else "")
            case "month":
                return f"{year}-{self.first.month:02d}"
            case "quarter":
                return f"{year}-Q{(self.first.month + 2) // 3}"
            case "half":
                return f"{year}-H{1 if self.first.month < 7 else 2}"
            case "season":
                return f"{year}-{_season_name(self.first.month)}"
            case "year":
                return year
            case "decade":
                return year[:3]
            case "century":
                return year[:2]

    def shift(self, count: int) -> Period | None:
        """The period `count` grains later (earlier when negative), or None outside the years 1 to 9999."""
        if self.grain in DAYS_IN:
            day = step_days(self.first, count * DAYS_IN[self.grain])
        elif self.grain == "century":
            return century(self.first.year // 100 + count)
        elif self.grain == "decade":
            return decade(self.first.year // 10 + count)
        else:
            day = step_months(self.first, count * MONTHS_IN[self.grain])
        return Period(self.grain, day) if day else None

    def holds(self, day: date) -> bool:
        """Whether `day` lies within the period."""
        return self.first <= day <= self.last


def _season_name(month: int) -> str:
    return next(name for name, first in SEASONS.items() if first == month)


def make_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def step_days(day: date, count: int) -> date | None:
    """`count` days after `day`, or None outside the years 1 to 9999."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def step_months(day: date, count: int) -> date | None:
    """The same day of the month `count` months later; the month's last day where it is shorter."""
    months = day.year * 12 + day.month - 1 + count
    for number in range(day.day, day.day - 4, -1):
        found = make_day(months // 12, months % 12 + 1, number)
        if found:
            return found
    return None


def year(number: int) -> Period | None:
    """The calendar year, or None outside 1 to 9999."""
    first = make_day(number, 1, 1)
    return Period("year", first) if first else None


def decade(number: int) -> Period | None:
    """The ten years `number`0 to `number`9."""
    first = make_day(max(number * 10, 1), 1, 1) if number >= 0 else None
    return Period("decade", first) if first else None


def century(number: int) -> Period | None:
    """The hundred years `number`00 to `number`99."""
    first = make_day(max(number * 100, 1), 1, 1) if number >= 0 else None
    return Period("century", first) if first else None


def month_of(number: int, month: int) -> Period | None:
    """The month of a year."""
    first = make_day(number, month, 1)
    return Period("month", first) if first else None


def quarter_of(number: int, quarter: int) -> Period | None:
    """The quarter, 1 to 4, of a year."""
    first = make_day(number, quarter * 3 - 2, 1)
    return Period("quarter", first) if first else None


def half_of(number: int, half: int) -> Period | None:
    """The half, 1 or 2, of a year."""
    first = make_day(number, half * 6 - 5, 1)
    return Period("half", first) if first else None


def season_of(number: int, name: str) -> Period | None:
    """The season that begins in a year; a winter is named by the year of its December."""
    first = make_day(number, SEASONS[name], 1)
    return Period("season", first) if first else None


def around(grain: Grain, day: date) -> Period | None:
    """The period of that grain that holds `day`; for a weekend, the one of the week that holds it."""
    match grain:
        case "day":
            return Period("day", day)
        case "week":
            return Period("week", day - timedelta(days=day.weekday()))
        case "weekend":
            saturday = step_days(day, 5 - day.weekday())
            return Period("weekend", saturday) if saturday else None
        case "month":
            return month_of(day.year, day.month)
        case "quarter":
            return quarter_of(day.year, (day.month + 2) // 3)
        case "half":
            return half_of(day.year, 1 if day.month < 7 else 2)
        case "season":
            began = step_months(day.replace(day=1), -(day.month % 3))
            return Period("season", began) if began else None
        case "year":
            return year(day.year)
        case "decade":
            return decade(day.year // 10)
        case "century":
            return century(day.year // 100)


def read_value(value: str) -> Period | None:
    """The period that has this TimeML value (`2024-05-13`, `2024-W19`, `2024-Q2`, `199`), or None where none has.

    A time of day is left out: the period is then its day.
    """
    day, _, rest = value.partition("T")
    if day.isdecimal() and not rest and len(day) in (2, 3, 4):
        return {2: century, 3: decade, 4: year}[len(day)](int(day))
    first, _, part = day.partition("-")
    if len(first) != 4 or not first.isdecimal() or not day.isascii():
        return None
    found = _read_part(int(first), part)
    return found if found and found.value == day else None


def _read_part(number: int, part: str) -> Period | None:
    """What a value says after the year; what is written in another way than we write it is none."""
    if part in SEASONS:
        return season_of(number, part)
    if part[:1] == "W" and part[1:3].isdecimal():
        weekend = part.endswith("-WE")
        try:
            monday = date.fromisocalendar(number, int(part[1:3]), 1)
        except ValueError:
            return None
        return around("weekend" if weekend else "week", monday)
    if part[:1] in ("Q", "H") and part[1:].isdecimal() and 1 <= int(part[1:]) <= (4 if part[0] == "Q" else 2):
        return quarter_of(number, int(part[1:])) if part[0] == "Q" else half_of(number, int(part[1:]))
    month, _, day = part.partition("-")
    if not month.isdecimal() or (day and not day.isdecimal()):
        return None
    if not day:
        return month_of(number, int(month))
    found = make_day(number, int(month), int(day))
    return Period("day", found) if found else None


def say_day(day: date) -> str:
    """The day in words: `Saturday 27 April 2024`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def say(period: Period) -> str:
    """The period in words, for a rule."""
    first = period.first
    match period.grain:
        case "day":
            return say_day(first)
        case "week":
            return f"the week from {say_day(first)}"
        case "weekend":
            return f"the weekend of {say_day(first)}"
        case "month":
            return f"{MONTHS[first.month - 1]} {first.year}"
        case "year":
            return str(first.year)
        case _:
            return f"{period.value}, {say_day(first)} to {say_day(period.last)}"
