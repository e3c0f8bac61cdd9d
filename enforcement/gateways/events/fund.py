"""Events of the fund system, finance and the bank."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from enforcement.contracts.fund_orders import FundOrder, Instruction
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.fund import funds_received, notice_received, payout_completed, payout_returned
from enforcement.contracts.receipts.fund_orders import fund_order_done
from enforcement.gateways.events.order import Ordered


class Payment(Ordered):
    """What finance or the bank did with a payment; fen."""

    payment: str
    receipt: str
    amount: int


class Credit(BaseModel):
    """Money credited to a case's account; fen. `about` and `identified` as in a statement's line."""

    case_id: str
    credit: str
    receipt: str
    amount: int
    about: str = ""
    identified: bool | None = None


class Done(Ordered):
    """An instruction that was carried out."""

    instruction: Instruction
    number: str
    about: str = ""


class FundOrderDone(BaseModel):
    type: Literal["fund.order_done"]
    timestamp: str
    data: Done


class FundCredited(BaseModel):
    type: Literal["fund.credited"]
    timestamp: str
    data: Credit


class FundMoved(BaseModel):
    type: Literal["fund.notice_received", "fund.paid", "fund.returned"]
    timestamp: str
    data: Payment


FundEvent: TypeAlias = FundCredited | FundMoved | FundOrderDone


def fund_fact(event: FundEvent) -> EntryMessage:
    """The fact of an event."""
    match event:
        case FundOrderDone(data=d, timestamp=at):
            return fund_order_done(FundOrder("", d.case_id, d.key, d.instruction, d.about), d.number, at)
        case FundCredited(data=c, timestamp=at):
            return funds_received(c.case_id, c.credit, c.receipt, c.amount, at, c.about, c.identified)
        case FundMoved(type="fund.notice_received", data=p, timestamp=at):
            return notice_received(p.case_id, p.key, p.payment, p.receipt, p.amount, at)
        case FundMoved(type="fund.paid", data=p, timestamp=at):
            return payout_completed(p.case_id, p.key, p.payment, p.amount, at)
        case FundMoved(data=p, timestamp=at):
            return payout_returned(p.case_id, p.key, p.payment, p.amount, at)
