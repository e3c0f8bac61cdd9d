"""From a subsystem's answer to the fact it makes. Polling and callbacks use the same ids, so the second of them changes nothing."""

from enforcement.contracts.messages import EntryMessage, Json, Scalar
from enforcement.contracts.subsystems import CHANNELS, FoundAsset, TypeAnswer, ValuationOrder, ValuationState

_FACT_OF = {
    "restrict": "restriction_issued",
    "lift": "restriction_lifted",
    "list": "listing_published",
    "shield": "listing_shielded",
    "push": "credit_bureau_pushed",
}


# The key of a query after 终本: R1 … R10. A query's answers make other facts in a case that is closed.
_REQUERY = "R"
APPRAISAL = "委托评估"


def requery_key(n: int) -> str:
    """The key of the n-th query after the termination."""
    return f"{_REQUERY}{n}"


def is_requery(key: str) -> bool:
    """Whether a query is one after a termination."""
    return key.startswith(_REQUERY)


def subsystem_id(case_id: str, key: str, part: str) -> str:
    """The id under which a subsystem knows an order of a case."""
    return f"{case_id}:{key}:{part}"


def yuan(fen: int) -> str:
    """Fen as the decimal text of yuan that entries carry."""
    return f"{fen // 100}.{fen % 100:02d}"


def query_act(case_id: str, key: str) -> EntryMessage:
    """The act that launches a query in both channels for every enabled type."""
    return _entry(case_id, f"query/{key}/launch", "act", "launch_query", "handler", {"channels": [*CHANNELS], "types": "ALL_ENABLED"})


def query_launched(case_id: str, key: str, receipts: list[str]) -> EntryMessage:
    """Both channels took the order."""
    data: dict[str, Json] = {"channels": [*CHANNELS], "types": "ALL_ENABLED", "receipt_number": " ".join(receipts)}
    return _entry(case_id, f"query/{key}/launched", "fact", "query_launched", "query_system", data)


def query_answered(case_id: str, key: str, channel: str, answer: TypeAnswer, happened_at: str | None = None) -> EntryMessage:
    """One channel answered on one type."""
    assets = [_asset(found) for found in answer.assets]
    data: dict[str, Json] = {"assets": [*assets], "complete": False}
    name = f"query/{key}/{channel}/{answer.type}"
    return _entry(case_id, name, "fact", "query_feedback_received", "query_system", data, happened_at)


def _asset(found: FoundAsset) -> dict[str, Scalar]:
    row: dict[str, Scalar] = {"asset": found.asset, "kind": found.kind, "online": found.online}
    return row if found.value is None else {**row, "value": yuan(found.value)}


def query_complete(case_id: str, key: str) -> EntryMessage:
    """Every enabled type of both channels was answered."""
    name = f"query/{key}/complete"
    return _entry(case_id, name, "fact", "query_feedback_received", "query_system", {"assets": [], "complete": True})


def property_found(case_id: str, key: str, found: FoundAsset) -> EntryMessage:
    """A query after the termination found an asset."""
    data: dict[str, Json] = {"asset": found.asset, "online": found.online}
    return _entry(case_id, f"requery/{key}/{found.asset}", "fact", "property_found_after_termination", "query_system", data)


def requery_completed(case_id: str, key: str, *, found: bool) -> EntryMessage:
    """A query after the termination is complete."""
    return _entry(case_id, f"requery/{key}/complete", "fact", "requery_completed", "query_system", {"found": found})


def funds_received(case_id: str, credit: str, receipt: str, amount: int, happened_at: str) -> EntryMessage:
    """Money reached the case account."""
    data: dict[str, Json] = {"receipt": receipt, "amount": yuan(amount)}
    return _entry(case_id, f"fund/credit/{credit}", "fact", "funds_received", "fund_system", data, happened_at)


def notice_received(case_id: str, key: str, payment: str, receipt: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """Finance has the payment notice."""
    data: dict[str, Json] = {"payment": payment, "receipt": receipt, "amount": yuan(amount)}
    return _entry(case_id, f"payout/{key}/received", "fact", "payment_notice_received", "fund_system", data, happened_at)


def payout_completed(case_id: str, key: str, payment: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """The bank credited the payee."""
    data: dict[str, Json] = {"payment": payment, "amount": yuan(amount)}
    return _entry(case_id, f"payout/{key}/paid", "fact", "payout_completed", "fund_system", data, happened_at)


def payout_returned(case_id: str, key: str, payment: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """The bank returned the pay-out."""
    data: dict[str, Json] = {"payment": payment, "amount": yuan(amount)}
    return _entry(case_id, f"payout/{key}/returned", "fact", "payout_returned", "fund_system", data, happened_at)


def credit_acknowledged(
    case_id: str, key: str, measure: str, debtor: str, ground: int | None, term_years: int | None, happened_at: str | None = None
) -> EntryMessage:
    """Every assisting unit acknowledged a measure."""
    data: dict[str, Json] = {"debtor": debtor}
    if measure == "list":
        data["ground"] = ground
        if term_years is not None:
            data["term_years"] = term_years
    return _entry(case_id, f"credit/{key}/{measure}", "fact", _FACT_OF[measure], "credit_system", data, happened_at)


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
    return _entry(order.case_id, f"valuation/{order.key}/{part}", "fact", type_, "valuation_system", data, happened_at)


def _entry(case_id: str, name: str, kind: str, type_: str, by: str, data: dict[str, Json], happened_at: str | None = None) -> EntryMessage:
    return EntryMessage(case_id, name, kind, type_, by, data, happened_at)
