"""Rules for days: by number and month, weekday, holiday, figures, or a word such as `yesterday`."""

from __future__ import annotations

from datetime import date

import msgspec

from onrecord.dates.clock_rules import at_time, find_clock, find_hour
from onrecord.dates.holidays import find_holiday
from onrecord.dates.nearest import choose_date, nearest_weekday
from onrecord.dates.periods import MONTHS, WEEKDAYS, Period, around, make_day, say_day, step_days
from onrecord.dates.scene import Found, Reading, Scene, placed, unplaced
from onrecord.dates.words import Word

_STEPS = {"last": -1, "this": 0, "next": 1, "latest": 0}


def read_day(scene: Scene, found: Found) -> Reading | None:
    """A day by its weekday, number, name, or a word such as `yesterday`, with the time of day beside it."""
    clock = find_clock(found)
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
    return at_time(reading, clock) if reading and clock else reading


def _month_day(scene: Scene, found: Found, month: Word) -> Reading | None:
    place = found.words.index(month)
    around_month = (*found.words[place + 1 :], *reversed(found.words[:place]))
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
    chosen = choose_date(
        scene, found, lambda y: make_day(y, month_of_year, number_of), "day", step.kind if step else ""
    )
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


_AFTER_DAY = frozenset("in at and but when after before it he she they we the a of".split())


def read_numbered_day(scene: Scene, found: Found) -> Reading | None:
    """`on the 24th`: of the month last named, or of publication's."""
    number = found.words[-1].number
    following = found.next_word()
    ends = following is None or not following.text[0].isalnum() or found.after() in _AFTER_DAY
    month, source = scene.focus("month")
    figures = found.words[-1].text[0].isdigit()  # "on the first and second floor" is no date
    if found.before() != "on" or not ends or number is None or month is None or not figures:
        return None
    day = make_day(month.first.year, month.first.month, number)
    return placed(Period("day", day), f"Day of the month of {source}", month.first) if day else None


_NO_HOLIDAY = frozenset("island islands egg eggs tree trees carol carols dinner parade shopping".split())


def _holiday(scene: Scene, found: Found) -> Reading | None:
    word = found.get("holiday")
    assert word is not None
    if found.after() in _NO_HOLIDAY:
        return None
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
    chosen = choose_date(scene, found, lambda y: find_holiday(word.value, y), "day")
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
    return placed(period, f"{found.say()}, by its holiday", scene.published) if period else None


# Names that only look like days: USA Today, the Sunday Times, Bloody Sunday, Super Tuesday.
_BEFORE_TODAY = frozenset("usa russia india voa business psychology".split())
_BEFORE_WEEKDAY = frozenset("bloody black super cyber ruby giving".split())
_AFTER_WEEKDAY = frozenset("times telegraph mirror express star herald mail sun".split())


def _is_name(found: Found, word: Word) -> bool:
    following = found.next_word()
    paper = following is not None and following.capital and found.after() in _AFTER_WEEKDAY
    return word is found.words[0] and (paper or found.before() in _BEFORE_WEEKDAY)


def _day_word(scene: Scene, found: Found) -> Reading | None:
    word = found.get("day-word")
    assert word is not None
    if word.capital and found.before() in _BEFORE_TODAY:
        return None
    if scene.published is None:
        return unplaced("XXXX-XX-XX", word.text)
    day = step_days(scene.published, int(word.value))
    if day is None:
        return None
    return placed(Period("day", day), f"{word.text.capitalize()}, counted from publication", scene.published)


def _weekday(scene: Scene, found: Found) -> Reading | None:
    word = found.get("weekday")
    if word is None or word.number is None or _is_name(found, word):
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
    kind = step.kind if step and step.kind in ("last", "next") else found.tense()
    day, why = nearest_weekday(scene.published, number, kind)
    if day is None:
        return None
    return placed(Period("day", day), f"{name}, {why}", scene.published)


def _weekday_beside(day: date, number: int, name: str, step: Word) -> Reading | None:
    """`the previous Friday`: the one before the day last named."""
    kind = "last" if step.value != "following" else "next"
    found, _ = nearest_weekday(day, number, kind)
    rule = f"{step.value.title()} {name}, counted from {say_day(day)}"
    return placed(Period("day", found), rule, day) if found else None


def _weekday_of_week(published: date, number: int, name: str, week: Word) -> Reading | None:
    monday = published.toordinal() - published.weekday() + 7 * _STEPS[week.kind]
    day = step_days(date.min, monday - 1 + number - 1) if monday > 0 else None
    return placed(Period("day", day), f"{name} of {week.value} week", published) if day else None


def read_week_of(scene: Scene, found: Found) -> Reading | None:
    """`the week of March 6`: the week that holds the day."""
    unit, month = found.get("unit"), found.get("month")
    if unit is None or unit.value != "week" or month is None:
        return None
    day = _month_day(scene, found, month)
    week = around("week", day.period.first) if day and day.period else None
    return placed(week, "The week that holds the day", scene.published) if week else None


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
    time = find_hour(clock, "") if clock else None
    return at_time(reading, time) if time else reading


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
