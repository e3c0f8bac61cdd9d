"""The fund system's stand-in, the part beside pay-outs: case accounts (一案一账号), deposits (提存), distribution plans (分配方案)."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from fastapi import FastAPI, HTTPException

from enforcement.contracts.fund_orders import FundOrder, FundOrderState, Instruction
from subsystems.callbacks import Callbacks, now
from subsystems.ledger import Effect
from subsystems.reception import Key, known, same_or_conflict, sent_with
from subsystems.storage import Storage

_KIND = "fund-order"
_ACCOUNT = "fund-account"
_EFFECT_OF = {
    Instruction.OPEN: "fund.account_opened",
    Instruction.HOLD: "fund.held",
    Instruction.RELEASE: "fund.released",
    Instruction.DISTRIBUTE: "fund.distributed",
}


def install_orders(app: FastAPI, storage: Storage, callbacks: Callbacks, pace: timedelta) -> None:
    """The doors for instructions; one is done after one pace."""

    @app.post("/orders", status_code=201, summary="Open the account of a case, hold or release money, take a distribution plan")
    def order(order: FundOrder, idempotency_key: Key) -> FundOrderState:
        if order.instruction not in set(Instruction):
            raise HTTPException(422, f"instruction: expected one of {', '.join(Instruction)}")
        sent = sent_with(idempotency_key, order)
        done_at = now() + pace
        with storage.transaction():
            kept = storage.add(_KIND, order.order, {**sent, "done_at": done_at.isoformat()})
            same_or_conflict(kept, sent)
            number = _take(storage, order, datetime.fromisoformat(kept["done_at"]))
        data = {**sent, "number": number}
        callbacks.plan("fund", f"{order.order}:done", "fund.order_done", data, datetime.fromisoformat(kept["done_at"]))
        return _state(order.order, kept)

    @app.get("/orders/{order}", summary="Whether an instruction is done")
    def state(order: str) -> FundOrderState:
        return _state(order, known(storage.get(_KIND, order), "order"))


def _take(storage: Storage, order: FundOrder, done_at: datetime) -> str:
    """Note the effect once: an account for its case, whichever order asks for it, anything else for its order."""
    opens = order.instruction == Instruction.OPEN
    kind, name = (_ACCOUNT, order.case_id) if opens else (f"{_KIND}-effect", order.order)
    number = account_number(order.case_id) if opens else _receipt_number(order.order)
    effect = Effect(_EFFECT_OF[Instruction(order.instruction)], order.case_id, order.about or number, done_at, order.amount)
    storage.add(kind, name, {"number": number}, effect)
    return number


def account_number(case_id: str) -> str:
    """The account of a case, the same every time."""
    return f"6217{int(sha256(case_id.encode()).hexdigest()[:12], 16) % 10**12:012d}"


def _receipt_number(order: str) -> str:
    return f"AK{int(sha256(order.encode()).hexdigest()[:12], 16):015d}"


def _state(order: str, kept: dict[str, Any]) -> FundOrderState:
    opens = kept["instruction"] == Instruction.OPEN
    number = account_number(kept["case_id"]) if opens else _receipt_number(order)
    return FundOrderState(order, number, datetime.fromisoformat(kept["done_at"]) <= now())
