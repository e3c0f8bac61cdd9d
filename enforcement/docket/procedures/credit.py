"""Measures on debtors (art 23)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import CREDIT
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars.parties import Debtor
from enforcement.docket.procedures.start import start

_TERM_RULE = "listing_term_end_2y"


def measures(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 23: orders, listings, liftings, shields and corrections are tracked to the acknowledgement of every unit."""
    for debtor in case.debtors.values():
        for measure in _measures(case, debtor):
            key = f"{measure}-{debtor.id}-{debtor.round}"
            yield start(CREDIT, key, debtor=debtor.id, ground=debtor.listing_ordered, term_years=debtor.listing_term)
        for person in debtor.lifting_persons:
            yield start(CREDIT, f"lift-{debtor.id}-{debtor.round}-{person}", debtor=debtor.id, person=person)
        if debtor.correction_due:
            yield start(CREDIT, f"correct-{debtor.id}-{debtor.corrections}", debtor=debtor.id)


def _measures(case: CaseFile, debtor: Debtor) -> Iterable[str]:
    if debtor.restriction_ordered:
        yield "restrict"
    if debtor.listing_ordered is not None:
        yield "list"
    if debtor.lifting_due:
        yield "lift"
    unpushed, ended = debtor.shielded and not debtor.credit_pushed, debtor.performed or _term_over(case, debtor)
    if ended and (debtor.listed or unpushed):
        yield "shield"
    elif unpushed:
        yield "push"


def _term_over(case: CaseFile, debtor: Debtor) -> bool:
    """法释〔2017〕7号 art 2: a listing of fixed term has ended, by the clock of the newest one; one that closing cancelled keeps its dates."""
    clocks = [c for c in case.clocks.values() if c.rule == _TERM_RULE and c.subject == {"debtor": debtor.id}]
    return bool(clocks) and case.last_at is not None and max(clocks, key=lambda c: c.opened_at).expires_at <= case.last_at
