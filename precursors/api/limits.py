"""How many requests one program may send a minute. Counted in each server process by itself, and kept nowhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

PER_MINUTE = 600
MOST_KNOWN = 10_000
"""Callers that are remembered at once."""


class Limiter:
    """Lets `per_minute` requests of each caller through, evenly or in one burst."""

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._clock = per_minute, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, caller: str) -> int:
        """Seconds until this caller may ask again; 0 lets the present request through."""
        rate = self.per_minute / 60
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(caller, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - at) * rate)
            allowed = left >= 1
            self._left[caller] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_KNOWN:
                self._left.pop(next(iter(self._left)))  # whoever asked longest ago: a popped name goes to the end
        return 0 if allowed else int((1 - left) / rate) + 1
