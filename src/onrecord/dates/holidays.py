"""The day of a holiday in a year, by the rules of `lexicons/holidays.tsv`."""

from __future__ import annotations

from datetime import date

from onrecord.dates.periods import make_day, step_days


def find_holiday(rule: str, year: int) -> date | None:
    """The day of the year that `rule` names, or None where there is none."""
    if rule.startswith("easter"):
        easter = _easter(year)
        return step_days(easter, int(rule.removeprefix("easter"))) if easter else None
    if rule.startswith("tuesday-after-monday:"):
        first = make_day(year, int(rule.rsplit(":", 1)[1]), 1)
        return step_days(first, (7 - first.weekday()) % 7 + 1) if first else None
    if ":" in rule:
        which, weekday, month = rule.split(":")
        return _nth_weekday(year, int(month), int(weekday), int(which[0]))
    if len(rule) == 10:
        return date.fromisoformat(rule)
    month, day = rule.split("-")
    return make_day(year, int(month), int(day))


def _nth_weekday(year: int, month: int, weekday: int, which: int) -> date | None:
    first = make_day(year, month, 1)
    if first is None:
        return None
    day = step_days(first, (weekday - 1 - first.weekday()) % 7 + 7 * (which - 1))
    return day if day is None or day.month == month else step_days(day, -7)


def _easter(year: int) -> date | None:
    """Easter Sunday of the Western churches, by the anonymous Gregorian computus."""
    golden = year % 19
    hundreds = year // 100
    skipped = (hundreds - hundreds // 4 - (8 * hundreds + 13) // 25 + 19 * golden + 15) % 30
    moon = skipped - skipped // 28 * (1 - skipped // 28 * (29 // (skipped + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - hundreds + hundreds // 4) % 7
    month = 3 + (sunday + 40) // 44
    return make_day(year, month, sunday + 28 - 31 * (month // 4))
