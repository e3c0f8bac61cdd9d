"""Disposal in the docket: which rounds run at a platform, what takes them off it, and that facts out of order do not spoil the file."""

from typing import Any

import pytest

from enforcement.contracts.messages import EntryMessage
from enforcement.docket.procedures import procedures_of
from enforcement.docket.regions import regions
from enforcement.docket.sequence import premature
from tests.docket.building import NOTICE, PERMIT, Life

HOUSE: dict[str, Any] = {"asset": "A1", "asset_kind": "不动产", "online": False, "value": 1000000}


def seized() -> Life:
    """A house under the court's control, and entered."""
    life = Life().file()
    life.say("2026-04-01T09:00", "asset_controlled", **HOUSE)
    life.say("2026-04-01T10:00", "asset_entered", asset="A1")
    return life


def priced() -> Life:
    """A house with a reference price."""
    life = seized()
    life.say("2026-04-10T09:00", "reference_price_determined", asset="A1", price=1000000, method="网络询价")
    return life


def announced() -> Life:
    """Its first auction is on a platform."""
    life = priced()
    assert life.act("2026-04-15T09:00", "publish_auction_notice", {**NOTICE, "deposit": 70000}).refusals == ()
    life.say("2026-04-15T10:00", "auction_notice_published", asset="A1", round=1, auction_on="2026-05-20", auction="A1-1")
    return life


def needs(life: Life) -> list[tuple[str, str]]:
    kinds = ("auction", "withdrawal", "auxiliary", "price")
    return [(start.kind, start.key) for start in procedures_of(life.case) if start.kind in kinds]


def rounds(life: Life) -> dict[str, str]:
    return {part.id: part.state for part in regions(life.case).get("auctions", ())}


def test_a_round_runs_at_its_platform_until_the_price_is_paid() -> None:
    life = announced()
    (wanted,) = [start for start in procedures_of(life.case) if start.kind == "auction"]
    assert wanted.data == {
        "asset": "A1",
        "round": 1,
        "kind": "auction",
        "platform": "平台甲",
        "start_price": 70_000_000,
        "deposit": 7_000_000,
        "auction_on": "2026-05-20",
        "notice_text": "法院依法负责腾退交付",
    }
    life.say("2026-05-21T10:00", "auction_sold", asset="A1", price=720000, auction="A1-1")
    assert (needs(life), rounds(life)) == ([("auction", "A1-1")], {"A1-1": "sold"})
    life.say("2026-05-28T10:00", "price_paid", asset="A1", auction="A1-1")
    assert (needs(life), rounds(life)) == ([], {"A1-1": "paid"})
    assert life.of("title_ruling_10d") == [("2026-05-28T10:00", "deadline_opened")]


def test_a_second_round_and_a_sale_follow_by_decision() -> None:
    life = announced()
    life.say("2026-05-21T10:00", "auction_failed", asset="A1", round=1, start_price=700000, auction="A1-1")
    assert needs(life) == []
    life.act("2026-05-25T09:00", "publish_auction_notice", {**NOTICE, "round": 2, "start_price": 560000, "auction_on": "2026-06-20"})
    assert needs(life) == [("auction", "A1-2")]
    life.say("2026-05-25T10:00", "auction_notice_published", asset="A1", round=2, auction="A1-2")
    assert life.of("reauction_30d")[-1] == ("2026-05-25T10:00", "deadline_met")
    life.say("2026-06-21T10:00", "auction_failed", asset="A1", round=2, start_price=560000, auction="A1-2")
    life.say("2026-06-28T10:00", "sale_entered", asset="A1")
    (sale,) = [start for start in procedures_of(life.case) if start.kind == "auction"]
    assert (sale.key, sale.data["kind"], sale.data["platform"], sale.data["start_price"]) == ("A1-3", "sale", "平台甲", 56_000_000)
    assert "auction_on" not in sale.data
    life.say("2026-08-28T10:00", "sale_failed", asset="A1", auction="A1-3")
    assert (needs(life), rounds(life)) == ([], {"A1-1": "failed", "A1-2": "failed", "A1-3": "failed"})


def test_a_sale_without_an_auction_before_it_is_left_to_people() -> None:
    life = priced()
    life.say("2026-04-15T09:00", "sale_entered", asset="A1")
    assert needs(life) == []


def test_a_buyer_who_does_not_pay_reopens_the_way() -> None:
    life = announced()
    life.say("2026-05-21T10:00", "auction_sold", asset="A1", price=720000, auction="A1-1")
    life.say("2026-05-31T10:00", "auction_defaulted", asset="A1", price=720000, deposit=70000, auction="A1-1")
    assert life.case.assets["A1"].held
    assert (needs(life), rounds(life)) == ([], {"A1-1": "defaulted"})
    assert life.line("reauction_after_default", "deadline_opened")["due"] == "2026-06-30"
    again = life.act("2026-06-02T09:00", "publish_auction_notice", {**NOTICE, "auction_on": "2026-07-10"})
    assert again.refusals == ()
    life.say("2026-06-02T10:00", "auction_notice_published", asset="A1", round=1, auction="A1-2")
    assert life.of("reauction_after_default")[-1] == ("2026-06-02T10:00", "deadline_met")


@pytest.mark.parametrize(
    ("bar", "reason"),
    [
        (("stay_ordered", {"ground": "中止"}), "中止或者暂缓执行"),
        (("bankruptcy_transfer_notice_received", {}), "移送破产审查"),
        (("outsider_objection_received", {"objection": "O1", "asset": "A1"}), "案外人异议"),
        (("court_dispute_reported", {"dispute": "X1", "asset": "A1"}), "法院之间执行争议"),
        (("settlement_reached", {}), "执行和解"),
        (("application_withdrawn", {}), "申请执行人撤回执行申请"),
        (("seizure_released", {"asset": "A1"}), "财产已解除查封"),
        (("set_off_ruled", {"asset": "A1"}), "财产已经处置"),
    ],
)
def test_what_bars_a_disposal_takes_a_running_round_off(bar: tuple[str, dict[str, Any]], reason: str) -> None:
    life = announced()
    life.say("2026-04-20T09:00", bar[0], **bar[1])
    (wanted,) = [start for start in procedures_of(life.case) if start.kind == "withdrawal"]
    assert (wanted.key, wanted.data) == ("A1-1", {"asset": "A1", "reason": reason})
    life.say("2026-04-20T09:05", "auction_withdrawn", asset="A1", reason=reason, auction="A1-1")
    assert (needs(life), rounds(life)) == ([], {"A1-1": "withdrawn"})
    assert [hold for hold in life.case.holds if hold.ground == "P3" and hold.end is None] == []


def test_an_objection_to_another_asset_takes_nothing_off() -> None:
    life = announced()
    life.say("2026-04-20T09:00", "outsider_objection_received", objection="O1", asset="A2")
    assert needs(life) == [("auction", "A1-1")]


def test_what_is_sold_is_not_taken_off_any_more() -> None:
    life = announced()
    life.say("2026-05-21T10:00", "auction_sold", asset="A1", price=720000, auction="A1-1")
    life.say("2026-05-22T10:00", "stay_ordered", ground="中止")
    assert needs(life) == [("auction", "A1-1")]


def test_a_new_notice_takes_the_one_before_it_off() -> None:
    life = announced()
    life.act("2026-04-20T09:00", "publish_auction_notice", {**NOTICE, "auction_on": "2026-06-20"})
    assert needs(life) == [("auction", "A1-1"), ("auction", "A1-2"), ("withdrawal", "A1-1")]


def test_a_case_that_is_closed_still_takes_its_auction_off() -> None:
    life = announced()
    life.case.closed_on = life.case.filed_on
    assert needs(life) == [("auction", "A1-1"), ("withdrawal", "A1-1")]


def test_after_a_stay_the_auction_is_resumed_within_five_days() -> None:
    life = announced()
    life.say("2026-04-20T09:00", "stay_ordered", ground="中止")
    life.say("2026-04-20T09:05", "auction_withdrawn", asset="A1", reason="中止或者暂缓执行", auction="A1-1")
    assert [kind for _, kind in life.of("auction_resume_5d")] == ["deadline_opened", "deadline_paused"]
    life.say("2026-07-06T09:00", "stay_ended", ground="中止")
    assert life.line("auction_resume_5d", "deadline_resumed")["due"] == "2026-07-10"
    life.act("2026-07-08T09:00", "publish_auction_notice", {**NOTICE, "auction_on": "2026-08-20"})
    life.say("2026-07-08T10:00", "auction_notice_published", asset="A1", round=1, auction="A1-2")
    assert life.of("auction_resume_5d")[-1] == ("2026-07-08T10:00", "deadline_met")


def test_after_an_objection_the_suit_period_is_waited_for() -> None:
    life = announced()
    life.say("2026-04-20T09:00", "outsider_objection_received", objection="O1", asset="A1")
    life.say("2026-04-20T09:05", "auction_withdrawn", asset="A1", reason="案外人异议", auction="A1-1")
    life.say("2026-05-06T09:00", "outsider_objection_decided", objection="O1", upheld=False)
    due = life.line("auction_resume_after_objection", "deadline_resumed")["due"]
    assert life.refusals("2026-05-20T10:00", "publish_auction_notice", {**NOTICE, "auction_on": "2026-06-25"}) == ["X-07"]
    assert life.refusals("2026-05-21T10:00", "publish_auction_notice", {**NOTICE, "auction_on": "2026-06-25"}) == []
    assert due == "2026-05-25"


def test_what_was_overtaken_is_recorded_and_nothing_follows_from_it() -> None:
    life = priced()
    life.act("2026-04-15T09:00", "publish_auction_notice", NOTICE)
    life.say("2026-04-16T10:00", "stay_ordered", ground="中止")
    life.say("2026-04-16T10:05", "auction_withdrawn", asset="A1", reason="中止或者暂缓执行", auction="A1-1")
    late = life.say("2026-04-16T10:06", "auction_notice_published", happened="2026-04-15T10:00", asset="A1", round=1, auction="A1-1")
    assert (late.outcome, late.events, len(late.warnings)) == ("recorded", (), 1)
    assert rounds(life) == {"A1-1": "withdrawn"}
    assert [hold.ground for hold in life.case.holds] == ["P1"]
    assert [kind for _, kind in life.of("auction_resume_5d")] == ["deadline_opened", "deadline_paused"]


def test_a_failure_that_the_handler_reported_too_asks_for_one_further_round() -> None:
    life = announced()
    life.say("2026-05-21T10:00", "auction_failed", asset="A1", round=1, start_price=700000)
    life.act("2026-05-22T09:00", "publish_auction_notice", {**NOTICE, "round": 2, "start_price": 560000, "auction_on": "2026-06-20"})
    life.say("2026-05-22T10:00", "auction_notice_published", asset="A1", round=2, auction="A1-2")
    life.say("2026-05-22T11:00", "auction_failed", asset="A1", round=1, start_price=700000, auction="A1-1")
    assert [kind for _, kind in life.of("reauction_30d")] == ["deadline_opened", "deadline_met"]


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ("auction_failed", "auction_notice_published"),
        ("auction_sold", "auction_notice_published"),
        ("price_paid", "auction_sold"),
        ("auction_defaulted", "auction_sold"),
    ],
)
def test_a_callback_waits_for_what_it_builds_on(told: str, first: str) -> None:
    life = priced()
    life.act("2026-04-15T09:00", "publish_auction_notice", NOTICE)
    fact = EntryMessage(life.case.case_id, "x", "fact", told, "auction_platform", {"asset": "A1", "auction": "A1-1"})
    assert premature(life.case, fact)
    fields: dict[str, Any] = {"price": 720000} if first == "auction_sold" else {"round": 1}
    life.say("2026-05-21T10:00", first, asset="A1", auction="A1-1", **fields)
    assert not premature(life.case, fact)


def test_a_fact_by_the_handler_is_about_the_round_that_runs() -> None:
    life = announced()
    life.say("2026-05-21T10:00", "auction_failed", asset="A1", round=1, start_price=700000)
    assert rounds(life) == {"A1-1": "failed"}
    life.say("2026-06-21T10:00", "auction_sold", asset="A1", price=600000)
    assert (rounds(life), life.case.assets["A1"].gone) == ({"A1-1": "failed"}, True), "sold in a round that was never ordered here"


@pytest.mark.parametrize(("mode", "runs"), [("网络平台自行公开拍卖", True), ("自行拍卖", True), ("直接交易", False), ("线下", False)])
def test_the_debtors_own_auction_runs_at_a_platform(mode: str, runs: bool) -> None:
    life = priced()
    permit = {**PERMIT, "mode": mode, "price": 900000, "applicant_consents": True}
    assert life.act("2026-04-15T09:00", "permit_self_disposal", permit).refusals == ()
    assert needs(life) == ([("auction", "A1-1")] if runs else [])
    if runs:
        (wanted,) = [start for start in procedures_of(life.case) if start.kind == "auction"]
        assert (wanted.data["kind"], wanted.data["until"]) == ("self_disposal", "2026-07-14")
        life.say("2026-06-01T09:00", "self_disposal_completed", asset="A1", price=950000, auction="A1-1")
        assert (needs(life), life.case.assets["A1"].gone) == ([], True)
        assert life.of("self_disposal_max_90d")[-1] == ("2026-06-01T09:00", "deadline_met")


def test_an_own_auction_that_fails_leaves_the_permission_to_its_last_day() -> None:
    life = priced()
    life.act("2026-04-15T09:00", "permit_self_disposal", PERMIT)
    life.say("2026-06-01T09:00", "self_disposal_failed", asset="A1", auction="A1-1")
    assert (needs(life), rounds(life)) == ([], {"A1-1": "failed"})
    life.wait("2026-07-16T09:00")
    assert life.of("self_disposal_resume_10d") == [("2026-07-15T00:00", "deadline_opened")]


def test_an_agency_is_asked_until_it_takes_its_appointment_on() -> None:
    life = priced()
    life.act("2026-04-15T09:00", "appoint_auxiliary", {"agency": "辅助机构甲"})
    assert needs(life) == [("auxiliary", "辅助机构甲")]
    life.say("2026-04-16T09:00", "auxiliary_accepted", agency="辅助机构甲")
    assert needs(life) == []
    life.act("2026-04-17T09:00", "appoint_auxiliary", {"agency": "辅助机构甲"})
    assert needs(life) == []


def appraised() -> Life:
    """A house whose appraisal report is served."""
    life = seized()
    life.act("2026-04-02T09:00", "start_valuation", {"asset": "A1", "method": "委托评估", "reason": "法律规定必须评估"})
    life.say("2026-04-20T09:00", "appraisal_report_received", asset="A1")
    assert needs(life) == []
    life.say("2026-04-21T09:00", "appraisal_report_served", asset="A1")
    return life


def test_an_appraisal_becomes_the_price_when_nobody_objects_in_time() -> None:
    life = appraised()
    life.wait("2026-04-27T23:59")
    assert needs(life) == []
    life.wait("2026-04-28T00:00")
    assert needs(life) == [("price", "A1-1")]
    life.say("2026-04-28T00:01", "reference_price_determined", asset="A1", price=990000, method="委托评估", valid_until="2027-04-20")
    assert needs(life) == []
    assert life.of("disposal_start_10d") == [("2026-04-28T00:01", "deadline_opened")]


def test_an_objection_holds_the_price_back_until_it_is_settled() -> None:
    life = appraised()
    life.say("2026-04-23T09:00", "appraisal_objection_received", asset="A1")
    life.wait("2026-05-06T09:00")
    assert needs(life) == []
    life.say("2026-05-06T10:00", "appraisal_objection_settled", asset="A1")
    assert needs(life) == [("price", "A1-1")]


def test_a_corrected_report_is_served_anew() -> None:
    life = appraised()
    life.wait("2026-04-28T09:00")
    life.say("2026-04-28T10:00", "appraisal_report_received", asset="A1")
    assert needs(life) == []
    life.say("2026-04-29T10:00", "appraisal_report_served", asset="A1")
    assert needs(life) == []
    life.wait("2026-05-07T00:00")
    assert needs(life) == [("price", "A1-1")]


def test_a_report_that_was_never_ordered_here_is_priced_by_people() -> None:
    life = seized()
    life.say("2026-04-20T09:00", "appraisal_report_received", asset="A1")
    life.say("2026-04-21T09:00", "appraisal_report_served", asset="A1")
    life.wait("2026-05-21T09:00")
    assert needs(life) == []
