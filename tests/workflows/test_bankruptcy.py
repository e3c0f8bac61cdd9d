"""A transfer to bankruptcy on the engine: decided by a person, followed to the ruling by itself (art 5)."""

from collections.abc import Callable

import pytest

from tests.workflows.court import Court

Trouble = Callable[[Court], None]


def slow(court: Court) -> None:
    court.bankruptcy.unready = 5


TROUBLES: list[Trouble] = [
    lambda court: None,
    lambda court: court.line.be_away("transfer", 3),
    lambda court: court.line.lose_answers("transfer", 2),
    slow,
]
NAMES = ["no trouble", "away", "answers lost", "slow"]


async def transferred(court: Court) -> None:
    room = court.courtroom
    await room.file()
    await room.say("insolvency_found", debtor="D1")
    decision = {"debtor": "D1", "to_court": "沪03", "consenting": "P1", "approved_by": "court_president"}
    refused = await room.act("transfer_to_bankruptcy", **decision)
    assert [refusal.guard for refusal in refused.refusals] == ["R05-5"]
    await room.say("bankruptcy_inquiry_answered", debtor="D1")
    assert (await room.act("transfer_to_bankruptcy", **decision)).outcome == "accepted"


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_a_transfer_that_is_accepted_leaves_the_release_to_a_person(court: Court, trouble: Trouble) -> None:
    trouble(court)

    await transferred(court)

    await court.kinds(("bankruptcy_release_preservation", "deadline_opened"))
    assert ("bankruptcy_stay_on_notice", "deadline_opened") in court.happened()
    assert [(order.to_court, order.consenting, order.approved_by) for order in court.bankruptcy.orders.values()] == [
        ("沪03", "P1", "court_president")
    ]
    assert (court.case_file.bankruptcy_accepted, court.case_file.debtors["D1"].transfer) == (True, None)
    await court.quiet()


async def test_a_transfer_that_is_rejected_ends_the_stay(court: Court) -> None:
    court.bankruptcy.rejected = {"D1"}

    await transferred(court)

    await court.quiet()
    assert [hold.end is None for hold in court.case_file.holds if hold.key == "bankruptcy"] == [False]
    assert not court.case_file.bankruptcy_notice
