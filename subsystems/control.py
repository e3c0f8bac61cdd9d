"""The control side of the stand-in of 总对总, 点对点 and the registries: freezes, seizures, renewals, releases, deductions, each with its receipt."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field, TypeAdapter

from enforcement.contracts.control import ControlMeasure, ControlOrder, ControlState, ControlStatus, Rank
from subsystems.callbacks import Callbacks, now
from subsystems.credits import Credit, credit_account
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict
from subsystems.storage import Storage

_KIND, _ASSET = "control-order", "control-asset"
# After how many paces the network, and a registrar or holder, answers.
_ONLINE, _OFFLINE = 1, 3
# 解释 art 485: how many years a measure lasts; immovables and everything else that is not named, three.
_YEARS = {"银行存款": 1, "网络资金": 1, "公积金": 1, "机动车": 2, "船舶": 2}
_PAST = {
    ControlMeasure.FREEZE: "frozen",
    ControlMeasure.SEIZE: "seized",
    ControlMeasure.RENEW: "renewed",
    ControlMeasure.RELEASE: "released",
    ControlMeasure.DEDUCT: "deducted",
}
_STATE: TypeAdapter[ControlState] = TypeAdapter(ControlState)


class AssetScenario(BaseModel):
    """How an asset of a case answers; set before its measures are ordered. `balance` in fen; `waits` in paces after the receipt."""

    case_id: str = Field(min_length=1)
    asset: str = Field(min_length=1)
    refuses: dict[ControlMeasure, str] = {}
    balance: int | None = Field(default=None, ge=0)
    waits: int = Field(default=0, ge=0)


def control_routes(app: FastAPI, storage: Storage, callbacks: Callbacks, pace: timedelta) -> None:
    """Measures: on line answered after one `pace`, off line after three."""

    @app.post("/controls", status_code=201, summary="Order a measure on an asset: on line, or as an assistance notice (协助执行通知书)")
    def order(order: ControlOrder, idempotency_key: Key) -> ControlState:
        _check(order)
        sent = {"idempotency_key": idempotency_key, **asdict(order)}
        with storage.transaction():
            outcome = _carried_out(storage, order, pace)
            kept = storage.add(_KIND, order.order, {**sent, **outcome}, *_effects(order, outcome))
            same_or_conflict(kept, sent)
            _announce(storage, callbacks, order, kept)
        return _state(storage, order.order, kept)

    @app.get("/controls/{order:path}", summary="What became of a measure")
    def state(order: str) -> ControlState:
        return _state(storage, order, known(storage.get(_KIND, order), "measure"))

    @app.put("/admin/controls", status_code=204, summary="Stand-in only: say how an asset answers", include_in_schema=False)
    def scenario(scenario: AssetScenario) -> None:
        storage.put(_ASSET, f"{scenario.case_id}:{scenario.asset}", scenario.model_dump(mode="json"))


def _check(order: ControlOrder) -> None:
    if not (order.case_id and order.key and order.asset):
        raise HTTPException(422, "case_id, key, asset: expected a text, got an empty one")
    if order.measure in (ControlMeasure.FREEZE, ControlMeasure.DEDUCT) and (order.amount or 0) <= 0:
        raise HTTPException(422, "amount: expected what is to be frozen or deducted, in fen")
    if order.measure is ControlMeasure.RENEW and not order.expires_on:
        raise HTTPException(422, "expires_on: expected the day to which the measure is renewed")


def _carried_out(storage: Storage, order: ControlOrder, pace: timedelta) -> dict[str, Any]:
    """What a measure comes to, and when: the receipt, and for a waiting seizure the instant of its first rank."""
    told = AssetScenario.model_validate(
        storage.get(_ASSET, f"{order.case_id}:{order.asset}") or {"case_id": order.case_id, "asset": order.asset}
    )
    at = now() + pace * (_ONLINE if order.online else _OFFLINE)
    receipt = replace(_receipt(storage, order, told), effective_at=at.isoformat())
    if receipt.status is not ControlStatus.EFFECTIVE or not told.waits:
        return {"receipt": asdict(receipt), "first_at": None}
    return {"receipt": asdict(replace(receipt, rank=Rank.WAITING)), "first_at": (at + pace * told.waits).isoformat()}


def _receipt(storage: Storage, order: ControlOrder, told: AssetScenario) -> ControlState:
    number = f"XZ{int(hashlib.sha256(order.order.encode()).hexdigest()[:12], 16):015d}"
    answer = ControlState(order.order, receipt_number=number)
    if (reason := told.refuses.get(order.measure)) is not None:
        return replace(answer, status=ControlStatus.FAILED, reason=reason)
    match order.measure:
        case ControlMeasure.RENEW:
            return replace(answer, status=ControlStatus.RENEWED, expires_on=order.expires_on)
        case ControlMeasure.RELEASE:
            return replace(answer, status=ControlStatus.RELEASED)
        case ControlMeasure.DEDUCT:
            return replace(answer, status=ControlStatus.DEDUCTED, amount=order.amount)
        case ControlMeasure.FREEZE | ControlMeasure.SEIZE:
            return _taken(storage, order, told, answer)


def _taken(storage: Storage, order: ControlOrder, told: AssetScenario, answer: ControlState) -> ControlState:
    """As much as there is comes under control; where nothing is free, nothing does."""
    free = None if told.balance is None else told.balance - _not_free(storage, order)
    if free is not None and free <= 0:
        return replace(answer, status=ControlStatus.FAILED, reason="账户无可供冻结的余额", left=0)
    amount = order.amount if free is None else min(free, order.amount or free)
    left = None if free is None else free - (amount or 0)
    expires_on = _years_later(now().date(), _YEARS.get(order.asset_kind, 3)).isoformat()
    return replace(answer, status=ControlStatus.EFFECTIVE, amount=amount, left=left, expires_on=expires_on)


def _not_free(storage: Storage, order: ControlOrder) -> int:
    """Fen on the asset that are frozen, or gone, by the measures before this one. A deduction takes what is frozen."""
    frozen = gone = 0
    for receipt in _receipts_on(storage, asdict(order)):
        match receipt.status:
            case ControlStatus.EFFECTIVE:
                frozen += receipt.amount or 0
            case ControlStatus.DEDUCTED:
                gone += receipt.amount or 0
            case ControlStatus.RELEASED:
                frozen = gone
    return frozen


def _receipts_on(storage: Storage, order: Mapping[str, Any]) -> list[ControlState]:
    """Every receipt about the asset of an order, in the order of time."""
    about = [kept["receipt"] for _, kept in storage.all(_KIND) if all(kept[name] == order[name] for name in ("case_id", "asset"))]
    return sorted((_STATE.validate_python(row) for row in about), key=lambda receipt: receipt.effective_at or "")


def _years_later(day: date, years: int) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28) if leap_day else day.replace(year=day.year + years)


def _effects(order: ControlOrder, kept: dict[str, Any]) -> list[Effect]:
    receipt = _STATE.validate_python(kept["receipt"])
    if receipt.status is ControlStatus.FAILED or receipt.effective_at is None:
        return []
    at = datetime.fromisoformat(receipt.effective_at)
    return [Effect(f"query.{_PAST[order.measure]}", order.case_id, f"{order.asset}:{order.ruling}", at, receipt.amount)]


def _announce(storage: Storage, callbacks: Callbacks, order: ControlOrder, kept: dict[str, Any]) -> None:
    """Plan what is told to the court, and for a deduction the money's way to the case account; once, whatever is repeated."""
    receipt = _STATE.validate_python(kept["receipt"])
    at = datetime.fromisoformat(str(receipt.effective_at))
    data = {"case_id": order.case_id, "key": order.key, "order": asdict(order), "state": asdict(receipt)}
    callbacks.plan("query", f"{order.order}:answered", f"control.{receipt.status}", data, at)
    if kept["first_at"] is not None:
        first = replace(receipt, first_at=kept["first_at"])
        later = datetime.fromisoformat(kept["first_at"])
        callbacks.plan("query", f"{order.order}:first", "control.waiting_ended", {**data, "state": asdict(first)}, later)
    if receipt.status is ControlStatus.DEDUCTED and receipt.amount:
        money = Credit(case_id=order.case_id, credit=order.key, receipt=order.key, amount=receipt.amount, about=order.key)
        credit_account(storage, callbacks, money, at)


def _state(storage: Storage, order: str, kept: dict[str, Any]) -> ControlState:
    receipt = _STATE.validate_python(kept["receipt"])
    if not _past(receipt.effective_at):
        return ControlState(order)
    first_at, ended_at = kept["first_at"], _released_at(storage, kept)
    return replace(receipt, first_at=first_at if _past(first_at) else None, ended_at=ended_at if _past(ended_at) else None)


def _released_at(storage: Storage, kept: dict[str, Any]) -> str | None:
    """When the measures on an asset are released that were ordered before."""
    releases = [receipt.effective_at for receipt in _receipts_on(storage, kept) if receipt.status is ControlStatus.RELEASED]
    return next((at for at in releases if at is not None and at > kept["receipt"]["effective_at"]), None)


def _past(at: str | None) -> bool:
    return at is not None and datetime.fromisoformat(at) <= now()
