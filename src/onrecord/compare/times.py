"""When a page was published, so that pages can be put in order: a moment, a day, or not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from onrecord.record import Frozen

_DAY_LENGTH = 10  # of YYYY-MM-DD


class Window(Frozen, frozen=True):
    """The first and the last moment (UTC) at which something can have happened; one moment where the hour is known."""

    earliest: datetime
    latest: datetime

    def is_before(self, other: Window) -> bool:
        """Whether it certainly happened before the other."""
        return self.latest < other.earliest


@lru_cache(50_000)
def find_window(published: str | None) -> Window | None:
    """The window of an ISO 8601 day or moment; a moment without a zone is taken for UTC. None where there is none."""
    if published is None:
        return None
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    if len(published) > _DAY_LENGTH:
        return Window(moment, moment)
    return Window(moment, moment + timedelta(days=1) - timedelta(seconds=1))


def make_order(published: str | None) -> tuple[bool, str]:
    """A key that puts pages in the order of their time, a day before its hours, those without a time last."""
    window = find_window(published)
    return (window is None, window.earliest.isoformat() if window else "")
