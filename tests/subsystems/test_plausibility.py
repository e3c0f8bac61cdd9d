"""What speaks against an answer: every gateway doubts what cannot be, and nothing that may be."""

from dataclasses import replace

import pytest

from enforcement.contracts.bankruptcy import BankruptcyState
from enforcement.contracts.control import ControlState, ControlStatus
from enforcement.contracts.credit import CreditState
from enforcement.contracts.documents import DocumentState, DocumentStatus
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.fund_orders import FundOrderState
from enforcement.contracts.notices import NoticeState
from enforcement.contracts.personnel import StaffPage, StaffRecord
from enforcement.contracts.publicity import PublicationState
from enforcement.contracts.query import FoundAsset, QueryFeedback, QueryReceipt, TypeAnswer
from enforcement.contracts.reconciliation import AccountMonth, Accounts, AccountsQuestion
from enforcement.contracts.statement import Line, Side, Statement, StatementQuestion
from enforcement.contracts.supervision import SupervisionState
from enforcement.contracts.suspense import Match, Matched, Suspended, Suspense, SuspenseQuestion
from enforcement.contracts.valuation import ValuationState
from enforcement.gateways import plausibility

NOTICE = PaymentNotice("N1", "C1", "Y1", "Y1", "R1", 500, "6222")
PAID = PaymentState("N1", received=True, paid=500, amount=500)
ASSET = FoundAsset("A1", "银行存款", True, 5)
FEEDBACK = QueryFeedback("O1", [TypeAnswer("银行存款", [ASSET]), TypeAnswer("证券")], complete=True)
MEASURE = CreditState("O1", ["民航", "铁路"], ["铁路"])
FROZEN = ControlState("O1", ControlStatus.EFFECTIVE, "XZ1", "2026-03-02T09:00:00+08:00", amount=5)
SERVED = DocumentState("O1", DocumentStatus.SERVED, "1", "ab" * 32, 1, "2026-03-02T09:00:00+08:00", "2026-03-02T09:01:00+08:00")
PRICED = ValuationState("O1", "XJ-1", "priced", 500, "2027-03-01")
STAFF = StaffRecord("任-1", "某", "执行局长", True, "2021-01-05")

ACCOUNT = AccountMonth("C1", 0, 100, 0, 100)
AT = "2026-03-02T10:00:00+08:00"
LINE = Line("1", Side.CREDIT, "V1", "V1", 100, AT)
MATCH = Match("沪1:V1:match", "沪1", "V1", "C1", "财务甲")


def test_what_may_be_is_not_doubted() -> None:
    assert plausibility.receipt(QueryReceipt("O1", "CK-1", ["银行存款"])) is None
    assert plausibility.feedback(FEEDBACK) is None
    assert plausibility.feedback(QueryFeedback("O1", [], complete=False)) is None
    for state in (PAID, replace(PAID, amount=None), replace(PAID, paid=0, returned=500), PaymentState("N1", received=False)):
        assert plausibility.payment("N1")(state) is None
        assert plausibility.noticed(NOTICE)(state) is None
    assert plausibility.measure(MEASURE) is None
    assert plausibility.fund_order(FundOrderState("O1", "6217")) is None
    assert plausibility.publication(PublicationState("O1", "GK-1")) is None
    for valued in (PRICED, ValuationState("O1", "XJ-1"), ValuationState("O1", "XJ-1", "failed", reason="议价不一致")):
        assert plausibility.valuation(valued) is None
    for told in (NoticeState("O1", "sent"), NoticeState("O1", "delivered"), NoticeState("O1", "undeliverable", "空号")):
        assert plausibility.notice(told) is None
    for given in (
        SupervisionState("O1", "JD-1"),
        SupervisionState("O1", "JD-1", "done"),
        SupervisionState("O1", "JD-1", "returned", "材料不全"),
    ):
        assert plausibility.supervision(given) is None
    refused = replace(FROZEN, status=ControlStatus.FAILED, amount=None, reason="账户已销户")
    renewed = replace(FROZEN, status=ControlStatus.RENEWED, amount=None, expires_on="2028-03-01")
    for control in (ControlState("O1"), FROZEN, refused, renewed):
        assert plausibility.control(control) is None
    for ruled in (BankruptcyState("O1"), BankruptcyState("O1", "破申-1"), BankruptcyState("O1", "破申-1", "rejected")):
        assert plausibility.bankruptcy(ruled) is None
    filed = replace(SERVED, status=DocumentStatus.FILED, served_at=None)
    for paper in (DocumentState("O1"), filed, SERVED, replace(SERVED, status=DocumentStatus.UNDELIVERED, reason="查无此人")):
        assert plausibility.document(paper) is None
    for page in (StaffPage([]), StaffPage([STAFF]), StaffPage([STAFF], "任-1")):
        assert plausibility.staff_after("")(page) is None
    assert plausibility.accounts(AccountsQuestion("沪1", "2026-03"))(Accounts("沪1", 100, 0, [ACCOUNT], "C1")) is None
    assert plausibility.suspense(SuspenseQuestion("沪1"))(Suspense("沪1", [Suspended("V1", "V1", 1, AT)], "V1")) is None
    assert plausibility.matched(MATCH)(Matched(MATCH.order, "C1", LINE)) is None
    for statement in (Statement("C1", 0, 0), Statement("C1", 0, 100, [LINE]), Statement("C1", 0, 100, [LINE], "1")):
        assert plausibility.statement(StatementQuestion("C1"))(statement) is None


def test_an_answer_about_another_order_is_doubted_first() -> None:
    assert plausibility.about("O1", plausibility.measure)(MEASURE) is None
    assert plausibility.about("O2", plausibility.measure)(MEASURE) == "an answer about 'O1', asked was 'O2'"
    assert plausibility.payment("N2")(PAID) == "an answer about 'N1', asked was 'N2'"


@pytest.mark.parametrize(
    ("doubt", "said"),
    [
        (plausibility.receipt(QueryReceipt("O1", "", ["银行存款"])), "receipt_number"),
        (plausibility.receipt(QueryReceipt("O1", "CK-1", [""])), "types"),
        (plausibility.feedback(QueryFeedback("O1", [], complete=True)), "complete"),
        (plausibility.feedback(replace(FEEDBACK, answers=[TypeAnswer("证券"), TypeAnswer("证券")])), "once"),
        (plausibility.feedback(replace(FEEDBACK, answers=[TypeAnswer("")])), "type"),
        (plausibility.feedback(replace(FEEDBACK, answers=[TypeAnswer("证券", [replace(ASSET, asset="")])])), "asset"),
        (plausibility.feedback(replace(FEEDBACK, answers=[TypeAnswer("证券", [replace(ASSET, value=-1)])])), "value"),
        (plausibility.payment("N1")(replace(PAID, paid=501)), "at most 500 fen"),
        (plausibility.payment("N1")(replace(PAID, paid=-1)), "no less than 0"),
        (plausibility.payment("N1")(replace(PAID, amount=-500, paid=-500)), "no less than 0"),
        (plausibility.noticed(NOTICE)(replace(PAID, amount=50_000)), "500 fen of the notice"),
        (plausibility.noticed(NOTICE)(replace(PAID, amount=None, paid=501)), "at most 500 fen"),
        (plausibility.measure(CreditState("O1", [], [])), "units"),
        (plausibility.measure(replace(MEASURE, acknowledged=["海关"])), "海关"),
        (plausibility.measure(replace(MEASURE, units=[""])), "铁路"),
        (plausibility.document(replace(SERVED, page=0)), "page"),
        (plausibility.document(replace(SERVED, sha256="")), "sha256"),
        (plausibility.document(replace(SERVED, filed_at=None)), "filed_at"),
        (plausibility.document(replace(SERVED, served_at=None)), "served_at"),
        (plausibility.document(replace(SERVED, status=DocumentStatus.UNDELIVERED)), "reason"),
        (plausibility.control(replace(FROZEN, receipt_number="")), "receipt_number"),
        (plausibility.control(replace(FROZEN, effective_at=None)), "effective_at"),
        (plausibility.control(replace(FROZEN, amount=-1)), "no less than 0"),
        (plausibility.control(replace(FROZEN, status=ControlStatus.FAILED)), "reason"),
        (plausibility.control(replace(FROZEN, status=ControlStatus.RENEWED)), "expires_on"),
        (plausibility.control(replace(FROZEN, status=ControlStatus.DEDUCTED, amount=0)), "deducted"),
        (plausibility.valuation(replace(PRICED, outcome="已完成")), "已完成"),
        (plausibility.valuation(replace(PRICED, price=None)), "price"),
        (plausibility.valuation(replace(PRICED, price=-5)), "price"),
        (plausibility.valuation(replace(PRICED, record_number="")), "record_number"),
        (plausibility.publication(PublicationState("O1", "", done=True)), "receipt_number"),
        (plausibility.fund_order(FundOrderState("O1", "")), "number"),
        (plausibility.notice(NoticeState("O1", "已读")), "已读"),
        (plausibility.notice(NoticeState("O1", "undeliverable")), "reason"),
        (plausibility.supervision(SupervisionState("O1", "JD-1", "办结")), "办结"),
        (plausibility.supervision(SupervisionState("O1", "JD-1", "returned")), "said"),
        (plausibility.supervision(SupervisionState("O1", "")), "receipt_number"),
        (plausibility.bankruptcy(BankruptcyState("O1", "破申-1", "驳回")), "驳回"),
        (plausibility.bankruptcy(BankruptcyState("O1", None, "accepted")), "receipt_number"),
        (plausibility.bankruptcy(BankruptcyState("O1", "")), "receipt_number"),
        (plausibility.staff_after("任-2")(StaffPage([STAFF])), "in their order"),
        (plausibility.staff_after("")(StaffPage([STAFF, STAFF])), "in their order"),
        (plausibility.staff_after("")(StaffPage([STAFF], "任-9")), "in their order"),
        (plausibility.staff_after("任-2")(StaffPage([], "任-2")), "in their order"),
        (plausibility.staff_after("")(StaffPage([replace(STAFF, name="")])), "name"),
        (plausibility.accounts(AccountsQuestion("沪2", "2026-03"))(Accounts("沪1", 0, 0)), "about '沪1'"),
        (plausibility.accounts(AccountsQuestion("沪1", "2026-03", "C1"))(Accounts("沪1", 0, 0, [ACCOUNT])), "in their order"),
        (plausibility.suspense(SuspenseQuestion("沪2"))(Suspense("沪1")), "about '沪1'"),
        (plausibility.suspense(SuspenseQuestion("沪1", "V9"))(Suspense("沪1", [Suspended("V1", "V1", 1, AT)])), "in their order"),
        (plausibility.matched(MATCH)(Matched(MATCH.order, "C2", LINE)), "about 'C2'"),
        (plausibility.matched(MATCH)(Matched(MATCH.order, "C1", replace(LINE, number="V2"))), "about 'V2'"),
        (plausibility.statement(StatementQuestion("C2"))(Statement("C1", 0, 0)), "about 'C1'"),
        (plausibility.statement(StatementQuestion("C1", "1"))(Statement("C1", 0, 100, [LINE])), "in their order"),
        (plausibility.statement(StatementQuestion("C1"))(Statement("C1", 0, 0, [LINE], "2")), "in their order"),
        (plausibility.statement(StatementQuestion("C1"))(Statement("C1", 0, 0, [replace(LINE, amount=0)])), "more than nothing"),
    ],
)
def test_what_cannot_be_is_doubted_with_its_reason(doubt: str | None, said: str) -> None:
    assert doubt is not None
    assert said in doubt
