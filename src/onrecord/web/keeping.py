"""What takes long to count in a large case: kept until the case changes, then counted anew while the old is shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from onrecord.store.desk import Desk

T = TypeVar("T")

_LONG = 0.2  # seconds of counting from which nobody is made to wait for it a second time


class _Held(NamedTuple):
    state: tuple[int, int]
    value: Any
    seconds: float


class Keeper:
    """Keeps values by name. One that was counted quickly is always counted anew, so small cases are never behind."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._held: dict[str, _Held] = {}
        self._counting: set[str] = set()
        self._lock = threading.Lock()

    def find(self, name: str, count: Callable[[], T]) -> T:
        """The value of that name, from `count` where it is not known or old."""
        state = self._desk.find_records_state()
        with self._lock:
            held = self._held.get(name)
            if held is not None and held.state != state and held.seconds >= _LONG and name not in self._counting:
                self._counting.add(name)
                threading.Thread(target=self._count, args=(name, state, count), daemon=True).start()
        if held is None or (held.state != state and held.seconds < _LONG):
            return self._count(name, state, count)
        value: T = held.value
        return value

    def _count(self, name: str, state: tuple[int, int], count: Callable[[], T]) -> T:
        start = time.monotonic()
        try:
            value = count()
            with self._lock:
                self._held[name] = _Held(state, value, time.monotonic() - start)
            return value
        finally:
            with self._lock:
                self._counting.discard(name)
