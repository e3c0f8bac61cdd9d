"""The stand-in of the credit systems: a measure is in force when every assisting unit has acknowledged it."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException

from enforcement.contracts.credit import CreditOrder, CreditState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage

UNITS = {
    "restrict": ("民航", "铁路", "旅馆业", "不动产登记"),
    "lift": ("民航", "铁路", "旅馆业", "不动产登记"),
    "list": ("失信被执行人名单库",),
    "shield": ("失信被执行人名单库",),
    "push": ("征信中心",),
    "correct": ("失信被执行人名单库",),
}
_KIND = "credit-order"


def credit_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; one unit after another acknowledges, a `pace` apart."""
    app = service("信用惩戒与公开", "Restrictions, listings, shields, corrections, credit bureau.", credential, storage, callbacks)

    @app.post("/orders", status_code=201, summary="Order a measure on a debtor")
    def order(order: CreditOrder, idempotency_key: Key) -> CreditState:
        if order.measure not in UNITS:
            raise HTTPException(422, f"measure: expected one of {', '.join(UNITS)}")
        sent = sent_with(idempotency_key, order)
        ordered_at, about = now(), ":".join(filter(None, (order.measure, order.debtor, order.person)))
        in_force = Effect("credit.in_force", order.case_id, about, ordered_at + pace * len(UNITS[order.measure]))
        kept = storage.add(_KIND, order.order, {**sent, "ordered_at": ordered_at.isoformat()}, in_force)
        same_or_conflict(kept, sent)
        for at, unit in _acknowledgements(kept, pace):
            callbacks.plan("credit", f"{order.order}:{unit}", "credit.unit_acknowledged", {**sent, "unit": unit}, at)
        callbacks.plan("credit", f"{order.order}:done", "credit.acknowledged", sent, _acknowledgements(kept, pace)[-1][0])
        return _state(order.order, kept, pace, ordered_at)

    @app.get("/orders/{order}", summary="Who acknowledged a measure")
    def state(order: str) -> CreditState:
        return _state(order, known(storage.get(_KIND, order), "order"), pace, now())

    return app


def _acknowledgements(kept: dict[str, Any], pace: timedelta) -> list[tuple[datetime, str]]:
    ordered = datetime.fromisoformat(kept["ordered_at"])
    return [(ordered + pace * n, unit) for n, unit in enumerate(UNITS[kept["measure"]], start=1)]


def _state(order: str, kept: dict[str, Any], pace: timedelta, moment: datetime) -> CreditState:
    acknowledged = [unit for at, unit in _acknowledgements(kept, pace) if at <= moment]
    return CreditState(order, list(UNITS[kept["measure"]]), acknowledged)
