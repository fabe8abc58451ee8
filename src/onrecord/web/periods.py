"""Days -> the time that a chart shows at first, and the periods that lead to narrower charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from onrecord.record import Frozen
from onrecord.store.network import Day

_FENCE = (
    3.0  # times the distance of the quartiles: beyond it values are far out (Tukey, Exploratory Data Analysis, 1977)
)
_MOST = 20  # periods on a page
_LENGTHS: tuple[tuple[Literal["day", "week", "month", "year"], int], ...] = (
    ("day", 1), ("week", 7), ("month", 31), ("year", 366),
)  # fmt: skip


class Period(Frozen, frozen=True):
    """A time from `after` until `before`, both included, None where it is open; `number` events lie in it."""

    after: str | None
    before: str | None
    name: str
    number: int
    chosen: bool


def find_span(days: Sequence[Day], whole: bool) -> tuple[date, date] | None:
    """The first and last day of `days`; without those far out unless the `whole` is asked for. None without days.

    One date of thirty years ago must not press a week together. What is far out is found as Tukey does it, by
    quartiles, so what is left out on each side is always less than a quarter.
    """
    placed = [(day, number) for d in days if (day := _parse(d.day)) is not None for number in (d.number,)]
    if not placed:
        return None
    placed.sort()
    if whole:
        return placed[0][0], placed[-1][0]
    low, high = _find_quantile(placed, 0.25), _find_quantile(placed, 0.75)
    fence = _FENCE * max((high - low).days, 1)
    inner = [day for day, _ in placed if (low - day).days <= fence and (day - high).days <= fence]
    return inner[0], inner[-1]


def count_outside(days: Sequence[Day], span: tuple[date, date] | None) -> int:
    """How many items lie before or after a span."""
    if span is None:
        return 0
    return sum(d.number for d in days if (day := _parse(d.day)) is None or not span[0] <= day <= span[1])


def cut_periods(days: Sequence[Day], after: str | None, before: str | None) -> list[Period]:
    """The time of the days in periods of one length, days, weeks, months, or years, so that they can be gone through.

    What lies far out stands in a period before the first or after the last. Those without events are left out.
    """
    span = find_span(days, whole=False)
    if span is None:
        return []
    length = next((name for name, most in _LENGTHS if (span[1] - span[0]).days < _MOST * most), "year")
    starts = [_find_start(span[0], length)]
    while starts[-1] <= span[1] and (following := _go_on(starts[-1], length)) > starts[-1]:
        starts.append(following)
    bounds: list[tuple[str | None, str | None, str]] = [
        (None, _before(starts[0]), f"before {_write(starts[0], length)}")
    ]
    bounds += [(one.isoformat(), _before(other), _write(one, length)) for one, other in pairwise(starts)]
    bounds += [(starts[-1].isoformat(), None, "later")]
    found = []
    for first, last, name in bounds:
        number = sum(d.number for d in days if (first or "") <= d.day[:10] <= (last or "9999-99-99"))
        if number:
            found.append(Period(first, last, name, number, (first, last) == (after or None, before or None)))
    return found


def _find_quantile(placed: list[tuple[date, int]], share: float) -> date:
    wanted, seen = share * sum(number for _, number in placed), 0
    for day, number in placed:
        seen += number
        if seen >= wanted:
            return day
    return placed[-1][0]


def _find_start(day: date, length: str) -> date:
    if length == "week":
        return _shift(day, -day.weekday())
    if length == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if length == "year" else day


def _go_on(day: date, length: str) -> date:
    """The first day of the next period."""
    if length == "year":
        return day.replace(year=min(day.year + 1, 9999))
    if length == "month":
        return _shift(day.replace(day=1), 32).replace(day=1)
    return _shift(day, 7 if length == "week" else 1)


def _before(day: date) -> str:
    return _shift(day, -1).isoformat()


def _shift(day: date, days: int) -> date:
    """So many days on, within what a calendar has: pages hold dates of the year 9999."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _write(day: date, length: str) -> str:
    if length == "year":
        return str(day.year)
    if length == "month":
        return f"{day:%B} {day.year}"
    return f"{day.day} {day:%b}" if length == "day" else f"{day.day} {day:%b} and six days"


def _parse(day: str) -> date | None:
    try:
        return date.fromisoformat(day[:10])
    except ValueError:
        return None
