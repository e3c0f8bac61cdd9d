"""Which subsystem procedures a file needs now: derived from the case file and complete each time. One module for each part of the law."""

from collections.abc import Callable, Iterable, Sequence

from enforcement.contracts.ids import Register, register_of
from enforcement.contracts.messages import ProcedureStart
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures import (
    assets,
    bankruptcy,
    credit,
    disposal,
    documents,
    filing,
    money,
    notices,
    publicity,
    supervision,
    valuation,
)

Need = Callable[[CaseFile], Iterable[ProcedureStart]]
# What runs beside the main line, in whatever state a case is.
_BESIDE: tuple[Need, ...] = (
    money.payouts,
    money.incoming,
    money.deposits,
    money.distributions,
    publicity.publications,
    assets.controls,
    assets.waiting,
    documents.papers,
    supervision.matters,
    supervision.petitions,
    supervision.issues,
    supervision.answers,
)
# What a case needs from its filing to its closing, what it needs after, and what another file needs.
_OPEN: tuple[Need, ...] = (
    filing.resumption,
    money.account,
    assets.query,
    valuation.valuations,
    valuation.prices,
    disposal.auctions,
    disposal.withdrawals,
    disposal.auxiliaries,
    credit.measures,
    bankruptcy.transfers,
    notices.assets,
    notices.reached,
    *_BESIDE,
)
_CLOSED: tuple[Need, ...] = (assets.requery, credit.measures, notices.reached, disposal.auctions, disposal.withdrawals, *_BESIDE)
_FILE: tuple[Need, ...] = (supervision.petitions, supervision.issues, supervision.answers)


def procedures_of(case: CaseFile) -> list[ProcedureStart]:
    """The procedures that are to run until their receipts are recorded."""
    wanted = [start for need in _needs(case) for start in need(case)]
    # What failed for good waits for a person, who repeats it or does it in another way.
    return sorted((p for p in wanted if f"{p.kind}/{p.key}" not in case.failures), key=lambda start: (start.kind, start.key))


def _needs(case: CaseFile) -> Sequence[Need]:
    if register_of(case.case_id) is not Register.CASE:
        return _FILE
    if case.filed_on is None:
        return ()
    return _OPEN if case.closed_on is None else _CLOSED
