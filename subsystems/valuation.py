"""The stand-in of the national valuation system (全国法院询价评估系统): negotiation, inquiries and appraisal, each with its outcome."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException

from enforcement.contracts.valuation import ValuationOrder, ValuationState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, service
from subsystems.storage import Storage

NEGOTIATION, DIRECTED, NETWORK, APPRAISAL = "当事人议价", "定向询价", "网络询价", "委托评估"
# What becomes of each method here. The order of the law is tried in full: only the inquiry of the platforms gives a price.
_FAILURES = {NEGOTIATION: "双方当事人议价不一致", DIRECTED: "无计税基准价、政府定价或者政府指导价"}
_METHODS = (NEGOTIATION, DIRECTED, NETWORK, APPRAISAL)
_VALID = timedelta(days=365)
_USUAL = 80_000_000
_KIND = "valuation-order"


def valuation_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; an order has its outcome after two paces."""
    app = service("询价评估", "Reference prices by negotiation, inquiry and appraisal.", credential, storage, callbacks)

    @app.post("/orders", status_code=201, summary="Start a method for an asset")
    def order(order: ValuationOrder, idempotency_key: Key) -> ValuationState:
        if order.method not in _METHODS:
            raise HTTPException(422, f"method: expected one of {', '.join(_METHODS)}")
        sent = {
            "idempotency_key": idempotency_key,
            "case_id": order.case_id,
            "key": order.key,
            "asset": order.asset,
            "method": order.method,
            "value": order.value,
        }
        new = {**sent, "ordered_at": now().isoformat()}
        valued = Effect("valuation.done", order.case_id, f"{order.method}:{order.asset}", _due(new, pace), _outcome(new, now())["price"])
        kept = storage.add(_KIND, order.order, new, valued)
        same_or_conflict(kept, sent)
        due = _due(kept, pace)
        callbacks.plan("valuation", f"{order.order}:done", "valuation.done", {**sent, "order": order.order, **_outcome(kept, due)}, due)
        return _state(order.order, kept, pace)

    @app.get("/orders/{order}", summary="What became of an order")
    def state(order: str) -> ValuationState:
        return _state(order, known(storage.get(_KIND, order), "order"), pace)

    return app


def _due(kept: dict[str, Any], pace: timedelta) -> datetime:
    return datetime.fromisoformat(kept["ordered_at"]) + pace * 2


def _state(order: str, kept: dict[str, Any], pace: timedelta) -> ValuationState:
    due = _due(kept, pace)
    number = f"XJ-{abs(hash_of(order)):08d}"
    if due > now():
        return ValuationState(order, number)
    outcome = _outcome(kept, due)
    return ValuationState(order, number, outcome["outcome"], outcome["price"], outcome["valid_until"], outcome["reason"])


def _outcome(kept: dict[str, Any], due: datetime) -> dict[str, Any]:
    method = kept["method"]
    if method in _FAILURES:
        return {"outcome": "failed", "price": None, "valid_until": None, "reason": _FAILURES[method]}
    price, valid = kept["value"] or _USUAL, (due.date() + _VALID).isoformat()
    return {"outcome": "reported" if method == APPRAISAL else "priced", "price": price, "valid_until": valid, "reason": None}


def hash_of(text: str) -> int:
    """A number that stays the same for a text, for record numbers."""
    return sum((n + 1) * ord(character) for n, character in enumerate(text)) % 100_000_000
