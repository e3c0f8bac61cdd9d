"""The stand-in of the auction platforms (网络司法拍卖平台) and of the auxiliary agencies: notice, bids, result, payment, withdrawal."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

from enforcement.contracts.auction import (
    Appointment,
    AppointmentState,
    AuctionKind,
    AuctionOrder,
    AuctionOutcome,
    AuctionState,
    Withdrawal,
    WithdrawalState,
)
from subsystems.callbacks import ZONE, Callbacks, now
from subsystems.credits import Credit, credit_account
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with, service
from subsystems.storage import Storage

# 网络服务提供者名单库 of the SPC, and the auxiliary agencies of the High Court.
PLATFORMS = ("平台甲", "平台乙", "平台丙")
AGENCIES = ("辅助机构甲", "辅助机构乙")
# Paces from the order: the notice is out, the bidding is over, the price is paid or not.
_PUBLISHED, _ENDED, _PAYABLE = 1, 4, 6
_USUAL, _MOST = 80_000_000, 10**16
# Kinds of documents.
_ORDER, _MOVE, _SCENARIO = "auction-order", "auction-move", "auction-scenario"
_WITHDRAWAL, _STOP, _APPOINTMENT = "auction-withdrawal", "auction-stop", "auction-appointment"
_OVER = (AuctionOutcome.PAID, AuctionOutcome.FAILED, AuctionOutcome.DEFAULTED, AuctionOutcome.WITHDRAWN)
# A withdrawal of an order that was withdrawn before takes nothing off, and is right.
_WITHDRAWABLE = (AuctionOutcome.RUNNING, AuctionOutcome.PUBLISHED, AuctionOutcome.WITHDRAWN)
_AT_ONCE = datetime.min.replace(tzinfo=ZONE)
# One that runs on is bid for until the court takes it off.
Fate = Literal["failed", "paid", "defaulted", "running"]


class Scenario(BaseModel):
    """How a round ends; set before it is ordered."""

    case_id: str = Field(min_length=1)
    key: str = Field(min_length=1)
    fate: Fate


def auction_service(storage: Storage, callbacks: Callbacks, credential: str, pace: timedelta) -> FastAPI:
    """The service; a notice takes one pace, the bidding three, the payment two more."""
    app = service("网络司法拍卖", "Auction platforms and auxiliary agencies.", credential, storage, callbacks)
    rounds = Rounds(storage, callbacks, pace)
    callbacks.do(rounds.settle_due)
    _lists(app)
    _orders(app, rounds)
    _appointments(app, storage, callbacks, pace)
    return app


def _lists(app: FastAPI) -> None:
    @app.get("/platforms", summary="The auction platforms of the SPC's list")
    def platforms() -> list[str]:
        return list(PLATFORMS)

    @app.get("/agencies", summary="The auxiliary agencies of the High Court's list")
    def agencies() -> list[str]:
        return list(AGENCIES)


def _orders(app: FastAPI, rounds: "Rounds") -> None:
    @app.post("/orders", status_code=201, summary="Order a round of auction, sale or self-disposal")
    def order(order: AuctionOrder, idempotency_key: Key) -> AuctionState:
        _check(order)
        return rounds.order(order, idempotency_key)

    @app.get("/orders/{order}", summary="What became of a round")
    def state(order: str) -> AuctionState:
        return rounds.state(order)

    @app.post("/withdrawals", status_code=201, summary="Take a round off its platform; the order may still be on its way")
    def withdraw(withdrawal: Withdrawal, idempotency_key: Key) -> WithdrawalState:
        return rounds.withdraw(withdrawal, idempotency_key)

    @app.get("/withdrawals/{order}", summary="Whether a round was taken off")
    def withdrawal(order: str) -> WithdrawalState:
        return WithdrawalState(order, known(rounds.storage.get(_WITHDRAWAL, order), "withdrawal")["withdrawn"])

    @app.put("/admin/scenario", status_code=204, summary="Stand-in only: say how a round ends", include_in_schema=False)
    def scenario(scenario: Scenario) -> None:
        rounds.storage.put(_SCENARIO, f"{scenario.case_id}:{scenario.key}", {"fate": scenario.fate})


def _check(order: AuctionOrder) -> None:
    if not (order.case_id and order.key and order.asset):
        raise HTTPException(422, "case_id, key, asset: expected a text each")
    if order.platform is not None and order.platform not in PLATFORMS:
        raise HTTPException(422, f"platform: expected one of {', '.join(PLATFORMS)}")
    price = _USUAL if order.start_price is None else order.start_price
    if not 0 <= (order.deposit or 0) <= price <= _MOST:
        raise HTTPException(422, f"start_price, deposit: expected fen of at most {_MOST}, and no deposit above the price")


def _appointments(app: FastAPI, storage: Storage, callbacks: Callbacks, pace: timedelta) -> None:
    @app.post("/appointments", status_code=201, summary="Appoint an auxiliary agency")
    def appoint(appointment: Appointment, idempotency_key: Key) -> AppointmentState:
        if appointment.agency not in AGENCIES:
            raise HTTPException(422, f"agency: expected one of {', '.join(AGENCIES)}")
        told = {"case_id": appointment.case_id, "key": appointment.key, "agency": appointment.agency}
        sent, due = {**told, "idempotency_key": idempotency_key}, now() + pace
        accepted = Effect("auction.auxiliary_accepted", appointment.case_id, appointment.agency, due)
        kept = storage.add(_APPOINTMENT, appointment.order, {**sent, "due": due.isoformat()}, accepted)
        same_or_conflict(kept, sent)
        callbacks.plan("auction", f"{appointment.order}:accepted", "auction.auxiliary_accepted", told, datetime.fromisoformat(kept["due"]))
        return _appointed(appointment.order, kept)

    @app.get("/appointments/{order}", summary="Whether an agency has taken its appointment on")
    def appointment(order: str) -> AppointmentState:
        return _appointed(order, known(storage.get(_APPOINTMENT, order), "appointment"))


def _appointed(order: str, kept: dict[str, Any]) -> AppointmentState:
    return AppointmentState(order, datetime.fromisoformat(kept["due"]) <= now())


class Rounds:
    """Every round. What has happened to one is a question of time and of its withdrawal; `settle` lets it have its effects, each once."""

    def __init__(self, storage: Storage, callbacks: Callbacks, pace: timedelta) -> None:
        self.storage = storage
        self._callbacks = callbacks
        self._pace = pace
        # When something happens next to each round that is not over.
        self._next = {order: _AT_ONCE for order, kept in storage.all(_ORDER) if not kept["over"]}

    def order(self, order: AuctionOrder, key: str) -> AuctionState:
        sent = sent_with(key, order)
        ordered_at = now()
        new = {**sent, "ordered_at": ordered_at.isoformat(), "fate": self._fate(order), "told": [], "over": False}
        ordered = Effect("auction.ordered", order.case_id, order.key, ordered_at)
        same_or_conflict(self.storage.add(_ORDER, order.order, new, ordered), sent)
        state = self.state(order.order)
        self._callbacks.look_again()
        return state

    def state(self, order: str) -> AuctionState:
        self.settle(order)
        kept = known(self.storage.get(_ORDER, order), "order")
        moment = now()
        at, outcome = self._moves(order, kept, moment)[-1]
        bids = self._bids(kept, moment if outcome is AuctionOutcome.PUBLISHED else at)
        sold = outcome in (AuctionOutcome.SOLD, AuctionOutcome.PAID, AuctionOutcome.DEFAULTED)
        return AuctionState(
            order,
            outcome,
            bids=bids,
            highest=_price(kept, bids) if bids else None,
            price=_price(kept, bids) if sold else None,
            buyer="竞买人3号" if sold else None,
            reason=self._reason(order, outcome),
        )

    def withdraw(self, withdrawal: Withdrawal, key: str) -> WithdrawalState:
        sent = {"idempotency_key": key, "case_id": withdrawal.case_id, "auction": withdrawal.auction, "reason": withdrawal.reason}
        with self.storage.transaction():
            known_before = self.storage.get(_WITHDRAWAL, withdrawal.order)
            withdrawn = known_before["withdrawn"] if known_before else self._stop(withdrawal)
            kept = self.storage.add(_WITHDRAWAL, withdrawal.order, {**sent, "withdrawn": withdrawn})
        same_or_conflict(kept, sent)
        self.settle(withdrawal.auction)
        return WithdrawalState(withdrawal.order, withdrawn)

    def _stop(self, withdrawal: Withdrawal) -> bool:
        kept, at = self.storage.get(_ORDER, withdrawal.auction), now()
        if kept is not None and self._moves(withdrawal.auction, kept, at)[-1][1] not in _WITHDRAWABLE:
            return False
        self.storage.add(_STOP, withdrawal.auction, {"at": at.isoformat(), "reason": withdrawal.reason})
        return True

    def settle_due(self) -> datetime | None:
        """Let everything have its effects that has happened by now; gives when something happens next."""
        for order in [order for order, at in [*self._next.items()] if at <= now()]:
            self.settle(order)
        return min([*self._next.values()], default=None)

    def settle(self, order: str) -> None:
        with self.storage.transaction():
            kept = self.storage.get(_ORDER, order)
            if kept is None or kept["over"]:
                return
            happened = self._moves(order, kept, now())[1:]
            told, over = [outcome for _, outcome in happened], bool(happened) and happened[-1][1] in _OVER
            for at, outcome in happened:
                if outcome not in kept["told"]:
                    self._tell(order, kept, at, outcome)
            if told != kept["told"]:
                self.storage.put(_ORDER, order, {**kept, "told": told, "over": over})
            self._next.pop(order, None)
            coming = [at for at, outcome in _course(kept, self._pace) if outcome not in told]
            if coming and not over:
                self._next[order] = coming[0]

    def _tell(self, order: str, kept: dict[str, Any], at: datetime, outcome: AuctionOutcome) -> None:
        self.storage.add(_MOVE, f"{order}:{outcome}", {}, Effect(f"auction.{outcome}", kept["case_id"], kept["key"], at))
        price = _price(kept, _ENDED - _PUBLISHED)
        told = {name: kept[name] for name in ("case_id", "key", "asset", "round", "kind", "start_price", "deposit", "auction_on")}
        data = {**told, "order": order, "outcome": outcome.value, "price": price, "reason": self._reason(order, outcome)}
        self._callbacks.plan("auction", f"{order}:{outcome}", "auction.moved", data, at)
        deposit = kept["deposit"] or 0
        parts = {AuctionOutcome.SOLD: ("deposit", deposit), AuctionOutcome.PAID: ("rest", price - deposit)}
        part, amount = parts.get(outcome, ("", 0))
        if amount > 0:
            name = f"{kept['key']}-{part}"
            money = Credit(case_id=kept["case_id"], credit=name, receipt=name, amount=amount, about=kept["key"])
            credit_account(self.storage, self._callbacks, money, at)

    def _moves(self, order: str, kept: dict[str, Any], moment: datetime) -> list[tuple[datetime, AuctionOutcome]]:
        """What has happened to a round up to an instant, in the order of time."""
        stop = self.storage.get(_STOP, order)
        stopped = datetime.fromisoformat(stop["at"]) if stop else None
        course = [(at, outcome) for at, outcome in _course(kept, self._pace) if at <= moment and (stopped is None or at <= stopped)]
        ordered = (datetime.fromisoformat(kept["ordered_at"]), AuctionOutcome.RUNNING)
        withdrawn = [] if stopped is None else [(max(stopped, ordered[0]), AuctionOutcome.WITHDRAWN)]
        return [ordered, *course, *withdrawn]

    def _bids(self, kept: dict[str, Any], until: datetime) -> int:
        paces = (until - datetime.fromisoformat(kept["ordered_at"])) / self._pace if self._pace else _ENDED
        return 0 if kept["fate"] == AuctionOutcome.FAILED else max(0, min(int(paces), _ENDED) - _PUBLISHED)

    def _fate(self, order: AuctionOrder) -> str:
        """What the scenario says; else the first auction of an asset finds nobody, and every other round a buyer who pays."""
        told = self.storage.get(_SCENARIO, f"{order.case_id}:{order.key}")
        first = order.kind is AuctionKind.AUCTION and order.round == 1
        return str(told["fate"]) if told else "failed" if first else "paid"

    def _reason(self, order: str, outcome: AuctionOutcome) -> str | None:
        match outcome:
            case AuctionOutcome.WITHDRAWN:
                return str(known(self.storage.get(_STOP, order), "withdrawal")["reason"])
            case AuctionOutcome.FAILED:
                return "无人出价"
            case AuctionOutcome.DEFAULTED:
                return "买受人逾期未支付余款"
            case _:
                return None


def _course(kept: dict[str, Any], pace: timedelta) -> Iterator[tuple[datetime, AuctionOutcome]]:
    """What happens to a round unless it is withdrawn."""
    ordered, fate = datetime.fromisoformat(kept["ordered_at"]), AuctionOutcome(kept["fate"])
    yield ordered + pace * _PUBLISHED, AuctionOutcome.PUBLISHED
    if fate is AuctionOutcome.FAILED:
        yield ordered + pace * _ENDED, fate
    elif fate is not AuctionOutcome.RUNNING:
        yield ordered + pace * _ENDED, AuctionOutcome.SOLD
        yield ordered + pace * _PAYABLE, fate


def _price(kept: dict[str, Any], bids: int) -> int:
    start = kept["start_price"] or _USUAL
    return start + start * bids // 100
