"""What a machine and a database do to the record: a full disk, a failover, a standby, clocks that jump. Nothing is half written, nothing is doubled."""

import threading
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import count

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.events import EventKind
from enforcement.docket.profile import Profile
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for, transaction
from enforcement.records.stuck import stuck
from tests.keys import KEYS
from tests.records.casework import FILED_AT, MISSED_AT, QUERY_CLOCK, RECEIVED_AT, Casework

TRIES = 60
_SERIAL = count(9301)


@pytest.fixture
def case(records: Records) -> Casework:
    """A filed case of its own."""
    case = Casework(records, next(_SERIAL))
    case.file()
    return case


@pytest.fixture(scope="module")
def administrator(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url, restricted=False)
    yield engine
    engine.dispose()


def contact(case: Casework, name: str, at: str = RECEIVED_AT) -> RecordResult:
    return case.fact("interference_contact", at, {"contact": name}, entry_id=name)


def until_written(case: Casework, name: str) -> RecordResult:
    """As the driver does: what the database lacks for the moment is tried again."""
    for _ in range(TRIES):
        try:
            return contact(case, name)
        except OperationalError:
            time.sleep(0.05)
    raise AssertionError(f"{name} could not be written in {TRIES} tries")


def nothing_is_stuck(case: Casework) -> bool:
    with transaction(case.records.engine) as session:
        return stuck(session, case_id=case.id) == []


@pytest.mark.parametrize("table", ["journal", "clocks", "outbox", "cases"])
def test_a_full_disk_leaves_nothing_half_written_and_the_case_goes_on(case: Casework, administrator: Engine, table: str) -> None:
    before = case.everything()
    with administrator.begin() as connection:
        # PostgreSQL's own words and number, from the server, at the very statement that finds no room.
        connection.execute(
            text(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$"
            )
        )
        connection.execute(text(f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION no_room()"))
    try:
        with pytest.raises(OperationalError, match="No space left on device"):
            case.receive_materials()
        assert case.everything() == before
        assert nothing_is_stuck(case)
    finally:
        with administrator.begin() as connection:
            connection.execute(text("DROP FUNCTION no_room() CASCADE"))

    assert case.receive_materials().outcome == "recorded"


def test_connections_that_are_cut_in_the_midst_are_tried_again_and_double_nothing(case: Casework, administrator: Engine) -> None:
    over = threading.Event()

    def cut() -> None:
        while not over.wait(0.15):
            with administrator.begin() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
                    )
                )

    knife = threading.Thread(target=cut)
    knife.start()
    try:
        outcomes = [until_written(case, f"C{n}").outcome for n in range(40)]
    finally:
        over.set()
        knife.join()

    assert set(outcomes) <= {"recorded", "duplicate"}
    assert [row.entry_id for row in case.journal()][1:] == [f"C{n}" for n in range(40)]
    assert nothing_is_stuck(case)


def test_a_server_that_became_a_standby_is_left_for_the_new_one(
    case: Casework, administrator: Engine, database_url: str, profile: Profile
) -> None:
    name = database_url.rpartition("/")[2]
    engine = engine_for(database_url, KEYS, pool_size=1)
    moved = Casework(Records(engine, profile), case.serial)
    try:
        with administrator.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        try:
            with pytest.raises(InternalError, match="read-only transaction"):
                contact(moved, "C1")
        finally:
            with administrator.begin() as connection:
                connection.execute(text("SET TRANSACTION READ WRITE"))
                connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))

        # The connection to it is not used again.
        assert contact(moved, "C1").outcome == "recorded"
        assert nothing_is_stuck(case)
    finally:
        engine.dispose()


def test_a_clock_that_jumps_back_an_hour_moves_no_row_back(case: Casework) -> None:
    contact(case, "late", "2026-09-18T11:30:00+08:00")
    contact(case, "after the jump", "2026-09-18T10:30:00+08:00")

    recorded = [row.recorded_at for row in case.journal()]
    assert recorded == sorted(recorded)
    assert recorded[-1] == datetime.fromisoformat("2026-09-18T11:30:00+08:00")


def test_no_clock_is_missed_before_its_instant_and_each_is_missed_once(case: Casework) -> None:
    case.receive_materials()
    for early in (RECEIVED_AT, "2026-09-24T23:00:00+08:00", FILED_AT, "2026-09-24T23:59:59+08:00"):
        case.let_pass(early)
    assert missed(case) == []

    # An hour forwards, and back: the entry before the instant is journaled with what came before it.
    case.let_pass("2026-09-25T00:30:00+08:00")
    contact(case, "after the jump", "2026-09-24T23:30:00+08:00")
    case.let_pass(MISSED_AT)

    assert missed(case) == [datetime.fromisoformat(MISSED_AT)]
    recorded = [row.recorded_at for row in case.journal()]
    assert recorded == sorted(recorded)


def missed(case: Casework) -> list[datetime]:
    with transaction(case.records.engine) as session:
        events = queries.timeline(session, case.id)
    return [event.at for event in events if event.kind is EventKind.DEADLINE_MISSED and event.rule == QUERY_CLOCK]


def test_every_other_error_of_the_database_is_its_own(case: Casework, administrator: Engine) -> None:
    """A schema that is not migrated yet is the installation's fault: tried again, and no case is stuck for it."""
    with administrator.begin() as connection:
        connection.execute(text("ALTER TABLE outbox RENAME COLUMN topic TO topic_of_tomorrow"))
    try:
        with pytest.raises(DBAPIError, match="topic"):
            case.say(EntryMessage(case.id, "x", "fact", "interference_contact", "handler", {"contact": "x"}, None, RECEIVED_AT))
        assert nothing_is_stuck(case)
    finally:
        with administrator.begin() as connection:
            connection.execute(text("ALTER TABLE outbox RENAME COLUMN topic_of_tomorrow TO topic"))
    assert contact(case, "x").outcome == "recorded"
