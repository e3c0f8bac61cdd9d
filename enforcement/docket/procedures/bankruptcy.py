"""执转破 (art 5)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import BANKRUPTCY
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start


def transfers(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 5: a transfer that was decided is followed to the ruling of the court of bankruptcy."""
    for debtor in case.debtors.values():
        transfer = debtor.transfer
        if transfer is not None:
            told = {"to_court": transfer.to_court, "consenting": transfer.consenting, "approved_by": transfer.approved_by}
            yield start(BANKRUPTCY, f"{debtor.id}-{debtor.transfers}", debtor=debtor.id, **told)
