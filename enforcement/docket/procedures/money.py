"""Money: from the payment notice to the bank's receipt (art 22)."""

from collections.abc import Iterable

from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import PAYOUT
from enforcement.docket.casefile import CaseFile
from enforcement.docket.procedures.start import start


def payouts(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 22: a payment notice is tracked to the bank's receipt."""
    for payment in case.payments.values():
        if payment.ordered and payment.paid < payment.amount:
            # After a return the money is paid anew, under a name of its own.
            key = f"{payment.id}~{payment.returns + 1}" if payment.returns else payment.id
            account = payment.payee_account
            yield start(PAYOUT, key, payment=payment.id, receipt=payment.receipt, amount=payment.amount, payee_account=account)
