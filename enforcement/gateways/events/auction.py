"""Events of the auction platforms and of the auxiliary agencies."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from enforcement.contracts.auction import Appointment, AuctionKind, AuctionOrder, AuctionOutcome, AuctionState
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.auction import auction_fact, auxiliary_accepted
from enforcement.gateways.events.order import Ordered


class Round(Ordered):
    """A round and what became of it; fen."""

    order: str
    asset: str
    round: int
    kind: AuctionKind
    outcome: AuctionOutcome
    start_price: int | None = None
    deposit: int | None = None
    auction_on: str | None = None
    price: int | None = None
    buyer: str | None = None
    reason: str | None = None


class AuctionMoved(BaseModel):
    type: Literal["auction.moved"]
    timestamp: str
    data: Round


class Accepted(Ordered):
    """An appointment that its agency took on."""

    agency: str


class AuxiliaryAccepted(BaseModel):
    type: Literal["auction.auxiliary_accepted"]
    timestamp: str
    data: Accepted


AuctionEvent: TypeAlias = AuctionMoved | AuxiliaryAccepted


def auction_event_fact(event: AuctionEvent) -> EntryMessage | None:
    """The fact of an event; None for what no case waits for."""
    match event:
        case AuxiliaryAccepted(data=a, timestamp=at):
            return auxiliary_accepted(Appointment("", a.case_id, a.key, a.agency), at)
        case AuctionMoved(data=r, timestamp=at):
            order = AuctionOrder(
                r.order, r.case_id, r.key, r.asset, r.round, r.kind, start_price=r.start_price, deposit=r.deposit, auction_on=r.auction_on
            )
            state = AuctionState(r.order, r.outcome, price=r.price, buyer=r.buyer, reason=r.reason)
            return auction_fact(order, r.outcome, state, at)
