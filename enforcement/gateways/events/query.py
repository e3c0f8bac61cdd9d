"""Events of the property query systems."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.query import TypeAnswer
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


def query_fact(event: QueryAnswered) -> EntryMessage | None:
    """The fact of an event; a query after a termination is told by its procedure, as a whole."""
    told = event.data
    return None if is_requery(told.key) else query_answered(told.case_id, told.key, told.channel, told.answer, event.timestamp)
