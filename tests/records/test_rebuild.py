"""From the journal alone the other tables come back as they were."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine, text

from enforcement.docket.profile import Profile
from enforcement.errors import UnknownCase
from enforcement.records.rebuild import rebuild_projections
from tests.records.casework import MISSED_AT, Casework


@pytest.fixture
def lived(case: Casework) -> Casework:
    """A case with a refused act, a missed clock, a told rung and money."""
    case.file()
    case.receive_materials()
    case.act("freeze_account", "2026-09-18T10:00:00+08:00", {"asset": "A1"}, entry_id="freeze")
    (key,) = case.let_pass(MISSED_AT).standing.escalations
    case.records.tell(key, datetime.fromisoformat("2026-09-25T00:00:05+08:00"))
    case.credit("R1", "12.34", "2026-09-25T10:00:00+08:00")
    return case


def test_rebuilding_changes_nothing(lived: Casework, engine: Engine, profile: Profile) -> None:
    written = lived.everything()

    assert rebuild_projections(engine, profile, lived.id) == 1

    assert lived.everything() == written


def test_lost_and_wrong_rows_come_back(lived: Casework, engine: Engine, administrator: Engine, profile: Profile) -> None:
    written = lived.everything()
    with administrator.begin() as connection:
        for statement in (
            "DELETE FROM cases WHERE case_id = :case",
            "DELETE FROM refusals WHERE case_id = :case",
            "DELETE FROM clocks WHERE case_id = :case AND superseded IS NULL",
            "UPDATE clocks SET due_on = '2030-01-01', status = 'met' WHERE case_id = :case",
        ):
            connection.execute(text(statement), {"case": lived.id})
    assert lived.everything() != written

    rebuild_projections(engine, profile, lived.id)

    assert lived.everything() == written


def test_a_lost_rung_comes_back_untold(lived: Casework, engine: Engine, administrator: Engine, profile: Profile) -> None:
    (before,) = lived.escalations()
    with administrator.begin() as connection:
        connection.execute(text("DELETE FROM escalations WHERE case_id = :case"), {"case": lived.id})

    rebuild_projections(engine, profile, lived.id)

    (after,) = lived.escalations()
    own = {"id", "told_at"}
    assert after.model_dump(exclude=own) == before.model_dump(exclude=own)
    assert [key.level for key in lived.records.standing(lived.id).escalations] == [1]


def test_a_rebuilt_case_goes_on(lived: Casework, engine: Engine, profile: Profile) -> None:
    rebuild_projections(engine, profile, lived.id)

    assert lived.credit("R1", "12.34", "2026-09-26T10:00:00+08:00").outcome == "duplicate"
    assert lived.credit("R2", 1, "2026-09-26T10:00:00+08:00").standing.sequence == lived.row().sequence


def test_all_cases_are_rebuilt(new_case: Callable[[], Casework], engine: Engine, profile: Profile) -> None:
    cases = [new_case(), new_case()]
    for case in cases:
        case.file()
    written = [case.everything() for case in cases]

    assert rebuild_projections(engine, profile) >= len(cases)

    assert [case.everything() for case in cases] == written


def test_a_case_without_a_journal_cannot_be_rebuilt(engine: Engine, profile: Profile) -> None:
    with pytest.raises(UnknownCase, match="沪0199-2026-执-404"):
        rebuild_projections(engine, profile, "沪0199-2026-执-404")
