"""The case compared with itself: what is kept of it is read; what changed since is compared in a thread of its own.

Nothing waits for it longer than a moment: until it is done, pages say how far it is.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from onrecord.record import Frozen
from onrecord.store.case import Case

if TYPE_CHECKING:
    from onrecord.compare import Link
    from onrecord.compare.case import CaseComparison

_WAIT = 8.0  # seconds that a request waits for a comparison that is being made


class Progress(Frozen, frozen=True):
    """How far a comparison is: `ready`, or `done` of `total` pages, or why it `failed`."""

    ready: bool
    done: int
    total: int
    failed: str = ""


class Comparer:
    """Compares what changed in the case, when it is asked for."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._comparison: CaseComparison | None = None
        self._thread: threading.Thread | None = None
        self._progress = Progress(False, 0, 0)
        self._chains: tuple[int, list[Link]] = (-1, [])

    def find(self) -> tuple[CaseComparison | None, Progress]:
        """The comparison of the case as it is now; None where it is still being made."""
        comparison = self._open()
        if not comparison.count_due():
            return comparison, Progress(True, 0, 0)
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._progress = Progress(False, 0, 0)
                self._thread = threading.Thread(target=self._update, daemon=True, name="comparing")
                self._thread.start()
            thread = self._thread
        thread.join(_WAIT)
        return (comparison, Progress(True, 0, 0)) if self._progress.ready else (None, self._progress)

    def find_chains(self) -> tuple[list[Link], Progress]:
        """All chains of the case as it is now, read once for each state of the comparison."""
        comparison, progress = self.find()
        if comparison is None:
            return [], progress
        version = comparison.find_version()
        if self._chains[0] != version:
            self._chains = (version, list(comparison.chains()))
        return self._chains[1], progress

    def count_open(self) -> int | None:
        """How many contradictions are open; None where the case changed since it was compared."""
        comparison = self._open()
        return None if comparison.count_due() else comparison.count_contradictions("open")

    def _open(self) -> CaseComparison:
        if self._comparison is None:
            from onrecord.compare.case import (
                CaseComparison,  # loads words and outlets, for which other pages need not wait
            )

            self._comparison = CaseComparison(self._case)
        return self._comparison

    def _update(self) -> None:
        from onrecord.compare.updating import update_case

        def report(done: int, total: int) -> None:
            self._progress = Progress(False, done, total)

        try:
            update_case(self._case, report)
            self._progress = Progress(True, 0, 0)
        except Exception as error:
            # A thread has nobody to raise to: the page that waits for it says what happened.
            self._progress = Progress(False, 0, 0, f"The comparison failed: {error}")
