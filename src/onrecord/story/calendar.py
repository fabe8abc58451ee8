"""Dates as pages write them -> ISO 8601. Nothing is guessed: what could be two dates is none."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from onrecord.errors import UsageError

# The web's first news pages, and a bound against misread numbers; the clock is not asked.
FIRST_YEAR, LAST_YEAR = 1990, 2100

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_MONTH_FIRST = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (\d{{4}})\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")

# /2019/11/18/, /2019-11-18-..., /2019/nov/18/, /20191118/
_IN_ADDRESS = re.compile(
    r"[/_-](?P<y>(?:19|20)\d\d)[/_-](?P<m>\d{1,2}|[a-z]{3})[/_-](?P<d>\d{1,2})(?=[/_.-]|$)"
    r"|[/_-](?P<y8>(?:19|20)\d\d)(?P<m8>[01]\d)(?P<d8>[0-3]\d)(?=[/_.-]|$)"
)


def read_published(value: str) -> str:
    """A date that a caller gives, checked: `YYYY-MM-DD`, or with a time (ISO 8601).

    Raises:
        UsageError: no such date; the message says what to write.
    """
    text = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:.*", text):
            return datetime.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise UsageError(f"published={value!r} is no date{_why(text)}. Write it as YYYY-MM-DD, for example 2024-04-27.")


def _why(text: str) -> str:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})(?!\d)", text)
    if not match:
        return ""
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        return f": there is no month {month}"
    if year and not 1 <= day <= monthrange(year, month)[1]:
        return f": {date(year, month, 1):%B %Y} has {monthrange(year, month)[1]} days"
    return ": its time cannot be" if day else ""


def read_stamp(value: str) -> str | None:
    """A date of a page's markup as ISO 8601, with its time where it has one; None where it is none."""
    text = value.strip()
    if not text or len(text) > 80:
        return None
    try:
        if re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text):
            return _bounded(date.fromisoformat(text))
        return _bounded(datetime.fromisoformat(text.replace("/", "-")))
    except ValueError:
        pass
    try:
        return _bounded(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError):
        return read_date(text)


def _bounded(moment: date) -> str | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


def read_date(text: str) -> str | None:
    """The first date that `text` writes out with its month's name or with the year first; None where there is none."""
    if match := _MONTH_FIRST.search(text):
        month, day, year = match.groups()
    elif match := _DAY_FIRST.search(text):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.search(text):
        year, month, day = match.groups()
    else:
        return None
    return _make(year, month, day)


def read_address(url: str) -> str | None:
    """The day that a page's address holds in its path; None where it has none."""
    match = _IN_ADDRESS.search(url.lower())
    if not match:
        return None
    found = match.groupdict()
    return _make(found["y"] or found["y8"], found["m"] or found["m8"], found["d"] or found["d8"])


def _make(year: str, month: str, day: str) -> str | None:
    name = month[:3].lower()
    number = int(month) if month.isdecimal() else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    try:
        return _bounded(date(int(year), number, int(day)))
    except ValueError:
        return None
