"""Money on its way to the case account on the engine: what no callback told is found in the account's statement."""

import pytest

from enforcement.contracts.ids import procedure_workflow_id
from tests.workflows.court import Court
from tests.workflows.test_procedures import Trouble

CREDIT = "fund/credit/deduct-B1-2-0"


def away(court: Court) -> None:
    court.line.be_away("statement", 3)


def answers_lost(court: Court) -> None:
    court.line.lose_answers("statement", 2)


def slow(court: Court) -> None:
    court.fund.withheld = 5


TROUBLES: list[Trouble] = [lambda court: None, away, answers_lost, slow]
NAMES = ["no trouble", "away", "answers lost", "slow"]


async def deduct(court: Court) -> None:
    """50,000 yuan are frozen and deducted; nobody tells of their arrival."""
    await court.courtroom.file()
    await court.courtroom.act("freeze_account", asset="B1", amount=50000)
    await court.courtroom.act("deduct_deposit", asset="B1", mode="线上", destination="case_account", amount=50000)


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_a_credit_that_nobody_told_of_is_found(court: Court, trouble: Trouble) -> None:
    trouble(court)
    await deduct(court)
    await court.kinds(("payout_notice_10wd", "deadline_opened"))
    await court.quiet()
    receipt = court.case_file.receipts["deduct-B1-2-0"]
    assert (receipt.amount, receipt.about) == (5_000_000, "deduct-B1-2")
    assert court.case_file.seen[CREDIT] == "funds_received"


async def test_everything_on_the_account_is_recorded_on_the_way(court: Court) -> None:
    case_id = court.courtroom.case_id
    court.fund.credit(case_id, "V1", 100, "2026-02-06T10:30:00+08:00")
    court.fund.credit(case_id, "V2", 200, "2026-02-06T10:31:00+08:00", identified=False)
    await deduct(court)
    await court.kinds(("unidentified_money_match", "deadline_opened"))
    await court.quiet()
    received = {name: (receipt.amount, receipt.identified) for name, receipt in court.case_file.receipts.items()}
    assert received == {"V1": (100, None), "V2": (200, False), "deduct-B1-2-0": (5_000_000, None)}


async def test_money_that_never_comes_is_given_to_a_person(court: Court) -> None:
    court.fund.withheld = 10_000
    await deduct(court)
    for _ in range(18):
        await court.courtroom.environment.sleep(24 * 3600)
    await court.quiet()
    failure = court.case_file.failures["statement/deduct-B1-2"]
    assert failure.reason.startswith(f"5000000 fen of deduct-B1-2 are not on the account of {court.courtroom.case_id}")

    court.fund.withheld = 0
    await court.courtroom.say("procedure_repeated", procedure="statement/deduct-B1-2")
    await court.quiet()
    assert CREDIT in court.case_file.seen
    name = procedure_workflow_id(court.courtroom.case_id, "statement", "deduct-B1-2")
    await court.courtroom.client.get_workflow_handle(name).result()
