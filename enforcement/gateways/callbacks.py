"""Signed callbacks (Standard Webhooks) of subsystems: verified, read, and turned into the facts they report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts import (
    credit_acknowledged,
    funds_received,
    is_requery,
    notice_received,
    payout_completed,
    payout_returned,
    query_answered,
    valuation_ended,
)
from enforcement.contracts.subsystems import TypeAnswer, ValuationOrder, ValuationState
from enforcement.errors import ZhixingError


class ForgedCallback(ZhixingError):
    """A callback whose signature does not hold, or that is too old or too new."""


class UnreadableCallback(ZhixingError):
    """A signed callback that says nothing we know."""


class _Order(BaseModel):
    case_id: str
    key: str


class _Answered(_Order):
    channel: str
    answer: TypeAnswer


class _Payment(_Order):
    payment: str
    receipt: str
    amount: int


class _Credit(BaseModel):
    case_id: str
    credit: str
    receipt: str
    amount: int


class _Measure(_Order):
    measure: Literal["restrict", "lift", "list", "shield", "push"]
    debtor: str
    ground: int | None = None
    term_years: int | None = None


class _Valued(_Order):
    order: str
    asset: str
    method: str
    outcome: Literal["priced", "reported", "failed"]
    record_number: str = ""
    price: int | None = None
    valid_until: str | None = None
    reason: str | None = None


class _QueryAnswered(BaseModel):
    type: Literal["query.answered"]
    timestamp: str
    data: _Answered


class _FundCredited(BaseModel):
    type: Literal["fund.credited"]
    timestamp: str
    data: _Credit


class _FundMoved(BaseModel):
    type: Literal["fund.notice_received", "fund.paid", "fund.returned"]
    timestamp: str
    data: _Payment


class _CreditAcknowledged(BaseModel):
    type: Literal["credit.acknowledged"]
    timestamp: str
    data: _Measure


class _ValuationDone(BaseModel):
    type: Literal["valuation.done"]
    timestamp: str
    data: _Valued


_Known: TypeAlias = _QueryAnswered | _FundCredited | _FundMoved | _CreditAcknowledged | _ValuationDone
_EVENT: TypeAdapter[_Known] = TypeAdapter(Annotated[_Known, Field(discriminator="type")])


_EVENTS_OF: Mapping[str, TypeAdapter[Any]] = {
    "query": TypeAdapter(_QueryAnswered),
    "fund": TypeAdapter(_FundCredited | _FundMoved),
    "credit": TypeAdapter(_CreditAcknowledged),
    "valuation": TypeAdapter(_ValuationDone),
}
SUBSYSTEMS = tuple(_EVENTS_OF)


def callback_schema(subsystem: str) -> dict[str, Any]:
    """The JSON schema of what a subsystem calls back with."""
    return _EVENTS_OF[subsystem].json_schema(
        ref_template="#/webhooks/callback/post/requestBody/content/application~1json/schema/$defs/{model}"
    )


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Reads callbacks signed with one secret."""

    secret: str

    def fact(self, subsystem: str, headers: Mapping[str, str], body: bytes) -> EntryMessage | None:
        """The fact that a callback reports; None where the procedure asks for itself. ForgedCallback or UnreadableCallback for what is none."""
        try:
            Webhook(self.secret).verify(body, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError) as error:
            raise ForgedCallback(f"the callback's signature does not hold: {error}") from error
        try:
            event = _EVENT.validate_json(body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise UnreadableCallback(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
        if event.type.split(".")[0] != subsystem:
            raise UnreadableCallback(f"expected an event of {subsystem}, got {event.type}")
        return _fact(event)


def _fact(event: _Known) -> EntryMessage | None:
    match event:
        case _QueryAnswered(data=d) if is_requery(d.key):
            return None
        case _QueryAnswered(data=d, timestamp=at):
            return query_answered(d.case_id, d.key, d.channel, d.answer, at)
        case _FundCredited(data=c, timestamp=at):
            return funds_received(c.case_id, c.credit, c.receipt, c.amount, at)
        case _FundMoved(type="fund.notice_received", data=p, timestamp=at):
            return notice_received(p.case_id, p.key, p.payment, p.receipt, p.amount, at)
        case _FundMoved(type="fund.paid", data=p, timestamp=at):
            return payout_completed(p.case_id, p.key, p.payment, p.amount, at)
        case _FundMoved(data=p, timestamp=at):
            return payout_returned(p.case_id, p.key, p.payment, p.amount, at)
        case _CreditAcknowledged(data=m, timestamp=at):
            return credit_acknowledged(m.case_id, m.key, m.measure, m.debtor, m.ground, m.term_years, at)
        case _ValuationDone(data=v, timestamp=at):
            order = ValuationOrder(v.order, v.case_id, v.key, v.asset, v.method)
            return valuation_ended(order, ValuationState(v.order, v.record_number, v.outcome, v.price, v.valid_until, v.reason), at)
