"""Events of the supervising systems: what became of something at a desk, and what they speak of first. `case_id` names the file."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.supervision import item_opened, order_received, petition_received, settled, suggestion_received
from enforcement.contracts.supervision import Desk, SupervisionOrder, SupervisionState
from enforcement.gateways.events.order import Ordered


class Settled(Ordered):
    """A desk is done with something, or sends it back."""

    order: str
    desk: Desk
    about: str
    outcome: Literal["done", "returned"]
    receipt_number: str = ""
    said: str | None = None


class Petition(BaseModel):
    """A petition, for its own file or a case."""

    case_id: str
    petition: str
    about: str | None = None


class Order(BaseModel):
    """A 督促执行令; `answer_by` is a date."""

    case_id: str
    order: str
    answer_by: str


class Suggestion(BaseModel):
    """A 检察建议; `answer_by` is a date."""

    case_id: str
    suggestion: str
    answer_by: str


class Item(BaseModel):
    """A finding of an inspection; `rectify_by` is a date."""

    case_id: str
    item: str
    finding: str
    rectify_by: str


class SupervisionSettled(BaseModel):
    type: Literal["supervision.settled"]
    timestamp: str
    data: Settled


class PetitionReceived(BaseModel):
    type: Literal["supervision.petition_received"]
    timestamp: str
    data: Petition


class OrderReceived(BaseModel):
    type: Literal["supervision.order_received"]
    timestamp: str
    data: Order


class SuggestionReceived(BaseModel):
    type: Literal["supervision.suggestion_received"]
    timestamp: str
    data: Suggestion


class ItemOpened(BaseModel):
    type: Literal["supervision.item_opened"]
    timestamp: str
    data: Item


SupervisionEvent: TypeAlias = SupervisionSettled | PetitionReceived | OrderReceived | SuggestionReceived | ItemOpened


def supervision_fact(event: SupervisionEvent) -> EntryMessage | None:
    """The fact of an event; what the court above has done with a report is none."""
    match event:
        case SupervisionSettled(data=s, timestamp=at):
            order = SupervisionOrder(s.order, s.case_id, s.key, s.desk, s.about)
            return settled(order, SupervisionState(s.order, s.receipt_number, s.outcome, s.said), at)
        case PetitionReceived(data=p, timestamp=at):
            return petition_received(p.case_id, p.petition, p.about, at)
        case OrderReceived(data=o, timestamp=at):
            return order_received(o.case_id, o.order, o.answer_by, at)
        case SuggestionReceived(data=g, timestamp=at):
            return suggestion_received(g.case_id, g.suggestion, g.answer_by, at)
        case ItemOpened(data=i, timestamp=at):
            return item_opened(i.case_id, i.item, i.finding, i.rectify_by, at)
