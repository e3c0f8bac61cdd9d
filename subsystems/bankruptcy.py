"""The stand-in of the bankruptcy case system (破产案件): transfers from execution, their receipt and the ruling."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.bankruptcy import BankruptcyOrder, BankruptcyState, Ruling
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage
from subsystems.valuation import hash_of

_KIND, _REJECTED = "bankruptcy-order", "bankruptcy-rejected"


class Rejection(BaseModel):
    """A debtor whose bankruptcy is not accepted here."""

    debtor: str = Field(min_length=1)


def bankruptcy_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; a file is there after one `pace`, and ruled on after three more."""
    app = service(
        "破产审查（执转破）", "Transfers from execution to bankruptcy, with receipts and rulings.", credential, storage, callbacks
    )

    @app.post("/orders", status_code=201, summary="Send the file of a debtor to the court of bankruptcy")
    def order(order: BankruptcyOrder, idempotency_key: Key) -> BankruptcyState:
        sent = sent_with(idempotency_key, order)
        sent_at, rejected = now(), storage.get(_REJECTED, order.debtor) is not None
        new = {**sent, "ruling": Ruling.REJECTED if rejected else Ruling.ACCEPTED, "sent_at": sent_at.isoformat()}
        kept = storage.add(_KIND, order.order, new, Effect("bankruptcy.received", order.case_id, order.key, sent_at + pace))
        same_or_conflict(kept, sent)
        data = {"case_id": order.case_id, "key": order.key, "order": order.order, "debtor": order.debtor}
        callbacks.plan("bankruptcy", f"{order.order}:received", "bankruptcy.received", data, _at(kept, pace))
        callbacks.plan("bankruptcy", f"{order.order}:ruled", "bankruptcy.ruled", data, _at(kept, pace * 4))
        return _state(order.order, kept, pace)

    @app.get("/orders/{order}", summary="What became of a transfer")
    def state(order: str) -> BankruptcyState:
        return _state(order, known(storage.get(_KIND, order), "transfer"), pace)

    @app.post("/admin/rejections", status_code=201, summary="Stand-in only: a bankruptcy is not accepted", include_in_schema=False)
    def reject(rejection: Rejection) -> dict[str, str]:
        storage.add(_REJECTED, rejection.debtor, {})
        return {"debtor": rejection.debtor}

    return app


def _at(kept: dict[str, Any], after: timedelta) -> datetime:
    return datetime.fromisoformat(kept["sent_at"]) + after


def _state(order: str, kept: dict[str, Any], pace: timedelta) -> BankruptcyState:
    if _at(kept, pace) > now():
        return BankruptcyState(order)
    number = f"破申-{hash_of(order):08d}"
    return BankruptcyState(order, number, kept["ruling"] if _at(kept, pace * 4) <= now() else Ruling.PENDING)
