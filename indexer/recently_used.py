"""Keeps in memory what was made last, up to a number of bytes: postings, stored fields and read queries of searches."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_T = TypeVar("_T")


class RecentlyUsed:
    """Keeps the results used last, up to a number of bytes; safe between threads.

    What is kept says its size by `nbytes`; anything else counts as a kilobyte. `misses` counts what had to be made.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._used = 0
        self.misses = 0
        self._held: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is held under the key, or make it; two threads may make it twice, which does no harm."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                held: _T = self._held[key]
                return held
        made = make()
        with self._lock:
            self.misses += 1
            if key not in self._held:
                self._held[key] = made
                self._used += _weigh(made)
            while self._used > self._budget and len(self._held) > 1:
                self._used -= _weigh(self._held.popitem(last=False)[1])
        return made


def _weigh(value: object) -> int:
    return int(getattr(value, "nbytes", 0)) + 1000
