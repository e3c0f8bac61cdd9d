"""Facts from the personnel register (art 42). Events and the reading of the whole register make the same ones."""

from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.personnel import StaffRecord
from enforcement.contracts.receipts.entry import fact
from enforcement.contracts.receipts.supervision import OPENING

_REPORTER = "personnel"


def appointed(record: StaffRecord) -> EntryMessage:
    """A person took up a post: it opens the file of his tenure."""
    data: dict[str, Json] = {"staff": record.case_id, "name": record.name, "post": record.post}
    return fact(record.case_id, OPENING, "staff_appointed", _REPORTER, {**data, "leading": record.leading, "since": record.since})


def transferred(case_id: str, left_on: str, to_post: str | None) -> EntryMessage:
    """A person left the post, at the beginning of that day."""
    data: dict[str, Json] = {"staff": case_id} if to_post is None else {"staff": case_id, "to_post": to_post}
    return fact(case_id, "transferred", "staff_transferred", _REPORTER, data, f"{left_on}T00:00:00+08:00")


def tenure(record: StaffRecord) -> list[EntryMessage]:
    """Every fact that a record implies, in the order in which they happened."""
    begun = [appointed(record)]
    return begun if record.left_on is None else [*begun, transferred(record.case_id, record.left_on, record.to_post)]
