"""The columns: times carry their zone, money is whole fen, versions are never overwritten, a rung is climbed once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import BigInteger, DateTime, Engine, Float, Integer, Numeric, inspect, text
from sqlalchemy.exc import IntegrityError, StatementError

from enforcement.contracts.messages import EscalationKey
from enforcement.law.periods import SHANGHAI
from enforcement.records.columns import METADATA, Instant
from enforcement.records.database import transaction
from enforcement.records.tables import IntakeRow
from tests.records.casework import MISSED_AT, QUERY_CLOCK, Casework

NAIVE = datetime(2026, 9, 18, 9, 30)


def test_a_naive_time_is_not_written(engine: Engine) -> None:
    row = IntakeRow(key="naive", body_hash="", case_id="", answer={}, received_at=NAIVE)

    with pytest.raises(StatementError, match="expected a time with its zone"), transaction(engine) as session:
        session.add(row)

    with transaction(engine) as session:
        assert session.get(IntakeRow, "naive") is None


def test_a_time_comes_back_as_the_same_instant_in_shanghai(engine: Engine) -> None:
    at = datetime(2026, 9, 18, 1, 30, 0, 123456, tzinfo=UTC)
    with transaction(engine) as session:
        session.add(IntakeRow(key="zoned", body_hash="", case_id="", answer={}, received_at=at))

    with transaction(engine) as session:
        kept = session.get_one(IntakeRow, "zoned").received_at
    assert kept == at
    assert kept.utcoffset() == timedelta(hours=8)
    assert kept.tzinfo is SHANGHAI


def test_every_time_of_the_database_carries_its_zone_and_no_money_is_a_fraction(engine: Engine) -> None:
    columns = [column for table in METADATA.tables.values() for column in table.columns]
    stored = {(table, column["name"]): column["type"] for table in METADATA.tables for column in inspect(engine).get_columns(table)}

    assert all(isinstance(c.type, Instant) for c in columns if isinstance(c.type, DateTime) or c.name.endswith("_at"))
    assert [where for where, kind in stored.items() if isinstance(kind, DateTime) and not kind.timezone] == []
    # REAL and NUMERIC would round; integers are exact.
    assert [where for where, kind in stored.items() if isinstance(kind, Float | Numeric) and not isinstance(kind, Integer)] == []
    assert isinstance(stored["cases", "claim_fen"], BigInteger)


def test_a_clock_is_superseded_and_not_overwritten(case: Casework) -> None:
    case.file()
    case.receive_materials()
    case.let_pass(MISSED_AT)
    case.fact("query_launched", "2026-09-25T10:00:00+08:00", {"channels": ["总对总", "点对点"], "types": "ALL_ENABLED"})

    versions = [row for row in case.clocks() if row.clock == QUERY_CLOCK]

    assert [row.status for row in versions] == ["open", "missed", "met_late"]
    assert [row.superseded for row in versions] == [row.since for row in versions[1:]] + [None]
    assert {row.due_on.isoformat() for row in versions} == {"2026-09-24"}
    assert [row.terms["status"] for row in versions] == [row.status for row in versions]


def test_a_clock_has_one_present_version(case: Casework, administrator: Engine) -> None:
    case.file()

    with pytest.raises(IntegrityError, match="uq_clocks_current"), administrator.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO clocks SELECT case_id, clock, since + 1, NULL, rule, due_on, expires_at, status, next_at, level, terms "
                "FROM clocks WHERE case_id = :case"
            ),
            {"case": case.id},
        )


def test_a_rung_is_climbed_once(case: Casework, administrator: Engine) -> None:
    case.file()
    case.receive_materials()
    case.let_pass(MISSED_AT)
    case.let_pass(MISSED_AT)

    (rung,) = [row for row in case.escalations() if row.clock == QUERY_CLOCK]
    assert (rung.level, rung.role, rung.court, rung.told_at) == (1, "special_supervisor", "沪0199", None)
    assert rung.raised_at == datetime.fromisoformat(MISSED_AT)
    with pytest.raises(IntegrityError, match="pk_escalations"), administrator.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO escalations (case_id, clock, level, sequence, court, rule, subject, role, raised_at) "
                "SELECT case_id, clock, level, sequence + 1, court, rule, subject, role, raised_at FROM escalations WHERE case_id = :case"
            ),
            {"case": case.id},
        )


def test_a_rung_is_told_once(case: Casework) -> None:
    case.file()
    case.receive_materials()
    (key,) = case.let_pass(MISSED_AT).standing.escalations
    first = datetime.fromisoformat("2026-09-25T00:00:05+08:00")

    case.records.tell(key, first)
    case.records.tell(key, first + timedelta(hours=1))
    case.records.tell(EscalationKey(case.id, "no_such_clock", 1), first)

    assert [row.told_at for row in case.escalations()] == [first]
    assert case.records.standing(case.id).escalations == []
