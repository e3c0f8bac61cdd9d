"""What is said to the supervising systems and what they answer: other courts' desks, petitions, the inspectorate, the court above, the procuratorate."""

from dataclasses import dataclass
from enum import StrEnum


class Desk(StrEnum):
    """Who takes something in: 事项委托 (art 27), 执行信访 (art 30), 督察 (art 31), the court above (arts 25, 28),
    法检平台 (art 36).
    """

    MATTERS = "matters"
    PETITIONS = "petitions"
    INSPECTORATE = "inspectorate"
    SUPERIOR = "superior"
    PROCURATORATE = "procuratorate"


class Outcome(StrEnum):
    """Where something stands at a desk: taken in, done with, or sent back undone."""

    TAKEN = "taken"
    DONE = "done"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class SupervisionOrder:
    """One thing for one desk: `about` names the matter, petition, issue, clock or 检察建议. `answer_by` is a date."""

    order: str
    case_id: str
    key: str
    desk: str
    about: str
    to_court: str | None = None
    text: str | None = None
    answer_by: str | None = None


@dataclass(frozen=True, slots=True)
class SupervisionState:
    """What became of it; `said` is the result of a matter, or why it was sent back."""

    order: str
    receipt_number: str
    outcome: str = Outcome.TAKEN
    said: str | None = None
