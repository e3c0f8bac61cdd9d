"""Events of the property query and control systems."""

from typing import Literal, TypeAlias

from pydantic import BaseModel, field_validator

from enforcement.contracts.control import ControlOrder, ControlState, ControlStatus
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.query import TypeAnswer
from enforcement.contracts.receipts.control import control_answered, waiting_ended
from enforcement.contracts.receipts.query import is_requery, query_answered
from enforcement.gateways.events.order import Ordered


class Answered(Ordered):
    """One channel answered on one type."""

    channel: str
    answer: TypeAnswer


class QueryAnswered(BaseModel):
    type: Literal["query.answered"]
    timestamp: str
    data: Answered


class Receipt(Ordered):
    """A measure, as it was ordered, and its receipt."""

    order: ControlOrder
    state: ControlState

    @field_validator("state")
    @classmethod
    def _has_an_answer(cls, state: ControlState) -> ControlState:
        if state.status is ControlStatus.RUNNING:
            raise ValueError("expected a receipt, got a measure that is running")
        return state


class ControlAnswered(BaseModel):
    type: Literal["control.effective", "control.renewed", "control.released", "control.deducted", "control.failed"]
    timestamp: str
    data: Receipt


class WaitingEnded(BaseModel):
    type: Literal["control.waiting_ended"]
    timestamp: str
    data: Receipt


QueryEvent: TypeAlias = QueryAnswered | ControlAnswered | WaitingEnded


def query_fact(event: QueryEvent) -> EntryMessage | None:
    """The fact of an event; a query after a termination is told by its procedure, as a whole."""
    match event:
        case QueryAnswered(data=told, timestamp=at):
            return None if is_requery(told.key) else query_answered(told.case_id, told.key, told.channel, told.answer, at)
        case ControlAnswered(data=receipt):
            return control_answered(receipt.order, receipt.state)
        case WaitingEnded(data=receipt):
            return waiting_ended(receipt.order, receipt.state)
