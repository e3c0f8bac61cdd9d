"""Events of the credit systems."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from enforcement.contracts.credit import CreditOrder
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.credit import credit_acknowledged, unit_acknowledged
from enforcement.gateways.events.order import Ordered


class Measure(Ordered):
    """A measure that every unit acknowledged."""

    measure: Literal["restrict", "lift", "list", "shield", "push", "correct"]
    debtor: str
    ground: int | None = None
    term_years: int | None = None
    person: str | None = None

    def order(self) -> CreditOrder:
        """The order that is meant."""
        return CreditOrder("", self.case_id, self.key, self.measure, self.debtor, self.ground, self.term_years, self.person)


class UnitMeasure(Measure):
    """A measure that one assisting unit acknowledged."""

    unit: str


class CreditAcknowledged(BaseModel):
    type: Literal["credit.acknowledged"]
    timestamp: str
    data: Measure


class UnitAcknowledged(BaseModel):
    type: Literal["credit.unit_acknowledged"]
    timestamp: str
    data: UnitMeasure


CreditEvent: TypeAlias = CreditAcknowledged | UnitAcknowledged


def credit_fact(event: CreditEvent) -> EntryMessage:
    """The fact of an event."""
    match event:
        case UnitAcknowledged(data=m, timestamp=at):
            return unit_acknowledged(m.order(), m.unit, at)
        case CreditAcknowledged(data=m, timestamp=at):
            return credit_acknowledged(m.order(), at)
