"""The line to one subsystem: every call goes over it, through the circuit and under the rate, is measured and remembered."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from threading import Lock
from typing import TypeVar

import structlog

from enforcement import clock
from enforcement.gateways.circuit import Circuit, NotNow
from enforcement.gateways.metrics import CallMetrics
from enforcement.gateways.rate import Rate
from enforcement.ports.health import CircuitState, SubsystemHealth
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected

_Answer = TypeVar("_Answer")
ERROR_LENGTH = 300
log = structlog.get_logger()


class Outcome(StrEnum):
    """What became of a call. Left alone and over the rate: it did not go out."""

    ANSWERED = "answered"
    REFUSED = "refused"
    AWAY = "away"
    LEFT_ALONE = "left_alone"
    OVER_RATE = "over_rate"


class Line:
    """One line; any number of threads. `changed` is called when the circuit goes into another state."""

    def __init__(self, subsystem: str, circuit: Circuit, rate: Rate, metrics: CallMetrics, changed: Callable[[], None]) -> None:
        self._subsystem, self._circuit, self._rate, self._metrics, self._changed = subsystem, circuit, rate, metrics, changed
        self._lock = Lock()
        self._health = SubsystemHealth(subsystem)
        metrics.circuit.labels(subsystem).state(CircuitState.CLOSED)

    @property
    def health(self) -> SubsystemHealth:
        """What is known now."""
        with self._lock:
            return self._health

    def ask(self, key: str, call: Callable[[], _Answer]) -> _Answer:
        """Make a call; `key` tells one order from another. SubsystemAway, with the time to come again, for one that may not go now."""
        probe = self._admit(key)
        try:
            with self._metrics.seconds.labels(self._subsystem).time():
                answer = call()
        except SubsystemAway as error:
            self._circuit.failed(probe, error.retry_after)
            self._saw(Outcome.AWAY, error.reason)
            raise
        except SubsystemRejected:
            self._circuit.answered()
            self._saw(Outcome.REFUSED)
            raise
        except BaseException:
            self._circuit.withdrawn(probe)
            raise
        self._circuit.answered()
        self._saw(Outcome.ANSWERED)
        return answer

    def _admit(self, key: str) -> bool:
        try:
            probe = self._circuit.admit(key)
        except NotNow as wait:
            known = self.health
            reason = f"left alone after {known.failures} failures in a row, last: {known.last_error}"
            raise self._held_back(Outcome.LEFT_ALONE, reason, wait) from None
        try:
            waited = self._rate.wait_turn()
        except NotNow as wait:
            self._circuit.withdrawn(probe)
            raise self._held_back(Outcome.OVER_RATE, "more calls than its rate allows", wait) from None
        self._metrics.waits.labels(self._subsystem).inc(waited)
        return probe

    def _held_back(self, outcome: Outcome, reason: str, wait: NotNow) -> SubsystemAway:
        self._metrics.calls.labels(self._subsystem, outcome).inc()
        return SubsystemAway(self._subsystem, reason, wait.seconds)

    def _saw(self, outcome: Outcome, error: str = "") -> None:
        self._metrics.calls.labels(self._subsystem, outcome).inc()
        now = clock.now()
        with self._lock:
            before = self._health
            known = replace(before, circuit=self._circuit.state, failures=self._circuit.failures, calls=before.calls + 1)
            away = outcome is Outcome.AWAY
            known = replace(known, last_failure=now, last_error=error[:ERROR_LENGTH]) if away else replace(known, last_success=now)
            self._health = known
        if known.circuit is not before.circuit:
            self._metrics.circuit.labels(self._subsystem).state(known.circuit)
            log.warning(
                "circuit changed", subsystem=self._subsystem, circuit=known.circuit, failures=known.failures, error=known.last_error
            )
            self._changed()
