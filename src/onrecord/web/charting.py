"""The figures of charts: counted at once where that is quick; elsewhere people see the last ones meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from typing import NamedTuple

from onrecord.store.charted import Chart, Charted, Figures
from onrecord.store.desk import Desk

_log = logging.getLogger("onrecord.web")
_SMALL = 2_000  # pages: the charts of such a case take some 50 ms, so they are never behind
_WAIT = 0.15  # seconds that a request waits for figures
_KEPT = 0.1  # seconds that figures take at least that are kept, since keeping them takes some 20 ms
_REST = 20  # times as long as the last count took there is no other of the same figures
_AT_ONCE = 2  # counts, so that charts leave processors and connections to the other pages
_MOST_NOTED = 1_000


class Shown(NamedTuple):
    """The figures of a chart, None where they are counted for the first time; `fresh` is whether nothing came since."""

    figures: Figures | None
    fresh: bool


class Charter:
    """Counts the figures of charts, in threads of their own where that takes long.

    A case of `small` pages or fewer is counted while somebody waits.
    """

    def __init__(self, desk: Desk, small: int = _SMALL) -> None:
        self._desk, self._small = desk, small
        self._lock, self._turns = threading.Lock(), threading.Semaphore(_AT_ONCE)
        self._running: dict[Chart, _Count] = {}
        self._not_before: dict[Chart, float] = {}

    def find(self, chart: Chart) -> Shown:
        """The figures; where they are old, they are counted anew."""
        held, state = self._desk.charted(chart)
        if held is not None and held.state == state:
            return Shown(held.figures, True)
        if state.page <= self._small:
            return Shown(self._desk.count_chart(chart).figures, True)
        count = self._begin(chart)
        if count is not None and (counted := count.wait(_WAIT)) is not None:
            return Shown(counted.figures, counted.state == state)
        return Shown(held.figures if held else None, False)

    def _begin(self, chart: Chart) -> _Count | None:
        """The count that runs, a new one where none does; None where the last was a short while ago."""
        with self._lock:
            count = self._running.get(chart)
            if count is None and time.monotonic() >= self._not_before.get(chart, 0.0):
                count = self._running[chart] = _Count(self, chart)
                count.start()
            return count

    def _run(self, chart: Chart) -> Charted | None:
        rest = 10.0
        try:
            with self._turns:
                counted = self._desk.count_chart(chart)
            rest = 0.0
            if counted.seconds >= _KEPT:
                self._desk.keep_chart(chart, counted)
                rest = _REST * counted.seconds
            return counted
        except Exception as error:
            # A thread has nobody to raise to; whoever looks later begins another.
            _log.error("counting a chart failed", exc_info=error)
            return None
        finally:
            with self._lock:
                del self._running[chart]
                if len(self._not_before) >= _MOST_NOTED:
                    self._not_before.clear()
                self._not_before[chart] = time.monotonic() + rest


class _Count(threading.Thread):
    def __init__(self, charter: Charter, chart: Chart) -> None:
        super().__init__(daemon=True, name="charting")
        self._charter, self._chart = charter, chart
        self._counted: Charted | None = None

    def run(self) -> None:
        self._counted = self._charter._run(self._chart)

    def wait(self, seconds: float) -> Charted | None:
        self.join(seconds)
        return self._counted
