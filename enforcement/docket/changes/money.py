"""Money: receipts on the case account, disputes and deferrals, payment notices, pay-outs. All amounts in fen."""

from dataclasses import replace

from enforcement.docket.casefile import CaseFile
from enforcement.docket.changes.table import on
from enforcement.docket.entries import Entry
from enforcement.docket.particulars import Payment, Receipt


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
        receipt, amount=entry.number("amount") or 0, ready=entry.flag("ready"), identified=entry.flag("identified")
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
    receipt = _receipt(case, entry)
    case.receipts[receipt.id] = replace(receipt, deferred=receipt.deferred + (entry.number("amount") or 0))


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
    case.payments[payment.id] = replace(payment, receipt=entry.text("receipt"), amount=entry.number("amount") or 0, noticed=True)


@on("payout_completed")
def _paid(case: CaseFile, entry: Entry) -> None:
    payment, amount = _payment(case, entry), entry.number("amount") or 0
    case.payments[payment.id] = replace(payment, amount=payment.amount or amount, paid=amount)


@on("payout_returned")
def _returned(case: CaseFile, entry: Entry) -> None:
    payment = _payment(case, entry)
    case.payments[payment.id] = replace(payment, paid=max(0, payment.paid - (entry.number("amount") or 0)), returns=payment.returns + 1)
