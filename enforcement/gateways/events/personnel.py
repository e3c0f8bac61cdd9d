"""Events of the personnel register."""

from typing import Literal, TypeAlias

from pydantic import BaseModel

from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.personnel import StaffRecord
from enforcement.contracts.receipts.personnel import appointed, transferred


class Appointment(BaseModel):
    """A person takes up a post; `since` is a date."""

    case_id: str
    name: str
    post: str
    leading: bool
    since: str


class Departure(BaseModel):
    """A person leaves it; `left_on` is a date."""

    case_id: str
    left_on: str
    to_post: str | None = None


class StaffAppointed(BaseModel):
    type: Literal["personnel.appointed"]
    timestamp: str
    data: Appointment


class StaffTransferred(BaseModel):
    type: Literal["personnel.transferred"]
    timestamp: str
    data: Departure


PersonnelEvent: TypeAlias = StaffAppointed | StaffTransferred


def personnel_fact(event: PersonnelEvent) -> EntryMessage:
    """The fact of an event; its days are those of the register, whenever the event was sent."""
    match event:
        case StaffAppointed(data=a):
            return appointed(StaffRecord(a.case_id, a.name, a.post, a.leading, a.since))
        case StaffTransferred(data=d):
            return transferred(d.case_id, d.left_on, d.to_post)
