"""What was received, held back and paid out. Money in fen."""

from dataclasses import dataclass
from typing import Annotated

from enforcement.docket.personal import Personal


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """The account the applicant confirmed at filing (art 20)."""

    number: Annotated[str | None, Personal.ACCOUNT]
    bank: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money credited to the case account, in fen. `about`: the measure or the round of an auction that it comes from."""

    id: str
    amount: int
    ready: bool | None = None
    identified: bool | None = None
    disputed: int = 0
    deferred: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Deposit:
    """A part of a receipt that is held back (提存), in fen. `over`: its ground has ended, and it is to be released."""

    id: str
    receipt: str
    amount: int
    held: bool = False
    over: bool = False
    released: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """One pay-out from a receipt, in fen. `notices` and `returns`: how often finance had its notice, and the bank returned it."""

    id: str
    receipt: str | None
    amount: int
    payee_account: Annotated[str | None, Personal.ACCOUNT] = None
    ordered: bool = False
    noticed: bool = False
    paid: int = 0
    returns: int = 0
    notices: int = 0
