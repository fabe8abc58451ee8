"""The case compared with itself: made in a thread of its own, kept until pages or corrections are added.

Nothing waits for it longer than a moment: until it is there, pages say how far it is.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from onrecord.record import Frozen
from onrecord.store.case import Case
from onrecord.store.desk import Desk
from onrecord.store.people import People

if TYPE_CHECKING:
    from onrecord.compare import Comparison, Entry, EventClash, EventGroup, Link, Quotation

_WAIT = 8.0  # seconds that a request waits for a comparison that is being made


class Compared(NamedTuple):
    """A comparison of the case as it was in a state, with its lists at hand."""

    state: tuple[int, int]
    comparison: Comparison
    quotations: list[Quotation]
    chains: list[Link]
    contradictions: list[Entry]
    clashes: list[EventClash]
    events: list[EventGroup]


class Progress(Frozen, frozen=True):
    """How far a comparison is: `ready`, or `done` of `total` pages, or why it `failed`."""

    ready: bool
    done: int
    total: int
    failed: str = ""


class Comparer:
    """Compares the case when it is asked for and has changed."""

    def __init__(self, case: Case, desk: Desk) -> None:
        self._case, self._desk = case, desk
        self._lock = threading.Lock()
        self._made: Compared | None = None
        self._thread: threading.Thread | None = None
        self._progress = Progress(False, 0, 0)

    def find(self) -> tuple[Compared | None, Progress]:
        """The comparison of the case as it is now; None where it is still being made."""
        state = self._desk.find_records_state()
        with self._lock:
            if self._made and self._made.state == state:
                return self._made, Progress(True, 0, 0)
            if self._thread is None or not self._thread.is_alive():
                self._progress = Progress(False, 0, 0)
                self._thread = threading.Thread(target=self._make, args=(state,), daemon=True, name="comparing")
                self._thread.start()
            thread = self._thread
        thread.join(_WAIT)
        with self._lock:
            made, progress = self._made, self._progress
        return (made, Progress(True, 0, 0)) if made and made.state == state else (None, progress)

    def count_open(self, people: People) -> int | None:
        """How many contradictions are open, as far as that is known without waiting."""
        made = self._made
        if made is None:
            return None
        said = people.verdicts(entry.id for entry in made.contradictions)
        return sum(said.get(entry.id, ("open", ""))[0] == "open" for entry in made.contradictions)

    def _make(self, state: tuple[int, int]) -> None:
        from onrecord.compare import Comparison

        try:
            comparison = Comparison()
            numbers = [c.number for c in self._case.pages() if c.current and c.story]
            for done, number in enumerate(numbers):
                comparison.add(self._case.reading(number))
                self._progress = Progress(False, done + 1, len(numbers))
            made = Compared(
                state, comparison, list(comparison.quotations()), list(comparison.chains()),
                list(comparison.contradictions()), list(comparison.event_clashes()), list(comparison.events()),
            )  # fmt: skip
        except Exception as error:
            # A thread has nobody to raise to: the page that waits for it says what happened.
            self._progress = Progress(False, 0, 0, f"The comparison failed: {error}")
            return
        with self._lock:
            self._made = made
