"""Deduction, payment notices, deferral, distribution (arts 5, 20, 22)."""

from enforcement.docket.casefile import CaseFile
from enforcement.docket.guards.table import Attempt, Facts, guard, money
from enforcement.docket.particulars.parties import Debtor

CASE_ACCOUNT = "case_account"
_LEADERS = {"bureau_chief", "court_president"}
_CASE_WIDE = {"中止", "申请执行人案款被查封", "申请执行人未领取"}
_GROUNDS = _CASE_WIDE | {"需要进行案款分配", "其他正当理由"}
_PERSON = {"person", "自然人"}


@guard("R05-1")
def insolvent_debtor(attempt: Attempt) -> Facts | None:
    for debtor in attempt.case.debtors.values():
        if debtor.insolvent and not debtor.inquiry_answered and not _is_person(attempt.case, debtor):
            return {"debtor": debtor.id, "inquiry_answered": False}
    return None


def _is_person(case: CaseFile, debtor: Debtor) -> bool:
    kinds = [party.kind for party in case.parties if party.id == debtor.id and party.kind]
    return (kinds[0] if kinds else case.debtor_kind) in _PERSON


@guard("R20-3")
def deduct_to_other_account(attempt: Attempt) -> Facts | None:
    mode, destination = attempt.act.text("mode"), attempt.act.text("destination")
    return {"mode": mode, "destination": destination} if mode == "线下" and destination != CASE_ACCOUNT else None


@guard("R22-1")
def approvals_incomplete(attempt: Attempt) -> Facts | None:
    approvals = set(attempt.act.texts("approvals"))
    return None if "handler" in approvals and approvals & _LEADERS else {"approvals": [*sorted(approvals)]}


@guard("R22-4")
def payee_mismatch(attempt: Attempt) -> Facts | None:
    confirmed, given = attempt.case.payee_account, attempt.act.text("payee_account")
    if confirmed is not None and confirmed.confirmed and confirmed.number == given:
        return None
    return {"payee_account": "differs from the account confirmed at filing" if confirmed else "none confirmed at filing"}


@guard("R22-2")
def defer_undisputed_part(attempt: Attempt) -> Facts | None:
    receipt = attempt.case.receipts.get(attempt.act.text("receipt") or "")
    amount, disputed = attempt.act.number("amount") or 0, receipt.disputed if receipt else 0
    if attempt.act.text("ground") in _CASE_WIDE or amount <= disputed:
        return None
    return {"amount": money(amount), "disputed": money(disputed)}


@guard("R22-3")
def defer_without_ground_or_late(attempt: Attempt) -> Facts | None:
    ground, approved_by = attempt.act.text("ground"), attempt.act.text("approved_by")
    subject = {"receipt": attempt.act.text("receipt") or ""}
    expired = any(c.missed_at is not None for c in attempt.case.clocks.values() if c.rule == "payout_notice_10wd" and c.subject == subject)
    if ground in _GROUNDS and approved_by in _LEADERS and not expired:
        return None
    return {"ground": ground, "approved_by": approved_by, "notice_clock_expired": expired}
