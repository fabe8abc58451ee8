"""Wire copy: near-identical stories under several outlets, which are one voice and not many.

A story's runs of words are sampled by their hash, one of eight; stories that share most of the smaller one's sample are
copies of each other. The sample depends on the story alone, so the order of pages does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from onrecord.compare.fingerprints import find_story_runs
from onrecord.compare.linking import Keys, Kind, Linked
from onrecord.compare.times import make_order
from onrecord.compare.words import find_passage
from onrecord.record import Record, Span

_COPY = 0.7  # share of the smaller story's runs; stories on one event by five outlets (NewsWCL50) share up to 0.28
_LEAST = 12  # runs in the sample below which a story is too short to tell: about 100 words
WORN = 400  # stories with one run, from which on it counts for nothing


class Sample(NamedTuple):
    """A sample of the runs of words of a story, which copies have in common."""

    runs: tuple[int, ...]

    @property
    def is_short(self) -> bool:
        """Whether the story is too short to tell copies."""
        return len(self.runs) < _LEAST


class Printed(NamedTuple):
    """Where and when a story was published."""

    story: str
    url: str
    outlet: str | None
    published: str | None


def _make_keys(sample: Sample) -> Keys:
    return Keys(sample.runs)


def _is_copy(one: Sample, other: Sample) -> bool:
    least = min(len(one.runs), len(other.runs))
    return least >= _LEAST and len(set(one.runs) & set(other.runs)) >= _COPY * least


SAMPLES: Kind[Sample] = Kind("story", Sample, _make_keys, _is_copy, WORN)


class Voices:
    """Which stories are copies, kept while pages are added."""

    def __init__(self) -> None:
        self._samples: Linked[Sample] = Linked(SAMPLES)
        self._numbers: dict[Sample, int] = {}
        self._printed: dict[int, list[Printed]] = {}
        self._outlets: dict[str, str | None] = {}

    def add(self, record: Record) -> None:
        """Put a story in; linear in its length. Stories of the very same words cost as much as one."""
        sample, printed = find_sample(record), find_printed(record)
        number = self._numbers.get(sample)
        if number is None:
            number = self._numbers[sample] = self._samples.add(sample)
        self._printed.setdefault(number, []).append(printed)
        self._outlets[printed.story] = printed.outlet

    def find_all(self) -> dict[str, str]:
        """For each story the first one of its voice, itself where it is nobody's copy."""
        roots: dict[str, str] = {}
        for group in self._samples.find_groups():
            roots.update(find_roots([(self._samples.items[n], self._printed[n]) for n in group]))
        return roots

    def count(self, stories: Iterable[str]) -> int:
        """How many voices stand behind stories: copies count once, and so do pages of one outlet."""
        roots = self.find_all()
        return count_voices((roots.get(story, story), self._outlets.get(story)) for story in stories)


def find_sample(record: Record) -> Sample:
    """The sample of a story's runs of words; linear in its length."""
    return Sample(find_story_runs(find_passage(record.story.text, _find_prose(record)).keys))


def find_printed(record: Record) -> Printed:
    """Where and when a story was published."""
    story = record.story
    return Printed(story.id, story.url, story.outlet, story.published.value if story.published else None)


def find_roots(group: Sequence[tuple[Sample, Sequence[Printed]]]) -> dict[str, str]:
    """For each story of a group of linked samples the first one published; each its own where they are too short."""
    if len(group) == 1 and group[0][0].is_short:
        return {printed.story: printed.story for printed in group[0][1]}
    stories = sorted((p for _, held in group for p in held), key=_order)
    return {printed.story: stories[0].story for printed in stories}


def count_voices(told: Iterable[tuple[str, str | None]]) -> int:
    """How many voices stand behind tellings, each given as the first story of its voice and its outlet."""
    groups: list[set[tuple[Literal["copy", "outlet"], str]]] = []
    for root, outlet in told:
        marks: set[tuple[Literal["copy", "outlet"], str]] = {("copy", root)}
        if outlet:
            marks.add(("outlet", outlet.casefold()))
        apart = [g for g in groups if not g & marks]
        groups = [*apart, marks.union(*(g for g in groups if g & marks))]
    return len(groups)


def _order(printed: Printed) -> tuple[bool, str, str]:
    return (*make_order(printed.published), printed.url)


def _find_prose(record: Record) -> list[Span]:
    """The story without its furniture."""
    text = record.story.text
    spans, start = [], 0
    for span in sorted(record.story.furniture):
        if span.start > start:
            spans.append(Span(start, span.start))
        start = max(start, span.end)
    return [*spans, Span(start, len(text))] if start < len(text) else spans
