"""Which subsystem procedures a case needs now: derived from the case file and complete each time."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.receipts import requery_key
from enforcement.docket.casefile import CaseFile
from enforcement.docket.particulars import Debtor

QUERY, REQUERY, VALUATION, PAYOUT, CREDIT, RESUMPTION = "query", "requery", "valuation", "payout", "credit", "resumption"


_REQUERY_RULE = "zhongben_requery_6m"


def procedures_of(case: CaseFile) -> list[ProcedureStart]:
    """The procedures that are to run until their receipts are recorded."""
    if case.filed_on is None:
        return []
    open_case = (*_resumption(case), *_query(case), *_valuations(case), *_payouts(case), *_credit(case))
    wanted = open_case if case.closed_on is None else tuple(_requery(case))
    # What a subsystem refused for good waits for a person, who repeats it or does it in another way.
    return sorted((p for p in wanted if f"{p.kind}/{p.key}" not in case.failures), key=lambda start: (start.kind, start.key))


def _resumption(case: CaseFile) -> Iterable[ProcedureStart]:
    """终本规定 art 9: the case before is told that execution goes on under this number."""
    if case.parent is not None and not case.parent_informed:
        yield ProcedureStart(RESUMPTION, "P1", {"parent": case.parent, "case_number": case.number})


def _query(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 13: on receipt of the file both channels are asked for every enabled type."""
    if case.materials_on is not None and not case.feedback_complete:
        yield ProcedureStart(QUERY, "Q1", {"debtors": [*_debtors(case)]})


def _requery(case: CaseFile) -> Iterable[ProcedureStart]:
    """终本规定 art 9: from the warning before each half year both channels are asked again."""
    for clock in case.open_clocks:
        if clock.rule == _REQUERY_RULE and clock.n is not None and clock.warn_at is None:
            yield ProcedureStart(REQUERY, requery_key(clock.n), {"debtors": [*_debtors(case)]})


def _debtors(case: CaseFile) -> list[str]:
    return [party.id for party in case.parties if party.role == "debtor"]


def _valuations(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 16: the method that was decided on runs in the valuation system until its outcome is there."""
    for asset in case.assets.values():
        if asset.valuing is not None:
            data = {"asset": asset.id, "method": asset.valuing, "value": asset.value}
            yield ProcedureStart(
                VALUATION, f"{asset.id}-{asset.valuing_round}", {name: value for name, value in data.items() if value is not None}
            )


def _payouts(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 22: a payment notice is tracked to the bank's receipt."""
    for payment in case.payments.values():
        if payment.ordered and payment.paid < payment.amount:
            yield ProcedureStart(
                PAYOUT,
                # After a return the money is paid anew, under a name of its own.
                f"{payment.id}~{payment.returns + 1}" if payment.returns else payment.id,
                {
                    "payment": payment.id,
                    "receipt": payment.receipt,
                    "amount": payment.amount,
                    "payee_account": payment.payee_account,
                },
            )


def _credit(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 23: orders, listings, liftings and shields are tracked to the acknowledgement of every unit."""
    for debtor in case.debtors.values():
        for measure in _measures(debtor):
            data = {"debtor": debtor.id, "ground": debtor.listing_ordered, "term_years": debtor.listing_term}
            key = f"{measure}-{debtor.id}-{debtor.round}"
            yield ProcedureStart(CREDIT, key, {name: value for name, value in data.items() if value is not None})


def _measures(debtor: Debtor) -> Iterable[str]:
    if debtor.restriction_ordered:
        yield "restrict"
    if debtor.listing_ordered is not None:
        yield "list"
    if debtor.lifting_due:
        yield "lift"
    if debtor.performed and (debtor.listed or (debtor.shielded and not debtor.credit_pushed)):
        yield "shield"
