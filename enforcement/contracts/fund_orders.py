"""What the fund system is told to do with a case's money beside paying it out (arts 5, 19, 22), and what it answers. Money in fen."""

from dataclasses import dataclass
from enum import StrEnum


class Instruction(StrEnum):
    """Open the case's account (一案一账号), hold a part back (提存), let it go, take a distribution plan (分配方案)."""

    OPEN = "open"
    HOLD = "hold"
    RELEASE = "release"
    DISTRIBUTE = "distribute"


@dataclass(frozen=True, slots=True)
class FundOrder:
    """One instruction; `about` is the deposit or plan, empty for the account, of which a case has one however often it is ordered."""

    order: str
    case_id: str
    key: str
    instruction: str
    about: str = ""
    receipt: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class FundOrderState:
    """Whether it is done; `number` is the receipt's, and for an account the account's own."""

    order: str
    number: str
    done: bool = False
