"""Where a case stands in its life, derived from the case file. The states of 执行案件, never stored apart from their facts."""

from enum import StrEnum

from enforcement.docket.casefile import CaseFile

TERMINATION_FORM = "终结本次执行程序"


class CaseState(StrEnum):
    UNFILED = "unfiled"
    FILED = "filed"
    HANDED_OVER = "handed_over"
    INVESTIGATION = "investigation"
    CONTROL = "control"
    DISPOSAL = "disposal"
    FUNDS = "funds"
    STAYED = "stayed"
    BANKRUPTCY_REVIEW = "bankruptcy_review"
    TERMINATING = "terminating"
    TERMINATED = "terminated"
    CLOSED = "closed"


STATE_TITLES_ZH = {
    CaseState.UNFILED: "未立案",
    CaseState.FILED: "已立案",
    CaseState.HANDED_OVER: "已移送执行",
    CaseState.INVESTIGATION: "财产调查",
    CaseState.CONTROL: "财产控制",
    CaseState.DISPOSAL: "财产处置",
    CaseState.FUNDS: "案款发放",
    CaseState.STAYED: "中止（暂缓）",
    CaseState.BANKRUPTCY_REVIEW: "移送破产审查",
    CaseState.TERMINATING: "已裁定终本",
    CaseState.TERMINATED: "终本库",
    CaseState.CLOSED: "已结案",
}


def state_of(case: CaseFile) -> CaseState:
    """The state of a case: closing goes before a stay, a stay before the stage of the work."""
    if case.closed_on is not None:
        return CaseState.TERMINATED if case.closing_form == TERMINATION_FORM else CaseState.CLOSED
    if case.filed_on is None:
        return CaseState.UNFILED
    if case.terminated_on is not None:
        return CaseState.TERMINATING
    if any(hold.ground == "P1" and hold.end is None for hold in case.holds):
        return CaseState.BANKRUPTCY_REVIEW if case.bankruptcy_notice else CaseState.STAYED
    return _stage(case)


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
