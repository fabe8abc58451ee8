"""What was made lately and may be wanted again, kept in memory up to a size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Values by key, the ones used last; any thread may ask.

    A key must name all that its value is made from, so that nothing kept is ever out of date. `most` bounds the sum of
    the sizes that `keep` is told, in whatever unit.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: K) -> V | None:
        """The value of that key, where it is still there."""
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
            return held[0]

    def keep(self, key: K, value: V, size: int = 1) -> V:
        """Keep a value, and let go of those that nobody asked for longest. Returns the value."""
        if size > self._most:
            return value
        with self._lock:
            before = self._held.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._held[key] = value, size
            while self._size > self._most:
                _, (_, freed) = self._held.popitem(last=False)
                self._size -= freed
        return value
