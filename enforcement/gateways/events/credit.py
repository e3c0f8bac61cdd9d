"""Events of the credit systems."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.credit import credit_acknowledged
from enforcement.gateways.events.order import Ordered


class Measure(Ordered):
    """A measure that every unit acknowledged."""

    measure: Literal["restrict", "lift", "list", "shield", "push"]
    debtor: str
    ground: int | None = None
    term_years: int | None = None


class CreditAcknowledged(BaseModel):
    type: Literal["credit.acknowledged"]
    timestamp: str
    data: Measure


def credit_fact(event: CreditAcknowledged) -> EntryMessage:
    """The fact of an event."""
    m = event.data
    return credit_acknowledged(m.case_id, m.key, m.measure, m.debtor, m.ground, m.term_years, event.timestamp)
