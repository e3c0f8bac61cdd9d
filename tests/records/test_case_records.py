"""One call is one transaction: what an entry writes, what it does not, and what is answered."""

from datetime import datetime

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlmodel import select

from enforcement.contracts.messages import EntryMessage
from enforcement.docket.reading import EntryError
from enforcement.errors import AlreadyFiled, EntryConflict, Undecidable, WrongCase
from enforcement.records.audit import FIRST_LINK
from enforcement.records.case_records import Records
from enforcement.records.database import transaction
from enforcement.records.tables import OutboxRow
from tests.records.casework import FILED_AT, MISSED_AT, QUERY_CLOCK, RECEIVED_AT, Casework

MOST_STATEMENTS = 8
NOTHING: dict[str, list[dict[str, object]]] = {
    name: [] for name in ("CaseRow", "JournalRow", "ClockRow", "RefusalRow", "EscalationRow", "OutboxRow")
}


def test_an_accepted_act_writes_its_row_and_everything_that_follows(case: Casework) -> None:
    result = case.file()

    assert (result.entry_id, result.outcome, result.refusals) == ("filing", "accepted", [])
    (entry,) = case.journal()
    assert (entry.sequence, entry.entry_id, entry.kind, entry.type, entry.by) == (1, "filing", "act", "file_case", "handler")
    assert (entry.outcome, entry.previous_link) == ("accepted", FIRST_LINK)
    assert entry.recorded_at == entry.happened_at == datetime.fromisoformat(FILED_AT)
    assert entry.data["applied_on"] == "2026-09-16"
    assert [line["kind"] for line in entry.events] == ["accepted", "deadline_opened", "deadline_opened"]
    row = case.row()
    assert (row.sequence, row.link, row.number, row.court, row.state) == (1, entry.link, case.number, "沪0199", "filed")
    clocks = case.clocks()
    assert "execution_notice_10d" in {clock.rule for clock in clocks}
    assert [(clock.since, clock.superseded, clock.status) for clock in clocks] == [(1, None, "open")] * 2
    assert [clock.terms for clock in clocks] == sorted(entry.clocks, key=lambda terms: str(terms["id"]))
    assert {wake_up.clock for wake_up in result.standing.wake_ups} == {clock.clock for clock in clocks}
    assert len(case.everything()["OutboxRow"]) == 1
    assert (case.refusals(), case.escalations()) == ([], [])


def test_a_refused_act_is_journaled_and_changes_nothing_else(case: Casework) -> None:
    case.file()
    before = case.row()

    result = case.act("freeze_account", RECEIVED_AT, {"asset": "A1"}, entry_id="freeze")

    assert result.outcome == "refused"
    assert {(refusal.law, refusal.article) for refusal in result.refusals} >= {("法〔2021〕322号", "15")}
    assert [(row.guard, row.act, row.by) for row in case.refusals()] == [(r.guard, "freeze_account", "handler") for r in result.refusals]
    assert case.journal()[-1].outcome == "refused"
    after = case.row()
    assert (after.sequence, after.state) == (before.sequence + 1, before.state)
    told = {"seen", "last_at"}
    assert {k: v for k, v in after.case_file.items() if k not in told} == {k: v for k, v in before.case_file.items() if k not in told}


def test_money_is_kept_as_whole_fen(case: Casework) -> None:
    case.file(claim="1000000.50")
    case.credit("R1", 0.07)

    assert case.row().claim_fen == 100_000_050
    assert [row.data["amount"] for row in case.journal() if row.type == "funds_received"] == [7]


def test_an_entry_seen_before_writes_nothing_and_answers_with_the_standing(case: Casework) -> None:
    case.file()
    first = case.receive_materials()
    written = case.everything()

    again = case.receive_materials("2026-09-18T10:00:00+08:00")

    assert again.outcome == "duplicate"
    assert again.standing == first.standing
    assert case.everything() == written


def test_a_refused_act_said_again_is_refused_in_the_same_words(case: Casework) -> None:
    case.file()
    first = case.act("freeze_account", RECEIVED_AT, {"asset": "A1"}, entry_id="freeze")
    written = case.everything()

    again = case.act("freeze_account", "2026-09-18T10:00:00+08:00", {"asset": "A1"}, entry_id="freeze")

    assert (again.outcome, again.refusals) == ("refused", first.refusals)
    assert case.everything() == written


@pytest.mark.parametrize(
    "other",
    [
        ("fact", "funds_received", {"receipt": "R1", "amount": 200}, None),
        ("fact", "funds_received", {"receipt": "R1", "amount": 100}, "2026-09-17T12:00:00+08:00"),
        ("fact", "materials_received", {}, None),
        ("act", "close_case", {"form": "performed"}, None),
    ],
    ids=["other data", "another time of happening", "another type", "another kind"],
)
def test_an_id_used_for_something_else_is_a_conflict(case: Casework, other: tuple[str, str, dict[str, str | int], str | None]) -> None:
    kind, name, data, happened_at = other
    case.file()
    case.credit("R1", 100, happened_at="2026-09-17T11:00:00+08:00")
    written = case.everything()

    message = EntryMessage(case.id, "R1", kind, name, "handler", dict(data), happened_at, "2026-09-18T10:00:00+08:00")
    with pytest.raises(EntryConflict, match="R1"):
        case.say(message)

    assert case.everything() == written


def test_a_callback_that_says_when_repeats_a_poll_that_did_not(case: Casework) -> None:
    case.file()
    case.credit("R1", 100)

    assert case.credit("R1", 100, happened_at="2026-09-17T11:00:00+08:00").outcome == "duplicate"


def test_a_second_filing_is_told_that_the_case_is_filed(case: Casework) -> None:
    case.file()
    written = case.everything()

    with pytest.raises(AlreadyFiled, match=case.id):
        case.file(RECEIVED_AT, entry_id="filing-2", claim=5)

    assert case.everything() == written


def test_a_filing_with_the_number_of_another_case_names_both(case: Casework) -> None:
    elsewhere = {**case.filing(), "case_number": "（2026）沪0199执9999号"}

    with pytest.raises(WrongCase) as caught:
        case.act("file_case", FILED_AT, elsewhere)

    assert (caught.value.case_id, caught.value.named) == (case.id, "沪0199-2026-执-9999")
    assert case.everything() == NOTHING


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"id": "a\x00b"}, "id"),
        ({"by": "a\x00b"}, "by"),
        ({"data": {"receipt": "R\x00", "amount": 1}}, "data.receipt"),
        ({"data": {"receipt": "R1", "amount": -1}}, "data.amount"),
        ({"kind": "tick"}, "kind"),
        ({"case_id": "沪0199-2026-执-1\x00"}, "case_id"),
        ({"case_id": "somewhere"}, "case_id"),
        ({"recorded_at": None}, "recorded_at"),
        ({"recorded_at": "yesterday"}, "recorded_at"),
        ({"recorded_at": "2026-09-18T09:30:00"}, "recorded_at"),
        ({"happened_at": "2026-09-18T09:00:00"}, "happened_at"),
        ({"happened_at": "2026-09-19T09:00:00+08:00"}, "happened_at"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(value),
)
def test_what_cannot_be_read_names_the_field_and_writes_nothing(case: Casework, change: dict[str, object], path: str) -> None:
    said: dict[str, object] = {
        "case_id": case.id,
        "id": "R1",
        "kind": "fact",
        "type": "funds_received",
        "by": "fund_system",
        "data": {"receipt": "R1", "amount": 1},
        "recorded_at": RECEIVED_AT,
        **change,
    }

    with pytest.raises(EntryError) as caught:
        case.say(EntryMessage(**said))  # type: ignore[arg-type]

    assert path in {error.path for error in caught.value.errors}
    assert case.everything() == NOTHING


def test_recording_never_runs_backwards(case: Casework) -> None:
    case.file(RECEIVED_AT)

    case.fact("materials_received", FILED_AT)

    assert [row.recorded_at for row in case.journal()] == [datetime.fromisoformat(RECEIVED_AT)] * 2


def test_days_are_those_of_shanghai_whatever_offset_the_instant_came_with(case: Casework) -> None:
    case.file()

    case.fact("materials_received", "2026-09-17T16:30:00+00:00")

    (clock,) = [row for row in case.clocks() if row.clock == QUERY_CLOCK]
    assert (clock.terms["started_at"], clock.terms["rule_on"]) == ("2026-09-18T00:30:00+08:00", "2026-09-18")
    assert case.row().case_file["last_at"] == "2026-09-18T00:30:00+08:00"


def test_timers_come_before_the_entry_of_the_same_instant(case: Casework) -> None:
    case.file()
    case.receive_materials()

    case.fact("query_launched", MISSED_AT, {"channels": ["总对总", "点对点"], "types": "ALL_ENABLED"})

    tick, launched = case.journal()[-2:]
    assert (tick.kind, tick.entry_id, tick.by, tick.outcome) == ("tick", None, "clock", "ticked")
    assert "deadline_missed" in {line["kind"] for line in tick.events}
    assert [line["kind"] for line in launched.events] == ["deadline_met_late"]


def test_a_timer_that_rings_twice_or_for_nothing_writes_once(case: Casework) -> None:
    case.file()
    case.receive_materials()
    case.let_pass("2026-09-23T09:00:00+08:00")
    written = case.everything()

    again = case.let_pass("2026-09-23T09:00:00+08:00")
    early = case.let_pass("2026-09-20T00:00:00+08:00")

    assert case.everything() == written
    assert again.standing == early.standing
    assert again.outcome == "ticked"


def test_a_case_that_nobody_spoke_to_is_unfiled_and_stays_unwritten(case: Casework) -> None:
    assert (case.records.standing(case.id).state, case.records.standing(case.id).sequence) == ("unfiled", 0)
    assert case.let_pass(MISSED_AT).standing.state == "unfiled"
    assert case.everything() == NOTHING


def test_the_standing_is_the_same_from_the_answer_and_from_the_database(case: Casework) -> None:
    case.file()
    case.receive_materials()
    result = case.let_pass(MISSED_AT)

    assert case.records.standing(case.id) == result.standing
    assert [(key.clock, key.level) for key in result.standing.escalations] == [(QUERY_CLOCK, 1)]


def test_a_fault_in_the_middle_leaves_nothing(case: Casework, administrator: Engine) -> None:
    case.file()
    with administrator.begin() as connection:
        # The version that the next entry will write is taken: it fails after its journal row went in.
        connection.execute(
            text(
                "INSERT INTO clocks (case_id, clock, since, superseded, rule, due_on, expires_at, status, level, terms) "
                "VALUES (:case, :clock, 2, 9, 'x', '2026-01-01', '2026-01-01T00:00:00+08:00', 'met', 0, '{}')"
            ),
            {"case": case.id, "clock": QUERY_CLOCK},
        )
    written = case.everything()

    with pytest.raises(Undecidable, match="duplicate key"):
        case.receive_materials()

    assert case.everything() == written
    assert len(case.journal()) == 1


def test_an_entry_takes_few_statements(case: Casework, engine: Engine) -> None:
    case.file()
    statements: list[str] = []

    def count(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        case.receive_materials()
    finally:
        event.remove(engine, "before_cursor_execute", count)

    assert len(statements) <= MOST_STATEMENTS, statements


def test_every_journaled_entry_leaves_one_message_to_the_outside(case: Casework, records: Records) -> None:
    case.file()
    case.receive_materials()
    case.receive_materials()

    with transaction(records.engine) as session:
        rows = session.exec(select(OutboxRow).where(OutboxRow.case_id == case.id)).all()
    assert sorted((row.sequence, row.topic, row.payload["type"]) for row in rows) == [
        (1, "case.act", "file_case"),
        (2, "case.fact", "materials_received"),
    ]
