"""What the workers know about the subsystems: one row for each worker and subsystem, read as one whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, distinct, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from enforcement.ports.health import CircuitState, SubsystemHealth
from enforcement.records.database import transaction
from enforcement.records.tables import SubsystemHealthRow

# A worker shows every minute that it is there; what one that is gone knew last is kept for a month.
_THERE, _KEPT = timedelta(minutes=3), timedelta(days=30)


class KeptHealth:
    """The book of one worker."""

    def __init__(self, engine: Engine, worker: str, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._worker = worker
        self._now = now

    def note(self, health: Sequence[SubsystemHealth]) -> None:
        """Keep what this worker knows now, in place of what it knew before."""
        now = self._now()
        with transaction(self._engine) as session:
            for known in health:
                row = {
                    "circuit": known.circuit.value,
                    "calls": known.calls,
                    "failures": known.failures,
                    "last_success": known.last_success,
                    "last_failure": known.last_failure,
                    "last_error": known.last_error,
                    "noted_at": now,
                }
                key = {"subsystem": known.subsystem, "worker": self._worker}
                written = insert(SubsystemHealthRow).values(**key, **row)
                session.execute(written.on_conflict_do_update(index_elements=list(key), set_=row))
            session.execute(delete(SubsystemHealthRow).where(col(SubsystemHealthRow.noted_at) < now - _KEPT))


def workers_there(session: Session, now: datetime) -> int:
    """How many workers have shown that they are there."""
    return session.exec(
        select(func.count(distinct(col(SubsystemHealthRow.worker)))).where(col(SubsystemHealthRow.noted_at) >= now - _THERE)
    ).one()


def known_health(session: Session, now: datetime) -> dict[str, SubsystemHealth]:
    """What all workers together know, by subsystem: calls, failures and circuits of those that are there, the last news of any."""
    found: dict[str, SubsystemHealth] = {}
    for row in session.exec(select(SubsystemHealthRow).order_by(col(SubsystemHealthRow.noted_at))):
        told = _health(row) if row.noted_at >= now - _THERE else replace(_health(row), circuit=CircuitState.CLOSED, calls=0, failures=0)
        found[row.subsystem] = _together(found[row.subsystem], told) if row.subsystem in found else told
    return found


def _health(row: SubsystemHealthRow) -> SubsystemHealth:
    circuit = CircuitState(row.circuit)
    return SubsystemHealth(row.subsystem, circuit, row.calls, row.failures, row.last_success, row.last_failure, row.last_error)


def _together(one: SubsystemHealth, other: SubsystemHealth) -> SubsystemHealth:
    newest = max(one, other, key=lambda known: known.last_failure.timestamp() if known.last_failure else 0.0)
    return SubsystemHealth(
        one.subsystem,
        CircuitState.OPEN if CircuitState.OPEN in (one.circuit, other.circuit) else CircuitState.CLOSED,
        one.calls + other.calls,
        max(one.failures, other.failures),
        max(filter(None, (one.last_success, other.last_success)), default=None),
        newest.last_failure,
        newest.last_error,
    )
