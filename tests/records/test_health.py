"""What the workers know about the subsystems, kept row by row and read as one."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import select

from enforcement.ports.health import CircuitState, SubsystemHealth
from enforcement.records.database import transaction
from enforcement.records.health import KeptHealth, known_health
from enforcement.records.tables import SubsystemHealthRow

NOON = datetime.fromisoformat("2026-03-02T12:00:00+08:00")
OPEN, CLOSED = CircuitState.OPEN, CircuitState.CLOSED


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def noted(engine: Engine) -> Callable[[str, float, SubsystemHealth], None]:
    """Notes what a worker knew at so many minutes after noon, in an empty book."""
    with transaction(engine) as session:
        session.execute(delete(SubsystemHealthRow))
    return lambda worker, minutes, health: KeptHealth(engine, worker, lambda: at(minutes)).note([health])


def read(engine: Engine, minutes: float) -> dict[str, SubsystemHealth]:
    with transaction(engine) as session:
        return known_health(session, at(minutes))


def test_what_is_noted_replaces_what_was_known(engine: Engine, noted: Callable[[str, float, SubsystemHealth], None]) -> None:
    noted("w1", 0, SubsystemHealth("query", OPEN, 7, 6, at(-9), at(-1), "HTTP 503"))
    later = SubsystemHealth("query", CLOSED, 8, 0, at(1), at(-1), "HTTP 503")
    noted("w1", 1, later)
    assert read(engine, 1) == {"query": later}


def test_workers_are_read_as_one(engine: Engine, noted: Callable[[str, float, SubsystemHealth], None]) -> None:
    noted("w1", 0, SubsystemHealth("query", OPEN, 7, 6, at(-9), at(-2), "HTTP 503"))
    noted("w2", 0, SubsystemHealth("query", CLOSED, 100, 0, at(-1), at(-3), "HTTP 500"))
    noted("w2", 0, SubsystemHealth("fund"))
    assert read(engine, 1) == {"query": SubsystemHealth("query", OPEN, 107, 6, at(-1), at(-2), "HTTP 503"), "fund": SubsystemHealth("fund")}


def test_a_worker_that_is_gone_has_left_its_last_news_but_no_circuit(
    engine: Engine, noted: Callable[[str, float, SubsystemHealth], None]
) -> None:
    noted("w1", 0, SubsystemHealth("query", OPEN, 7, 6, at(-9), at(-2), "HTTP 503"))
    assert read(engine, 10) == {"query": SubsystemHealth("query", CLOSED, 0, 0, at(-9), at(-2), "HTTP 503")}


def test_what_is_old_is_thrown_away(engine: Engine, noted: Callable[[str, float, SubsystemHealth], None]) -> None:
    noted("w1", 0, SubsystemHealth("query"))
    noted("w2", 40 * 24 * 60, SubsystemHealth("query"))
    with transaction(engine) as session:
        assert [row.worker for row in session.exec(select(SubsystemHealthRow))] == ["w2"]
