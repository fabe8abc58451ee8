"""Which of many: the year of a date that names none, the week of a weekday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from onrecord.dates.periods import step_days
from onrecord.dates.scene import Found, Scene
from onrecord.dates.tense import Tense

# Days from publication. A date without a year is seldom ten months away, since a writer would then name the year;
# of months less can be said ("in December", written in October, may be either). Tuned on half of TimeBank and AQUAINT.
_NEAR = {"day": 75, "month": 45}
_NEAR_BEHIND = 92


def choose_date(
    scene: Scene, found: Found, make: Callable[[int], date | None], grain: str, step: str = ""
) -> tuple[date, str] | None:
    """The year that a day or month without one belongs to, and why."""
    tense = found.tense()
    named = scene.named_year if found.before() in ("in", "on", "early", "late") else None
    if named and named[1] == scene.sentence and tense != "future":
        day = make(named[0])
        if day:
            return day, "in the year that the sentence names"
    published = scene.published
    if published is None:
        return None
    days = [d for y in range(published.year - 4, published.year + 5) if (d := make(y)) is not None]
    limit = published.replace(day=1) if grain == "month" else published
    if step:
        days = [d for d in days if (d < limit if step == "last" else d > limit)]
        tense = "past" if step == "last" else "future"
    behind = [d for d in days if d <= limit]
    ahead = [d for d in days if d >= limit]
    if tense == "future" and ahead and not _is_far(behind, ahead, published, -1, grain):
        return ahead[0], "ahead: the next one from publication on"
    opens = grain == "month" and found.start <= 1  # "In January, it bought": the tense is the clause's own
    if tense == "past" and behind and (opens or not _is_far(behind, ahead, published, 1, grain)):
        return behind[-1], "past tense: the last one up to publication"
    nearest = min(days, key=lambda d: abs((d - published).days), default=None)
    return (nearest, "the one nearest to publication") if nearest else None


def _is_far(behind: list[date], ahead: list[date], published: date, way: int, grain: str) -> bool:
    """Whether the day on the other side (`way` 1: ahead) is so near that the tense must be another clause's."""
    if not behind or not ahead or ahead[0] == behind[-1]:
        return False
    near = (ahead[0] - published).days if way > 0 else (published - behind[-1]).days
    return near <= (_NEAR[grain] if way > 0 else _NEAR_BEHIND)


def nearest_weekday(published: date, number: int, kind: Tense | str) -> tuple[date | None, str]:
    """The weekday (1 is Monday) that a tense, or `last` or `next`, means, and why; None off the calendar."""
    back = (published.isoweekday() - number) % 7
    ahead = (number - published.isoweekday()) % 7
    match kind:
        case "last":
            return step_days(published, -(back or 7)), "last: the one before publication"
        case "next":
            return step_days(published, ahead or 7), "next: the one after publication"
        case "future":
            return step_days(published, ahead), "ahead: the next one on or after publication"
        case "present" if back and ahead == 1:
            return step_days(published, ahead), "present tense: the day after publication"
        case "present":
            return step_days(published, -back), "present tense: the last one before or on publication"
        case _:
            return step_days(published, -back), "past tense: the last one before or on publication"
