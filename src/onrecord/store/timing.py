"""What a person may say of a date, and what follows from it: the days that its value stands for."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from onrecord.errors import UsageError
from onrecord.record import Timex

if TYPE_CHECKING:
    from onrecord.dates.periods import Period

_BY_PERSON = "a person gave this value"
# Values of TimeML that stand for no days of the calendar. Cases: P3D, PT2H, PXY; PAST_REF; XXXX-WXX-1, TMO.
_UNPLACED = re.compile(r"P(?:\d|X|T).*|(?:PAST|PRESENT|FUTURE)_REF|X.*|T.+|\d{4}-(?:WXX|XX).*")


def check_timex(timex: Timex, field: str, value: object) -> None:
    """Refuse a value that no day has, a day that is none, and a last day before the first.

    Raises:
        UsageError: what is wrong with it, and how it is written.
    """
    if field == "value" and _read_period(str(value)) is None and not _UNPLACED.fullmatch(str(value)):
        raise UsageError(
            f"value cannot be {value!r}: it is no value of TimeML. It looks so: 2024-05-13 (a day), 2024-05, 2024, "
            "2024-W20, 2024-Q2, 2024-05-13T09:30, P3D (three days)."
        )
    if field in ("earliest", "latest", "anchor") and value is not None and not _is_day(str(value)):
        raise UsageError(f"{field} cannot be {value!r}, which is no day. Give it as YYYY-MM-DD.")
    bounds = {"earliest": timex.earliest, "latest": timex.latest, field: value}
    earliest, latest = bounds["earliest"], bounds["latest"]
    if field in ("earliest", "latest") and earliest and latest and str(earliest) > str(latest):
        raise UsageError(
            f"{field} cannot be {value}: the first day would be after the last ({earliest}, {latest}). To move both, "
            f"correct value: onrecord correct CASE {timex.id} value {value}"
        )


def give_value(timex: Timex, value: str) -> Timex:
    """The date with another value, and with the days that it stands for."""
    period = _read_period(value)
    bounds: dict[str, Any] = {"earliest": None, "latest": None}
    if period:
        bounds = {"earliest": period.first.isoformat(), "latest": period.last.isoformat()}
    return msgspec.structs.replace(timex, value=value, anchor=None, rule=_BY_PERSON, **bounds)


def _read_period(value: str) -> Period | None:
    from onrecord.dates.periods import read_value  # all rules of dates come along, a fifth of a second

    return read_value(value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
