"""The stand-in of the national valuation system (全国法院询价评估系统): negotiation, inquiries and appraisal, each with its outcome."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException

from enforcement.contracts.valuation import PlatformQuote, ValuationOrder, ValuationState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage

NEGOTIATION, DIRECTED, NETWORK, APPRAISAL = "当事人议价", "定向询价", "网络询价", "委托评估"
# What becomes of each method here. The order of the law is tried in full: only the inquiry of the platforms gives a price.
_FAILURES = {NEGOTIATION: "双方当事人议价不一致", DIRECTED: "无计税基准价、政府定价或者政府指导价"}
_METHODS = (NEGOTIATION, DIRECTED, NETWORK, APPRAISAL)
# 司法网络询价平台名单库 and 评估机构名单库. Each platform's price lies a little beside the others'; one has no data. Their mean is the price.
PLATFORMS = {"询价平台甲": -2, "询价平台乙": 0, "询价平台丙": 2, "询价平台丁": None}
AGENCIES = ("评估机构甲", "评估机构乙", "评估机构丙")
_AUTHORITY = "主管税务机关"
_VALID = timedelta(days=365)
_USUAL = 80_000_000
_KIND = "valuation-order"


def valuation_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; an order has its outcome after two paces."""
    app = service("询价评估", "Reference prices by negotiation, inquiry and appraisal.", credential, storage, callbacks)

    @app.get("/platforms", summary="司法网络询价平台名单库: every platform of a network inquiry")
    def platforms() -> list[str]:
        return list(PLATFORMS)

    @app.get("/agencies", summary="评估机构名单库: the agencies among which the lottery draws")
    def agencies() -> list[str]:
        return list(AGENCIES)

    @app.post("/orders", status_code=201, summary="Start a method for an asset")
    def order(order: ValuationOrder, idempotency_key: Key) -> ValuationState:
        if order.method not in _METHODS:
            raise HTTPException(422, f"method: expected one of {', '.join(_METHODS)}")
        sent = sent_with(idempotency_key, order)
        came_at = now()
        new = {**sent, "ordered_at": came_at.isoformat()}
        valued = Effect("valuation.done", order.case_id, f"{order.method}:{order.asset}", _due(new, pace), _outcome(new, came_at)["price"])
        kept = storage.add(_KIND, order.order, new, valued)
        same_or_conflict(kept, sent)
        due = _due(kept, pace)
        told = {**sent, "order": order.order, "record_number": _number(order.order), **_outcome(kept, due)}
        callbacks.plan("valuation", f"{order.order}:done", "valuation.done", told, due)
        return _state(order.order, kept, pace, came_at)

    @app.get("/orders/{order}", summary="What became of an order")
    def state(order: str) -> ValuationState:
        return _state(order, known(storage.get(_KIND, order), "order"), pace, now())

    return app


def _due(kept: dict[str, Any], pace: timedelta) -> datetime:
    return datetime.fromisoformat(kept["ordered_at"]) + pace * 2


def _state(order: str, kept: dict[str, Any], pace: timedelta, at: datetime) -> ValuationState:
    due, method = _due(kept, pace), kept["method"]
    drawn = method == APPRAISAL
    running = ValuationState(
        order,
        _number(order),
        authority=_AUTHORITY if method == DIRECTED else None,
        agency=AGENCIES[hash_of(order) % len(AGENCIES)] if drawn else None,
        lottery_number=f"YH-{hash_of(order):08d}" if drawn else None,
    )
    if due > at:
        return running
    return replace(running, quotes=_quotes(kept) if method == NETWORK else [], **_outcome(kept, due))


def _quotes(kept: dict[str, Any]) -> list[PlatformQuote]:
    """Every platform was asked at once (法释〔2018〕15号 art 10)."""
    base = kept["value"] or _USUAL
    return [
        PlatformQuote(name, reason="无可比数据") if percent is None else PlatformQuote(name, base + base * percent // 100)
        for name, percent in PLATFORMS.items()
    ]


def _mean(quotes: list[PlatformQuote]) -> int:
    prices = [quote.price for quote in quotes if quote.price is not None]
    return sum(prices) // len(prices)


def _outcome(kept: dict[str, Any], due: datetime) -> dict[str, Any]:
    method = kept["method"]
    if method in _FAILURES:
        return {"outcome": "failed", "price": None, "valid_until": None, "reason": _FAILURES[method]}
    price, valid = _mean(_quotes(kept)) if method == NETWORK else kept["value"] or _USUAL, (due.date() + _VALID).isoformat()
    return {"outcome": "reported" if method == APPRAISAL else "priced", "price": price, "valid_until": valid, "reason": None}


def _number(order: str) -> str:
    return f"XJ-{hash_of(order):08d}"


def hash_of(text: str) -> int:
    """A number that stays the same for a text, for record numbers."""
    return sum((n + 1) * ord(character) for n, character in enumerate(text)) % 100_000_000
