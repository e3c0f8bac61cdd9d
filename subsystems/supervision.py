"""The stand-in of the supervising systems: 执行指挥管理平台 with 事项委托, 执行信访, 督察, the court above, 法检平台, 巡查整改, 廉政风险防控."""

from datetime import datetime, timedelta
from typing import Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.supervision import Desk, Outcome, SupervisionOrder, SupervisionState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, one_of, same_or_conflict, sent_with, service
from subsystems.risks import risk_doors
from subsystems.storage import Storage
from subsystems.valuation import hash_of

_KIND, _RETURNED = "supervision-order", "supervision-returned"


class Spoken(BaseModel):
    """Something that a supervising system says first, under a name of its own; `data` as in the callback of that type."""

    event: Literal["petition_received", "order_received", "suggestion_received", "item_opened"]
    name: str = Field(min_length=1)
    data: dict[str, str]


class Return(BaseModel):
    """A matter that the other court will send back."""

    about: str = Field(min_length=1)
    reason: str = Field(min_length=1)


def supervision_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; a desk takes something in at once and is done with it after two paces."""
    app = service(
        "执行监督（事项委托、信访、督察、上级法院、法检平台、廉政风险防控）",
        "Entrusted matters, petitions, discipline, answers to 检察建议, integrity risks.",
        credential,
        storage,
        callbacks,
    )

    @app.post("/orders", status_code=201, summary="Give something to a desk")
    def order(order: SupervisionOrder, idempotency_key: Key) -> SupervisionState:
        one_of("desk", order.desk, Desk)
        sent = sent_with(idempotency_key, order)
        taken_at, returned = now(), storage.get(_RETURNED, order.about) if order.desk == Desk.MATTERS else None
        outcome = {"outcome": Outcome.RETURNED, "said": returned["reason"]} if returned else {"outcome": Outcome.DONE, "said": None}
        # Each rung of a clock is a report of its own; of everything else there is one.
        about = f"{order.about}:{order.text}" if order.desk == Desk.SUPERIOR else order.about
        done = Effect("supervision.settled", order.case_id, f"{order.desk}:{about}", taken_at + pace * 2)
        kept = storage.add(_KIND, order.order, {**sent, **outcome, "taken_at": taken_at.isoformat()}, done)
        same_or_conflict(kept, sent)
        data = {name: kept[name] for name in ("case_id", "key", "desk", "about", "outcome", "said")}
        receipt = {"order": order.order, "receipt_number": _receipt_number(order.order)}
        callbacks.plan("supervision", f"{order.order}:settled", "supervision.settled", {**data, **receipt}, _due(kept, pace))
        return _state(order.order, kept, pace)

    @app.get("/orders/{order}", summary="What became of it")
    def state(order: str) -> SupervisionState:
        return _state(order, known(storage.get(_KIND, order), "order"), pace)

    @app.post("/admin/returns", status_code=201, summary="Stand-in only: a matter will be sent back", include_in_schema=False)
    def send_back(matter: Return) -> dict[str, str]:
        storage.add(_RETURNED, matter.about, matter.model_dump())
        return {"about": matter.about}

    @app.post("/admin/events", status_code=201, summary="Stand-in only: a supervising system speaks first", include_in_schema=False)
    def speak(said: Spoken) -> dict[str, str]:
        callbacks.plan("supervision", f"{said.event}:{said.name}", f"supervision.{said.event}", said.data, now())
        return {"name": said.name}

    risk_doors(app, storage)
    return app


def _due(kept: dict[str, Any], pace: timedelta) -> datetime:
    return datetime.fromisoformat(kept["taken_at"]) + pace * 2


def _state(order: str, kept: dict[str, Any], pace: timedelta) -> SupervisionState:
    number = _receipt_number(order)
    return SupervisionState(order, number) if _due(kept, pace) > now() else SupervisionState(order, number, kept["outcome"], kept["said"])


def _receipt_number(order: str) -> str:
    return f"JD-{hash_of(order):08d}"
