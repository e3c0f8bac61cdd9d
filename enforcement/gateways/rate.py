"""A rate limit (a token bucket kept as one instant): a call waits a moment for its turn, or is told when to come again."""

from collections.abc import Callable
from threading import Lock
from time import monotonic, sleep

from enforcement.gateways.circuit import NotNow

# In seconds. A worker's thread is held no longer than this; nobody is sent away for longer than the longest interval between two tries.
PATIENCE, LONGEST = 0.5, 600.0


class Rate:
    """So many calls a second to one subsystem from this process, up to a second's worth of them at once; any number of threads."""

    def __init__(self, per_second: float, now: Callable[[], float] = monotonic, wait: Callable[[float], None] = sleep) -> None:
        self._gap = 1 / per_second
        self._burst = max(0.0, 1.0 - self._gap)
        self._now = now
        self._wait = wait
        self._lock = Lock()
        # When the next call's turn is, and the last turn that somebody was told to come back for.
        self._turn = self._promised = now() - self._burst

    def wait_turn(self) -> float:
        """Wait for this call's turn; gives the seconds. NotNow if it is too far: each who is sent away is given a turn of his own."""
        with self._lock:
            now = self._now()
            self._turn = max(self._turn, now - self._burst)
            wait = self._turn - now
            if wait > PATIENCE:
                self._promised = max(self._promised + self._gap, self._turn)
                raise NotNow(min(self._promised - now, LONGEST))
            self._turn += self._gap
        if wait > 0:
            self._wait(wait)
        return max(wait, 0.0)
