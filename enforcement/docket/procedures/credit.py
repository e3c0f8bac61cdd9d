"""Measures on debtors (art 23)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import CREDIT
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars import Debtor
from enforcement.docket.procedures.start import start


def measures(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 23: orders, listings, liftings and shields are tracked to the acknowledgement of every unit."""
    for debtor in case.debtors.values():
        for measure in _measures(debtor):
            key = f"{measure}-{debtor.id}-{debtor.round}"
            yield start(CREDIT, key, debtor=debtor.id, ground=debtor.listing_ordered, term_years=debtor.listing_term)


def _measures(debtor: Debtor) -> Iterable[str]:
    if debtor.restriction_ordered:
        yield "restrict"
    if debtor.listing_ordered is not None:
        yield "list"
    if debtor.lifting_due:
        yield "lift"
    if debtor.performed and (debtor.listed or (debtor.shielded and not debtor.credit_pushed)):
        yield "shield"
