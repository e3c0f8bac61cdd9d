"""The procedures on the engine, with subsystems in memory: from what the case needs to the receipts in its journal."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import ActivityError, ApplicationError

from enforcement.contracts.ids import procedure_workflow_id
from enforcement.contracts.messages import Json
from tests.workflows.court import Court
from tests.workflows.courtroom import FIRST_DAY

Trouble = Callable[[Court], None]


def away(court: Court) -> None:
    court.line.be_away("order", 3)


def answers_lost(court: Court) -> None:
    court.line.lose_answers("order", 2)


def slow(court: Court) -> None:
    court.query.unready = court.fund.unready = 5


TROUBLES: list[Trouble] = [lambda court: None, away, answers_lost, slow]
NAMES = ["no trouble", "away", "answers lost", "slow"]


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_the_query_runs_by_itself_in_both_channels(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await court.courtroom.file()

    await court.courtroom.say("materials_received")

    await court.kinds(("triage_after_feedback", "deadline_opened"))
    assert ("query_launch_5wd", "deadline_met") in court.happened()
    assert sorted(order.channel for order in court.query.orders.values()) == ["总对总", "点对点"]
    await court.quiet()


async def pay(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.say("funds_received", receipt="R1", amount=70000)
    approvals: Json = ["handler", "bureau_chief"]
    paid = await court.courtroom.act(
        "send_payment_notice", payment="Y1", receipt="R1", amount=70000, payee_account="6222000001", approvals=approvals
    )
    assert paid.outcome == "accepted"


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_a_payment_is_followed_to_the_bank(court: Court, trouble: Trouble) -> None:
    trouble(court)

    await pay(court)

    await court.kinds(("payout_pay_5wd", "deadline_met"))
    assert ("payout_notice_10wd", "deadline_met") in court.happened()
    assert [notice.amount for notice in court.fund.notices.values()] == [7_000_000]


@pytest.mark.parametrize("trouble", TROUBLES[:3], ids=NAMES[:3])
async def test_a_restriction_is_issued_and_lifted_with_every_receipt(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await court.courtroom.file()
    await court.courtroom.serve_notice()
    await court.courtroom.virtual.reach(FIRST_DAY.replace(day=20, month=3))

    restricted = await court.courtroom.act("restrict_consumption", debtor="D1", ground="未按执行通知履行", signed_by="court_president")
    assert restricted.outcome == "accepted"
    await court.quiet()
    await court.courtroom.say("obligation_performed", debtor="D1")

    await court.kinds(("restriction_lift_fulfilled_3wd", "deadline_met"))
    assert [order.measure for order in court.credit.orders.values()] == ["restrict", "lift"]


async def test_what_a_subsystem_refuses_fails_in_the_open(court: Court) -> None:
    court.query.rejects = True
    await court.courtroom.file()

    await court.courtroom.say("materials_received")
    (procedure,) = court.needs("query")
    name = procedure_workflow_id(court.courtroom.case_id, procedure.kind, procedure.key)
    async with asyncio.timeout(20):
        while not court.line.calls["order"]:
            await asyncio.sleep(0.01)
    with pytest.raises(WorkflowFailureError) as caught:
        await court.courtroom.client.get_workflow_handle(name).result()

    assert isinstance(caught.value.cause, ActivityError)
    assert isinstance(caught.value.cause.cause, ApplicationError)
    assert caught.value.cause.cause.type == "SubsystemRejected"
    assert court.line.calls["order"] == 1
    standing = court.docket.standing(court.courtroom.case_id)
    (clock,) = [clock for clock in standing.clocks if clock.rule == "procedure_failure_answer"]
    assert (clock.subject, clock.internal, court.needs("query")) == ({"procedure": "query/Q1"}, True, [])


async def test_a_person_repeats_what_failed(court: Court) -> None:
    court.query.rejects = True
    await court.courtroom.file()
    await court.courtroom.say("materials_received")
    (procedure,) = court.needs("query")
    name = procedure_workflow_id(court.courtroom.case_id, procedure.kind, procedure.key)
    with pytest.raises(WorkflowFailureError):
        await court.courtroom.client.get_workflow_handle(name).result()

    court.query.rejects = False
    result = await court.courtroom.say("procedure_repeated", procedure="query/Q1")
    assert "procedure_failure_answer" not in [clock.rule for clock in result.standing.clocks]
    await court.quiet()
    assert ("deadline_met", "query_launch_5wd") in [(kind, clock) for _, kind, clock in court.courtroom.timeline()]


async def test_a_subsystem_that_is_away_for_days_is_given_up_and_a_person_told(court: Court) -> None:
    court.line.be_away("order", 10_000)
    await court.courtroom.file()
    began = await court.courtroom.environment.get_current_time()
    await court.courtroom.say("materials_received")
    name = procedure_workflow_id(court.courtroom.case_id, "query", "Q1")

    await court.courtroom.environment.sleep(timedelta(days=4))
    with pytest.raises(WorkflowFailureError) as caught:
        await court.courtroom.client.get_workflow_handle(name).result()

    assert isinstance(caught.value.cause, ApplicationError)
    told = caught.value.cause.message
    said = re.fullmatch(
        r"subsystem query has not answered query.launch since (.+), given up (.+); last: .* did not answer: nobody answers", told
    )
    assert said is not None, told
    since, until = (datetime.fromisoformat(part) for part in said.groups())
    assert abs(since - began) < timedelta(minutes=2)
    assert timedelta(days=3) - timedelta(minutes=12) <= until - since <= timedelta(days=3, minutes=1)
    standing = court.docket.standing(court.courtroom.case_id)
    assert {"query_launch_5wd", "procedure_failure_answer"} <= {clock.rule for clock in standing.clocks}
    assert court.docket.case_file(court.courtroom.case_id).failures["query/Q1"].reason == told

    court.line.be_away("order", 0)
    await court.courtroom.say("procedure_repeated", procedure="query/Q1")
    await court.kinds(("query_launch_5wd", "deadline_met"))


@pytest.mark.parametrize("found", [False, True])
async def test_a_terminated_case_is_queried_again_by_itself(court: Court, found: bool) -> None:
    room = court.courtroom
    await room.file()
    await room.terminate()
    assert court.docket.standing(room.case_id).state == "terminated"
    court.query.finds = found

    await room.virtual.reach(FIRST_DAY.replace(day=20, month=10))

    await court.kinds(("zhongben_requery_6m", "deadline_met"))
    assert [order.key for order in court.query.orders.values()] == ["R1", "R1"]
    opened = [(event.rule, dict(event.subject), event.n) for event in court.docket.events(room.case_id) if event.kind == "deadline_opened"]
    controls = [subject for rule, subject, _ in opened if rule == "zhongben_clue_control_immediate"]
    assert controls == ([{"asset": "D1-总对总"}, {"asset": "D1-点对点"}] if found else [])
    assert [n for rule, _, n in opened if rule == "zhongben_requery_6m"] == [1, 2]


async def test_a_method_of_valuation_runs_to_its_outcome_and_the_next_one_is_decided(court: Court) -> None:
    room = court.courtroom
    await room.file()
    await room.say("asset_controlled", asset="A1", asset_kind="不动产", online=False, value=900000, disposal_needed=True)
    await room.say("asset_entered", asset="A1")

    await room.act("start_valuation", asset="A1", method="当事人议价")
    await court.kinds(("refprice_start_30d", "deadline_met"))
    await court.quiet()
    assert (await room.act("start_valuation", asset="A1", method="网络询价")).outcome == "accepted"
    await court.kinds(("disposal_start_10d", "deadline_opened"))

    assert [(order.method, order.value) for order in court.valuation.orders.values()] == [
        ("当事人议价", 90_000_000),
        ("网络询价", 90_000_000),
    ]
    await court.quiet()


async def test_an_appraisal_has_its_own_clocks(court: Court) -> None:
    room = court.courtroom
    await room.file()
    await room.say("asset_controlled", asset="A1", asset_kind="不动产", online=False, value=900000, disposal_needed=True)
    await room.say("asset_entered", asset="A1")
    await room.act("start_valuation", asset="A1", method="委托评估", reason="法律规定必须评估", agencies=3)

    await court.kinds(("report_service_3d", "deadline_opened"))
    assert ("appraisal_report_30d", "deadline_met") in court.happened()
    await court.quiet()
