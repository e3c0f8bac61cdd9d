"""What every contender is asked to do: the entries of a case, and when its clocks warn and expire.

A case is opened with six entries, one clock each. Three are met in time, three are missed and met late; then the case is closed.
"""

from dataclasses import dataclass

CLOCKS = 6
MET_IN_TIME = (0, 1, 2)
MISSED = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Plan:
    """Instants of one run, in seconds since the epoch: when it begins, when every clock warns, when every clock expires."""

    began: float
    warns: float
    expires: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run came to. Rates per second, latencies and recovery in seconds, sizes in bytes per case."""

    opens: float = 0.0
    entries: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    drain: float = 0.0
    lag_p99: float = 0.0
    memory_server: float = 0.0
    memory_worker: float = 0.0
    memory_database: float = 0.0
    disk: float = 0.0
    history: float = 0.0
    recovery: float = 0.0
    cpu: float = 0.0

    @property
    def memory(self) -> float:
        """All processes together."""
        return self.memory_server + self.memory_worker + self.memory_database


def percentile(values: list[float], percent: float) -> float:
    """The value below which that percentage lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0
