"""What a worker knows about the subsystems, kept where other processes can read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class CircuitState(StrEnum):
    """Closed: calls go through. Open: none does, but from time to time one that probes."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class SubsystemHealth:
    """What one worker has seen of one subsystem since it started. `failures` are those in a row."""

    subsystem: str
    circuit: CircuitState = CircuitState.CLOSED
    calls: int = 0
    failures: int = 0
    last_success: datetime | None = None
    last_failure: datetime | None = None
    last_error: str = ""


class HealthBook(Protocol):
    """Where it is kept."""

    def note(self, health: Sequence[SubsystemHealth]) -> None:
        """Keep what this worker knows now, in place of what it knew before."""
