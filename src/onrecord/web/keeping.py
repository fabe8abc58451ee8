"""The case in numbers: counted at once where that is quick; elsewhere people see the last count meanwhile."""

from __future__ import annotations

import logging
import threading
import time
from typing import NamedTuple

from onrecord.store.counting import Overview
from onrecord.store.desk import Desk

_log = logging.getLogger("onrecord.web")
_SMALL = 2_000  # pages: counting them takes some 50 ms, so small cases are never behind
_REST = 20  # times as long as the last count took there is no other, so that counting never takes more than 5 %


class Kept(NamedTuple):
    """The case in numbers, None where it is being counted for the first time; `fresh` is whether that is how it is."""

    overview: Overview | None
    fresh: bool


class Keeper:
    """Sees to it that the counts of a case are there, and not old for long.

    A case of `small` pages or fewer is counted while somebody waits.
    """

    def __init__(self, desk: Desk, small: int = _SMALL) -> None:
        self._desk, self._small = desk, small
        self._lock = threading.Lock()
        self._counting = False
        self._not_before = 0.0

    def find(self) -> Kept:
        """The case in numbers; where that is old, it is counted anew, in a thread of its own if there is much."""
        counted, state = self._desk.counted()
        if counted is not None and counted.state == state:
            return Kept(counted.overview, True)
        if state.page <= self._small:
            return Kept(self._desk.recount().overview, True)
        with self._lock:
            if not self._counting and time.monotonic() >= self._not_before:
                self._counting = True
                threading.Thread(target=self._recount, daemon=True, name="counting").start()
        return Kept(counted.overview if counted else None, False)

    def _recount(self) -> None:
        seconds = 60.0
        try:
            seconds = self._desk.recount().seconds
        except Exception as error:
            # A thread has nobody to raise to; whoever looks next begins another.
            _log.error("counting failed", exc_info=error)
        finally:
            with self._lock:
                self._counting, self._not_before = False, time.monotonic() + _REST * seconds
