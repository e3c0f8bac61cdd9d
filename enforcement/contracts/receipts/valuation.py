"""Facts from the valuation system (art 16)."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact, yuan
from enforcement.contracts.valuation import ValuationOrder, ValuationState

APPRAISAL = "委托评估"


def valuation_started(order: ValuationOrder, record_number: str) -> list[EntryMessage]:
    """The valuation system took the order; an appraisal is commissioned with it."""
    data: dict[str, Json] = {"asset": order.asset, "method": order.method, "record_number": record_number}
    started = _valued(order, "started", "valuation_started", data)
    if order.method != APPRAISAL:
        return [started]
    return [started, _valued(order, "commissioned", "appraisal_commissioned", {"asset": order.asset})]


def valuation_ended(order: ValuationOrder, state: ValuationState, happened_at: str | None = None) -> EntryMessage:
    """The outcome of a method: a price, a report that the parties may object to, or its failure."""
    data: dict[str, Json] = {"asset": order.asset}
    match state.outcome:
        case "priced":
            data |= {"price": yuan(state.price or 0), "method": order.method, "record_number": state.record_number}
            if state.valid_until is not None:
                data["valid_until"] = state.valid_until
            return _valued(order, "ended", "reference_price_determined", data, happened_at)
        case "reported":
            return _valued(order, "ended", "appraisal_report_received", data, happened_at)
        case _:
            data |= {"method": order.method, "reason": state.reason or "未说明"}
            return _valued(order, "ended", "valuation_step_failed", data, happened_at)


def _valued(order: ValuationOrder, part: str, type_: str, data: dict[str, Json], happened_at: str | None = None) -> EntryMessage:
    return fact(order.case_id, f"valuation/{order.key}/{part}", type_, "valuation_system", data, happened_at)
