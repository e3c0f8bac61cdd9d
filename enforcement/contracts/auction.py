"""What is said to the auction platforms and what they answer (arts 17, 18; 法释〔2016〕18号). Money in fen, days as ISO dates."""

from dataclasses import dataclass
from enum import StrEnum


class AuctionKind(StrEnum):
    """拍卖; 变卖 after auctions that failed; 自行拍卖 by the debtor with the court's permission."""

    AUCTION = "auction"
    SALE = "sale"
    SELF_DISPOSAL = "self_disposal"


class AuctionOutcome(StrEnum):
    """Where a round stands. `paid`: the whole price is on the case account; `defaulted`: the buyer did not pay, and his deposit stays there."""

    RUNNING = "running"
    PUBLISHED = "published"
    SOLD = "sold"
    PAID = "paid"
    FAILED = "failed"
    DEFAULTED = "defaulted"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({AuctionOutcome.RUNNING, AuctionOutcome.PUBLISHED, AuctionOutcome.SOLD})


@dataclass(frozen=True, slots=True)
class AuctionOrder:
    """One round of selling one asset. `platform` is of the SPC's list, or left to the debtor who sells himself until a day."""

    order: str
    case_id: str
    key: str
    asset: str
    round: int
    kind: AuctionKind
    platform: str | None = None
    start_price: int | None = None
    deposit: int | None = None
    auction_on: str | None = None
    bidding_hours: int | None = None
    until: str | None = None
    notice_text: str | None = None


@dataclass(frozen=True, slots=True)
class AuctionState:
    """What became of a round: how many bids and the highest; the price and the buyer once it is sold; why it failed or was withdrawn."""

    order: str
    outcome: AuctionOutcome = AuctionOutcome.RUNNING
    bids: int = 0
    highest: int | None = None
    price: int | None = None
    buyer: str | None = None
    reason: str | None = None

    @property
    def ended(self) -> bool:
        """Nothing more will happen to it."""
        return self.outcome not in LIVE


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """暂缓、中止、撤回 of a round (法释〔2016〕18号 art 28). `auction` is the id of its order, which may still be on its way."""

    order: str
    case_id: str
    key: str
    auction: str
    reason: str


@dataclass(frozen=True, slots=True)
class WithdrawalState:
    """Whether the platform took the round off; it cannot any more when the bidding is over."""

    order: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Appointment:
    """An auxiliary agency of the High Court's list is appointed (art 18)."""

    order: str
    case_id: str
    key: str
    agency: str


@dataclass(frozen=True, slots=True)
class AppointmentState:
    """Whether the agency has taken the appointment on."""

    order: str
    accepted: bool
