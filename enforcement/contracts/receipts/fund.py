"""Facts from the fund system, finance and the bank (arts 19–22)."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact, yuan
from enforcement.contracts.statement import Line


def funds_received(
    case_id: str, credit: str, receipt: str, amount: int, happened_at: str, about: str = "", identified: bool | None = None
) -> EntryMessage:
    """Money reached the case account; `about` is the measure or the round of an auction that it comes from."""
    data: dict[str, Json] = {"receipt": receipt, "amount": yuan(amount)}
    if about:
        data["about"] = about
    if identified is not None:
        data["identified"] = identified
    return fact(case_id, f"fund/credit/{credit}", "funds_received", "fund_system", data, happened_at)


def credited(case_id: str, line: Line) -> EntryMessage:
    """The same, as the account's statement has it."""
    return funds_received(case_id, line.number, line.receipt, line.amount, line.at, line.about, line.identified)


def identified(case_id: str, line: Line, person: str) -> EntryMessage:
    """A person has found that money is this case's."""
    data: dict[str, Json] = {"receipt": line.receipt, "person": person}
    return fact(case_id, f"fund/match/{line.number}", "funds_identified", "finance", data)


def notice_received(case_id: str, key: str, payment: str, receipt: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """Finance has the payment notice."""
    data: dict[str, Json] = {"payment": payment, "receipt": receipt, "amount": yuan(amount)}
    return fact(case_id, f"payout/{key}/received", "payment_notice_received", "fund_system", data, happened_at)


def payout_completed(case_id: str, key: str, payment: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """The bank credited the payee."""
    data: dict[str, Json] = {"payment": payment, "amount": yuan(amount)}
    return fact(case_id, f"payout/{key}/paid", "payout_completed", "fund_system", data, happened_at)


def payout_returned(case_id: str, key: str, payment: str, amount: int, happened_at: str | None = None) -> EntryMessage:
    """The bank returned the pay-out."""
    data: dict[str, Json] = {"payment": payment, "amount": yuan(amount)}
    return fact(case_id, f"payout/{key}/returned", "payout_returned", "fund_system", data, happened_at)
