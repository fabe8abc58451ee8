"""Expressions of time -> dates, each with its rule and its anchor."""

from onrecord.dates.find import find_dates, weekday_mismatch

__all__ = ["find_dates", "weekday_mismatch"]
