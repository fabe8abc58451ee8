"""Rules for dates that are counted from another: from publication, or from a date that the story has named."""

from __future__ import annotations

from datetime import date

import msgspec

from onrecord.dates.length_rules import duration, reaching
from onrecord.dates.periods import Grain, Period, around, make_day, month_of, say_day, step_days
from onrecord.dates.scene import UNDATED, Found, Reading, Scene, placed, unplaced
from onrecord.dates.words import Word

_QUOTES = ('"', "“", "`", "'", "‘", "«")
_STEPS = {"last": -1, "this": 0, "next": 1, "that": 0, "latest": -1}
_OPEN: dict[Grain, str] = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}
_GRAINS: dict[str, Grain] = {
    "day": "day",
    "week": "week",
    "weekend": "weekend",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "decade": "decade",
    "century": "century",
    "fortnight": "week",
}


def grain_of(word: Word | None) -> Grain | None:
    """The grain of the calendar that a unit of time stands for; None for hours and smaller."""
    return _GRAINS.get(word.value) if word else None


def narrow(reading: Reading, found: Found, published: date | None) -> Reading:
    """`earlier this month` ends with publication, `later this month` begins with it."""
    first = found.words[0].kind
    period = reading.period
    if first not in ("earlier", "later") or period is None or published is None or not period.holds(published):
        return reading
    rule = f"{reading.rule}, {'up to' if first == 'earlier' else 'from'} publication, {say_day(published)}"
    earliest, latest = (None, published) if first == "earlier" else (published, None)
    return Reading(reading.type, reading.value, rule, period, published, earliest, latest)


def read_near_unit(scene: Scene, found: Found) -> Reading | None:
    """`last week`, `this year`, `next month`, `that day`, `earlier this month`."""
    word = found.get("unit", "century", "weekend")
    step = next((w for w in found.words if w.kind in _STEPS and w is not word), None)
    grain = grain_of(word)
    if step is None or grain is None or word is None:
        return None
    if step.capital and word.capital and found.before() in _QUOTES:
        return None  # "This Week" is a programme
    if step.kind == "that":
        return _focused(scene, found, grain, 0, found.say())
    if grain == "day":
        return _beside(scene, found, step)
    if grain in ("decade", "century") and step.kind != "this":
        return reaching(scene, found, step, duration("1", grain), 1, grain)
    if step.value in ("following", "previous", "preceding", "prior") or step.text.lower() == "following":
        return _focused(scene, found, grain, _STEPS[step.kind], found.say())
    if step.kind == "next" and found.words[0].kind == "the" and scene.period and found.tense() == "past":
        return _focused(scene, found, grain, 1, found.say())
    if scene.published is None:
        return unplaced(_OPEN[grain], found.say())
    base = scene.current(grain)
    period = base.shift(_STEPS[step.kind]) if base else None
    if period is None:
        return None
    rule = f"{found.say()}, counted from publication"
    return narrow(placed(period, rule, scene.published), found, scene.published)


def _beside(scene: Scene, found: Found, step: Word) -> Reading | None:
    """`the next day`, `the previous day`; `this day` is a day of which nothing more is known."""
    if step.kind == "this" or step.value in ("last", "past") or found.words[0].kind not in ("the", "next", "last"):
        return None
    return _focused(scene, found, "day", _STEPS[step.kind], found.say())


def _focused(scene: Scene, found: Found, grain: Grain, count: int, what: str) -> Reading | None:
    base, source = scene.focus(grain)
    if base is None:
        return unplaced(_OPEN[grain], found.say())
    period = base.shift(count)
    if period is None:
        return None
    return placed(period, f"{what}, counted from {source}", base.first)


def read_the_unit(scene: Scene, found: Found) -> Reading | None:
    """`the week`, `the weekend`, `the year`, `earlier in the year`."""
    word = found.get("unit", "weekend")
    grain = grain_of(word)
    if word is None or grain is None or grain == "decade":
        return None
    if grain == "day":
        inside = found.get("earlier", "later") and found.get("in")
        return _focused(scene, found, grain, 0, found.say()) if inside else None
    if (the := found.get("the")) and the.text.lower() != "the":
        return None
    if found.after() in ("ended", "ending") or (found.get("fiscal") and not found.get("early")):
        return Reading("DURATION", f"P1{grain[0].upper()}", f"A {grain} of the books, whose bounds are not named")
    if found.after() in ("before", "after", "earlier", "later", "when", "that", "-", "of"):
        return None
    months = found.start > 1 and found.sentence[found.start - 2].kind == "units"
    if found.before() == "of" and not months and grain != "weekend" and not found.get("early", "earlier", "later"):
        return None
    if grain == "weekend":
        return _weekend(scene, found)
    current = scene.current(grain)
    if current:
        reading: Reading | None = placed(current, f"The {grain} of publication", scene.published)
    else:
        reading = _focused(scene, found, grain, 0, found.say())
    return narrow(reading, found, scene.published) if reading else None


def _weekend(scene: Scene, found: Found) -> Reading | None:
    """The weekend just past, unless the clause looks ahead."""
    if scene.published is None:
        return unplaced(_OPEN["weekend"], found.say())
    base = around("weekend", scene.published)
    if base and base.first > scene.published and found.tense() != "future":
        base = base.shift(-1)
    return placed(base, "The weekend, nearest by tense", scene.published) if base else None


def read_near_month(scene: Scene, found: Found) -> Reading | None:
    """`last November`, `next June`, `this April`."""
    word = found.get("month")
    step = found.get("last", "this", "next", "that")
    if word is None or word.number is None or step is None:
        return None
    if scene.published is None:
        return unplaced(f"XXXX-{word.number:02d}", found.say())
    published = scene.published
    year = published.year
    if step.kind == "last" and word.number >= published.month:
        year -= 1
    elif step.kind == "next" and word.number <= published.month:
        year += 1
    period = month_of(year, word.number)
    if period is None:
        return None
    return placed(period, f"{found.say()}, counted from publication", published)


def read_near_part(scene: Scene, found: Found) -> Reading | None:
    """`this morning`, `last night`, `tonight`, `overnight`, `in the morning`."""
    word = found.get("part", "tonight", "overnight")
    step = found.get("last", "this", "next", "that", "the")
    if word is None or (word.kind == "overnight" and word.glued):
        return None
    if step and step.kind == "next":
        morrow = _focused(scene, found, "day", 1, found.say())
        return _at_part(morrow, word) if morrow and found.get("the") else None
    if step is None and found.words[0].kind == "early" and found.words[0].text.lower() != "mid":
        return None
    if step and step.kind == "the" and found.before() not in ("in", "during", "on", "earlier", "later"):
        return None
    if word.kind == "overnight" and found.next_word() and found.after().isalpha() and not found.words[0].capital:
        return None
    focused = scene.day if word.kind == "part" and step and step.kind in ("the", "that") else None
    day = focused or scene.published
    if day is None:
        return Reading("TIME", f"XXXX-XX-XXT{word.value}", f"{found.say()}: {UNDATED}")
    if step and step.kind == "last":
        day = step_days(day, -1)
    if day is None:
        return None
    period = Period("day", day)
    source = "the day last named" if focused else "publication"
    rule = f"{found.say()}, counted from {source}: {say_day(day)}"
    return Reading("TIME", f"{period.value}T{word.value}", rule, period, focused or scene.published)


def _at_part(day: Reading, word: Word) -> Reading:
    return Reading("TIME", f"{day.value}T{word.value}", day.rule, day.period, day.anchor)


def read_day_beside(scene: Scene, found: Found) -> Reading | None:
    """`the day before`, `the year after`, where the clause ends with it; else the words after say which."""
    grain = grain_of(found.get("unit"))
    following = found.next_word()
    ends = following is None or not following.text[0].isalnum() or found.after() in ("in", "at", "and", "but")
    if grain is None or not ends:
        return None
    count = -1 if found.words[-1].kind == "before" else 1
    return _focused(scene, found, grain, count, found.say())


def read_the_quarter(scene: Scene, found: Found) -> Reading | None:
    """`the quarter`, `the latest period`, `this quarter`, `the 1988 quarter`: the quarter that is reported on."""
    step = found.get("last", "this", "next", "latest", "that")
    if found.after() == "-":
        return None
    is_period = found.get("period") is not None
    base = scene.quarter or _last_full_quarter(scene.published)
    named = found.get("year")
    if named and named.number:
        year = named.number
        if scene.quarter is None or scene.months_in == scene.sentence:
            first = make_day(year, 1, 1)
            return placed(Period("year", first), "The year that the period is named by") if first else None
        day = make_day(year, scene.quarter.first.month, 1)
        same = placed(Period("quarter", day), "The same quarter of a named year") if day else None
        return _aside(same) if same and year != scene.quarter.first.year else same
    if is_period and (step is None or step.kind != "latest"):
        return None
    if base is None:
        return unplaced(_OPEN["quarter"], found.say())
    if step and step.kind in ("this", "last", "next") and scene.published and found.words[0] is not found.get("the"):
        current = around("quarter", scene.published)
        base = current.shift(_STEPS[step.kind]) if current else None
        how = "counted from publication"
    else:
        how = "the quarter that the story reports on" if scene.quarter else "the last full quarter before publication"
    return placed(base, f"{found.say()}, {how}", scene.published) if base else None


def _last_full_quarter(published: date | None) -> Period | None:
    current = around("quarter", published) if published else None
    return current.shift(-1) if current else None


def read_year_before(scene: Scene, found: Found) -> Reading | None:
    """`the year-earlier quarter`, `the year-ago period`: a year before the quarter reported on."""
    months = found.get("units")
    if months:
        count = next((w.number for w in found.words if w.number is not None), None)
        return Reading("DURATION", f"P{count}M", "The same months, a year before") if count else None
    word = found.get("corresponding")
    if word and not word.text.lower().startswith("year") and not found.get("quarter", "period", "half"):
        return None
    number = found.get("ordinal")
    base = scene.quarter
    if number and number.number and number.number in range(1, 5) and scene.published:
        day = make_day(scene.published.year, number.number * 3 - 2, 1)
        base = Period("quarter", day) if day else None
    if base is None and found.get("quarter"):
        base = _last_full_quarter(scene.published)
    return _year_before(scene, found, base)


def _year_before(scene: Scene, found: Found, base: Period | None) -> Reading | None:
    """A year before the quarter reported on; a year before publication where the story reports on none."""
    if base is not None:
        before = base.shift(-4)
        rule = f"A year before the quarter reported on, {base.value}"
        return _aside(placed(before, rule, base.first)) if before else None
    current = scene.current("year")
    if current is None:
        return unplaced(_OPEN["year"], found.say())
    before = current.shift(-1)
    return _aside(placed(before, "A year before publication", scene.published)) if before else None


def _aside(reading: Reading) -> Reading:
    return msgspec.structs.replace(reading, aside=True)


def read_year_end(scene: Scene, found: Found) -> Reading | None:
    """`by year end`: the year of publication."""
    current = scene.current("year")
    if current is None:
        return unplaced(_OPEN["year"], found.say())
    return placed(current, "The end of the year of publication", scene.published)


def read_distance(scene: Scene, found: Found) -> Reading | None:
    """`10 days ago`, `a year earlier`, `two weeks later`, `three months from now`."""
    unit = found.get("units", "unit", "century")
    way = found.get("ago", "earlier", "later", "from")
    assert unit is not None
    assert way is not None
    if way.kind == "from" and found.words[-1].text.lower() not in ("now", "today"):
        return None
    grain = grain_of(unit)
    vague = found.get("vague")
    if vague and vague.value == "X" and way.kind in ("earlier", "later"):
        return Reading("DURATION", duration("X", unit.value), "How long before or after is not said")
    if vague and vague.value == "X":
        value = "PAST_REF" if way.kind == "ago" else "FUTURE_REF"
        return Reading("DATE", value, f"{found.say()}: how long is not said")
    count = count_of(found)
    if count is None or count > 9_999_999:
        return None
    if unit.value in ("decade", "century"):
        grain, count = "year", count * (10 if unit.value == "decade" else 100)
    if grain is None and way.kind in ("earlier", "later"):
        return Reading("DURATION", duration(str(count), unit.value), "A length of time before or after")
    if grain is None:
        return _hours(scene, found)
    if grain == "week" and unit.value == "fortnight":
        count *= 2
    quarter = scene.quarter if scene.months_in != scene.sentence else None
    if way.kind in ("ago", "earlier") and grain == "year" and count == 1 and (quarter or way.kind == "ago"):
        return _year_before(scene, found, quarter)
    sign = -1 if way.kind in ("ago", "earlier") else 1
    if way.kind in ("ago", "from"):
        return _counted(scene, found, grain, sign * count)
    return _focused(scene, found, grain, sign * count, found.say())


def _counted(scene: Scene, found: Found, grain: Grain, count: int) -> Reading | None:
    if scene.published is None:
        return unplaced(_OPEN[grain], found.say())
    base = around(grain, scene.published)
    period = base.shift(count) if base else None
    if period is None:
        return None
    return placed(period, f"{found.say()}, counted from publication", scene.published)


def _hours(scene: Scene, found: Found) -> Reading | None:
    """Hours and minutes ago fall on the day of publication, as far as its date can tell."""
    day = scene.current("day")
    return placed(day, f"{found.say()}, counted from publication", day.first) if day else None


def count_of(found: Found) -> int | None:
    """The number of units that a match says; one for `a week`, two for `a couple of weeks`."""
    word = found.get("number", "day-number", "year", "vague")
    if word is None:
        return 1 if found.get("a") else None
    if word.kind == "vague":
        return int(word.value) if word.value.isdigit() else None
    return word.number
