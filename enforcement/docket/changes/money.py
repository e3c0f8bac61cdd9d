"""Money: receipts on the case account, disputes and deferrals, payment notices, pay-outs. All amounts in fen."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars.money import Deposit, PayeeAccount, Payment, Receipt


def _receipt(case: CaseFile, entry: Entry) -> Receipt:
    name = entry.text("receipt") or ""
    return case.receipts.get(name, Receipt(name, 0))


def _payment(case: CaseFile, entry: Entry) -> Payment:
    name = entry.text("payment") or ""
    return case.payments.get(name, Payment(name, entry.text("receipt"), 0))


@on("funds_received")
def _received(case: CaseFile, entry: Entry) -> None:
    receipt = _receipt(case, entry)
    case.receipts[receipt.id] = replace(
        receipt,
        amount=entry.number("amount") or 0,
        ready=entry.flag("ready"),
        identified=entry.flag("identified"),
        about=entry.text("about") or "",
    )


@on("funds_identified")
def _identified(case: CaseFile, entry: Entry) -> None:
    receipt = _receipt(case, entry)
    case.receipts[receipt.id] = replace(receipt, identified=True)


@on("payout_condition_met")
def _ready(case: CaseFile, entry: Entry) -> None:
    receipt = _receipt(case, entry)
    case.receipts[receipt.id] = replace(receipt, ready=True)


@on("payout_disputed")
def _disputed(case: CaseFile, entry: Entry) -> None:
    receipt = _receipt(case, entry)
    case.receipts[receipt.id] = replace(receipt, disputed=receipt.disputed + (entry.number("amount") or 0))


@on("defer_payout")
def _deferred(case: CaseFile, entry: Entry) -> None:
    receipt, amount = _receipt(case, entry), entry.number("amount") or 0
    case.receipts[receipt.id] = replace(receipt, deferred=receipt.deferred + amount)
    name = f"{receipt.id}-{1 + sum(deposit.receipt == receipt.id for deposit in case.deposits.values())}"
    case.deposits[name] = Deposit(name, receipt.id, amount)


@on("deferral_ground_ended")
def _ground_ended(case: CaseFile, entry: Entry) -> None:
    for deposit in case.deposits.values():
        if deposit.receipt == entry.text("receipt"):
            case.deposits[deposit.id] = replace(deposit, over=True)


@on("deposit_held", "deposit_released")
def _deposited(case: CaseFile, entry: Entry) -> None:
    deposit = case.deposits.get(entry.text("deposit") or "")
    if deposit is not None:
        case.deposits[deposit.id] = replace(deposit, held=True, released=deposit.released or entry.type == "deposit_released")


@on("distribute_funds")
def _distributed(case: CaseFile, entry: Entry) -> None:
    case.distributions[f"F{len(case.distributions) + 1}"] = False


@on("distribution_received")
def _plan_received(case: CaseFile, entry: Entry) -> None:
    case.distributions[entry.text("distribution") or ""] = True


@on("case_account_opened")
def _account(case: CaseFile, entry: Entry) -> None:
    case.account = case.account or entry.text("account")


@on("payee_account_changed")
def _payee(case: CaseFile, entry: Entry) -> None:
    case.payee_account = PayeeAccount(entry.text("number"), entry.text("bank"), confirmed=True)


@on("send_payment_notice")
def _ordered(case: CaseFile, entry: Entry) -> None:
    payment = _payment(case, entry)
    case.payments[payment.id] = replace(
        payment,
        receipt=entry.text("receipt"),
        amount=entry.number("amount") or 0,
        payee_account=entry.text("payee_account"),
        ordered=True,
    )


@on("payment_notice_received")
def _noticed(case: CaseFile, entry: Entry) -> None:
    payment = _payment(case, entry)
    receipt, amount = entry.text("receipt"), entry.number("amount") or 0
    case.payments[payment.id] = replace(payment, receipt=receipt, amount=amount, noticed=True, notices=payment.notices + 1)


@on("payout_completed")
def _paid(case: CaseFile, entry: Entry) -> None:
    payment, amount = _payment(case, entry), entry.number("amount") or 0
    # Its return may have overtaken it.
    returned = f"{entry.id.removesuffix('/paid')}/returned" in case.seen
    case.payments[payment.id] = replace(payment, amount=payment.amount or amount, paid=payment.paid if returned else amount)


@on("payout_returned")
def _returned(case: CaseFile, entry: Entry) -> None:
    payment, amount = _payment(case, entry), entry.number("amount") or 0
    # It is tried once more as it is; what comes back again needs another account, and a person who orders it.
    ordered = payment.ordered and payment.returns == 0
    case.payments[payment.id] = replace(payment, paid=max(0, payment.paid - amount), returns=payment.returns + 1, ordered=ordered)
