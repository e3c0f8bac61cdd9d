"""Fixing the reference price (art 16)."""

from enforcement.docket.guards.table import Attempt, Facts, guard

APPRAISAL = "委托评估"
NEGOTIATION = "当事人议价"
INQUIRIES = ("定向询价", "网络询价")
_DIRECT_REASONS = ("法律规定必须评估", "双方要求评估")


@guard("R16-1")
def price_outside_system(attempt: Attempt) -> Facts | None:
    return {"record_number": None} if attempt.act.text("record_number") is None else None


@guard("R16-2")
def valuation_order_skipped(attempt: Attempt) -> Facts | None:
    if attempt.act.text("method") != APPRAISAL or attempt.act.text("reason") in _DIRECT_REASONS:
        return None
    failed = attempt.asset.methods_failed if attempt.asset else ()
    if NEGOTIATION in failed and any(method in failed for method in INQUIRIES):
        return None
    return {"asset": attempt.act.text("asset"), "methods_failed": list(failed)}
