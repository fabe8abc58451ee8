"""Rules for months, quarters, seasons, years, decades, and centuries that the calendar names."""

from __future__ import annotations

from datetime import date

import msgspec

from onrecord.dates.nearest import choose_date
from onrecord.dates.periods import (
    MONTHS,
    Period,
    around,
    century,
    decade,
    half_of,
    make_day,
    month_of,
    quarter_of,
    season_of,
    year,
)
from onrecord.dates.scene import Found, Reading, Scene, placed, unplaced

_STEPS = {"last": -1, "this": 0, "next": 1, "latest": 0}


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
    chosen = choose_date(scene, found, lambda y: make_day(y, number, 1), "month")
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
    spoken = word.kind == "nineties" and not the and not found.words[0].text.lower().startswith("the ")
    if spoken or (the and the.text.lower() != "the"):
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
        return unplaced(f"XXXX-{mark}{number}", found.say())
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
    return placed(period, f"{found.say()}, {why}", scene.published) if period else None


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


_BEFORE_SEASON = frozenset("in during by until since over throughout into".split())


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
    if step is None and not found.get("early") and found.before() not in _BEFORE_SEASON:
        return None
    if word.text.lower() in ("spring", "fall") and step is None and found.after() == "of":
        return None
    if scene.published is None:
        return unplaced(f"XXXX-{name}", found.say())
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
    return placed(period, found.say(), published) if period else None
