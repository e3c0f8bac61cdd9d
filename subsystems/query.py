"""The stand-in of 总对总 and 点对点: takes an order, answers type by type as time passes. Its control side is in `control`."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.query import FoundAsset, QueryFeedback, QueryOrder, QueryReceipt, TypeAnswer
from subsystems.callbacks import Callbacks, now
from subsystems.control import control_routes
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage

TYPES = {
    "总对总": ("银行存款", "证券", "网络资金", "船舶", "保险理财"),
    "点对点": ("不动产", "机动车", "股权", "公积金"),
}
_ONLINE = {"银行存款", "证券", "网络资金", "公积金"}
_KIND = "query-order"


class Scenario(BaseModel):
    """What debtors own; set before the query is launched."""

    debtors: list[str] = Field(min_length=1)
    assets: list[FoundAsset]


def query_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; `pace` is the time between two types' answers."""
    app = service(
        "网络查控（总对总、点对点）",
        "Property queries: orders, feedback by type, callbacks. Control on line and through registrars: receipts.",
        credential,
        storage,
        callbacks,
    )

    @app.get("/types", summary="Enabled asset types of a channel")
    def types(channel: str) -> list[str]:
        return list(TYPES.get(channel, ()))

    @app.post("/orders", status_code=201, summary="Launch a query")
    def launch(order: QueryOrder, idempotency_key: Key) -> QueryReceipt:
        sent = sent_with(idempotency_key, order)
        launched_at = now()
        launched = Effect("query.launched", order.case_id, f"{order.channel}:{order.key}", launched_at)
        kept = storage.add(_KIND, order.order, {**sent, "launched_at": launched_at.isoformat()}, launched)
        same_or_conflict(kept, sent)
        for answered, answer in _schedule(storage, order.order, kept, pace):
            data = {**sent, "order": order.order, "answer": {"type": answer.type, "assets": [_row(a) for a in answer.assets]}}
            callbacks.plan("query", f"{order.order}:{answer.type}", "query.answered", data, answered)
        return QueryReceipt(order.order, _receipt_number(order.order), list(TYPES.get(order.channel, ())))

    @app.get("/orders/{order}/feedback", summary="What a query has answered so far")
    def feedback(order: str) -> QueryFeedback:
        kept = known(storage.get(_KIND, order), "order")
        schedule = _schedule(storage, order, kept, pace)
        answers = [answer for answered, answer in schedule if answered <= now()]
        return QueryFeedback(order, answers, len(answers) == len(schedule))

    control_routes(app, storage, callbacks, pace)

    @app.put("/admin/scenario", status_code=204, summary="Stand-in only: say what debtors own", include_in_schema=False)
    def scenario(scenario: Scenario) -> None:
        for debtor in scenario.debtors:
            storage.put("query-scenario", debtor, {"assets": [_row(asset) for asset in scenario.assets]})

    return app


def _schedule(storage: Storage, order: str, kept: dict[str, Any], pace: timedelta) -> list[tuple[datetime, TypeAnswer]]:
    launched = datetime.fromisoformat(kept["launched_at"])
    types = TYPES.get(kept["channel"], ())
    return [(launched + pace * n, TypeAnswer(name, _assets(storage, kept, name))) for n, name in enumerate(types, start=1)]


def _assets(storage: Storage, kept: dict[str, Any], name: str) -> list[FoundAsset]:
    """What the scenario says, else one asset for some types, the same every time for the same debtor."""
    found: list[FoundAsset] = []
    for debtor in kept["debtors"]:
        told = storage.get("query-scenario", debtor)
        if told is not None:
            found += [FoundAsset(**row) for row in told["assets"] if row["kind"] == name]
            continue
        seed = int(hashlib.sha256(f"{kept['case_id']}:{debtor}:{name}".encode()).hexdigest()[:8], 16)
        if name in ("银行存款", "不动产") or seed % 4 == 0:
            value = (seed % 900 + 100) * 10_000 if name in _ONLINE else None
            found.append(FoundAsset(f"{debtor}-{name}", name, name in _ONLINE, value))
    return found


def _row(asset: FoundAsset) -> dict[str, Any]:
    return {"asset": asset.asset, "kind": asset.kind, "online": asset.online, "value": asset.value}


def _receipt_number(key: str) -> str:
    return f"CK{int(hashlib.sha256(key.encode()).hexdigest()[:12], 16):015d}"
