"""Events of the public systems."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.publicity import Action, Item, PublicationOrder
from enforcement.contracts.receipts.publicity import publication_done
from enforcement.gateways.events.order import Ordered


class Publication(Ordered):
    """What was done with a publication."""

    publication: str
    item: Item
    action: Action


class PublicationDone(BaseModel):
    type: Literal["publicity.done"]
    timestamp: str
    data: Publication


def publicity_fact(event: PublicationDone) -> EntryMessage:
    """The fact of an event."""
    p = event.data
    return publication_done(PublicationOrder("", p.case_id, p.key, p.publication, p.item, p.action), event.timestamp)
