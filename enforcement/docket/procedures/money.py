"""Money: the case's account, what is to arrive on it, is held back or distributed, and from the payment notice to the bank's receipt (arts 5, 19, 22)."""

from collections.abc import Iterable

from enforcement.contracts.fund_orders import Instruction
from enforcement.contracts.messages import ProcedureStart
from enforcement.contracts.procedures import ACCOUNT, DEPOSIT, DISTRIBUTION, PAYOUT, STATEMENT
from enforcement.contracts.statement import arrived
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


def account(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 19: one account for each case, from its filing."""
    if case.account is None:
        yield start(ACCOUNT, "account", instruction=Instruction.OPEN)


def incoming(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 19: money that a bank has deducted or a buyer has paid is looked for on the account until it is there."""
    received = [(receipt.about, receipt.amount) for receipt in case.receipts.values()]
    for name, about, amount in _expected(case):
        if amount and not arrived(about, amount, received):
            yield start(STATEMENT, name, about=about, amount=amount)


def _expected(case: CaseFile) -> Iterable[tuple[str, str, int]]:
    """What belongs on the account: a name for it, its ground, and fen."""
    for control in case.controls.values():
        yield control.id, control.id, control.deducted
    for auction in case.auctions.values():
        yield f"{auction.id}-{auction.outcome}", auction.id, auction.payable


def deposits(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 22: what is deferred is held in the fund system until its ground has ended."""
    for deposit in case.deposits.values():
        instruction = Instruction.RELEASE if deposit.over else Instruction.HOLD
        if deposit.held is deposit.over and not deposit.released:
            yield start(
                DEPOSIT,
                f"{instruction}-{deposit.id}",
                instruction=instruction,
                about=deposit.id,
                receipt=deposit.receipt,
                amount=deposit.amount,
            )


def distributions(case: CaseFile) -> Iterable[ProcedureStart]:
    """art 5: a plan that was decided on goes to finance."""
    for name, received in case.distributions.items():
        if not received:
            yield start(DISTRIBUTION, f"plan-{name}", instruction=Instruction.DISTRIBUTE, about=name)
