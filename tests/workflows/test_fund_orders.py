"""Accounts, deposits, plans and bank returns on the engine."""

import pytest

from enforcement.contracts.messages import Json
from tests.workflows.court import Court

APPROVALS: Json = ["handler", "bureau_chief"]


@pytest.mark.parametrize("lost", [0, 3])
async def test_the_account_is_opened_once_whatever_is_repeated(court: Court, lost: int) -> None:
    court.line.lose_answers("account", lost)
    await court.courtroom.file()
    await court.quiet()
    assert [order.instruction for order in court.fund_orders.orders.values()] == ["open"]
    assert court.case_file.account == f"6217-{court.courtroom.case_id}"


@pytest.mark.parametrize("lost", [0, 2])
async def test_a_deferred_part_is_held_and_released_and_a_plan_sent(court: Court, lost: int) -> None:
    room = court.courtroom
    await room.file()
    await room.say("funds_received", receipt="R1", amount=1000)
    await court.quiet()
    court.line.lose_answers("account", lost)
    await room.act("defer_payout", receipt="R1", amount=200, ground="申请执行人未领取", approved_by="bureau_chief")
    await room.act("distribute_funds", receipt="R1")
    await court.quiet()
    await room.say("deferral_ground_ended", receipt="R1")
    await court.quiet()
    told = sorted((order.instruction, order.about, order.amount) for order in court.fund_orders.orders.values())
    assert told == [("distribute", "F1", None), ("hold", "R1-1", 20_000), ("open", "", None), ("release", "R1-1", 20_000)]
    assert court.case_file.deposits["R1-1"].released


async def test_what_the_bank_returns_is_paid_anew(court: Court) -> None:
    room, fund = court.courtroom, court.fund
    # The bank returns the first pay-out and makes the second.
    fund.returned = {"Y1"}
    await room.file()
    await room.say("funds_received", receipt="R1", amount=70000)
    await room.act("send_payment_notice", payment="Y1", receipt="R1", amount=70000, payee_account="6222000001", approvals=APPROVALS)

    await court.kinds(("payout_pay_5wd", "deadline_met"))
    await court.quiet()

    assert [notice.key for notice in fund.notices.values()] == ["Y1", "Y1~2"]
    payment = court.case_file.payments["Y1"]
    assert (payment.paid, payment.returns, payment.notices) == (7_000_000, 1, 2)
    assert [state for state in court.happened() if state[0] == "payout_pay_5wd"] == [
        ("payout_pay_5wd", "deadline_opened"),
        ("payout_pay_5wd", "deadline_met"),
    ]
