"""Rules for times of day, alone or beside a day."""

from __future__ import annotations

from onrecord.dates.scene import UNDATED, Found, Reading, Scene
from onrecord.dates.words import Word


def at_time(reading: Reading, clock: str) -> Reading:
    return Reading(
        "TIME", reading.value + clock, f"{reading.rule}; at {say_clock(clock)}", reading.period, reading.anchor
    )  # fmt: skip


def say_clock(clock: str) -> str:
    parts = {"TMO": "morning", "TAF": "afternoon", "TEV": "evening", "TNI": "night", "TMI": "midday"}
    return parts.get(clock, clock[1:])


def find_clock(found: Found) -> str | None:
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
    z = found.place("zone")
    if number is None and z > 0 and len(found.words[z - 1].text) == 4:
        return _military(found.words[z - 1].text)
    if number is None and (o := found.place("oclock")) > 0:
        number = found.words[o - 1]
    if number is None and part and found.words[0].kind not in ("the", "early", "in", "month", "weekday"):
        number = next((w for w in found.words if w.kind == "day-number" and found.get("in")), None)
    if number is None:
        return "T" + part.value if part else None
    half = found.words[i].value if i >= 0 else ("pm" if part and part.value in ("AF", "EV", "NI") else "")
    return find_hour(number, half)


def _military(figures: str) -> str | None:
    """`1830 GMT`."""
    hour, minute = figures[:2], figures[2:]
    return f"T{hour}:{minute}" if figures.isdigit() and hour < "25" and minute < "60" else None


def find_hour(number: Word, half: str) -> str | None:
    pieces = number.value.split(":") if number.kind == "clock" else [str(number.number), "00"]
    hour, minute = int(pieces[0]), int(pieces[1])
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"T{hour:02d}:{minute:02d}" if hour <= 24 and minute < 60 else None


def read_clock(scene: Scene, found: Found) -> Reading | None:
    """A time of day without a day: on the day last named in the sentence before, else on publication."""
    sure = found.get("half-day", "zone", "hour-name", "oclock", "part")
    bare = found.get("clock") and found.before() in ("at", "around", "about", "by", "until")
    if found.before() == "high" or not (sure or bare):
        return None
    clock = find_clock(found)
    if clock is None:
        return None
    day, source = scene.focus("day")
    if day is None:
        return Reading("TIME", "XXXX-XX-XX" + clock, f"{say_clock(clock)}, on a day not named: {UNDATED}")
    rule = f"{say_clock(clock)} on {source}"
    return Reading("TIME", day.value + clock, rule, day, day.first)
