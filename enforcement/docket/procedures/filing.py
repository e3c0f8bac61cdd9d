"""Filing: what a new case asks of others."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import RESUMPTION
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start


def resumption(case: CaseFile) -> Iterable[ProcedureStart]:
    """终本规定 art 9: the case before is told that execution goes on under this number."""
    if case.parent is not None and not case.parent_informed:
        yield start(RESUMPTION, "P1", parent=case.parent, case_number=case.number)
