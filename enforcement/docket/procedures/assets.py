"""Property: looking for it (art 13), and again after a termination (终本规定 art 9)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart, Scalar
from enforcement.contracts.procedures import QUERY, REQUERY
from enforcement.contracts.receipts.query import requery_key
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start

_REQUERY_RULE = "zhongben_requery_6m"


def query(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 13: on receipt of the file both channels are asked for every enabled type."""
    if case.materials_on is not None and not case.feedback_complete:
        yield start(QUERY, "Q1", debtors=_debtors(case))


def requery(case: CaseFile) -> Iterable[ProcedureStart]:
    """终本规定 art 9: from the warning before each half year both channels are asked again."""
    for clock in case.open_clocks:
        if clock.rule == _REQUERY_RULE and clock.n is not None and clock.warn_at is None:
            yield start(REQUERY, requery_key(clock.n), debtors=_debtors(case))


def _debtors(case: CaseFile) -> list[Scalar | dict[str, Scalar]]:
    return [party.id for party in case.parties if party.role == "debtor"]
