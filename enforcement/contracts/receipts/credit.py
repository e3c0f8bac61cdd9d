"""Facts from the credit systems (art 23)."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact

_FACT_OF = {
    "restrict": "restriction_issued",
    "lift": "restriction_lifted",
    "list": "listing_published",
    "shield": "listing_shielded",
    "push": "credit_bureau_pushed",
}


def credit_acknowledged(
    case_id: str, key: str, measure: str, debtor: str, ground: int | None, term_years: int | None, happened_at: str | None = None
) -> EntryMessage:
    """Every assisting unit acknowledged a measure."""
    data: dict[str, Json] = {"debtor": debtor}
    if measure == "list":
        data["ground"] = ground
        if term_years is not None:
            data["term_years"] = term_years
    return fact(case_id, f"credit/{key}/{measure}", _FACT_OF[measure], "credit_system", data, happened_at)
