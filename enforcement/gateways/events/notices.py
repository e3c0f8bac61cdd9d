"""Events of the channels to the parties: only 12368 speaks first. Receipts of messages are asked for, party by party."""

from typing import Literal

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.notices import route_reported


class Report(BaseModel):
    """A complaint about a payment route, under 12368's own number."""

    case_id: str
    report: str


class HotlineReported(BaseModel):
    type: Literal["notices.reported"]
    timestamp: str
    data: Report


def notices_fact(event: HotlineReported) -> EntryMessage:
    """The fact of an event."""
    return route_reported(event.data.case_id, event.data.report, event.timestamp)
