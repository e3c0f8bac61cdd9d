"""The stand-in of 执行信息公开网 and 终本案件信息库: what a case makes public, puts right and takes off."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException

from enforcement.contracts.publicity import Action, Item, PublicationOrder, PublicationState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage

_KIND = "publicity-order"
_EFFECT_OF = {Action.PUBLISH: "publicity.published", Action.WITHDRAW: "publicity.withdrawn", Action.CORRECT: "publicity.corrected"}


def publicity_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; an order is done after one pace."""
    app = service("执行信息公开", "The public site and the library of terminated cases.", credential, storage, callbacks)

    @app.post("/orders", status_code=201, summary="Publish, withdraw or correct something")
    def order(order: PublicationOrder, idempotency_key: Key) -> PublicationState:
        if order.action not in set(Action) or order.item not in set(Item):
            raise HTTPException(422, f"expected an action of {', '.join(Action)} on one of {', '.join(Item)}")
        sent = sent_with(idempotency_key, order)
        came_at = now()
        done_at = came_at + pace
        effect = Effect(_EFFECT_OF[Action(order.action)], order.case_id, order.key, done_at)
        kept = storage.add(_KIND, order.order, {**sent, "done_at": done_at.isoformat()}, effect)
        same_or_conflict(kept, sent)
        callbacks.plan("publicity", f"{order.order}:done", "publicity.done", sent, datetime.fromisoformat(kept["done_at"]))
        return _state(order.order, kept, came_at)

    @app.get("/orders/{order}", summary="Whether it is done")
    def state(order: str) -> PublicationState:
        return _state(order, known(storage.get(_KIND, order), "order"), now())

    return app


def _state(order: str, kept: dict[str, Any], at: datetime) -> PublicationState:
    return PublicationState(order, f"GK-{kept['case_id']}-{kept['key']}", datetime.fromisoformat(kept["done_at"]) <= at)
