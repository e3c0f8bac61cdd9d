"""Every interception: a case at its boundary that is refused, and one that is allowed."""

from collections.abc import Callable
from typing import Any

import pytest

from enforcement.docket.decide import decide
from enforcement.docket.guards.table import GUARDS
from enforcement.docket.reading import read_entry
from enforcement.law.statutes import statute_book
from tests.docket.building import ALL, FILING, LIST, NOTICE, PAY, PERMIT, PROFILE, TERMINATE, Life, moment

Setup = Callable[[Life], object]
DAY = "2026-04-15T09:00"


def nothing(_life: Life) -> None:
    return


def asset(**more: Any) -> Setup:
    data = {"asset": "A1", "asset_kind": "不动产", "online": True, "value": 900000, **more}
    return lambda life: life.say("2026-02-02T09:00", "asset_controlled", **data)


def both(*setups: Setup) -> Setup:
    return lambda life: [setup(life) for setup in setups]


def fact(at: str, type_: str, **data: Any) -> Setup:
    return lambda life: life.say(at, type_, **data)


def act(at: str, type_: str, **data: Any) -> Setup:
    return lambda life: life.act(at, type_, data)


def priced(**more: Any) -> Setup:
    return both(asset(**more), fact("2026-03-02T09:00", "reference_price_determined", asset="A1", price=1000000, method="委托评估"))


FAILED = fact("2026-03-01T09:00", "valuation_step_failed", asset="A1", method="当事人议价")
RECEIPT = fact("2026-04-10T09:00", "funds_received", receipt="R1", amount=1000, ready=True)
DISPUTED = both(RECEIPT, fact("2026-04-11T09:00", "payout_disputed", receipt="R1", amount=300))
DEFER = {"receipt": "R1", "amount": 300, "ground": "需要进行案款分配", "approved_by": "bureau_chief"}
DOCUMENT = {"document": "W1", "kind": "执行通知书", "states_account": True, "states_right_to_refuse": True, "states_12368": True}
QUERIED = fact("2026-04-10T09:00", "query_launched", **ALL)
SOON = {**NOTICE, "auction_on": "2026-05-15"}

# guard, what came before, the act, data that is refused, data that is allowed
BY_DATA: list[tuple[str, Setup, str, dict[str, Any], dict[str, Any]]] = [
    ("R20-2", nothing, "issue_document", {**DOCUMENT, "states_12368": False}, DOCUMENT),
    ("R20-2", nothing, "issue_document", {**DOCUMENT, "states_account": False}, {**DOCUMENT, "kind": "传票", "states_account": False}),
    ("R13-1", nothing, "complete_query", {"channels": ["总对总"], "types": "ALL_ENABLED"}, ALL),
    ("R13-1", nothing, "launch_query", {**ALL, "types": ["银行存款"]}, ALL),
    ("X-09", nothing, "launch_query", {**ALL, "subject": "P1"}, {**ALL, "subject": "D1"}),
    ("R15-2", nothing, "freeze_account", {"asset": "B", "amount": 0}, {"asset": "B", "amount": "0.01"}),
    ("R15-1", asset(), "freeze_account", {"asset": "B", "amount": "112400.01"}, {"asset": "B", "amount": 112400}),
    (
        "R15-3",
        asset(),
        "seize_asset",
        {"asset": "C", "asset_kind": "不动产", "value": "112400.01"},
        {"asset": "C", "asset_kind": "不动产", "value": 112400},
    ),
    ("R15-5", asset(), "release_seizure", {"asset": "A1", "reason": "超标的异议评估"}, {"asset": "A1", "reason": "履行完毕"}),
    ("R14-1", asset(), "start_valuation", {"asset": "A2", "method": "当事人议价"}, {"asset": "A1", "method": "当事人议价"}),
    (
        "R16-1",
        asset(),
        "record_reference_price",
        {"asset": "A1", "price": 1, "method": "委托评估"},
        {"asset": "A1", "price": 1, "method": "委托评估", "record_number": "X"},
    ),
    (
        "R16-2",
        asset(),
        "start_valuation",
        {"asset": "A1", "method": "委托评估"},
        {"asset": "A1", "method": "委托评估", "reason": "双方要求评估"},
    ),
    ("R17-1", priced(), "permit_self_disposal", {**PERMIT, "days": 91}, PERMIT),
    ("R17-2", priced(), "permit_self_disposal", {**PERMIT, "money_controlled": False}, PERMIT),
    (
        "R17-3",
        priced(),
        "permit_self_disposal",
        {**PERMIT, "mode": "直接交易", "price": "1012399.99"},
        {**PERMIT, "mode": "直接交易", "price": 1012400},
    ),
    ("R18-2", priced(), "publish_auction_notice", {**NOTICE, "platform": "别的平台"}, NOTICE),
    ("R18-2", priced(), "publish_auction_notice", {**NOTICE, "applicant_choice": "平台乙"}, {**NOTICE, "applicant_choice": "平台甲"}),
    (
        "R18-3",
        priced(),
        "publish_auction_notice",
        {**NOTICE, "notice_text": "本院不负责标的物的腾退"},
        {**NOTICE, "notice_text": "本院不负责解释本公告以外的一切事项，由本院腾退"},
    ),
    ("R18-4", nothing, "appoint_auxiliary", {"agency": "某公司"}, {"agency": "辅助机构甲"}),
    ("X-01", priced(), "publish_auction_notice", {**NOTICE, "auction_on": "2026-05-14"}, SOON),
    (
        "X-01",
        priced(asset_kind="机动车"),
        "publish_auction_notice",
        {**NOTICE, "auction_on": "2026-04-29"},
        {**NOTICE, "auction_on": "2026-04-30"},
    ),
    ("X-02", priced(), "publish_auction_notice", {**NOTICE, "start_price": "699999.99"}, NOTICE),
    (
        "X-03",
        both(priced(), fact("2026-04-01T09:00", "auction_failed", asset="A1", round=1, start_price=700000)),
        "publish_auction_notice",
        {**NOTICE, "round": 2, "start_price": "559999.99"},
        {**NOTICE, "round": 2, "start_price": 560000},
    ),
    ("X-04", priced(), "publish_auction_notice", {**NOTICE, "deposit": "140000.01"}, {**NOTICE, "deposit": 140000}),
    ("X-04", priced(), "publish_auction_notice", {**NOTICE, "deposit": "34999.99"}, {**NOTICE, "deposit": 35000}),
    ("X-05", priced(), "publish_auction_notice", {**NOTICE, "bidding_hours": 23}, {**NOTICE, "bidding_hours": 24}),
    (
        "R06-1",
        nothing,
        "assign_reviewers",
        {"objection": "Y", "reviewers": ["甲", "乙"]},
        {"objection": "Y", "reviewers": ["甲", "乙", "丙"]},
    ),
    (
        "R06-1",
        nothing,
        "assign_reviewers",
        {"objection": "Y", "reviewers": ["甲", "乙", "handler"]},
        {"objection": "Y", "reviewers": ["甲", "乙", "丙"]},
    ),
    ("R20-3", nothing, "deduct_deposit", {"mode": "线下", "destination": "别处"}, {"mode": "线下", "destination": "case_account"}),
    ("R22-1", RECEIPT, "send_payment_notice", {**PAY, "approvals": ["bureau_chief"]}, {**PAY, "approvals": ["handler", "court_president"]}),
    ("R22-4", RECEIPT, "send_payment_notice", {**PAY, "payee_account": "6222000002"}, PAY),
    ("R22-2", DISPUTED, "defer_payout", {**DEFER, "amount": "300.01"}, DEFER),
    ("R22-2", DISPUTED, "defer_payout", {**DEFER, "amount": 1000}, {**DEFER, "amount": 1000, "ground": "中止"}),
    ("R22-3", DISPUTED, "defer_payout", {**DEFER, "approved_by": "handler"}, {**DEFER, "approved_by": "court_president"}),
    ("R22-3", DISPUTED, "defer_payout", {**DEFER, "ground": "忙"}, DEFER),
    ("R23-1", nothing, "list_dishonest", {**LIST, "ground": 7}, {**LIST, "ground": 6}),
    ("R23-2", nothing, "list_dishonest", {**LIST, "minor": True}, LIST),
    ("R23-2", asset(value=1012400), "list_dishonest", {**LIST, "ground": 1}, LIST),
    ("R23-3", nothing, "list_dishonest", {**LIST, "served": False}, LIST),
    ("R23-3", nothing, "list_dishonest", {**LIST, "signed_by": "bureau_chief"}, LIST),
    (
        "X-10",
        nothing,
        "restrict_consumption",
        {"debtor": "D1", "ground": "未履行"},
        {"debtor": "D1", "ground": "未履行", "signed_by": "court_president"},
    ),
    (
        "R23-7",
        fact("2026-04-10T09:00", "correction_applied", debtor="D1"),
        "postpone_correction",
        {"debtor": "D1", "until": "2026-04-28"},
        {"debtor": "D1", "until": "2026-04-27"},
    ),
    ("R24-4", QUERIED, "terminate_procedure", {**TERMINATE, "reason": "申请执行人未申请拍卖"}, TERMINATE),
    ("R24-7", QUERIED, "terminate_procedure", {**TERMINATE, "consent_channel": "电话"}, {**TERMINATE, "consent_channel": "终本约谈笔录"}),
    ("R24-9", QUERIED, "terminate_procedure", {**TERMINATE, "panel": False}, TERMINATE),
    ("R24-10", nothing, "close_case", {"form": "终结本次执行程序"}, {"form": "终结执行"}),
    (
        "R30-2",
        both(fact("2026-04-10T09:00", "petition_received", petition="X1"), fact("2026-04-11T09:00", "petition_entered", petition="X1")),
        "close_petition",
        {"petition": "X1", "feedback_given": False},
        {"petition": "X1", "feedback_given": True},
    ),
]


@pytest.mark.parametrize(
    ("guard", "setup", "type_", "refused", "allowed"), BY_DATA, ids=lambda value: value if isinstance(value, str) else None
)
def test_the_act_itself_decides(guard: str, setup: Setup, type_: str, refused: dict[str, Any], allowed: dict[str, Any]) -> None:
    life = Life().file()
    setup(life)
    assert guard in life.refusals(DAY, type_, refused)
    assert guard not in life.refusals(DAY, type_, allowed)


DISPOSE = ("permit_self_disposal", PERMIT)
DISTRIBUTE: tuple[str, dict[str, Any]] = ("distribute_funds", {})
RESTRICTED = fact("2026-03-01T09:00", "restriction_issued", debtor="D1")
LISTED = fact("2026-03-01T10:00", "listing_published", debtor="D1", ground=1)
SHIELDED = fact("2026-03-02T10:00", "listing_shielded", debtor="D1")
PERFORMED = {"form": "执行完毕"}

# guard, the act, what makes it refused, what makes it allowed again
BY_STATE: list[tuple[str, tuple[str, dict[str, Any]], Setup, Setup]] = [
    (
        "R05-1",
        DISTRIBUTE,
        fact("2026-04-01T09:00", "insolvency_found", debtor="D1"),
        fact("2026-04-02T09:00", "bankruptcy_inquiry_answered", debtor="D1"),
    ),
    (
        "R05-5",
        ("transfer_to_bankruptcy", {"debtor": "D1", "to_court": "沪03", "consenting": "P1", "approved_by": "court_president"}),
        fact("2026-04-01T09:00", "insolvency_found", debtor="D1"),
        fact("2026-04-02T09:00", "bankruptcy_inquiry_answered", debtor="D1"),
    ),
    ("R05-2", DISTRIBUTE, fact("2026-04-01T09:00", "bankruptcy_transfer_notice_received"), fact("2026-04-02T09:00", "bankruptcy_rejected")),
    (
        "R05-3",
        ("renew_seizure", {"asset": "A1", "expires_on": "2027-01-01"}),
        fact("2026-04-01T09:00", "bankruptcy_accepted"),
        fact("2026-04-02T09:00", "bankruptcy_rejected"),
    ),
    ("R14-1", DISPOSE, asset(online=False), fact("2026-04-02T09:00", "asset_entered", asset="A1")),
    (
        "R16-2",
        ("start_valuation", {"asset": "A1", "method": "委托评估"}),
        both(asset(), FAILED),
        fact("2026-04-02T09:00", "valuation_step_failed", asset="A1", method="网络询价"),
    ),
    (
        "R16-3",
        ("publish_auction_notice", NOTICE),
        asset(),
        fact("2026-04-02T09:00", "reference_price_determined", asset="A1", price=1000000, method="委托评估"),
    ),
    (
        "X-07",
        DISPOSE,
        both(asset(), fact("2026-04-01T09:00", "outsider_objection_received", objection="Y", asset="A1")),
        fact("2026-04-02T09:00", "outsider_objection_decided", objection="Y", upheld=True),
    ),
    ("X-08", DISPOSE, asset(expires_on="2026-04-14"), fact("2026-04-13T09:00", "seizure_renewed", asset="A1", expires_on="2026-04-15")),
    (
        "R27-1",
        DISPOSE,
        both(asset(), fact("2026-04-01T09:00", "court_dispute_reported", dispute="Z", asset="A1")),
        fact("2026-04-02T09:00", "coordination_opinion_implemented", dispute="Z"),
    ),
    ("R23-2", ("list_dishonest", {**LIST, "ground": 1}), fact("2026-04-01T09:00", "guarantee_accepted", debtor="D1"), nothing),
    (
        "R23-5",
        ("list_dishonest", LIST),
        act("2026-04-01T09:00", "grant_grace", debtor="D1", until="2026-04-15"),
        act("2026-04-02T09:00", "grant_grace", debtor="D1", until="2026-04-14"),
    ),
    ("R23-6", ("close_case", PERFORMED), RESTRICTED, fact("2026-03-02T09:00", "restriction_lifted", debtor="D1")),
    ("R23-6", ("close_case", PERFORMED), both(LISTED, SHIELDED), fact("2026-03-03T09:00", "credit_bureau_pushed", debtor="D1")),
    ("R24-1", ("terminate_procedure", TERMINATE), asset(), fact("2026-04-02T09:00", "seizure_released", asset="A1")),
    (
        "R24-2",
        ("terminate_procedure", TERMINATE),
        fact("2026-03-15T09:00", "query_launched", **ALL),
        fact("2026-03-16T09:00", "query_launched", **ALL),
    ),
    (
        "R24-3",
        ("terminate_procedure", TERMINATE),
        fact("2026-04-01T09:00", "clue_received", clue="C", clear=False, specific=False, urgent=False),
        fact("2026-04-02T09:00", "clue_verified", clue="C", found=False),
    ),
    (
        "R24-5",
        ("terminate_procedure", TERMINATE),
        both(asset(rank="waiting", priority_right=True), fact("2026-03-01T09:00", "priority_transfer_requested", asset="A1")),
        fact("2026-03-02T09:00", "priority_transfer_answered", asset="A1", granted=False),
    ),
    (
        "R24-11",
        ("terminate_procedure", TERMINATE),
        fact("2026-04-01T09:00", "evasion_measure_applied", application="S"),
        fact("2026-04-02T09:00", "evasion_measure_decided", application="S"),
    ),
    (
        "R03-1",
        ("close_case", {"form": "终结执行"}),
        fact("2026-04-01T09:00", "interference_contact", contact="K"),
        fact("2026-04-02T09:00", "interference_recorded", contact="K"),
    ),
    (
        "R30-1",
        ("close_petition", {"petition": "X1", "feedback_given": True}),
        fact("2026-04-10T09:00", "petition_received", petition="X1"),
        fact("2026-04-11T09:00", "petition_entered", petition="X1"),
    ),
    (
        "Z-01",
        ("close_case", {"form": "终结执行"}),
        fact("2026-04-10T09:00", "materials_received"),
        fact("2026-04-11T09:00", "query_launched", **ALL),
    ),
    ("R24-10", ("close_case", {"form": "终结本次执行程序"}), nothing, fact("2026-04-11T09:00", "termination_served")),
    (
        "R07-1",
        ("continue_fast_track", {}),
        fact("2026-04-01T09:00", "triaged", track="fast", limit_days=13),
        fact("2026-04-15T08:00", "track_changed", track="ordinary"),
    ),
    ("R22-3", ("defer_payout", DEFER), fact("2026-03-02T09:00", "funds_received", receipt="R1", amount=1000, ready=True), nothing),
]
ONE_WAY = {"R23-2", "R22-3"}


@pytest.mark.parametrize(("guard", "attempt", "bar", "cure"), BY_STATE, ids=lambda value: value if isinstance(value, str) else None)
def test_what_happened_before_decides(guard: str, attempt: tuple[str, dict[str, Any]], bar: Setup, cure: Setup) -> None:
    life = Life().file()
    if guard == "Z-01":
        life.say("2026-01-06T09:00", "document_served", document="W0")
        life.act("2026-01-06T10:00", "issue_document", DOCUMENT)
        life.say("2026-01-06T11:00", "document_served", document="W1")
    bar(life)
    life.wait(DAY)
    assert guard in life.refusals(DAY, *attempt)
    cured = Life().file()
    if guard == "Z-01":
        cured.act("2026-01-06T10:00", "issue_document", DOCUMENT)
        cured.say("2026-01-06T11:00", "document_served", document="W1")
    if guard not in ONE_WAY:
        bar(cured)
        cure(cured)
    cured.wait(DAY)
    assert guard not in cured.refusals(DAY, *attempt)


def test_a_filing_needs_a_confirmed_account() -> None:
    account = {"bank": "某行", "number": "1", "confirmed": False}
    for payee in ({"payee_account": account}, {}):
        filing = {**{k: v for k, v in FILING.items() if k != "payee_account"}, **payee}
        assert Life().refusals("2026-01-05T09:00", "file_case", filing) == ["R20-1"]
    assert Life().refusals("2026-01-05T09:00", "file_case", FILING) == []


def test_termination_waits_for_three_months_and_a_day() -> None:
    life = Life().file()
    assert "R24-8" in life.refusals("2026-04-05T23:59", "terminate_procedure", TERMINATE)
    assert "R24-8" not in life.refusals("2026-04-06T00:00", "terminate_procedure", TERMINATE)


def test_a_rejected_objection_bars_disposal_for_fifteen_days() -> None:
    life = Life().file()
    asset()(life)
    life.say("2026-04-01T09:00", "outsider_objection_received", objection="Y", asset="A1")
    life.say("2026-04-02T09:00", "outsider_objection_decided", objection="Y", upheld=False)
    assert "X-07" in life.refusals("2026-04-16T09:00", *DISPOSE)
    assert "X-07" not in life.refusals("2026-04-17T09:00", *DISPOSE)


def test_an_indivisible_thing_may_be_seized_whole_if_there_is_nothing_else() -> None:
    whole = {"asset": "C", "asset_kind": "不动产", "value": 5000000, "indivisible": True, "registrar_refusal": "同一权利证书"}
    assert Life().file().refusals(DAY, "seize_asset", whole) == []
    other = Life().file()
    asset()(other)
    assert other.refusals(DAY, "seize_asset", whole) == ["R15-1"]


def test_orders_that_are_not_answered_yet_count_as_controlled() -> None:
    life = Life().file()
    life.act("2026-04-01T09:00", "freeze_account", {"asset": "B", "amount": 1000000})
    assert "R15-1" in life.refusals(DAY, "freeze_account", {"asset": "E", "amount": "12400.01"})
    assert life.refusals(DAY, "freeze_account", {"asset": "E", "amount": 12400}) == []


def test_an_order_on_an_asset_under_control_adds_to_what_is_controlled() -> None:
    life = Life().file()
    asset(asset_kind="银行存款")(life)
    life.act("2026-04-01T09:00", "freeze_account", {"asset": "A1", "amount": 112400})
    assert life.refusals(DAY, "freeze_account", {"asset": "B", "amount": "0.01"}) == ["R15-1"]


def test_an_objection_bars_the_disposal_of_an_asset_that_nothing_else_told_of() -> None:
    life = Life().file()
    life.say("2026-04-01T09:00", "outsider_objection_received", objection="Y", asset="A9")
    deduction = {"asset": "A9", "mode": "线上", "destination": "case_account"}
    assert life.refusals(DAY, "deduct_deposit", deduction) == ["X-07"]
    assert life.refusals(DAY, "deduct_deposit", {**deduction, "asset": "A8"}) == []


def test_a_fact_that_only_mentions_an_asset_brings_it_into_no_node() -> None:
    life = Life().file()
    for type_ in ("appraisal_commissioned", "appraisal_report_served", "split_registration_applied", "price_paid", "title_ruling_served"):
        life.say("2026-04-01T09:00", type_, asset="A9")
    assert life.refusals(DAY, "start_valuation", {"asset": "A9", "method": "当事人议价"}) == ["R14-1"]


def test_a_number_used_for_a_second_matter_does_not_lift_the_bar_of_the_first() -> None:
    life = Life().file()
    asset()(life)
    life.say("2026-04-01T09:00", "outsider_objection_received", objection="Y", asset="A1")
    life.say("2026-04-02T09:00", "act_objection_received", objection="Y")
    life.say("2026-04-03T09:00", "act_objection_decided", objection="Y", upheld=True)
    life.say("2026-04-01T09:00", "court_dispute_reported", dispute="Z", asset="A1")
    life.say("2026-04-02T09:00", "department_coordination_needed", dispute="Z", authority="税务机关")
    assert life.refusals(DAY, *DISPOSE) == ["R27-1", "X-07"]


def test_who_owes_nothing_any_more_is_not_listed_for_refusing_to_pay() -> None:
    life = Life().file()
    life.say("2026-04-01T09:00", "payment_notice_received", payment="Y1", receipt="R1", amount=1012400)
    life.say("2026-04-02T09:00", "payout_completed", payment="Y1", amount=1012400)
    assert life.refusals(DAY, "list_dishonest", {**LIST, "ground": 1}) == ["R23-2"]


def test_who_did_a_handlers_act_does_not_review_the_case() -> None:
    life = Life().file()
    freeze = {"id": "x", "kind": "act", "type": "freeze_account", "by": "执行员戊", "data": {"asset": "B", "amount": 1}}
    life.case = decide(life.case, read_entry(freeze, moment("2026-04-01T09:00")), PROFILE).case
    panel = {"objection": "Y", "reviewers": ["甲", "乙", "执行员戊"]}
    assert life.refusals(DAY, "assign_reviewers", panel) == ["R06-1"]
    assert life.refusals(DAY, "assign_reviewers", {**panel, "reviewers": ["甲", "乙", "filing_clerk"]}) == []


def test_whoever_has_or_had_the_case_does_not_review_it() -> None:
    life = Life().file()
    life.say("2026-04-01T09:00", "officer_assigned", officer="执行员戊")
    life.say("2026-04-02T09:00", "officer_assigned", officer="执行员己")
    assert life.case.officer == "执行员己"
    for barred in ("执行员戊", "执行员己"):
        panel = {"objection": "Y", "reviewers": ["甲", "乙", barred]}
        assert life.refusals(DAY, "assign_reviewers", panel) == ["R06-1"]


def test_every_guard_has_a_function_and_is_tried_here() -> None:
    book = statute_book()
    assert set(GUARDS) == set(book.guards)
    tried = {row[0] for row in BY_DATA} | {row[0] for row in BY_STATE} | {"R10-1", "R20-1", "R24-8"}
    assert set(book.guards) - tried == set()


def test_every_guard_says_why_and_how_to_cure_it() -> None:
    for versions in statute_book().guards.values():
        for guard in versions:
            assert guard.message_zh
            assert guard.message_en
            assert guard.cure_zh
            assert guard.cure_en
