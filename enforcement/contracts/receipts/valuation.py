"""Facts from the valuation system (art 16)."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact, yuan
from enforcement.contracts.valuation import ValuationOrder, ValuationState

APPRAISAL = "委托评估"


def valuation_started(order: ValuationOrder, state: ValuationState) -> list[EntryMessage]:
    """The valuation system took the order; an appraisal is commissioned with it, from the agency that the lottery drew."""
    data: dict[str, Json] = {"asset": order.asset, "method": order.method, "record_number": state.record_number}
    started = _valued(order, "started", "valuation_started", data)
    if order.method != APPRAISAL:
        return [started]
    drawn = {name: value for name, value in (("agency", state.agency), ("lottery_number", state.lottery_number)) if value is not None}
    return [started, _valued(order, "commissioned", "appraisal_commissioned", {"asset": order.asset, **drawn})]


def valuation_ended(order: ValuationOrder, state: ValuationState, happened_at: str | None = None) -> EntryMessage:
    """The outcome of a method: a price, a report that the parties may object to, or its failure."""
    data: dict[str, Json] = {"asset": order.asset}
    match state.outcome:
        case "priced":
            return _valued(order, "ended", "reference_price_determined", _price(order, state), happened_at)
        case "reported":
            return _valued(order, "ended", "appraisal_report_received", data, happened_at)
        case _:
            data |= {"method": order.method, "reason": state.reason or "未说明"}
            return _valued(order, "ended", "valuation_step_failed", data, happened_at)


def appraisal_final(order: ValuationOrder, state: ValuationState) -> EntryMessage:
    """The appraised price, once nobody can object to its report any more."""
    return _valued(order, "final", "reference_price_determined", _price(order, state))


def _price(order: ValuationOrder, state: ValuationState) -> dict[str, Json]:
    data: dict[str, Json] = {"asset": order.asset, "price": yuan(state.price or 0), "method": order.method}
    valid = {} if state.valid_until is None else {"valid_until": state.valid_until}
    return {**data, "record_number": state.record_number, **valid}


def _valued(order: ValuationOrder, part: str, type_: str, data: dict[str, Json], happened_at: str | None = None) -> EntryMessage:
    return fact(order.case_id, f"valuation/{order.key}/{part}", type_, "valuation_system", data, happened_at)
