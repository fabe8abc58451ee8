"""What a rule sees: the matched words, what stands around them, and the dates that the story has given so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from onrecord.dates.periods import Grain, Period, around, say, say_day
from onrecord.dates.tense import Tense, find_tense
from onrecord.dates.words import Word
from onrecord.record import Frozen, TimexType


class Reading(Frozen, frozen=True):
    """What an expression means. `skip` and `drop` leave out that many words at its start and end.

    `earliest` and `latest` narrow the bounds of `period`. An `aside` is a date that another is only compared
    with ("up from 12 a year earlier"): what follows is not counted from it.
    """

    type: TimexType
    value: str
    rule: str
    period: Period | None = None
    anchor: date | None = None
    earliest: date | None = None
    latest: date | None = None
    aside: bool = False
    skip: int = 0
    drop: int = 0


UNDATED = "no publication date to count from, so it stays unresolved"


def placed(period: Period, rule: str, anchor: date | None = None) -> Reading:
    """A DATE that fills a period of the calendar."""
    return Reading("DATE", period.value, f"{rule}: {say(period)}", period, anchor)


def unplaced(value: str, what: str) -> Reading:
    """A DATE in TimeML's form for one that cannot be placed."""
    return Reading("DATE", value, f"{what}: {UNDATED}")


class Found:
    """Words `start` to `stop` (not included) of a sentence that have the form of a date."""

    def __init__(self, sentence: Sequence[Word], start: int, stop: int) -> None:
        self.sentence, self.start, self.stop = sentence, start, stop
        self.words = sentence[start:stop]

    def get(self, *kinds: str) -> Word | None:
        """The first word of one of these kinds."""
        return next((w for w in self.words if w.kind in kinds), None)

    def place(self, *kinds: str) -> int:
        """The position of the first word of one of these kinds within the match, or -1."""
        return next((i for i, w in enumerate(self.words) if w.kind in kinds), -1)

    def part(self, start: int, stop: int) -> Found:
        """The same sentence, fewer words; positions count from the start of this match."""
        return Found(self.sentence, self.start + start, self.start + stop)

    def before(self, distance: int = 1) -> str:
        """The word before the match, in lower case; empty at the start of the sentence."""
        i = self.start - distance
        return self.sentence[i].text.lower() if i >= 0 else ""

    def after(self, distance: int = 0) -> str:
        """The word after the match, in lower case; empty at the end of the sentence."""
        i = self.stop + distance
        return self.sentence[i].text.lower() if i < len(self.sentence) else ""

    def next_word(self) -> Word | None:
        """The word after the match."""
        return self.sentence[self.stop] if self.stop < len(self.sentence) else None

    def text(self) -> str:
        """The matched words in lower case, one space between."""
        return " ".join(w.text.lower() for w in self.words)

    def say(self) -> str:
        """The matched words as they stand, for a rule; the first letter a capital."""
        said = "".join(w.text if w.glued or not i else f" {w.text}" for i, w in enumerate(self.words))
        return said[:1].upper() + said[1:]

    def tense(self) -> Tense:
        """The tense of the clause around the match."""
        if self.before() in ("since", "last"):
            return "past"
        if self.before() == "as" and self.before(2) in ("soon", "early", "late") and self.before(3) == "as":
            return "future"
        if self.before() in ("until", "till", "by", "next") and self._ahead():
            return "future"
        return find_tense(self.sentence, self.start, self.stop, possessive=self.words[-1].possessive)

    def _ahead(self) -> bool:
        """Whether "by Friday" looks ahead: it does unless the clause tells of what had been done by then."""
        near = {w.text.lower() for w in self.sentence[max(0, self.start - 6) : self.stop + 6]}
        return not near & {"had", "was", "were", "did"}


class Scene:
    """The dates that a story has given so far, for expressions that are counted from them."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.day: date | None = None  # the last day named
        self.period: Period | None = None  # the last date of any grain
        self.quarter: Period | None = None  # the last quarter named
        self.named_year: tuple[int, int] | None = None  # a year written out, and the sentence that has it
        self.months_in = -1  # the last sentence that spoke of so many months
        self.sentence = 0

    def note(self, reading: Reading) -> None:
        """Remember a date that was read, for those that follow."""
        if reading.type == "DURATION" and reading.value[-1:] == "M":
            self.months_in = self.sentence
        if reading.type not in ("DATE", "TIME") or reading.period is None or reading.aside:
            return
        self.period = reading.period
        if reading.period.grain == "day":
            self.day = reading.period.first
        if reading.period.grain == "quarter":
            self._note_quarter(reading.period)

    def _note_quarter(self, period: Period) -> None:
        """A quarter still running is reported on only where no finished one is named (fiscal years differ)."""
        if (
            self.published is None
            or period.last < self.published
            or (self.quarter is None and period.first <= self.published)
        ):
            self.quarter = period

    def focus(self, grain: Grain) -> tuple[Period | None, str]:
        """The period of that grain that the story last spoke of, and in words where it comes from."""
        if grain == "day":
            day = self.day or self.published
            how = "the day last named" if self.day else "publication"
            return (around("day", day), f"{how}, {say_day(day)}") if day else (None, "")
        if self.period is not None:
            return around(grain, self.period.first), f"the date last named, {self.period.value}"
        if self.published is not None:
            return around(grain, self.published), f"publication, {say_day(self.published)}"
        return None, ""

    def current(self, grain: Grain) -> Period | None:
        """The period of that grain that holds the day of publication."""
        return around(grain, self.published) if self.published else None
