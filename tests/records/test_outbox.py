"""The outbox: what each journal row says to the outside, read in order by an index, delivered in one statement."""

from datetime import UTC, datetime

from sqlalchemy import Engine, event, text, update
from sqlmodel import col, select

from enforcement.docket.risks import risk_of
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.outbox import KeptOutbox
from enforcement.records.tables import OutboxRow
from tests.records.casework import MISSED_AT, Casework

AT = datetime(2026, 9, 26, tzinfo=UTC)


def waiting(records: Records, case: Casework) -> list[int]:
    """The messages of one case that wait; the database is shared with other tests."""
    return [message.id for message in KeptOutbox(records.engine).waiting(0, 100_000) if message.row.case_id == case.id]


def test_what_was_delivered_waits_no_more(case: Casework, records: Records) -> None:
    outbox = KeptOutbox(records.engine)
    case.file()
    case.receive_materials()
    first, second = waiting(records, case)
    outbox.delivered([first], AT)
    assert waiting(records, case) == [second]
    assert [m.id for m in outbox.waiting(first, 1)] == [second]
    outbox.delivered([first, second], AT.replace(year=2027))
    assert waiting(records, case) == []
    with transaction(records.engine) as session:
        rows = session.exec(select(OutboxRow).where(col(OutboxRow.id).in_([first, second])).order_by(col(OutboxRow.id))).all()
    assert [row.delivered_at for row in rows] == [AT, AT.replace(year=2027)]


def test_refusals_misses_and_changed_accounts_are_told_with_what_they_are_about(case: Casework, records: Records) -> None:
    case.file()
    case.receive_materials()
    case.act("freeze_account", "2026-09-21T10:00:00+08:00", {"asset": "B1"})
    case.let_pass(MISSED_AT)
    account = {"number": "6222000077", "bank": "某行", "verified_by": "立案庭"}
    case.fact("payee_account_changed", "2026-09-25T10:00:00+08:00", {**account})

    found = [m.row for m in KeptOutbox(records.engine).waiting(0, 100_000) if m.row.case_id == case.id]
    risks = [risk for risk in map(risk_of, found) if risk is not None]
    assert [(risk.kinds, risk.type, risk.by) for risk in risks] == [
        (["refused"], "freeze_account", "handler"),
        (["late"], "tick", "clock"),
        (["payee_changed"], "payee_account_changed", "handler"),
    ]
    assert risks[0].about == [refusal.guard for refusal in case.refusals()]
    assert "query_launch_5wd" in risks[1].about
    assert risks[1].at == MISSED_AT


def test_messages_of_the_first_release_are_read(case: Casework, records: Records) -> None:
    case.file()
    case.act("freeze_account", "2026-09-21T10:00:00+08:00", {"asset": "B1"})
    with transaction(records.engine) as session:
        payload = {"type": "freeze_account", "outcome": "refused", "events": ["refused"]}
        session.execute(update(OutboxRow).where(col(OutboxRow.case_id) == case.id).values(payload=payload))
    _, message = [m for m in KeptOutbox(records.engine).waiting(0, 100_000) if m.row.case_id == case.id]
    risk = risk_of(message.row)
    assert risk is not None
    assert (risk.kinds, risk.by, risk.about) == (["refused"], None, [])


def test_a_batch_is_one_scan_of_the_index_and_one_statement(engine: Engine) -> None:
    outbox, statements = KeptOutbox(engine), list[str]()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        outbox.waiting(0, 10)
        outbox.delivered([1, 2, 3], AT)
        outbox.delivered([], AT)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert [statement.split()[0] for statement in statements] == ["SELECT", "UPDATE"]
    with transaction(engine) as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            session.execute(text("EXPLAIN SELECT * FROM outbox WHERE delivered_at IS NULL AND id > 0 ORDER BY id LIMIT 200")).scalars()
        )
    assert "ix_outbox_waiting" in plan
    assert "Sort" not in plan
