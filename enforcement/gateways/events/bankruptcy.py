"""Events of the bankruptcy case system. Its ruling is asked for by the procedure: a stay that ends before it began would last for good."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.bankruptcy import transfer_received
from enforcement.gateways.events.order import Ordered


class Transfer(Ordered):
    """A transfer of one debtor."""

    order: str
    debtor: str


class BankruptcyMoved(BaseModel):
    type: Literal["bankruptcy.received", "bankruptcy.ruled"]
    timestamp: str
    data: Transfer


def bankruptcy_fact(event: BankruptcyMoved) -> EntryMessage | None:
    """The fact of an event."""
    if event.type == "bankruptcy.ruled":
        return None
    told = event.data
    return transfer_received(told.case_id, told.key, told.debtor, event.timestamp)
