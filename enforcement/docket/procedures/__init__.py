"""Which subsystem procedures a file needs now: derived from the case file and complete each time. One module for each part of the law."""

from collections.abc import Callable, Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures import assets, credit, disposal, filing, money, notices

Need = Callable[[CaseFile], Iterable[ProcedureStart]]
# What a case needs from its filing to its closing, and what it needs after.
_OPEN: tuple[Need, ...] = (
    filing.resumption,
    assets.query,
    disposal.valuations,
    money.payouts,
    credit.measures,
    notices.assets,
    notices.reached,
)
_CLOSED: tuple[Need, ...] = (assets.requery, credit.measures, notices.reached)


def procedures_of(case: CaseFile) -> list[ProcedureStart]:
    """The procedures that are to run until their receipts are recorded."""
    if case.filed_on is None:
        return []
    wanted = [start for need in (_OPEN if case.closed_on is None else _CLOSED) for start in need(case)]
    # What failed for good waits for a person, who repeats it or does it in another way.
    return sorted((p for p in wanted if f"{p.kind}/{p.key}" not in case.failures), key=lambda start: (start.kind, start.key))
