"""The stand-in of 一案一账号 and finance: credits on case accounts, payment notices, pay-outs, bank returns."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.fund import PaymentNotice, PaymentState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, service
from subsystems.storage import Storage

_KIND = "fund-notice"


class Credit(BaseModel):
    """Money that a bank credits to a case's account, in fen."""

    case_id: str = Field(min_length=1)
    credit: str = Field(min_length=1)
    receipt: str = Field(min_length=1)
    amount: int = Field(gt=0)


def fund_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; finance confirms a notice after one `pace` and the bank pays after two more."""
    app = service("案款管理（一案一账号）", "Case accounts, payment notices, pay-outs.", credential, storage, callbacks)

    @app.post("/payment-notices", status_code=201, summary="Send a payment notice to finance")
    def send(notice: PaymentNotice, idempotency_key: Key) -> PaymentState:
        sent = {
            "idempotency_key": idempotency_key,
            "case_id": notice.case_id,
            "key": notice.key,
            "payment": notice.payment,
            "receipt": notice.receipt,
            "amount": notice.amount,
            "payee_account": notice.payee_account,
        }
        sent_at = now()
        paid = Effect("fund.paid", notice.case_id, notice.payment, sent_at + pace * 3, notice.amount)
        kept = storage.add(_KIND, notice.notice, {**sent, "sent_at": sent_at.isoformat(), "returned": 0}, paid)
        same_or_conflict(kept, sent)
        data = {name: sent[name] for name in ("case_id", "key", "payment", "receipt", "amount")}
        callbacks.plan("fund", f"{notice.notice}:received", "fund.notice_received", data, _at(kept, pace))
        callbacks.plan("fund", f"{notice.notice}:paid", "fund.paid", data, _at(kept, pace * 3))
        return _state(notice.notice, kept, pace)

    @app.get("/payment-notices/{notice}", summary="Where a payment stands")
    def payment(notice: str) -> PaymentState:
        return _state(notice, known(storage.get(_KIND, notice), "payment notice"), pace)

    @app.post("/admin/credits", status_code=201, summary="Stand-in only: a bank credits a case's account", include_in_schema=False)
    def credit(credit: Credit) -> dict[str, str]:
        credit_account(storage, callbacks, credit, now())
        return {"credit": credit.credit}

    return app


def credit_account(storage: Storage, callbacks: Callbacks, credit: Credit, at: datetime) -> None:
    """Credit a case's account at an instant, once whatever is repeated, and tell the court."""
    credited = Effect("fund.credited", credit.case_id, credit.credit, at, credit.amount)
    storage.add("fund-credit", f"{credit.case_id}:{credit.credit}", credit.model_dump(), credited)
    callbacks.plan("fund", f"{credit.case_id}:credit:{credit.credit}", "fund.credited", credit.model_dump(), at)


def _at(kept: dict[str, Any], after: timedelta) -> datetime:
    return datetime.fromisoformat(kept["sent_at"]) + after


def _state(notice: str, kept: dict[str, Any], pace: timedelta) -> PaymentState:
    paid = kept["amount"] if _at(kept, pace * 3) <= now() else 0
    return PaymentState(notice, received=_at(kept, pace) <= now(), paid=paid, returned=kept["returned"], amount=kept["amount"])
