"""Transfer to bankruptcy (art 5)."""

from enforcement.docket.guards.table import Attempt, Facts, guard
from enforcement.docket.particulars.parties import Debtor


@guard("R05-5")
def transfer_without_inquiry(attempt: Attempt) -> Facts | None:
    name = attempt.act.text("debtor") or ""
    debtor = attempt.case.debtors.get(name, Debtor(name))
    if debtor.insolvent and debtor.inquiry_answered:
        return None
    return {"debtor": name, "insolvent": debtor.insolvent, "inquiry_answered": debtor.inquiry_answered}
