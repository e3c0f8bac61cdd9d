"""Facts from the auction platforms and the auxiliary agencies (arts 17, 18; 法释〔2016〕18号)."""

from enforcement.contracts.auction import Appointment, AuctionKind, AuctionOrder, AuctionOutcome, AuctionState
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact, yuan

_PUBLISHED, _SOLD, _PAID = AuctionOutcome.PUBLISHED, AuctionOutcome.SOLD, AuctionOutcome.PAID
_FAILED, _DEFAULTED, _WITHDRAWN = AuctionOutcome.FAILED, AuctionOutcome.DEFAULTED, AuctionOutcome.WITHDRAWN
# What a case learns of each kind. That the debtor has found a buyer is nothing yet: his permission ends with the money.
_FACT_OF = {
    AuctionKind.AUCTION: {
        _PUBLISHED: "auction_notice_published",
        _SOLD: "auction_sold",
        _PAID: "price_paid",
        _FAILED: "auction_failed",
        _DEFAULTED: "auction_defaulted",
    },
    AuctionKind.SALE: {
        _SOLD: "auction_sold",
        _PAID: "price_paid",
        _FAILED: "sale_failed",
        _DEFAULTED: "auction_defaulted",
    },
    AuctionKind.SELF_DISPOSAL: {
        _PAID: "self_disposal_completed",
        _FAILED: "self_disposal_failed",
        _DEFAULTED: "self_disposal_failed",
    },
}
# What must have happened before: a callback that was lost is made up for.
_BEFORE = {_FAILED: (_PUBLISHED,), _SOLD: (_PUBLISHED,), _PAID: (_PUBLISHED, _SOLD), _DEFAULTED: (_PUBLISHED, _SOLD)}


def auction_facts(order: AuctionOrder, state: AuctionState) -> list[EntryMessage]:
    """Every fact that the state of a round implies, in the order in which they happened."""
    found = (auction_fact(order, outcome, state) for outcome in (*_BEFORE.get(state.outcome, ()), state.outcome))
    return [told for told in found if told is not None]


def auction_fact(order: AuctionOrder, outcome: AuctionOutcome, state: AuctionState, happened_at: str | None = None) -> EntryMessage | None:
    """The fact that a round came to `outcome`; None for what no case waits for."""
    if outcome is _WITHDRAWN:
        return auction_withdrawn(order.case_id, order.key, order.asset, state.reason or "未说明", happened_at)
    type_ = _FACT_OF[order.kind].get(outcome)
    if type_ is None:
        return None
    data: dict[str, Json] = {"asset": order.asset, "auction": order.key, **_particulars(type_, order, state)}
    return fact(order.case_id, f"auction/{order.key}/{outcome}", type_, "auction_platform", data, happened_at)


def _particulars(type_: str, order: AuctionOrder, state: AuctionState) -> dict[str, Json]:
    match type_:
        case "auction_notice_published":
            return {"round": order.round} if order.auction_on is None else {"round": order.round, "auction_on": order.auction_on}
        case "auction_failed":
            return {"round": order.round, "start_price": yuan(order.start_price or 0)}
        case "auction_sold" | "self_disposal_completed":
            return {"price": yuan(state.price or 0)}
        case "auction_defaulted":
            return {"price": yuan(state.price or 0), "deposit": yuan(order.deposit or 0)}
        case "price_paid":
            return {}
        case _:
            return {"reason": state.reason or "未说明"}


def auction_withdrawn(case_id: str, key: str, asset: str, reason: str, happened_at: str | None = None) -> EntryMessage:
    """A platform took a round off, for the reason that it announces."""
    data: dict[str, Json] = {"asset": asset, "auction": key, "reason": reason}
    return fact(case_id, f"auction/{key}/{_WITHDRAWN}", "auction_withdrawn", "auction_platform", data, happened_at)


def auxiliary_accepted(appointment: Appointment, happened_at: str | None = None) -> EntryMessage:
    """An auxiliary agency took its appointment on."""
    name, data = f"auxiliary/{appointment.key}/accepted", dict[str, Json](agency=appointment.agency)
    return fact(appointment.case_id, name, "auxiliary_accepted", "auxiliary_agency", data, happened_at)
