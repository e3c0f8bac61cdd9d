"""The events of every subsystem, and the fact that each of them makes: one module for each subsystem, one table of them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from enforcement.contracts.messages import EntryMessage
from enforcement.gateways.events.auction import AuctionEvent, auction_event_fact
from enforcement.gateways.events.bankruptcy import BankruptcyMoved, bankruptcy_fact
from enforcement.gateways.events.credit import CreditEvent, credit_fact
from enforcement.gateways.events.documents import DocumentMoved, documents_fact
from enforcement.gateways.events.fund import FundEvent, fund_fact
from enforcement.gateways.events.notices import HotlineReported, notices_fact
from enforcement.gateways.events.personnel import PersonnelEvent, personnel_fact
from enforcement.gateways.events.publicity import PublicationDone, publicity_fact
from enforcement.gateways.events.query import QueryEvent, query_fact
from enforcement.gateways.events.supervision import SupervisionEvent, supervision_fact
from enforcement.gateways.events.valuation import ValuationDone, valuation_fact

_BY_TYPE = Field(discriminator="type")


@dataclass(frozen=True, slots=True)
class Events:
    """What a subsystem calls back with, and the fact that it makes: None where the procedure asks for itself."""

    adapter: TypeAdapter[Any]
    fact: Callable[[Any], EntryMessage | None]


EVENTS: Mapping[str, Events] = {
    "query": Events(TypeAdapter(Annotated[QueryEvent, _BY_TYPE]), query_fact),
    "fund": Events(TypeAdapter(Annotated[FundEvent, _BY_TYPE]), fund_fact),
    "credit": Events(TypeAdapter(Annotated[CreditEvent, _BY_TYPE]), credit_fact),
    "documents": Events(TypeAdapter(DocumentMoved), documents_fact),
    "valuation": Events(TypeAdapter(ValuationDone), valuation_fact),
    "publicity": Events(TypeAdapter(PublicationDone), publicity_fact),
    "supervision": Events(TypeAdapter(Annotated[SupervisionEvent, _BY_TYPE]), supervision_fact),
    "bankruptcy": Events(TypeAdapter(BankruptcyMoved), bankruptcy_fact),
    "personnel": Events(TypeAdapter(Annotated[PersonnelEvent, _BY_TYPE]), personnel_fact),
    "notices": Events(TypeAdapter(HotlineReported), notices_fact),
    "auction": Events(TypeAdapter(Annotated[AuctionEvent, _BY_TYPE]), auction_event_fact),
}
