"""Rules for dates that the calendar names: days, months, quarters, years, seasons, holidays, clock times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from onrecord.dates.holidays import find_holiday
from onrecord.dates.periods import (
    MONTHS,
    WEEKDAYS,
    Period,
    around,
    century,
    decade,
    half_of,
    make_day,
    month_of,
    quarter_of,
    say,
    say_day,
    season_of,
    step_days,
    year,
)
from onrecord.dates.scene import Found, Reading, Scene
from onrecord.dates.tense import Tense
from onrecord.dates.words import Word

UNDATED = "no publication date to count from, so it stays unresolved"
_STEPS = {"last": -1, "this": 0, "next": 1, "latest": 0}
_DAY_KINDS = ("weekday", "month", "day-word", "holiday")


def placed(period: Period, rule: str, anchor: date | None = None) -> Reading:
    """A DATE that fills a period of the calendar."""
    return Reading("DATE", period.value, f"{rule}: {say(period)}", period, anchor)


def unplaced(value: str, what: str) -> Reading:
    """A DATE in TimeML's form for one that cannot be placed."""
    return Reading("DATE", value, f"{what}: {UNDATED}")


def read_day(scene: Scene, found: Found) -> Reading | None:
    """A day by its weekday, number, name, or a word such as `yesterday`, with the time of day beside it."""
    clock = _clock_value(found)
    if found.get("half-day", "oclock", "clock", "hour-name") and clock is None:
        return None
    month = found.get("month")
    if month:
        reading = _month_day(scene, found, month)
    elif found.get("holiday"):
        reading = _holiday(scene, found)
    elif found.get("day-word"):
        reading = _day_word(scene, found)
    else:
        reading = _weekday(scene, found)
    return _at_time(reading, clock) if reading and clock else reading


def _at_time(reading: Reading, clock: str) -> Reading:
    return Reading(
        "TIME", reading.value + clock, f"{reading.rule}; at {_say_clock(clock)}", reading.period, reading.anchor
    )  # fmt: skip


def _say_clock(clock: str) -> str:
    parts = {"TMO": "morning", "TAF": "afternoon", "TEV": "evening", "TNI": "night", "TMI": "midday"}
    return parts.get(clock, clock[1:])


def _clock_value(found: Found) -> str | None:
    """`T10:00` and the like from the words of a match, or None where they name no time of day."""
    part = found.get("part", "overnight")
    hour_name = found.get("hour-name")
    if hour_name:
        return "T" + hour_name.value
    i = found.place("half-day")
    clock = found.place("clock")
    number = found.words[clock] if clock >= 0 else None
    if number is None and i > 0:
        number = next((w for w in reversed(found.words[:i]) if w.number is not None), None)
    if number is None and found.words[-1].kind == "zone" and len(found.words[0].text) == 4:
        return _military(found.words[0].text)
    if number is None and (o := found.place("oclock")) > 0:
        number = found.words[o - 1]
    if number is None and part and found.words[0].kind not in ("the", "early", "in", "month", "weekday"):
        number = next((w for w in found.words if w.kind == "day-number" and found.get("in")), None)
    if number is None:
        return "T" + part.value if part else None
    half = found.words[i].value if i >= 0 else ("pm" if part and part.value in ("AF", "EV", "NI") else "")
    return _hour(number, half)


def _military(figures: str) -> str | None:
    """`1830 GMT`."""
    hour, minute = figures[:2], figures[2:]
    return f"T{hour}:{minute}" if figures.isdigit() and hour < "25" and minute < "60" else None


def _hour(number: Word, half: str) -> str | None:
    pieces = number.value.split(":") if number.kind == "clock" else [str(number.number), "00"]
    hour, minute = int(pieces[0]), int(pieces[1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"T{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def read_clock(scene: Scene, found: Found) -> Reading | None:
    """A time of day without a day: on the day last named in the sentence before, else on publication."""
    sure = found.get("half-day", "zone", "hour-name", "oclock", "part")
    if found.before() == "high" or not sure and not (found.get("clock") and found.before() in ("at", "around", "about", "by", "until")):
        return None
    clock = _clock_value(found)
    if clock is None:
        return None
    day, source = scene.focus("day")
    if day is None:
        return Reading("TIME", "XXXX-XX-XX" + clock, f"{_say_clock(clock)}, on a day not named: {UNDATED}")
    rule = f"{_say_clock(clock)} on {source}"
    return Reading("TIME", day.value + clock, rule, day, day.first)


def _month_day(scene: Scene, found: Found, month: Word) -> Reading | None:
    place = found.words.index(month)
    around_month = [w for w in (*found.words[place + 1 :], *reversed(found.words[:place]))]
    number = next((w for w in around_month if w.kind in ("day-number", "ordinal")), None)
    if number is None or number.number is None or month.number is None or number.number > 31:
        return None
    named = next((w.number for w in found.words[place:] if w.kind == "year"), None)
    number_of, month_of_year = number.number, month.number
    what = f"{number_of} {MONTHS[month_of_year - 1]}"
    if named is not None:
        day = make_day(named, month_of_year, number_of)
        return placed(Period("day", day), "Full date") if day else None
    if make_day(2000, month_of_year, number_of) is None:
        return None
    step = found.get("last", "next")
    chosen = _choose(scene, found, lambda y: make_day(y, month_of_year, number_of), "day", step.kind if step else "")
    if chosen is None:
        return unplaced(f"XXXX-{month_of_year:02d}-{number_of:02d}", what)
    return placed(Period("day", chosen[0]), f"{what}, {chosen[1]}", scene.published)


def read_first_day(scene: Scene, found: Found) -> Reading | None:
    """The 24 of `24-26 April 2024`; the words after it are read on their own."""
    number = found.words[0].number
    later = read_day(scene, found.part(2, len(found.words)))
    if number is None or later is None or later.period is None or later.period.first.day <= number:
        return None
    day = make_day(later.period.first.year, later.period.first.month, number)
    if day is None:
        return None
    reading = placed(Period("day", day), "The first of two days of a month", later.anchor)
    return msgspec.structs.replace(reading, drop=len(found.words) - 1)


def read_numbered_day(scene: Scene, found: Found) -> Reading | None:
    """`on the 24th`: of the month last named, or of publication's."""
    number = found.words[-1].number
    following = found.next_word()
    ends = following is None or not following.text[0].isalnum() or found.after() in ("in", "at", "and", "but", "when")
    month, source = scene.focus("month")
    if found.before() != "on" or not ends or number is None or month is None:
        return None
    day = make_day(month.first.year, month.first.month, number)
    return placed(Period("day", day), f"Day of the month of {source}", month.first) if day else None


def _choose(
    scene: Scene, found: Found, make: Callable[[int], date | None], grain: str, step: str = ""
) -> tuple[date, str] | None:
    """The year that a day or month without one belongs to, and why."""
    tense = found.tense()
    beside = scene.named_year and scene.named_year[1] == scene.sentence and found.before() in ("in", "on", "early", "late")
    if scene.named_year and beside and tense != "future":
        day = make(scene.named_year[0])
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


# Days from publication. A date without a year is seldom ten months away, since a writer would then name the year;
# of months less can be said ("in December", written in October, may be either). Tuned on half of TimeBank and AQUAINT.
_NEAR = {"day": 75, "month": 45}
_NEAR_BEHIND = 92


def _is_far(behind: list[date], ahead: list[date], published: date, way: int, grain: str) -> bool:
    """Whether the day on the other side (`way` 1: ahead) is so near that the tense must be another clause's."""
    if not behind or not ahead or ahead[0] == behind[-1]:
        return False
    near = (ahead[0] - published).days if way > 0 else (published - behind[-1]).days
    return near <= (_NEAR[grain] if way > 0 else _NEAR_BEHIND)


def _holiday(scene: Scene, found: Found) -> Reading | None:
    word = found.get("holiday")
    assert word is not None
    named = found.get("year")
    name = word.text
    if named and named.number:
        day = find_holiday(word.value, named.number)
        return placed(Period("day", day), f"{name} of that year") if day else None
    step = found.get("last", "next")
    if scene.published and step:
        days = [find_holiday(word.value, scene.published.year + k) for k in (-1, 0, 1)]
        past = [d for d in days if d and d < scene.published]
        later = [d for d in days if d and d > scene.published]
        day = (past[-1] if past else None) if step.kind == "last" else (later[0] if later else None)
        return placed(Period("day", day), f"{step.value.title()} {name}", scene.published) if day else None
    chosen = _choose(scene, found, lambda y: find_holiday(word.value, y), "day")
    if chosen is None:
        return unplaced("XXXX-" + (word.value if word.value[0] in "01" and ":" not in word.value else "XX-XX"), name)
    return placed(Period("day", chosen[0]), f"{name}, {chosen[1]}", scene.published)


def read_holiday_week(scene: Scene, found: Found) -> Reading | None:
    """`Easter week`, `Labor Day weekend`: the week or weekend that holds the day, or the weekend beside it."""
    unit = found.words[-1]
    holiday = read_day(scene, found.part(0, len(found.words) - 1))
    if holiday is None or holiday.period is None or unit.value not in ("week", "weekend"):
        return None
    day = holiday.period.first
    if unit.kind == "weekend" and day.weekday() == 0:
        day = step_days(day, -1) or day
    period = around("weekend" if unit.kind == "weekend" else "week", day)
    return placed(period, f"{found.text().title()}, by its holiday", scene.published) if period else None


def _day_word(scene: Scene, found: Found) -> Reading | None:
    word = found.get("day-word")
    assert word is not None
    if scene.published is None:
        return unplaced("XXXX-XX-XX", word.text)
    day = step_days(scene.published, int(word.value))
    if day is None:
        return None
    return placed(Period("day", day), f"{word.text.capitalize()}, counted from publication", scene.published)


def _weekday(scene: Scene, found: Found) -> Reading | None:
    word = found.get("weekday")
    if word is None or word.number is None:
        return None
    number, name = word.number, WEEKDAYS[word.number - 1]
    if scene.published is None:
        return unplaced(f"XXXX-WXX-{number}", name)
    place = found.words.index(word)
    step = next((w for w in found.words[:place] if w.kind in ("last", "this", "next", "that")), None)
    week = next((w for w in found.words[place + 1 :] if w.kind in ("last", "this", "next")), None)
    if step and step.value in ("previous", "preceding", "following") and scene.day:
        return _weekday_beside(scene.day, number, name, step)
    if week and found.words[-1].value == "week":
        return _weekday_of_week(scene.published, number, name, week)
    kind = step.kind if step and step.kind != "that" else found.tense()
    day, why = _nearest_weekday(scene.published, number, kind)
    if day is None:
        return None
    return placed(Period("day", day), f"{name}, {why}", scene.published)


def _weekday_beside(day: date, number: int, name: str, step: Word) -> Reading | None:
    """`the previous Friday`: the one before the day last named."""
    kind = "last" if step.value != "following" else "next"
    found, _ = _nearest_weekday(day, number, kind)
    return placed(Period("day", found), f"{step.value.title()} {name}, counted from {say_day(day)}", day) if found else None


def _weekday_of_week(published: date, number: int, name: str, week: Word) -> Reading | None:
    monday = published.toordinal() - published.weekday() + 7 * _STEPS[week.kind]
    day = step_days(date.min, monday - 1 + number - 1) if monday > 0 else None
    return placed(Period("day", day), f"{name} of {week.value} week", published) if day else None


def _nearest_weekday(published: date, number: int, kind: Tense | str) -> tuple[date | None, str]:
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
        case _:
            return step_days(published, -back), "past tense: the last one before or on publication"


def read_iso(scene: Scene, found: Found) -> Reading | None:
    """`2024-04-26`, with or without a time."""
    numbers = [w for w in found.words if w.kind in ("year", "day-number", "number")]
    if not all(w.glued for w in found.words[1:5]) or len(numbers[0].text) != 4:
        return None
    day = make_day(*(w.number or 0 for w in numbers[:3]))
    if day is None:
        return None
    clock = found.get("clock")
    reading = placed(Period("day", day), "Date in figures, year first")
    time = _hour(clock, "") if clock else None
    return _at_time(reading, time) if time else reading


def read_numeric(scene: Scene, found: Found) -> Reading | None:
    """`10/23/1998` (month first, as in the United States, unless it cannot be) or `23.10.1998`."""
    word = found.get("numeric")
    assert word is not None
    separators = {c for c in word.value if not c.isdigit()}
    if len(separators) != 1 or not separators <= {"/", "."}:
        return None
    first, second, third = (int(p[:5]) for p in word.value.split(separators.pop()))
    if first > 31:
        day, order = make_day(first, second, third), "year first"
    else:
        named = third if third > 99 else third + (2000 if third < 50 else 1900)
        month_first = "/" in word.value and first <= 12
        day = make_day(named, first, second) if month_first else make_day(named, second, first)
        order = "month first" if month_first else "day first"
    return placed(Period("day", day), f"Date in figures, {order}") if day else None


def read_month(scene: Scene, found: Found) -> Reading | None:
    """A month, with its year or without one."""
    word = found.get("month")
    if word is None or word.number is None:
        return None
    if word.number == 3 and len(found.words) == 1 and found.after() in ("for", "of", "on") and found.before() != "in":
        return None  # a march through the streets
    number = word.number
    named = named_year(scene, found)
    if named is not None:
        period = month_of(named[0], number)
        return placed(period, f"Month of {named[1]}", named[2]) if period else None
    chosen = _choose(scene, found, lambda y: make_day(y, number, 1), "month")
    if chosen is None:
        return unplaced(f"XXXX-{number:02d}", MONTHS[number - 1])
    return placed(Period("month", chosen[0]), f"{MONTHS[number - 1]}, {chosen[1]}", scene.published)


def named_year(scene: Scene, found: Found) -> tuple[int, str, date | None] | None:
    """The year that a match names, in figures or as `last year`; what it is called; and its anchor."""
    word = found.get("year")
    if word and word.number:
        return word.number, "a named year", None
    step = found.get("last", "this", "next", "that")
    if step is None or not (found.get("unit") and any(w.value == "year" for w in found.words if w.kind == "unit")):
        return None
    base = scene.focus("year")[0] if step.kind == "that" else scene.current("year")
    if base is None:
        return None
    return base.first.year + _STEPS.get(step.kind, 0), f"{step.text.lower()} year", scene.published


_YEAR_BEFORE = frozenset(
    "in of since by until till from for to through before after during between and or early late mid end year fiscal "
    "to, around about circa ( , spring summer fall autumn winter the".split()
)
_NOT_YEARS = frozenset(
    "people percent % dollars pounds euros miles kilometers kilometres km feet ft meters metres m tons tonnes kg mph "
    "troops soldiers men women children jobs cases deaths votes shares barrels utc gmt".split()
)


def read_year(scene: Scene, found: Found) -> Reading | None:
    """A year in figures or in words."""
    word = found.get("year")
    if word is None or word.number is None or (found.get("unit") and found.get("unit").value != "year"):  # type: ignore[union-attr]
        return None
    if found.before() in ("$", "#", "£", "€", "no", "than", "some", "route", "c$") or found.after() in _NOT_YEARS:
        return None
    if not 1900 <= word.number <= 2060 and not (found.words[0] is not word or found.before() in _YEAR_BEFORE):
        return None
    if word.number < 1500 and not found.get("unit") and found.before() not in ("in", "since", "of", "until", "from"):
        return None
    following = found.next_word()
    if found.start and found.sentence[found.start - 1].possessive and following and following.capital:
        return None  # somebody's 1987 Chevrolet
    if found.after() == "-" and found.after(1).isdigit() and found.after(2) == "-":
        return None  # a date in figures that does not exist
    if found.after() == "-" and (after := found.after(1)) and after.isalpha() and word.number > 2060:
        return None
    period = year(word.number)
    if period is None:
        return None
    bare = found.words[0].kind == "the" and found.words[1] is word
    return msgspec.structs.replace(placed(period, "Year as written"), skip=1 if bare else 0)


def read_spelt_year(scene: Scene, found: Found) -> Reading | None:
    """`the year two thousand`."""
    number = found.words[-1].number
    if found.words[-2].value != "year" or number is None or not 1000 <= number < 3000:
        return None
    period = year(number)
    return placed(period, "Year as written") if period else None


def read_week_of(scene: Scene, found: Found) -> Reading | None:
    """`the week of March 6`: the week that holds the day."""
    unit, month = found.get("unit"), found.get("month")
    if unit is None or unit.value != "week" or month is None:
        return None
    day = _month_day(scene, found, month)
    week = around("week", day.period.first) if day and day.period else None
    return placed(week, "The week that holds the day", scene.published) if week else None


def read_era(scene: Scene, found: Found) -> Reading | None:
    """A year before or after Christ. A year before has no place in ISO 8601, so it has no bounds."""
    number = found.get("number", "day-number", "year")
    era = found.get("era")
    if number is None or era is None or number.number is None or number.number > 9999:
        return None
    if era.text.islower():
        return None
    if era.value == "BC":
        return Reading("DATE", f"BC{number.number:04d}", "A year before Christ: outside the calendar of ISO 8601")
    period = year(number.number)
    return placed(period, "Year after Christ") if period else None


def read_decade(scene: Scene, found: Found) -> Reading | None:
    """`the 1990s`, `the '90s`, `the nineties`."""
    word = found.get("decade", "nineties")
    assert word is not None
    the = found.get("the")
    if (word.kind == "nineties" and not the) or (the and the.text.lower() != "the"):
        return None
    if word.value.isdigit() and len(word.value) == 2 and word.text[0].isdigit() and not (the and word.value >= "60"):
        return None  # somebody in his 30s, a day in the 50s
    number = word.number if word.number is not None else 190 + int(word.value)
    period = decade(number)
    return placed(period, "Decade") if period else None


def read_century(scene: Scene, found: Found) -> Reading | None:
    """`the 20th century`: the hundred years that begin with 19."""
    word = found.get("ordinal")
    if word is None or not word.number or word.number > 99:
        return None
    period = century(word.number - 1)
    return placed(period, "Century") if period else None


def read_quarter(scene: Scene, found: Found) -> Reading | None:
    """A quarter or half, with its year or without one."""
    word = found.get("ordinal")
    is_half = found.get("half") is not None
    if word is None and (last := found.get("last", "final")) and not found.get("ordinal"):
        word = msgspec.structs.replace(last, number=2 if is_half else 4)
    if name := found.get("quarter-name"):
        word, is_half = name, name.value == "H"
    if word is None or word.number not in range(1, 3 if is_half else 5):
        return None
    number, make = word.number, half_of if is_half else quarter_of
    assert number is not None
    mark = "H" if is_half else "Q"
    named = named_year(scene, found)
    if is_half and not named and not found.get("fiscal"):
        return None  # the second half of a match, as often as of a year
    fiscal = "fiscal " if found.get("fiscal") else ""
    if named:
        period = make(named[0], number)
        what = f"{word.text.capitalize()} {fiscal}{'half' if is_half else 'quarter'} of {named[1]}"
        return placed(period, what, named[2]) if period else None
    if scene.published is None:
        return unplaced(f"XXXX-{mark}{number}", found.text())
    if scene.named_year and scene.named_year[1] == scene.sentence:
        period = make(scene.named_year[0], number)
        return placed(period, "In the year that the sentence names") if period else None
    this = make(scene.published.year, number)
    ahead = this is not None and this.first > scene.published
    tense = found.tense()
    if ahead and tense == "past" and number - (scene.published.month + 2) // 3 >= 2:
        period, why = make(scene.published.year - 1, number), "not yet begun this year, past tense: last year's"
    elif number == 1 and scene.published.month >= 10 and tense == "future":
        period, why = make(scene.published.year + 1, number), "over this year, and ahead: next year's"
    else:
        period, why = this, "of the year of publication"
    return placed(period, f"{found.text().capitalize()}, {why}", scene.published) if period else None


def read_quarters(scene: Scene, found: Found) -> Reading | None:
    """`the first two quarters of 1990`: a half; `the first six months of 2023`: another."""
    first, count, units = found.get("ordinal"), found.get("number"), found.get("units")
    named = named_year(scene, found)
    if first is None or count is None or units is None or named is None or first.number != 1:
        return None
    if (units.value, count.number) not in (("quarter", 2), ("month", 6)):
        return None
    period = half_of(named[0], 1)
    return placed(period, f"First half of {named[1]}", named[2]) if period else None


def read_season(scene: Scene, found: Found) -> Reading | None:
    """A season, with its year, with last, this, or next, or the one nearest by tense."""
    word = found.get("season")
    assert word is not None
    name = word.value
    named = named_year(scene, found)
    if named:
        period = season_of(named[0], name)
        return placed(period, f"{word.text.capitalize()} of {named[1]}", named[2]) if period else None
    step = found.get("last", "this", "next", "that")
    if step is None and not found.get("early") and found.before() not in ("in", "during", "by", "until", "since", "over", "throughout", "into"):
        return None
    if word.text.lower() in ("spring", "fall") and step is None and found.after() == "of":
        return None
    if scene.published is None:
        return unplaced(f"XXXX-{name}", found.text())
    return _near_season(scene, found, name, step.kind if step else found.tense())


def _near_season(scene: Scene, found: Found, name: str, kind: str) -> Reading | None:
    published = scene.published
    assert published is not None
    now = around("season", published)
    years = range(published.year - 2, published.year + 3)
    seasons = [p for y in years if (p := season_of(y, name)) is not None]
    behind = [p for p in seasons if p.last < published]
    ahead = [p for p in seasons if p.first > published]
    current = next((p for p in seasons if now and p.first == now.first), None)
    if kind in ("last", "past", "that"):
        period = current if current and kind != "last" else (behind[-1] if behind else None)
    elif kind in ("next", "future"):
        soon = ahead[0] if ahead else None
        period = current if current and kind == "future" else soon
        if kind == "future" and soon and not current and (soon.first - published).days > 200 and behind:
            period = behind[-1]
    else:
        near = [p for p in seasons if p.first.year == published.year]
        period = current or (near[0] if near else None)
    return placed(period, found.text().capitalize(), published) if period else None


def check_weekday(day: date, number: int) -> str | None:
    """A sentence about a weekday that disagrees with its date, or None where they agree."""
    if day.isoweekday() == number:
        return None
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} was a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[number - 1]}"


__all__ = [name for name in dir() if name.startswith("read_")] + ["check_weekday", "named_year", "placed", "unplaced"]
_ = say_day
