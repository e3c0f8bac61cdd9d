"""Where a case stands in its life, derived from the case file; never stored apart from its facts.

A case has one main state and regions that run beside it: assets, receipts, debtors, objections, disputes, petitions, matters, … Files that are
no case (petitions, disputes, tenure, inspection items) are open or closed.
"""

from enum import StrEnum

from enforcement.contracts.ids import Register, register_of
from enforcement.docket.casefile import CaseFile

TERMINATION_FORM = "终结本次执行程序"
# 暂缓执行 on a guarantee (民诉法 242) or by the court above (执行规定 77) stays the case as 中止 does, and is told apart by its ground.
_DEFERRAL = "暂缓"


class CaseState(StrEnum):
    UNFILED = "unfiled"
    FILED = "filed"
    HANDED_OVER = "handed_over"
    INVESTIGATION = "investigation"
    CONTROL = "control"
    DISPOSAL = "disposal"
    FUNDS = "funds"
    SETTLEMENT = "settlement"
    STAYED = "stayed"
    DEFERRED = "deferred"
    BANKRUPTCY_REVIEW = "bankruptcy_review"
    ELSEWHERE = "elsewhere"
    TERMINATING = "terminating"
    TERMINATED = "terminated"
    RESUMED = "resumed"
    CLOSED = "closed"
    OPEN = "open"


STATE_TITLES_ZH = {
    CaseState.UNFILED: "未立案",
    CaseState.FILED: "已立案",
    CaseState.HANDED_OVER: "已移送执行",
    CaseState.INVESTIGATION: "财产调查",
    CaseState.CONTROL: "财产控制",
    CaseState.DISPOSAL: "财产处置",
    CaseState.FUNDS: "案款发放",
    CaseState.SETTLEMENT: "执行和解履行中",
    CaseState.STAYED: "中止执行",
    CaseState.DEFERRED: "暂缓执行",
    CaseState.BANKRUPTCY_REVIEW: "移送破产审查",
    CaseState.ELSEWHERE: "提级、指令或委托执行",
    CaseState.TERMINATING: "已裁定终本",
    CaseState.TERMINATED: "终本库",
    CaseState.RESUMED: "已恢复执行（执恢）",
    CaseState.CLOSED: "已结案",
    CaseState.OPEN: "办理中",
}


def state_of(case: CaseFile) -> CaseState:
    """The state of a file: closing goes before another court, that before a stay, a stay before the stage of the work."""
    register = register_of(case.case_id)
    if register is not Register.CASE:
        return _register_state(case, register)
    if case.closed_on is not None:
        return _closed_state(case)
    if case.filed_on is None:
        return CaseState.UNFILED
    return _side_state(case) or _stage(case)


def _closed_state(case: CaseFile) -> CaseState:
    if case.closing_form != TERMINATION_FORM:
        return CaseState.CLOSED
    return CaseState.RESUMED if case.resumed_as else CaseState.TERMINATED


def _side_state(case: CaseFile) -> CaseState | None:
    stays = [hold.key for hold in case.holds if hold.ground == "P1" and hold.end is None]
    if case.terminated_on is not None:
        return CaseState.TERMINATING
    if case.elsewhere is not None:
        return CaseState.ELSEWHERE
    if stays and case.bankruptcy_notice:
        return CaseState.BANKRUPTCY_REVIEW
    if stays:
        return CaseState.DEFERRED if all(_DEFERRAL in key for key in stays) else CaseState.STAYED
    running = case.settled and not (case.settlement_breached or case.settlement_performed)
    return CaseState.SETTLEMENT if running else None


def _stage(case: CaseFile) -> CaseState:
    if any(case.paid(receipt.id) < receipt.amount for receipt in case.receipts.values()):
        return CaseState.FUNDS
    held = [asset for asset in case.assets.values() if asset.held]
    if any(asset.price_on is not None or asset.methods_failed for asset in held):
        return CaseState.DISPOSAL
    if held:
        return CaseState.CONTROL
    if case.queries:
        return CaseState.INVESTIGATION
    return CaseState.HANDED_OVER if case.materials_on is not None else CaseState.FILED


def _register_state(case: CaseFile, register: Register) -> CaseState:
    match register:
        case Register.PETITION:
            done = [petition.closed for petition in case.petitions.values()]
        case Register.DISPUTE:
            done = [dispute.settled or dispute.implemented for dispute in case.disputes.values()]
        case Register.TENURE:
            done = [posting.ended_on is not None for posting in case.postings.values()]
        case _:
            done = [*(finding.closed for finding in case.findings.values()), *case.orders.values()]
    if not done:
        return CaseState.UNFILED
    return CaseState.CLOSED if all(done) else CaseState.OPEN
