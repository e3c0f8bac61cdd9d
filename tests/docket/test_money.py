"""Money beside the clocks: the account, what is held back, plans, and what the bank returns."""

from enforcement.contracts.auction import AuctionKind, AuctionOutcome
from enforcement.docket.particulars.assets import Auction
from enforcement.docket.procedures import procedures_of
from tests.docket.building import PAY, Life

KINDS = ("account", "deposit", "distribution", "payout")


def asked(life: Life) -> list[str]:
    """What the case waits for of the fund system and finance."""
    return [f"{procedure.kind}/{procedure.key}" for procedure in procedures_of(life.case) if procedure.kind in KINDS]


def funded() -> Life:
    """A case with its account, and 1000 yuan on it."""
    life = Life().file()
    life.say("2026-01-05T10:00", "case_account_opened", account="6217000001")
    life.say("2026-03-02T09:00", "funds_received", receipt="R1", amount=1000)
    return life


def test_a_case_has_one_account_from_its_filing() -> None:
    life = Life().file()
    assert asked(life) == ["account/account"]
    life.say("2026-01-05T10:00", "case_account_opened", account="6217000001")
    life.say("2026-01-05T11:00", "case_account_opened", account="6217000002")
    assert (asked(life), life.case.account) == ([], "6217000001")


def test_a_deferred_part_is_held_until_its_ground_has_ended() -> None:
    life = funded()
    deferral = {"receipt": "R1", "amount": 200, "ground": "申请执行人未领取", "approved_by": "bureau_chief"}
    assert life.act("2026-03-03T09:00", "defer_payout", deferral).refusals == ()
    (hold,) = [p for p in procedures_of(life.case) if p.kind == "deposit"]
    assert (hold.key, hold.data) == (
        "hold-R1-1",
        {"instruction": "hold", "about": "R1-1", "receipt": "R1", "amount": 20_000},
    )
    life.say("2026-03-03T10:00", "deposit_held", deposit="R1-1")
    assert asked(life) == []
    life.say("2026-03-10T09:00", "deferral_ground_ended", receipt="R1")
    assert asked(life) == ["deposit/release-R1-1"]
    life.say("2026-03-10T10:00", "deposit_released", deposit="R1-1")
    assert asked(life) == []


def test_a_ground_that_ended_before_anything_was_held_releases_nothing() -> None:
    life = funded()
    life.act("2026-03-03T09:00", "defer_payout", {"receipt": "R1", "amount": 200, "ground": "中止", "approved_by": "bureau_chief"})
    life.say("2026-03-03T09:30", "deferral_ground_ended", receipt="R1")
    assert asked(life) == []
    life.say("2026-03-03T09:31", "deposit_held", deposit="R1-1")
    assert asked(life) == ["deposit/release-R1-1"], "it was on its way"


def test_a_plan_goes_to_finance() -> None:
    life = funded()
    life.act("2026-03-03T09:00", "distribute_funds", {"receipt": "R1"})
    assert asked(life) == ["distribution/plan-F1"]
    life.say("2026-03-03T10:00", "distribution_received", distribution="F1")
    assert asked(life) == []


def returned(life: Life, at: str, key: str) -> None:
    """Finance had the notice, and the bank returned the pay-out."""
    money = {"payment": "Y1", "amount": 100}
    life.enter(at, "fact", "payment_notice_received", {**money, "receipt": "R1"}, name=f"payout/{key}/received")
    life.enter(at, "fact", "payout_returned", money, name=f"payout/{key}/returned")


def test_what_the_bank_returns_twice_waits_for_another_account() -> None:
    life = funded()
    life.act("2026-03-03T09:00", "send_payment_notice", PAY)
    assert asked(life) == ["payout/Y1"]
    returned(life, "2026-03-04T09:00", "Y1")
    assert asked(life) == ["payout/Y1~2"]
    returned(life, "2026-03-05T09:00", "Y1~2")
    assert asked(life) == []
    other = {**PAY, "payee_account": "6222000077"}
    assert [ground.guard.id for ground in life.act("2026-03-06T09:00", "send_payment_notice", other).refusals] == ["R22-4"]
    life.say("2026-03-06T10:00", "payee_account_changed", number="6222000077", bank="某行", verified_by="立案庭")
    assert life.act("2026-03-06T11:00", "send_payment_notice", other).refusals == ()
    (again,) = [p for p in procedures_of(life.case) if p.kind == "payout"]
    assert (again.key, again.data["payee_account"]) == ("Y1~3", "6222000077")


def test_a_pay_out_that_its_return_has_overtaken_counts_for_nothing() -> None:
    life = funded()
    life.act("2026-03-03T09:00", "send_payment_notice", PAY)
    returned(life, "2026-03-04T09:00", "Y1")
    life.enter("2026-03-04T09:01", "fact", "payout_completed", {"payment": "Y1", "amount": 100}, name="payout/Y1/paid")
    assert (life.case.payments["Y1"].paid, asked(life)) == (0, ["payout/Y1~2"])
    life.enter("2026-03-05T09:00", "fact", "payout_completed", {"payment": "Y1", "amount": 100}, name="payout/Y1~2/paid")
    assert (life.case.payments["Y1"].paid, asked(life)) == (10_000, [])


def looked_for(life: Life) -> dict[str, object]:
    """The money that is on its way, in fen."""
    return {procedure.key: procedure.data["amount"] for procedure in procedures_of(life.case) if procedure.kind == "statement"}


def deducted() -> Life:
    """A case for which a bank has deducted 500 yuan of the 800 that were ordered."""
    life = Life().file()
    life.act("2026-01-06T09:00", "freeze_account", {"asset": "B1", "amount": 800})
    life.act("2026-01-07T09:00", "deduct_deposit", {"asset": "B1", "mode": "线上", "destination": "case_account", "amount": 800})
    assert looked_for(life) == {}
    life.say("2026-01-07T09:01", "deposit_deducted", asset="B1", control="deduct-B1-2", amount=500)
    return life


def test_what_a_bank_has_deducted_is_looked_for_until_it_is_there() -> None:
    life = deducted()
    assert looked_for(life) == {"deduct-B1-2": 50_000}
    life.say("2026-01-07T10:00", "funds_received", receipt="V1", amount=700)
    life.say("2026-01-07T10:01", "funds_received", receipt="V2", amount=300, about="deduct-B1-2")
    assert looked_for(life) == {"deduct-B1-2": 50_000}
    life.say("2026-01-07T10:02", "funds_received", receipt="V3", amount=200, about="deduct-B1-2")
    assert looked_for(life) == {}


def test_money_that_names_no_ground_is_known_by_its_amount() -> None:
    life = deducted()
    life.say("2026-01-07T10:00", "funds_received", receipt="V1", amount=500)
    assert looked_for(life) == {}


def test_a_deduction_that_a_person_reports_has_brought_what_was_ordered() -> None:
    life = Life().file()
    for asset in ("B1", "B2"):
        life.act("2026-01-06T09:00", "freeze_account", {"asset": asset, "amount": 800})
    life.act("2026-01-07T09:00", "deduct_deposit", {"asset": "B1", "mode": "线下", "destination": "case_account", "amount": 800})
    life.say("2026-01-07T09:01", "deposit_deducted", asset="B1", amount=800)
    assert looked_for(life) == {"deduct-B1-3": 80_000}


def test_a_house_is_paid_in_two_parts() -> None:
    life = Life().file()
    life.say("2026-02-01T09:00", "asset_controlled", asset="A1", asset_kind="不动产", online=False, value=900000)
    house = Auction("A1", AuctionKind.AUCTION, 1, serial=1, deposit=10_000_000, outcome=AuctionOutcome.PUBLISHED)
    life.case.auctions[house.id] = house
    life.say("2026-03-01T09:00", "auction_sold", asset="A1", auction="A1-1", price=800000)
    assert looked_for(life) == {"A1-1-sold": 10_000_000}
    life.say("2026-03-01T10:00", "funds_received", receipt="V1", amount=100000, about="A1-1")
    assert looked_for(life) == {}
    life.say("2026-03-05T09:00", "price_paid", asset="A1", auction="A1-1")
    assert looked_for(life) == {"A1-1-paid": 80_000_000}
    life.say("2026-03-05T10:00", "funds_received", receipt="V2", amount=700000, about="A1-1")
    assert looked_for(life) == {}


def test_the_deposit_of_a_buyer_who_does_not_pay_is_looked_for() -> None:
    house = Auction("A1", AuctionKind.AUCTION, 1, serial=1, deposit=10_000_000, outcome=AuctionOutcome.SOLD, price=80_000_000)
    life = Life().file()
    life.case.auctions[house.id] = house
    life.say("2026-03-05T09:00", "auction_defaulted", asset="A1", auction="A1-1", price=800000, deposit=100000)
    assert looked_for(life) == {"A1-1-defaulted": 10_000_000}
