"""Every date, time, duration, and set of a story, as TimeML TIMEX3."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.dates.forms import find_openings, read_at, to_letters
from onrecord.dates.periods import MONTHS, WEEKDAYS, Period, make_day
from onrecord.dates.scene import Found, Reading, Scene, placed
from onrecord.dates.words import Word, read_words
from onrecord.record import Span, Story, Timex, make_id
from onrecord.tokens import Tokens, find_tokens

# "April 24 and 25", "May 3-5": what may join a second day to a date.
_JOINTS = ("hyphen", "dash", "and", "to", "or", "comma")


def find_dates(story: Story, tokens: Tokens) -> tuple[Timex, ...]:
    """The dates of a story in the order of the text; spans do not overlap.

    Relative dates are counted from the day of `story.published`, or from a date that the story named
    before where the words say so. Without a publication date they keep TimeML's open forms
    (`XXXX-WXX-5`) and have no bounds and no anchor. Only sentences of `tokens` are read, so furniture
    is not. Linear in the length of the text; raises nothing for any text.

    Method: forms over kinds of words (`forms.py`), in the manner of rule-based taggers such as
    HeidelTime (Strötgen and Gertz 2010); values by the TimeML annotation guidelines 1.2.1.
    """
    scene = Scene(_published_day(story))
    out: list[Timex] = []
    for number, sentence in enumerate(tokens.sentences):
        scene.sentence = number
        words = read_words(story.text, tokens, sentence)
        for reading, first, last in _read_sentence(scene, words):
            out.append(_timex(story, reading, Span(first.start, last.end)))
    return tuple(out)


def _published_day(story: Story) -> date | None:
    if story.published is None:
        return None
    try:
        return date.fromisoformat(story.published.value[:10])
    except ValueError:
        return None


def _read_sentence(scene: Scene, words: Sequence[Word]) -> Iterator[tuple[Reading, Word, Word]]:
    letters = to_letters(words)
    i = 0
    for opening in find_openings(letters):
        got = read_at(scene, words, letters, opening) if opening >= i else None
        if got is None:
            continue
        reading, found = got
        _note(scene, reading, found)
        i = found.stop - reading.drop
        yield reading, words[found.start + reading.skip], words[found.stop - 1 - reading.drop]
        joined = _second_day(reading, words, i, found)
        if joined:
            scene.note(joined[0])
            yield joined[0], words[joined[1]], words[joined[1]]
            i = joined[1] + 1


def _note(scene: Scene, reading: Reading, found: Found) -> None:
    scene.note(reading)
    named = found.get("year")
    if named and named.number and reading.period and reading.period.first.year == named.number:
        scene.named_year = (named.number, scene.sentence)


def _second_day(reading: Reading, words: Sequence[Word], i: int, found: Found) -> tuple[Reading, int] | None:
    """The 25 of `April 24 and 25`, and its place among the words."""
    period = reading.period
    if period is None or period.grain != "day" or found.words[-1].kind != "day-number" or not found.get("month"):
        return None
    if i + 1 >= len(words) or words[i].kind not in _JOINTS or words[i + 1].kind != "day-number":
        return None
    number, after = words[i + 1].number, words[i + 2] if i + 2 < len(words) else None
    tied = words[i + 1].glued and words[i].kind in ("hyphen", "dash")
    if not tied and after is not None and after.kind == "other" and after.text[0].isalnum():
        return None
    if after is not None and after.kind in ("month", "units", "unit", "half-day", "hyphen"):
        return None
    day = make_day(period.first.year, period.first.month, number or 0)
    if day is None or day <= period.first:
        return None
    return placed(Period("day", day), "The second of two days", reading.anchor), i + 1


def _timex(story: Story, reading: Reading, span: Span) -> Timex:
    period = reading.period
    earliest = reading.earliest or (period.first if period else None)
    latest = reading.latest or (period.last if period else None)
    return Timex(
        id=make_id("t", story.id, span.start, span.end),
        span=span,
        type=reading.type,
        value=reading.value,
        earliest=earliest.isoformat() if earliest else None,
        latest=latest.isoformat() if latest else None,
        anchor=reading.anchor.isoformat() if reading.anchor else None,
        rule=reading.rule,
    )


def weekday_mismatch(text: str, timex: Timex) -> str | None:
    """What is wrong with the weekday of a full date (`Friday, April 27, 2024`), in words, or None.

    Looks only within the span of `timex`; dates whose year was worked out, not written, are judged too,
    since a weekday that disagrees there is as telling.
    """
    words_text = timex.span.of(text)
    tokens = find_tokens(words_text)
    words = [w for s in tokens.sentences for w in read_words(words_text, tokens, s)]
    weekday = next((w.number for w in words if w.kind == "weekday"), None)
    has_date = any(w.kind in ("month", "numeric") for w in words)
    day = timex.value.split("T")[0]
    if weekday is None or not has_date or len(day) != 10:
        return None
    try:
        return _check_weekday(date.fromisoformat(day), weekday)
    except ValueError:
        return None


def _check_weekday(day: date, number: int) -> str | None:
    """A sentence about a weekday that disagrees with its date, or None where they agree."""
    if day.isoweekday() == number:
        return None
    return f"{day.day} {MONTHS[day.month - 1]} {day.year} was a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[number - 1]}"
