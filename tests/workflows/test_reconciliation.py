"""Reconciliations on the engine: what the docket lacks is recorded, through trouble; nightly, and by hand."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from temporalio.client import ScheduleActionExecutionStartWorkflow, ScheduleHandle

from enforcement import clock
from enforcement.authority.permissions import Reach
from enforcement.contracts.ids import TASK_QUEUE
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.reconciliation import (
    ROUND_SCHEDULE,
    Reason,
    ReconciliationInput,
    Totals,
    reconciliation_workflow_id,
)
from enforcement.law.periods import SHANGHAI
from enforcement.records.database import transaction
from enforcement.records.reconciliations import reconciliation
from enforcement.temporal import CaseStart, reconcile, record_entry, schedule_reconciliations
from tests.docket.building import FILING
from tests.engine_room import dev_server, working
from tests.fakes.fund import FakeFund
from tests.workflows.court import Court
from tests.workflows.test_procedures import Trouble
from workflows.reconciliation import Reconciliation, _added


def away(court: Court) -> None:
    court.line.be_away("statement", 3)


def answers_lost(court: Court) -> None:
    court.line.lose_answers("statement", 2)


@pytest.mark.parametrize("trouble", [lambda court: None, away, answers_lost], ids=["no trouble", "away", "answers lost"])
async def test_a_credit_that_nobody_expected_is_found(court: Court, trouble: Trouble) -> None:
    case_id = court.courtroom.case_id
    await court.courtroom.file()
    stranger = case_id.replace("-执-", "-执-9")
    court.books.journals[case_id] = []
    court.fund.credit(case_id, "V1", 100, "2026-02-06T10:00:00+08:00")
    court.fund.credit(stranger, "V2", 7, "2026-02-06T10:00:00+08:00")
    trouble(court)

    outcome = await court.courtroom.client.execute_workflow(
        Reconciliation.run,
        ReconciliationInput("沪0198", "2026-02"),
        id=reconciliation_workflow_id("沪0198", "2026-02"),
        task_queue=TASK_QUEUE,
    )

    assert court.case_file.receipts["V1"].amount == 100
    assert court.case_file.seen["fund/credit/V1"] == "funds_received"
    assert outcome.totals == Totals(cases=2, credits=107, closing=107, special=107, differences=2, unsettled=1)
    found = {name: (one.reason, one.recorded, one.note) for (name, _), one in court.books.found.items()}
    assert found == {
        case_id: (Reason.MISSING_IN_DOCKET, True, ""),
        stranger: (Reason.MISSING_IN_DOCKET, False, f"no case {stranger} is known here"),
    }
    assert court.books.closed == [outcome]


def test_pages_add_up_and_balances_are_those_of_the_last() -> None:
    one, two = Totals(1, 10, 5, 0, 15, 40, 5, 1, 1), Totals(2, 20, 0, 0, 20, 40, 5, 0, 0)
    assert _added(one, two) == Totals(3, 30, 5, 0, 35, 40, 5, 1, 1)
    assert _added(one, two).balanced is False
    assert _added(replace(one, unsettled=0), two).balanced


async def test_every_court_is_reconciled_by_the_schedule_and_by_hand(engine: Engine) -> None:
    fund, at = FakeFund(), clock.now().astimezone(SHANGHAI)
    case_id = "沪0196-2026-执-1"
    async with dev_server() as environment, working(environment.client, engine, change=lambda ports: replace(ports, fund=fund)):
        client = environment.client
        filing = {**FILING, "case_number": "（2026）沪0196执1号", "court": "沪0196"}
        await record_entry(client, EntryMessage(case_id, "filing", "act", "file_case", "filing_clerk", filing), CaseStart())
        fund.credit(case_id, "V1", 100, at.isoformat())

        by_hand = await reconcile(client, "沪0196", f"{at:%Y-%m}")
        assert by_hand.totals == Totals(cases=1, credits=100, closing=100, special=100, differences=1)
        again = await reconcile(client, "沪0196", f"{at:%Y-%m}")
        assert again.totals == Totals(cases=1, credits=100, closing=100, special=100)
        with transaction(engine) as session:
            row, items = reconciliation(session, Reach(everywhere=True), by_hand.run)
            assert (row.balanced, [(item.entry_id, item.recorded) for item in items]) == (True, [("fund/credit/V1", True)])

        await schedule_reconciliations(client)
        await schedule_reconciliations(client)
        schedule = client.get_schedule_handle(ROUND_SCHEDULE)
        spec = (await schedule.describe()).schedule.spec
        assert (spec.calendars[0].hour[0].start, spec.time_zone_name) == (3, "Asia/Shanghai")
        await schedule.trigger()
        round_id = await _started(schedule)
        assert await client.get_workflow_handle(round_id).result() == ["沪0196"]


async def _started(schedule: ScheduleHandle) -> str:
    """The workflow that a schedule has started."""
    async with asyncio.timeout(20):
        while not (actions := (await schedule.describe()).info.recent_actions):
            await asyncio.sleep(0.05)
    (action,) = actions
    assert isinstance(action.action, ScheduleActionExecutionStartWorkflow)
    return action.action.workflow_id
