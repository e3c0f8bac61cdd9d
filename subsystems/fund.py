"""The stand-in of 一案一账号 and finance: credits on case accounts, payment notices, pay-outs, bank returns."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.fund import PaymentNotice, PaymentState
from subsystems.callbacks import Callbacks, now
from subsystems.credits import Credit, credit_account
from subsystems.fund_orders import install_orders
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.statements import NOTICES, install_statements
from subsystems.storage import Storage
from subsystems.suspense import install_suspense

_RETURNS = "fund-returns"


class Returns(BaseModel):
    """The bank returns the next pay-outs to an account."""

    payee_account: str = Field(min_length=1)
    times: int = Field(ge=0)


def fund_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; finance confirms a notice after one `pace` and the bank pays after two more."""
    app = service(
        "案款管理（一案一账号）", "Case accounts, deposits, distributions, payment notices, pay-outs.", credential, storage, callbacks
    )
    install_orders(app, storage, callbacks, pace)
    install_statements(app, storage)
    install_suspense(app, storage, callbacks)

    @app.post("/payment-notices", status_code=201, summary="Send a payment notice to finance")
    def send(notice: PaymentNotice, idempotency_key: Key) -> PaymentState:
        sent = sent_with(idempotency_key, notice)
        with storage.transaction():
            sent_at, end = now(), "returned" if _returns(storage, notice) else "paid"
            effect = Effect(f"fund.{end}", notice.case_id, notice.payment, sent_at + pace * 3, notice.amount)
            kept = storage.add(NOTICES, notice.notice, {**sent, "sent_at": sent_at.isoformat(), "end": end}, effect)
            same_or_conflict(kept, sent)
        data = {name: sent[name] for name in ("case_id", "key", "payment", "receipt", "amount")}
        callbacks.plan("fund", f"{notice.notice}:received", "fund.notice_received", data, _at(kept, pace))
        callbacks.plan("fund", f"{notice.notice}:{kept['end']}", f"fund.{kept['end']}", data, _at(kept, pace * 3))
        return _state(notice.notice, kept, pace, sent_at)

    @app.get("/payment-notices/{notice}", summary="Where a payment stands")
    def payment(notice: str) -> PaymentState:
        return _state(notice, known(storage.get(NOTICES, notice), "payment notice"), pace, now())

    @app.post("/admin/returns", status_code=201, summary="Stand-in only: the bank returns the next pay-outs", include_in_schema=False)
    def returns(returns: Returns) -> dict[str, int]:
        storage.put(_RETURNS, returns.payee_account, {"left": returns.times})
        return {"times": returns.times}

    @app.post("/admin/credits", status_code=201, summary="Stand-in only: a bank credits a case's account", include_in_schema=False)
    def credit(credit: Credit) -> dict[str, str]:
        credit_account(storage, callbacks, credit, now())
        return {"credit": credit.credit}

    return app


def _at(kept: dict[str, Any], after: timedelta) -> datetime:
    return datetime.fromisoformat(kept["sent_at"]) + after


def _returns(storage: Storage, notice: PaymentNotice) -> bool:
    """Whether the bank returns this pay-out. A notice that came before has its end already."""
    left = storage.get(_RETURNS, notice.payee_account) or {"left": 0}
    if storage.get(NOTICES, notice.notice) is not None or not left["left"]:
        return False
    storage.put(_RETURNS, notice.payee_account, {"left": left["left"] - 1})
    return True


def _state(notice: str, kept: dict[str, Any], pace: timedelta, at: datetime) -> PaymentState:
    ended = kept["end"] if _at(kept, pace * 3) <= at else ""
    amount = kept["amount"]
    return PaymentState(
        notice,
        received=_at(kept, pace) <= at,
        paid=amount if ended == "paid" else 0,
        returned=amount if ended == "returned" else 0,
        amount=amount,
    )
