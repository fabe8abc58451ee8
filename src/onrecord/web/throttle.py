"""How often something may be tried from one place."""

from __future__ import annotations

import threading
import time
from collections import deque

from onrecord.errors import OnRecordError


class TooOftenError(OnRecordError):
    """Something was tried too often; it may be tried again later."""


class Throttle:
    """Counts tries by a key, within a time that moves on. Kept in memory: starting again forgets them."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._tries: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def check(self, key: str, why: str) -> None:
        """Refuse where there were too many tries.

        Raises:
            TooOftenError: with `why`.
        """
        with self._lock:
            tries = self._recent(key)
            if len(tries) >= self._most:
                raise TooOftenError(why)

    def count(self, key: str) -> None:
        """Count a try."""
        with self._lock:
            self._recent(key).append(time.monotonic())

    def forget(self, key: str) -> None:
        """Forget the tries of a key."""
        with self._lock:
            self._tries.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        since = time.monotonic() - self._seconds
        for other in [k for k, tries in self._tries.items() if not tries or tries[-1] < since]:
            del self._tries[other]
        tries = self._tries.setdefault(key, deque())
        while tries and tries[0] < since:
            tries.popleft()
        return tries
