"""Events of the valuation system."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.valuation import valuation_ended
from enforcement.contracts.valuation import ValuationOrder, ValuationState
from enforcement.gateways.events.order import Ordered


class Valued(Ordered):
    """The outcome of a method; fen."""

    order: str
    asset: str
    method: str
    outcome: Literal["priced", "reported", "failed"]
    record_number: str = ""
    price: int | None = None
    valid_until: str | None = None
    reason: str | None = None


class ValuationDone(BaseModel):
    type: Literal["valuation.done"]
    timestamp: str
    data: Valued


def valuation_fact(event: ValuationDone) -> EntryMessage:
    """The fact of an event."""
    v = event.data
    order = ValuationOrder(v.order, v.case_id, v.key, v.asset, v.method)
    return valuation_ended(order, ValuationState(v.order, v.record_number, v.outcome, v.price, v.valid_until, v.reason), event.timestamp)
