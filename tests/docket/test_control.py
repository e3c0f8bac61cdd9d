"""Measures on assets in the docket: what an act orders, what a receipt answers, and what a person reports beside it."""

from typing import Any

import pytest

from enforcement.contracts.control import Rank
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.answered import unanswered
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.assets import Asset
from enforcement.docket.procedures import procedures_of
from tests.docket.building import Life


def deposit(**balance: Any) -> Life:
    """A deposit of 80,000 yuan under control since the feedback."""
    life = Life().file()
    life.act("2026-01-06T09:00", "freeze_account", {"asset": "B1", "amount": 80000})
    receipt(life, "asset_controlled", "freeze-B1-1", asset_kind="银行存款", online=True, value=80000, **balance)
    receipt(life, "asset_entered", "freeze-B1-1", evidence="回执-freeze-B1-1")
    return life


def receipt(life: Life, type_: str, control: str, at: str = "2026-01-06T09:01", **data: Any) -> tuple[str, ...]:
    """A receipt about B1; gives the warnings."""
    return life.say(at, type_, asset="B1", control=control, **data).warnings


def asset(life: Life, name: str = "B1") -> Asset:
    return life.case.assets[name]


def needs(case: CaseFile) -> list[str]:
    return [f"{start.kind}/{start.key}" for start in procedures_of(case) if start.kind in ("control", "waiting")]


def test_an_order_is_needed_until_its_receipt_and_the_entry() -> None:
    life = Life().file()
    life.act("2026-01-06T09:00", "freeze_account", {"asset": "B1", "amount": 80000})
    (start,) = [start for start in procedures_of(life.case) if start.kind == "control"]
    assert start.data == {
        "measure": "freeze",
        "asset": "B1",
        "asset_kind": "银行存款",
        "online": True,
        "ruling": "（2026）沪0199执101号之1",
        "amount": 8_000_000,
    }
    receipt(life, "asset_controlled", "freeze-B1-1", asset_kind="银行存款", online=True, value=80000)
    assert needs(life.case) == ["control/freeze-B1-1"], "it is not entered yet"
    receipt(life, "asset_entered", "freeze-B1-1")
    assert needs(life.case) == []


def test_two_freezes_of_one_account_add_up_and_come_one_after_another() -> None:
    life = deposit()
    life.act("2026-01-07T09:00", "freeze_account", {"asset": "B1", "amount": 20000})
    life.act("2026-01-07T09:01", "freeze_account", {"asset": "B1", "amount": 10000})
    assert life.case.controlled == 110_000_00
    assert needs(life.case) == ["control/freeze-B1-2"]
    receipt(life, "asset_controlled", "freeze-B1-2", "2026-01-07T09:02", asset_kind="银行存款", online=True, value=15000)
    assert (asset(life).value, asset(life).ordered, life.case.controlled) == (95_000_00, 10_000_00, 105_000_00)
    assert needs(life.case) == ["control/freeze-B1-2", "control/freeze-B1-3"]


def test_a_measure_that_failed_no_longer_counts_and_holds_up_none() -> None:
    life = deposit()
    life.act("2026-01-07T09:00", "freeze_account", {"asset": "B1", "amount": 20000})
    life.act("2026-01-07T09:01", "freeze_account", {"asset": "B1", "amount": 10000})
    life.say("2026-01-07T09:02", "procedure_failed", procedure="control/freeze-B1-2", reason="HTTP 422")
    assert needs(life.case) == ["control/freeze-B1-3"], "a person has the one before"
    receipt(life, "control_failed", "freeze-B1-2", "2026-01-07T09:03", measure="freeze", reason="账户已销户")
    assert life.case.controlled == 90_000_00
    assert life.case.controls["freeze-B1-2"].reason == "账户已销户"


def test_what_a_person_reports_answers_every_running_measure_of_its_kind() -> None:
    life = Life().file()
    life.act("2026-01-06T09:00", "seize_asset", {"asset": "A1", "asset_kind": "不动产", "value": 900000})
    life.say("2026-01-07T09:00", "asset_controlled", asset="A1", asset_kind="不动产", online=False)
    assert (asset(life, "A1").value, needs(life.case)) == (90_000_000, [])
    before = life.case
    warnings = life.say(
        "2026-01-07T10:00", "asset_controlled", asset="A1", asset_kind="不动产", online=False, value=1, control="seize-A1-1"
    ).warnings
    assert warnings == ("answered_before: seize-A1-1 has an answer already",)
    assert (life.case.assets, life.case.clocks, life.case.controls) == (before.assets, before.clocks, before.controls)


@pytest.mark.parametrize(
    ("amount", "value", "gone"), [(50000, 30_000_00, False), (80000, 80_000_00, True), (90000, 80_000_00, True), (None, 80_000_00, True)]
)
def test_a_deduction_is_taken_as_done_and_given_back_when_it_fails(amount: int | None, value: int, gone: bool) -> None:
    life = deposit()
    wanted = {"asset": "B1", "mode": "线上", "destination": "case_account"} | ({} if amount is None else {"amount": amount})
    life.act("2026-01-07T09:00", "deduct_deposit", wanted)
    assert (asset(life).value, asset(life).gone, needs(life.case)) == (value, gone, ["control/deduct-B1-2"])
    ordered = life.case.controls["deduct-B1-2"].amount
    assert ordered == (50_000_00 if amount == 50000 else 80_000_00), "no more than there is"
    receipt(life, "control_failed", "deduct-B1-2", "2026-01-07T09:01", measure="deduct", reason="账户被挂失")
    assert (asset(life).value, asset(life).gone, needs(life.case)) == (80_000_00, False, [])


def test_the_first_of_two_deductions_fails() -> None:
    life = deposit()
    for n in ("50000", "30000"):
        life.act("2026-01-07T09:00", "deduct_deposit", {"asset": "B1", "mode": "线上", "destination": "case_account", "amount": n})
    receipt(life, "control_failed", "deduct-B1-2", "2026-01-07T09:01", measure="deduct", reason="账户被挂失")
    receipt(life, "deposit_deducted", "deduct-B1-3", "2026-01-07T09:02", amount=30000)
    assert (asset(life).value, asset(life).gone, needs(life.case)) == (50_000_00, False, [])


@pytest.mark.parametrize(("frozen", "value", "gone"), [(80000, 30_000_00, False), (50000, 50_000_00, True)])
def test_a_deduction_may_be_ordered_before_the_freeze_has_its_receipt(frozen: int, value: int, gone: bool) -> None:
    life = Life().file()
    life.act("2026-01-06T09:00", "freeze_account", {"asset": "B1", "amount": 80000})
    life.act("2026-01-06T09:01", "deduct_deposit", {"asset": "B1", "mode": "线上", "destination": "case_account", "amount": 50000})
    assert needs(life.case) == ["control/freeze-B1-1"]
    receipt(life, "asset_controlled", "freeze-B1-1", "2026-01-06T09:02", asset_kind="银行存款", online=True, value=frozen)
    receipt(life, "deposit_deducted", "deduct-B1-2", "2026-01-06T09:03", amount=50000)
    assert (asset(life).value, asset(life).gone, life.case.controlled) == (value, gone, 0 if gone else value)


def test_more_is_frozen_after_everything_was_deducted() -> None:
    life = deposit()
    life.act("2026-01-07T09:00", "freeze_account", {"asset": "B1", "amount": 20000})
    life.act("2026-01-07T09:01", "deduct_deposit", {"asset": "B1", "mode": "线上", "destination": "case_account", "amount": 80000})
    assert asset(life).gone
    receipt(life, "asset_controlled", "freeze-B1-2", "2026-01-07T09:02", asset_kind="银行存款", online=True, value=20000)
    assert (asset(life).gone, life.case.controlled) == (False, 20_000_00)


def test_a_deduction_without_an_asset_is_a_persons() -> None:
    life = Life().file()
    life.act("2026-01-07T09:00", "deduct_deposit", {"mode": "线下", "destination": "case_account", "amount": 5000})
    assert (life.case.controls, needs(life.case)) == ({}, [])


def test_a_renewal_and_a_release_are_tracked_to_their_receipts() -> None:
    life = deposit(expires_on="2027-01-06")
    life.act("2026-12-01T09:00", "renew_seizure", {"asset": "B1", "expires_on": "2028-01-06"})
    life.act("2026-12-01T09:01", "release_seizure", {"asset": "B1", "reason": "履行完毕"})
    receipt(life, "seizure_renewed", "renew-B1-2", "2026-12-01T10:00", expires_on="2028-01-06")
    assert needs(life.case) == ["control/release-B1-3"]
    receipt(life, "seizure_released", "release-B1-3", "2026-12-01T11:00")
    assert (asset(life).gone, needs(life.case)) == (True, [])
    assert life.of("seizure_expiry")[-1] == ("2026-12-01T11:00", "deadline_met")


def test_a_freeze_ordered_before_the_release_is_confirmed_still_counts() -> None:
    life = deposit()
    life.act("2026-01-07T09:00", "release_seizure", {"asset": "B1", "reason": "另行查封"})
    life.act("2026-01-07T09:01", "freeze_account", {"asset": "B1", "amount": 20000})
    receipt(life, "seizure_released", "release-B1-2", "2026-01-07T09:02")
    assert life.case.controlled == 20_000_00
    receipt(life, "asset_controlled", "freeze-B1-3", "2026-01-07T09:03", asset_kind="银行存款", online=True, value=20000)
    assert (life.case.controlled, asset(life).held) == (20_000_00, True)


def test_a_waiting_seizure_takes_effect_once_and_not_after_its_release() -> None:
    life = Life().file()
    life.act("2026-01-06T09:00", "seize_asset", {"asset": "B1", "asset_kind": "不动产", "value": 900000})
    ordered = life.case
    receipt(life, "asset_controlled", "seize-B1-1", asset_kind="不动产", online=False, rank="waiting", value=900000)
    assert (needs(life.case), life.case.controlled, life.of("refprice_start_30d")) == (["waiting/seize-B1-1"], 0, [])
    first = EntryMessage(
        life.case.case_id, "f", "fact", "waiting_seizure_effective", "query_system", {"asset": "B1", "control": "seize-B1-1"}
    )
    assert [unanswered(case, first) for case in (ordered, life.case)] == [True, False]
    effective = receipt(life, "waiting_seizure_effective", "seize-B1-1", "2026-02-06T09:00")
    again = receipt(life, "waiting_seizure_effective", "seize-B1-1", "2026-03-06T09:00")
    assert (effective, len(again)) == ((), 1)
    assert life.of("refprice_start_30d")[0] == ("2026-02-06T09:00", "deadline_opened")
    assert (needs(life.case), life.case.controls["seize-B1-1"].rank) == ([], Rank.FIRST)

    released = Life().file()
    released.act("2026-01-06T09:00", "seize_asset", {"asset": "B1", "asset_kind": "不动产", "value": 900000})
    receipt(released, "asset_controlled", "seize-B1-1", asset_kind="不动产", online=False, rank="waiting", value=900000)
    released.say("2026-01-07T09:00", "seizure_released", asset="B1")
    receipt(released, "waiting_seizure_effective", "seize-B1-1", "2026-02-06T09:00")
    assert (needs(released.case), released.of("refprice_start_30d")) == ([], [])
