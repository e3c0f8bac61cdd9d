"""The monthly reconciliation (对账) of a court's case accounts with the docket (arts 19, 21). Money in fen, months as 2026-03."""

from dataclasses import dataclass, field
from enum import StrEnum

from enforcement.contracts.statement import Side

RECONCILIATION, ROUND = "Reconciliation", "ReconciliationRound"
ROUND_SCHEDULE = "reconciliations"


def reconciliation_workflow_id(court: str, month: str) -> str:
    """reconciliation/沪0199/2026-03: one at a time for a court and month."""
    return f"reconciliation/{court}/{month}"


@dataclass(frozen=True, slots=True)
class AccountsQuestion:
    """Asks for the accounts of a court in a month, after one of them."""

    court: str
    month: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """What a month did to the account of one case."""

    case_id: str
    opening: int
    credits: int
    payouts: int
    closing: int

    @property
    def balances(self) -> bool:
        """Whether what moved explains the balances."""
        return self.opening + self.credits - self.payouts == self.closing


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page of a court's accounts. `special` is the balance of the special account (执行款专户) at the end of the month, `suspense` the part
    of it that belongs to no case yet; `next` is the last account while there are more.
    """

    court: str
    special: int
    suspense: int
    accounts: list[AccountMonth] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """Money in a case's journal, under the id of its entry; `within` tells whether it moved in the month."""

    entry_id: str
    side: Side
    amount: int
    within: bool


class Reason(StrEnum):
    """Why bank and docket differ."""

    MISSING_IN_DOCKET = "missing_in_docket"
    MISSING_AT_BANK = "missing_at_bank"
    OTHER_AMOUNT = "other_amount"
    NOT_BALANCED = "not_balanced"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one case; `recorded`: the reconciliation itself has put it right, `note` why it could not."""

    case_id: str
    entry_id: str
    reason: Reason
    bank: int | None = None
    docket: int | None = None
    recorded: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a reconciliation has come to so far."""

    cases: int = 0
    opening: int = 0
    credits: int = 0
    payouts: int = 0
    closing: int = 0
    special: int = 0
    suspense: int = 0
    differences: int = 0
    unsettled: int = 0

    @property
    def balanced(self) -> bool:
        """To the fen: the accounts and the suspense make up the special account, and no difference is left."""
        moved = self.opening + self.credits - self.payouts == self.closing
        return moved and self.closing + self.suspense == self.special and not self.unsettled


@dataclass(frozen=True, slots=True)
class ReconciliationInput:
    """A court and a month; the rest is how far it has come, when it continues as new. `run` names it in the records."""

    court: str
    month: str
    run: str = ""
    after: str = ""
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class PageOrder:
    """The next accounts of a run."""

    run: str
    court: str
    month: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a page came to; `next` while there are more."""

    totals: Totals
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reconciliation that is through."""

    run: str
    court: str
    month: str
    totals: Totals
