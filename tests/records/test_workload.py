"""A day's work and a supervisor's view, read from cases that lived."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, true
from sqlmodel import Session, col

from enforcement.docket.clocks import ClockStatus
from enforcement.records import workload
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.workload import Courts, Heat, Load
from tests.records.casework import FILED_AT, MISSED_AT, QUERY_CLOCK, Casework

HERE, BELOW = "沪0177", "沪0178"
EVERYWHERE: Courts = lambda court: true()  # noqa: E731


def only(name: str) -> Courts:
    return lambda court: col(court) == name


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


@pytest.fixture(scope="module", autouse=True)
def shelf(records: Records) -> Sequence[Casework]:
    """Two cases here, of which the first missed its query and had an act refused; one in another court that is asleep."""
    first, second, other = Casework(records, 1, HERE), Casework(records, 2, HERE), Casework(records, 1, BELOW)
    for case in (first, second, other):
        case.file()
    for case in (first, second):
        case.receive_materials()
    first.let_pass(MISSED_AT)
    first.fact("officer_assigned", "2026-09-25T09:00:00+08:00", {"officer": "承办人甲"})
    first.act("freeze_account", "2026-09-25T10:00:00+08:00", {"asset": "B1"})
    return first, second, other


def test_due_clocks_come_in_the_order_in_which_they_expire(session: Session) -> None:
    found = workload.due_clocks(session, only(HERE))
    assert [clock.expires_at for clock in found] == sorted(clock.expires_at for clock in found)
    missed = next(clock for clock in found if clock.status is ClockStatus.MISSED)
    assert (missed.rule, missed.case_id, missed.officer, missed.level, missed.due) == (
        QUERY_CLOCK,
        f"{HERE}-2026-执-1",
        "承办人甲",
        1,
        "2026-09-24",
    )
    assert missed.subject == ""


def test_due_clocks_of_an_officer_or_by_a_day(session: Session) -> None:
    assert {clock.case_id for clock in workload.due_clocks(session, only(HERE), officer="承办人甲")} == {f"{HERE}-2026-执-1"}
    by = workload.due_clocks(session, only(HERE), until=date(2026, 9, 24))
    assert {clock.rule for clock in by} == {QUERY_CLOCK}
    assert workload.due_clocks(session, only("沪9999")) == []
    assert len(workload.due_clocks(session, EVERYWHERE, limit=2)) == 2


def test_the_heat_map_counts_open_and_missed(session: Session) -> None:
    heat = {(cell.court, cell.rule): cell for cell in workload.heat_map(session, EVERYWHERE)}
    assert heat[HERE, QUERY_CLOCK] == Heat(HERE, QUERY_CLOCK, open=2, missed=1, level=1)
    assert (BELOW, QUERY_CLOCK) not in heat


def test_a_case_sleeps_from_its_last_entry(session: Session) -> None:
    filed = datetime.fromisoformat(FILED_AT)
    assert [row.case_id for row, _ in workload.sleeping(session, EVERYWHERE, filed)] == [f"{BELOW}-2026-执-1"]
    asleep = workload.sleeping(session, only(BELOW), filed + timedelta(days=60))
    assert [(row.case_id, last) for row, last in asleep] == [(f"{BELOW}-2026-执-1", filed)]
    assert workload.sleeping(session, EVERYWHERE, filed - timedelta(seconds=1)) == []


def test_officers_carry_their_load(session: Session) -> None:
    loads = {load.officer: load for load in workload.loads(session, only(HERE))}
    assert loads["承办人甲"].missed == 1
    assert sum(load.cases for load in loads.values()) == 2
    assert next(iter(workload.loads(session, only(HERE)))).officer == "承办人甲"
    assert all(isinstance(load, Load) and load.clocks > 0 for load in loads.values())


def test_refusals_are_counted_by_guard(session: Session) -> None:
    since = datetime.fromisoformat(FILED_AT)
    found = {guard: (count, cases) for guard, count, cases in workload.refused(session, only(HERE), since)}
    assert found["R15-2"] == (1, 1)
    assert workload.refused(session, only(HERE), since + timedelta(days=30)) == []
    assert workload.refused(session, only(BELOW), since) == []


def test_misses_are_counted_by_week(session: Session) -> None:
    since = datetime.fromisoformat(FILED_AT)
    assert (date(2026, 9, 21), QUERY_CLOCK, 1) in workload.missed_by_week(session, only(HERE), since)
    assert workload.missed_by_week(session, only(BELOW), since) == []
