"""Disposal on the engine, with platforms in memory: people decide, everything else happens by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime

import pytest
from temporalio.client import WorkflowExecutionStatus

from enforcement.contracts.auction import AuctionOutcome
from enforcement.contracts.ids import procedure_workflow_id
from enforcement.contracts.messages import Json
from enforcement.contracts.valuation import ValuationState
from enforcement.docket.events import EventKind
from enforcement.law.periods import SHANGHAI
from tests.workflows.court import Court
from tests.workflows.test_procedures import NAMES, TROUBLES, Trouble

TEXT = "法院依法负责腾退交付"


def at(month: int, day: int) -> datetime:
    """Ten in the morning of a day in 2026."""
    return datetime(2026, month, day, 10, tzinfo=SHANGHAI)


async def seized(court: Court) -> None:
    """A house under control, and entered."""
    room = court.courtroom
    await room.file()
    await room.say("asset_controlled", asset="A1", asset_kind="不动产", online=False, value=900000, disposal_needed=True)
    await room.say("asset_entered", asset="A1")


async def priced(court: Court) -> None:
    """Its price is fixed by a network inquiry."""
    await seized(court)
    assert (await court.courtroom.act("start_valuation", asset="A1", method="网络询价")).outcome == "accepted"
    await court.kinds(("disposal_start_10d", "deadline_opened"))


async def announce(court: Court, auction_on: date, number: int = 1, start_price: int = 700000) -> None:
    named: dict[str, Json] = {"asset": "A1", "platform": "平台甲", "notice_text": TEXT, "deposit": start_price // 10}
    announced = await court.courtroom.act(
        "publish_auction_notice", round=number, start_price=start_price, auction_on=auction_on.isoformat(), **named
    )
    assert announced.outcome == "accepted"


def rounds(court: Court) -> dict[str, str]:
    """Where each round stands, as the docket knows it."""
    return {name: auction.outcome.value for name, auction in court.case_file.auctions.items()}


async def until(court: Court, holds: Callable[[], bool]) -> None:
    """Let time pass, ten minutes at a time, until something holds."""
    for _ in range(500):
        for _ in range(10):
            if holds():
                return
            await asyncio.sleep(0.01)
        await court.courtroom.environment.sleep(600)
    pytest.fail(f"{rounds(court)} {court.needs()}")


async def ended(court: Court, kind: str, key: str) -> bool:
    """Whether a procedure has run to its end."""
    name = procedure_workflow_id(court.courtroom.case_id, kind, key)
    return (await court.courtroom.client.get_workflow_handle(name).describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_a_house_goes_from_its_seizure_to_its_delivery(court: Court) -> None:
    room = court.courtroom
    await seized(court)
    await room.act("start_valuation", asset="A1", method="当事人议价")
    await court.quiet()
    await room.act("start_valuation", asset="A1", method="网络询价")
    await court.kinds(("disposal_start_10d", "deadline_opened"))
    court.auction.bidding = True
    await announce(court, date(2026, 3, 20))
    await court.kinds(("disposal_start_10d", "deadline_met"))
    await room.virtual.reach(at(3, 21))
    assert rounds(court) == {"A1-1": "published"}
    court.auction.bidding = False
    await room.virtual.reach(at(3, 22))
    await court.kinds(("reauction_30d", "deadline_opened"))

    court.auction.bidding = True
    await announce(court, date(2026, 4, 20), 2, 560000)
    await court.kinds(("reauction_30d", "deadline_met"))
    await room.virtual.reach(at(4, 21))
    court.auction.bidding = False
    await room.virtual.reach(at(4, 22))
    await court.kinds(("title_ruling_10d", "deadline_opened"))
    await room.say("title_ruling_served", asset="A1")
    await room.say("asset_delivered", asset="A1")

    assert rounds(court) == {"A1-1": "failed", "A1-2": "paid"}
    disposal = ["refprice_start_30d", "disposal_start_10d", "reauction_30d", "title_ruling_10d", "delivery_15d"]
    for rule in disposal:
        assert [kind for name, kind in court.happened() if name == rule and kind != EventKind.DEADLINE_WARNED] == [
            "deadline_opened",
            "deadline_met",
        ], rule
    assert [order.round for order in court.auction.orders.values()] == [1, 2]
    assert [asset.gone for asset in court.case_file.assets.values()] == [True]
    await court.quiet()


@pytest.mark.parametrize("trouble", TROUBLES[:3], ids=NAMES[:3])
async def test_a_round_is_ordered_once_and_reported_in_full(court: Court, trouble: Trouble) -> None:
    await priced(court)
    trouble(court)
    await announce(court, date(2026, 3, 20))
    await until(court, lambda: rounds(court) == {"A1-1": "failed"})
    assert ("disposal_start_10d", "deadline_met") in court.happened()
    assert len(court.auction.orders) == 1
    await court.quiet()


async def test_a_buyer_who_does_not_pay_leaves_the_way_open(court: Court) -> None:
    await priced(court)
    court.auction.fates[f"{court.courtroom.case_id}:A1-1:auction"] = AuctionOutcome.DEFAULTED
    await announce(court, date(2026, 3, 20))
    await court.kinds(("reauction_after_default", "deadline_opened"))
    assert court.case_file.assets["A1"].held
    await announce(court, date(2026, 3, 20))
    await court.kinds(("reauction_after_default", "deadline_met"))
    await until(court, lambda: rounds(court) == {"A1-1": "defaulted", "A1-2": "failed"})


async def stay(court: Court) -> None:
    await court.courtroom.say("stay_ordered", ground="中止")


async def object_to(court: Court) -> None:
    await court.courtroom.say("outsider_objection_received", objection="O1", asset="A1")


async def notice_bankruptcy(court: Court) -> None:
    await court.courtroom.say("bankruptcy_transfer_notice_received")


@pytest.mark.parametrize("lost", [False, True], ids=["no trouble", "answer lost"])
@pytest.mark.parametrize(
    ("bar", "clock"),
    [(stay, "auction_resume_5d"), (notice_bankruptcy, "auction_resume_5d"), (object_to, "auction_resume_after_objection")],
)
async def test_a_running_auction_is_taken_off_by_itself(
    court: Court, bar: Callable[[Court], Awaitable[None]], clock: str, lost: bool
) -> None:
    await priced(court)
    court.auction.bidding = True
    await announce(court, date(2026, 3, 20))
    await until(court, lambda: rounds(court) == {"A1-1": "published"})
    if lost:
        court.line.lose_answers("withdraw", 2)

    await bar(court)

    await court.kinds((clock, "deadline_paused"))
    assert rounds(court) == {"A1-1": "withdrawn"}
    assert list(court.auction.stopped) == [f"{court.courtroom.case_id}:A1-1:auction"]
    await court.quiet()
    await court.courtroom.virtual.reach(at(2, 25))
    assert await ended(court, "auction", "A1-1"), "its own procedure has seen it and ended"
    assert await ended(court, "withdrawal", "A1-1")


async def test_what_was_never_ordered_is_withdrawn_before_it_arrives(court: Court) -> None:
    await priced(court)
    court.line.be_away("order", 20)
    await announce(court, date(2026, 3, 20))

    await stay(court)

    await court.kinds(("auction_resume_5d", "deadline_paused"))
    await court.courtroom.virtual.reach(at(2, 25))
    assert rounds(court) == {"A1-1": "withdrawn"}
    assert await ended(court, "auction", "A1-1")


async def test_the_debtors_own_auction_ends_with_the_price(court: Court) -> None:
    await priced(court)
    permit: dict[str, Json] = {"asset": "A1", "mode": "网络平台自行公开拍卖", "days": 90, "money_controlled": True, "price": 850000}
    assert (await court.courtroom.act("permit_self_disposal", **permit)).outcome == "accepted"
    await court.kinds(("self_disposal_max_90d", "deadline_met"))
    assert rounds(court) == {"A1-1": "paid"}
    (order,) = court.auction.orders.values()
    assert (order.kind, order.start_price, order.until) == ("self_disposal", 85_000_000, "2026-05-07")


async def test_an_agency_that_is_appointed_confirms_it(court: Court) -> None:
    await court.courtroom.file()
    court.line.lose_answers("appoint", 2)
    await court.courtroom.act("appoint_auxiliary", agency="辅助机构甲")
    await until(court, lambda: court.case_file.auxiliaries == {"辅助机构甲": True})
    await court.quiet()


async def test_an_appraisal_to_which_nobody_objects_becomes_the_price(court: Court) -> None:
    room = court.courtroom
    await seized(court)
    await room.act("start_valuation", asset="A1", method="委托评估", reason="法律规定必须评估", agencies=3)
    await court.kinds(("report_service_3d", "deadline_opened"))
    await room.say("appraisal_report_served", asset="A1")
    await room.virtual.reach(at(2, 11))
    assert court.case_file.assets["A1"].price is None

    await room.virtual.reach(at(2, 12))

    await court.kinds(("disposal_start_10d", "deadline_opened"))
    house = court.case_file.assets["A1"]
    assert (house.price, house.price_valid_until) == (90_000_000, date(2027, 6, 1))
    await court.quiet()


async def test_a_report_without_a_price_is_left_to_a_person(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    room = court.courtroom
    monkeypatch.setattr(court.valuation, "state", lambda order: ValuationState(order, "XJ-1", "reported"))
    await seized(court)
    await room.act("start_valuation", asset="A1", method="委托评估", reason="法律规定必须评估", agencies=3)
    await court.kinds(("report_service_3d", "deadline_opened"))
    await room.say("appraisal_report_served", asset="A1")
    await room.virtual.reach(at(2, 12))

    await court.kinds(("procedure_failure_answer", "deadline_opened"))
    (failure,) = court.case_file.failures.values()
    assert (failure.procedure, "no price" in failure.reason) == ("price/A1-1", True)
    assert court.case_file.assets["A1"].price is None
