"""The journal can be added to and not be changed: by its role for the application, by a trigger for everybody."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from enforcement.records.database import APPLICATION_ROLE, snapshot
from tests.records.casework import Casework

CHANGES = {
    "update": "UPDATE journal SET outcome = 'accepted'",
    "delete": "DELETE FROM journal",
    "truncate": "TRUNCATE journal",
}


def test_the_application_works_as_its_own_role(engine: Engine) -> None:
    with engine.connect() as connection:
        role, bypasses = connection.execute(text("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")).one()

    assert (role, bypasses) == (APPLICATION_ROLE, False)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_application_may_not_change_the_journal(case: Casework, engine: Engine, change: str) -> None:
    case.file()
    written = case.everything()

    with pytest.raises(DBAPIError, match="permission denied for table journal"), engine.begin() as connection:
        connection.execute(text(change))

    assert case.everything() == written


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_trigger_stops_even_the_owner(case: Casework, administrator: Engine, change: str) -> None:
    case.file()
    written = case.everything()

    with pytest.raises(DBAPIError, match="the journal is append-only"), administrator.begin() as connection:
        connection.execute(text(change))

    assert case.everything() == written


@pytest.mark.parametrize("reach", ["ALTER TABLE journal DISABLE TRIGGER ALL", "DROP TABLE journal", "TRUNCATE cases"])
def test_the_application_may_not_take_the_locks_off(engine: Engine, reach: str) -> None:
    with pytest.raises(DBAPIError, match=r"must be owner|permission denied"), engine.begin() as connection:
        connection.execute(text(reach))


def test_a_snapshot_writes_nothing_and_sees_one_moment(case: Casework, engine: Engine) -> None:
    case.file()
    count = text("SELECT count(*) FROM journal WHERE case_id = :case")

    with snapshot(engine) as session:
        before = session.execute(count, {"case": case.id}).scalar_one()
        case.receive_materials()
        assert session.execute(count, {"case": case.id}).scalar_one() == before == 1
    with pytest.raises(DBAPIError, match="read-only transaction"), snapshot(engine) as session:
        session.execute(text("DELETE FROM outbox"))
