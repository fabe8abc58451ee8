"""Wire copy: near-identical stories under several outlets, which are one voice and not many.

A story's runs of words are sampled by their hash, one of eight; stories that share most of the smaller one's sample are
copies of each other. The sample depends on the story alone, so the order of pages does not count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

from onrecord.compare.fingerprints import find_story_runs
from onrecord.compare.times import make_order
from onrecord.compare.words import find_passage
from onrecord.record import Frozen, Record, Span

_COPY = 0.7  # share of the smaller story's runs; stories on one event by five outlets (NewsWCL50) share up to 0.28
_LEAST = 12  # runs in the sample below which a story is too short to tell: about 100 words
WORN = 400  # stories with one run, from which on it counts for nothing


class Copy(Frozen, frozen=True):
    """A story that is a copy of another one. `share` is how much of the smaller is in both, `text` says so."""

    story: str
    of: str
    share: float
    text: str


class Voices:
    """Which stories are copies, kept while pages are added."""

    def __init__(self) -> None:
        self._records: dict[str, tuple[str, str | None, str | None, int]] = {}  # url, outlet, published, runs
        self._runs: dict[str, tuple[int, ...]] = {}
        self._stories: dict[int, list[str]] = defaultdict(list)

    def add(self, record: Record) -> None:
        """Put a story in; linear in its length."""
        story = record.story
        if story.id in self._records:
            return
        passage = find_passage(story.text, _find_prose(record))
        runs = find_story_runs(passage.keys)
        published = story.published.value if story.published else None
        self._records[story.id] = (story.url, story.outlet, published, len(runs))
        self._runs[story.id] = runs
        for run in runs:
            held = self._stories[run]
            if len(held) <= WORN:
                held.append(story.id)

    def find_copies(self, story: str) -> list[Copy]:
        """The stories that `story` is nearly the same as, most alike first."""
        runs = self._runs.get(story, ())
        shared = Counter(
            other for run in runs if len(self._stories[run]) <= WORN for other in self._stories[run] if other != story
        )
        found = []
        for other, count in shared.items():
            least = min(len(runs), len(self._runs[other]))
            share = count / max(1, least)
            if least >= _LEAST and share >= _COPY:
                url, outlet, _, _ = self._records[other]
                text = f"{share:.0%} of the shorter story's runs of words are in {outlet or url} too"
                found.append(Copy(story, other, share, text))
        return sorted(found, key=lambda c: (-c.share, c.of))

    def find_all(self) -> dict[str, str]:
        """For each story the first one of its voice, itself where it is nobody's copy."""
        roots: dict[str, str] = {}
        for start in sorted(self._records, key=self._order):
            if start in roots:
                continue
            roots[start], waiting = start, [start]
            while waiting:
                for copy in self.find_copies(waiting.pop()):
                    if copy.of not in roots:
                        roots[copy.of] = start
                        waiting.append(copy.of)
        return roots

    def count(self, stories: Iterable[str]) -> int:
        """How many voices stand behind stories: copies count once, and so do pages of one outlet."""
        roots = self.find_all()
        groups: list[set[tuple[Literal["copy", "outlet"], str]]] = []
        for story in stories:
            marks: set[tuple[Literal["copy", "outlet"], str]] = {("copy", roots.get(story, story))}
            outlet = self._records[story][1] if story in self._records else None
            if outlet:
                marks.add(("outlet", outlet.casefold()))
            apart = [g for g in groups if not g & marks]
            groups = [*apart, marks.union(*(g for g in groups if g & marks))]
        return len(groups)

    def _order(self, story: str) -> tuple[bool, str, str]:
        url, _, published, _ = self._records[story]
        return (*make_order(published), url)


def _find_prose(record: Record) -> list[Span]:
    """The story without its furniture."""
    text = record.story.text
    spans, start = [], 0
    for span in sorted(record.story.furniture):
        if span.start > start:
            spans.append(Span(start, span.start))
        start = max(start, span.end)
    return [*spans, Span(start, len(text))] if start < len(text) else spans
