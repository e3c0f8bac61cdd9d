"""Facts from the bankruptcy case system (art 5)."""

from enforcement.contracts.bankruptcy import Ruling
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.entry import fact

_FACT_OF = {Ruling.ACCEPTED: "bankruptcy_accepted", Ruling.REJECTED: "bankruptcy_rejected"}


def transfer_received(case_id: str, key: str, debtor: str, happened_at: str | None = None) -> EntryMessage:
    """The court of bankruptcy has the file: every court that executes stays."""
    return _fact(case_id, f"bankruptcy/{key}/received", "bankruptcy_transfer_notice_received", debtor, happened_at)


def transfer_ruled(case_id: str, key: str, debtor: str, ruling: str) -> EntryMessage:
    """The court of bankruptcy has accepted the case or has not."""
    return _fact(case_id, f"bankruptcy/{key}/ruled", _FACT_OF[Ruling(ruling)], debtor)


def _fact(case_id: str, name: str, type_: str, debtor: str, happened_at: str | None = None) -> EntryMessage:
    return fact(case_id, name, type_, "bankruptcy_court", {"debtor": debtor}, happened_at)
