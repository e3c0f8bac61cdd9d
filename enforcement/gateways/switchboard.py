"""All lines of a worker, and the keeping of what they know: at once when a circuit changes, else every few seconds."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

import structlog
from prometheus_client import CollectorRegistry

from enforcement.gateways.circuit import Circuit
from enforcement.gateways.line import Line
from enforcement.gateways.metrics import CallMetrics
from enforcement.gateways.rate import Rate
from enforcement.ports.health import HealthBook, SubsystemHealth

# In seconds: how often what has changed is kept, and how often a worker without news shows that it is there.
INTERVAL, SIGN_OF_LIFE = 3.0, 60.0
log = structlog.get_logger()


class Switchboard:
    """The lines of one process."""

    def __init__(self, book: HealthBook, registry: CollectorRegistry, now: Callable[[], float] = monotonic) -> None:
        self._book = book
        self._metrics = CallMetrics(registry)
        self._now = now
        self._lines: list[Line] = []
        self._woken, self._stopped = Event(), False
        self._noted: Sequence[SubsystemHealth] = ()
        self._noted_at = now()

    def line(self, subsystem: str, per_second: float) -> Line:
        """A new line to a subsystem, for so many calls a second."""
        line = Line(subsystem, Circuit(), Rate(per_second), self._metrics, self._woken.set)
        self._lines.append(line)
        return line

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Keep what is known in the book while this lasts, in a thread of its own: no call waits for it."""
        thread = Thread(target=self._keep_noting, name="subsystem health", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopped = True
            self._woken.set()
            thread.join(INTERVAL)

    def note(self) -> None:
        """Keep what is known, if it is news or nothing was kept for long. Trouble of the book is logged, and the same news kept next time."""
        known = [line.health for line in self._lines]
        if known == self._noted and self._now() - self._noted_at < SIGN_OF_LIFE:
            return
        try:
            self._book.note(known)
        except Exception as error:
            log.warning("the subsystems' health was not kept", error=str(error))
        else:
            self._noted, self._noted_at = known, self._now()

    def _keep_noting(self) -> None:
        while not self._stopped:
            self.note()
            self._woken.wait(INTERVAL)
            self._woken.clear()
        self.note()
