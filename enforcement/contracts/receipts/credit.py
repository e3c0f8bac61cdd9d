"""Facts from the credit systems (art 23)."""

from enforcement.contracts.credit import CreditOrder
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact

_FACT_OF = {
    "restrict": "restriction_issued",
    "lift": "restriction_lifted",
    "list": "listing_published",
    "shield": "listing_shielded",
    "push": "credit_bureau_pushed",
    "correct": "listing_corrected",
}


def credit_ordered(order: CreditOrder, units: list[str]) -> EntryMessage:
    """The measure went to these assisting units."""
    return _fact(order, "ordered", "credit_measure_ordered", {**_measure(order), "units": [*units]})


def unit_acknowledged(order: CreditOrder, unit: str, happened_at: str | None = None) -> EntryMessage:
    """One assisting unit acknowledged a measure."""
    return _fact(order, f"units/{unit}", "credit_unit_acknowledged", {**_measure(order), "unit": unit}, happened_at)


def credit_acknowledged(order: CreditOrder, happened_at: str | None = None) -> EntryMessage:
    """Every assisting unit acknowledged a measure."""
    data: dict[str, Json] = {"debtor": order.debtor}
    if order.person is not None:
        data["person"] = order.person
    if order.measure == "list":
        data["ground"] = order.ground
        if order.term_years is not None:
            data["term_years"] = order.term_years
    return fact(order.case_id, _name(order), _FACT_OF[order.measure], "credit_system", data, happened_at)


def _measure(order: CreditOrder) -> dict[str, Json]:
    return {"order": f"{order.key}/{order.measure}", "measure": order.measure, "debtor": order.debtor}


def _name(order: CreditOrder) -> str:
    return f"credit/{order.key}/{order.measure}"


def _fact(order: CreditOrder, part: str, type_: str, data: dict[str, Json], happened_at: str | None = None) -> EntryMessage:
    return fact(order.case_id, f"{_name(order)}/{part}", type_, "credit_system", data, happened_at)
