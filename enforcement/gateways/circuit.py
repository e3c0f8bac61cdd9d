"""A circuit: after some failures in a row a subsystem is left alone for a time that grows; then one call probes whether it is back."""

from collections.abc import Callable
from threading import Lock
from time import monotonic
from zlib import crc32

from enforcement.ports.health import CircuitState

FAILURES = 5
# In seconds. A caller waits at most twice the longest pause, which is the longest interval between two tries of an activity.
FIRST_PAUSE, LAST_PAUSE = 5.0, 300.0


class NotNow(Exception):
    """A call that may not go now; it may come again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"not for {seconds:.1f} s")


class Circuit:
    """The circuit of one subsystem in one process; any number of threads."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._failures = 0
        self._pause = 0.0
        self._until = 0.0
        self._probing = False

    @property
    def state(self) -> CircuitState:
        """As it is now; an open one stays so until a call was answered."""
        return CircuitState.OPEN if self._pause else CircuitState.CLOSED

    @property
    def failures(self) -> int:
        """How many calls in a row were not answered."""
        return self._failures

    def admit(self, key: str) -> bool:
        """Let a call through, and say whether it is the probe. NotNow while the circuit is open; `key` spreads those who come again."""
        with self._lock:
            if not self._pause:
                return False
            left = self._until - self._now()
            if left <= 0 and not self._probing:
                self._probing = True
                return True
            raise NotNow(max(left, 0.0) + self._pause * _fraction(key))

    def answered(self) -> None:
        """A call was answered: whoever made it, the subsystem is there."""
        with self._lock:
            self._failures, self._pause, self._probing = 0, 0.0, False

    def failed(self, probe: bool, retry_after: float | None = None) -> None:
        """A call was not answered. What was under way when the circuit opened does not prolong the pause; only the probe does."""
        with self._lock:
            self._failures += 1
            if probe or (not self._pause and self._failures >= FAILURES):
                self._probing = False
                self._pause = min(max(self._pause * 2, FIRST_PAUSE, retry_after or 0.0), LAST_PAUSE)
                self._until = self._now() + self._pause

    def withdrawn(self, probe: bool) -> None:
        """A call that was let through ended without a verdict; the next one may be the probe."""
        if probe:
            with self._lock:
                self._probing = False


def _fraction(key: str) -> float:
    """A number in [0, 1), always the same for a key: thousands of orders do not come back in one second."""
    return crc32(key.encode()) / 2**32
