"""Rules for lengths of time, for sets of times, and for words such as `now` and `recently`."""

from __future__ import annotations

from datetime import date

from onrecord.dates.periods import Period, step_days, step_months
from onrecord.dates.scene import Found, Reading, Scene
from onrecord.dates.words import Word

_SHAPES = {
    "second": "PT{}S",
    "minute": "PT{}M",
    "hour": "PT{}H",
    "day": "P{}D",
    "week": "P{}W",
    "weekend": "P{}WE",
    "month": "P{}M",
    "quarter": "P{}Q",
    "year": "P{}Y",
}
_HALVED = {"year": "P{}Y6M", "hour": "PT{}H30M", "minute": "PT{}M30S"}
_MULTIPLES = {"fortnight": (2, "week"), "decade": (10, "year"), "century": (100, "year")}
_VAGUE = {"decade": "PXDE", "century": "PXCE", "fortnight": "PXW"}
_SHORT = frozenset(("second", "minute", "hour", "day"))
_BEFORE_A = frozenset(
    "for in within about nearly almost after over than under only once every last lasted took take takes spent to "
    "throughout through another".split()
)
_BEFORE_BARE = frozenset("for within over took take takes lasted".split())


def duration(count: str, unit: str) -> str:
    """The TimeML value of `count` units; `X` where the number is not said."""
    if count.endswith(".5") and unit in _HALVED:
        return _HALVED[unit].format(count[:-2])
    if unit in _MULTIPLES:
        times, smaller = _MULTIPLES[unit]
        if not count.isdigit():
            return _VAGUE[unit]
        return _SHAPES[smaller].format(int(count[:9]) * times)
    return _SHAPES[unit].format(count)


def _count(found: Found) -> str | None:
    word = found.get("number", "day-number", "year", "vague")
    if word is not None and word.kind == "vague":
        return word.value
    if word is not None:
        return word.value if "." in word.value else str(word.number) if word.number is not None else None
    return "1" if found.get("a") else "X"


def read_length(scene: Scene, found: Found) -> Reading | None:
    """`three days`, `10-hour`, `several months`, `the past two years`, `half an hour`."""
    unit = found.get("units", "unit", "century", "quarter")
    if unit is None or _is_no_length(found, unit) or (unit.value == "quarter" and found.get("hyphen")):
        return None
    if found.words[-1].kind == "more" and len(found.words) == 3:
        return _long(found, unit)
    if found.get("half"):
        return _halves(found, unit.value)
    count = _count(found)
    if count is None or (count == "X" and not found.get("vague")):
        return _bare(scene, found, unit) if count else None
    step = found.get("last", "next")
    value = duration(count, unit.value)
    if step is None or count == "X":
        return Reading("DURATION", value, "A length of time")
    return reaching(scene, found, step, value, int(count) if count.isdigit() else 0, unit.value)


def _is_no_length(found: Found, unit: Word) -> bool:
    old = found.after() == "-" and found.after(1) in ("old", "olds")
    if unit.value == "year" and (old or (found.after() == "of" and found.after(1) == "age")):
        return True
    if unit.value == "year" and found.after() == "old":
        return True
    if found.get("number", "day-number", "year", "vague", "half") is None and found.get("a"):
        return _is_no_single(found, unit)
    if unit.kind in ("unit", "quarter") and found.get("the", "last", "next", "this", "ordinal") is not None:
        return not found.get("hyphen", "number", "day-number")
    if unit.capital and found.words[0].text.isdigit():
        return True  # "60 Minutes" is a programme
    return unit.value == "quarter" and not found.get("number", "day-number", "vague")


def _is_no_single(found: Found, unit: Word) -> bool:
    if unit.kind == "quarter":
        return True
    if unit.value in _SHORT:
        return found.before() not in _BEFORE_A and not found.get("approximate")
    return False


def _halves(found: Found, unit: str) -> Reading | None:
    halves = {"hour": "PT30M", "year": "P6M", "day": "PT12H", "minute": "PT30S", "decade": "P5Y", "century": "P50Y"}
    if found.get("and"):
        count = _count(found)
        if count is None or not count.isdigit() or unit not in _SHAPES:
            return None
        return Reading("DURATION", duration(f"{count}.5", unit), "A length of time")
    return Reading("DURATION", halves[unit], "Half of a length of time") if unit in halves else None


def _long(found: Found, unit: Word) -> Reading | None:
    """`day-long`, `years-long`."""
    if found.words[-1].text.lower() != "long":
        return None
    return Reading("DURATION", duration("1" if unit.kind == "unit" else "X", unit.value), "A length of time")


def _bare(scene: Scene, found: Found, unit: Word) -> Reading | None:
    """`for years`, `in recent weeks`, `past years`: a length whose number is not said."""
    step = found.get("last", "next", "latest")
    if step is None:
        if unit.kind != "units" or (found.before() not in _BEFORE_BARE and not found.get("in")):
            return None
        value = duration("X", unit.value)
        return Reading("DURATION", value, "A length of time, how long is not said", skip=1 if found.get("in") else 0)
    if unit.kind != "units":
        return None
    if unit.value == "year" and step.kind != "next":
        return Reading("DATE", "PAST_REF", "Years past, how many is not said")
    return Reading("DURATION", duration("X", unit.value), "A length of time, how long is not said")


def reaching(scene: Scene, found: Found, step: Word, value: str, count: int, unit: str) -> Reading:
    """A length that reaches up to publication (`the past two months`) or on from it (`the next two years`)."""
    published = scene.published
    sign = -1 if step.kind == "last" else 1
    end = _reach(published, sign * count, unit) if published else None
    if published is None or end is None:
        return Reading("DURATION", value, "A length of time that ends or begins on a day not known")
    first, last = (end, published) if sign < 0 else (published, end)
    rule = f"{found.say()}: from {first.isoformat()} to {last.isoformat()}, counted from publication"
    return Reading("DURATION", value, rule, Period("day", published), published, first, last)


def _reach(day: date, count: int, unit: str) -> date | None:
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
    days = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}
    if abs(count) > 9_999_999:
        return None
    if unit in months:
        return step_months(day, count * months[unit])
    return step_days(day, count * days[unit]) if unit in days else day


def read_set(scene: Scene, found: Found) -> Reading | None:
    """`daily`, `every Friday`, `each year`, `twice a week`, `$3 million a year`."""
    word = found.get("often")
    if word:
        if word.capital and found.start:
            return None  # the name of a newspaper
        return Reading("SET", word.value, "Again and again")
    if found.get("a") and not found.get("every"):
        return _rate(found)
    if not found.get("every", "weekdays", "parts"):
        return None
    day = found.get("weekday", "weekdays")
    if day:
        part = found.get("part", "parts")
        return Reading("SET", f"XXXX-WXX-{day.value}" + (f"T{part.value}" if part else ""), "Every week on that day")
    for kind, shape in (("month", "XXXX-{:0>2}"), ("season", "XXXX-{}"), ("part", "XXXX-XX-XXT{}")):
        if named := found.get(kind):
            return Reading("SET", shape.format(named.value), "Again every time")
    unit = found.get("unit", "units", "weekend", "quarter")
    count = found.get("number", "day-number")
    if unit is None:
        return None
    if unit.kind == "weekend":
        return Reading("SET", "XXXX-WXX-WE", "Every weekend")
    return Reading("SET", duration(str(count.number) if count and count.number else "1", unit.value), "Every so often")


_RATE_BEFORE = frozenset("times twice once million billion thousand share dollars percent % hundred trillion".split())


def _rate(found: Found) -> Reading | None:
    """`a year` after a number or a count of times."""
    before = found.before()
    unit = found.get("unit")
    if unit is None or unit.value in ("second", "minute", "hour") or found.after() in ("ago", "earlier", "later", "-"):
        return None
    previous = found.sentence[found.start - 1] if found.start else None
    counted = previous is not None and previous.kind in ("number", "day-number")
    if not (before in _RATE_BEFORE or counted or _counted_noun(found)):
        return None
    return Reading("SET", duration("1", unit.value), f"Every {unit.value}")


def _counted_noun(found: Found) -> bool:
    """`interviews a day`, `barrels a day`: a plural right before."""
    before = found.before()
    return len(before) > 4 and before.endswith("s") and not before.endswith(("ss", "us", "was"))


def _the_past(found: Found) -> Reading | None:
    """`in the past`, where no length follows."""
    following = found.next_word()
    if found.words[-1].text.lower() != "past" or (following and following.text[0].isalnum() and not _ends(found)):
        return None
    return Reading("DATE", "PAST_REF", "Some time before the time of writing", skip=1 if found.get("in") else 0)


def _ends(found: Found) -> bool:
    """Whether the word after is none that the match could belong to: `in the past it was`, not `the past three`."""
    following = found.next_word()
    return following is None or (following.kind in ("other", "and", "or") and not following.text[0].isdigit())


def _is_soon(found: Found) -> bool:
    """Whether `soon` points ahead of the time of writing: `will soon meet`, not `soon after` or `as soon as`."""
    tied = found.before() in ("as", "too", "so") or found.after() in ("after", "as", "afterward")
    return not tied and found.tense() == "future"


def read_reference(scene: Scene, found: Found) -> Reading | None:
    """`now`, `recently`, `the future`: times that no calendar holds."""
    word = found.words[0]
    if found.words[-1].kind == "last":
        return _the_past(found)
    if word.kind == "current":
        return Reading("DATE", "PRESENT_REF", "The time of writing")
    if word.value == "PRESENT_REF" and (found.before() in ("by", "from") or found.after() == "-"):
        return None
    if word.value == "FUTURE_REF" and found.after() == "of":
        return None
    if found.text() == "soon" and not _is_soon(found):
        return None
    meaning = {
        "PRESENT_REF": "The time of writing",
        "PAST_REF": "Some time before the time of writing",
        "FUTURE_REF": "Some time after the time of writing",
    }
    return Reading("DATE", word.value, meaning[word.value])
