"""What is said to the bankruptcy case system and what it answers (执转破, art 5)."""

from dataclasses import dataclass
from enum import StrEnum


class Ruling(StrEnum):
    """What the court of bankruptcy has ruled on a transfer."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class BankruptcyOrder:
    """The transfer file of one debtor; `consenting` is the party that applied or agreed, `approved_by` the role that approved it."""

    order: str
    case_id: str
    key: str
    debtor: str
    to_court: str
    consenting: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class BankruptcyState:
    """Where a transfer stands: `receipt_number` once the court of bankruptcy has the file, then its ruling."""

    order: str
    receipt_number: str | None = None
    ruling: str = Ruling.PENDING
