"""The stand-in of the channels to the parties: SMS, WeChat, app and the 12368 line, which also takes complaints."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field

from enforcement.contracts.notices import Channel, Delivery, NoticeOrder, NoticeState
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, one_of, same_or_conflict, sent_with, service
from subsystems.storage import Storage

_KIND, _DEAD, _LETTER = "notice-order", "notice-dead", "letter"


class Report(BaseModel):
    """Somebody complains to 12368 of how money is paid in a case."""

    case_id: str = Field(min_length=1)
    report: str = Field(min_length=1)


class DeadLine(BaseModel):
    """A party whom a channel does not reach."""

    party: str = Field(min_length=1)
    channel: Channel


class Letter(BaseModel):
    """A message to an officer or a supervisor: what an SMS gateway, WeCom or a mail server would be told."""

    address: str = Field(min_length=1)
    title: str
    text: str = Field(min_length=1)


def notices_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; a message is delivered after one `pace`, or found to be undeliverable."""
    app = service(
        "通知（短信、微信、APP、12368）", "Messages to the parties, with receipts; complaints to 12368.", credential, storage, callbacks
    )

    @app.post("/orders", status_code=201, summary="Send a message to a party in one channel")
    def order(order: NoticeOrder, idempotency_key: Key) -> NoticeState:
        one_of("channel", order.channel, Channel)
        sent = sent_with(idempotency_key, order)
        sent_at = now()
        dead = storage.get(_DEAD, f"{order.party}:{order.channel}") is not None
        delivered = Effect("notices.delivered", order.case_id, f"{order.key}:{order.party}", sent_at + pace)
        new = {**sent, "dead": dead, "sent_at": sent_at.isoformat()}
        kept = storage.add(_KIND, order.order, new, *([] if dead else [delivered]))
        same_or_conflict(kept, sent)
        return _state(order.order, kept, pace)

    @app.get("/orders/{order}", summary="What became of a message")
    def state(order: str) -> NoticeState:
        return _state(order, known(storage.get(_KIND, order), "message"), pace)

    @app.post("/admin/dead-lines", status_code=201, summary="Stand-in only: a channel does not reach a party", include_in_schema=False)
    def dead_line(line: DeadLine) -> dict[str, str]:
        storage.add(_DEAD, f"{line.party}:{line.channel}", {})
        return {"party": line.party}

    @app.post("/admin/reports", status_code=201, summary="Stand-in only: somebody complains to 12368", include_in_schema=False)
    def report(report: Report) -> dict[str, str]:
        callbacks.plan("notices", f"{report.case_id}:report:{report.report}", "notices.reported", report.model_dump(), now())
        return {"report": report.report}

    _letter_door(app, storage)
    return app


def _letter_door(app: FastAPI, storage: Storage) -> None:
    """The channel of demonstrations to officers and supervisors; no part of the contract, real channels have their own."""

    @app.post("/letters", status_code=201, summary="Stand-in only: bring a letter", include_in_schema=False)
    def bring(letter: Letter, idempotency_key: Key) -> dict[str, str]:
        with storage.transaction():
            number = f"L{len(storage.all(_LETTER)) + 1:06}"
            kept = storage.add(_LETTER, idempotency_key, {**letter.model_dump(), "letter": number, "sent_at": now().isoformat()})
        same_or_conflict(kept, letter.model_dump())
        return {"letter": kept["letter"]}

    @app.get("/letters", summary="Stand-in only: what was brought, newest first", include_in_schema=False)
    def brought(address: str | None = None) -> list[dict[str, str]]:
        letters = [kept for _, kept in storage.all(_LETTER) if address in (None, kept["address"])]
        return sorted(letters, key=lambda kept: kept["letter"], reverse=True)


def _state(order: str, kept: dict[str, Any], pace: timedelta) -> NoticeState:
    if datetime.fromisoformat(kept["sent_at"]) + pace > now():
        return NoticeState(order, Delivery.SENT)
    if kept["dead"]:
        return NoticeState(order, Delivery.UNDELIVERABLE, "号码不存在或者未绑定")
    return NoticeState(order, Delivery.DELIVERED)
