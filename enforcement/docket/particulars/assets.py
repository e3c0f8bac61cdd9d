"""What can be turned into money, and what the court does with it. Money in fen."""

from dataclasses import dataclass
from datetime import date

from enforcement.contracts.auction import LIVE, AuctionKind, AuctionOutcome
from enforcement.contracts.control import ControlMeasure, ControlStatus, Rank


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset. Money in fen. `ordered` is the value of an accepted order that no receipt has answered yet."""

    id: str
    asset_kind: str | None = None
    value: int | None = None
    online: bool | None = None
    ordered: int | None = None
    controlled_on: date | None = None
    rank: str = Rank.FIRST
    priority_right: bool = False
    expires_on: date | None = None
    disposal_needed: bool | None = None
    entered: bool = False
    evidence: str | None = None
    pushed: bool = False
    released_on: date | None = None
    disposed_on: date | None = None
    methods_failed: tuple[str, ...] = ()
    # The method that an accepted act has ordered and that has no outcome yet; the round grows with every order.
    valuing: str | None = None
    valuing_round: int = 0
    # The round whose appraisal report came and is no price yet: the parties may object to it for five days once it is served.
    appraised: int | None = None
    report_served: bool = False
    report_objected: bool = False
    price: int | None = None
    price_on: date | None = None
    price_valid_until: date | None = None
    first_start_price: int | None = None
    priority_requested: bool = False
    priority_answered: bool = False

    @property
    def held(self) -> bool:
        """Under effective control: first rank, neither released nor disposed of."""
        return self.controlled_on is not None and self.rank != Rank.WAITING and not self.gone

    @property
    def gone(self) -> bool:
        """Released or disposed of."""
        return self.released_on is not None or self.disposed_on is not None

    @property
    def controlled_value(self) -> int:
        """Fen under control, an accepted order that is not answered yet included (art 15)."""
        if self.disposed_on is not None:
            return 0
        return (self.ordered or 0) + (self.value or 0 if self.held else 0)


@dataclass(frozen=True, slots=True)
class Control:
    """One measure on one asset, the n-th that an accepted act of the case ordered, and what came of it. Money in fen.

    `entered`: the asset was entered in the system after it was controlled; `reason` says why the measure was not possible, `deducted` what the bank took.
    """

    id: str
    n: int
    measure: ControlMeasure
    asset: str
    asset_kind: str
    online: bool
    amount: int | None = None
    expires_on: date | None = None
    status: ControlStatus = ControlStatus.RUNNING
    rank: Rank = Rank.FIRST
    entered: bool = False
    reason: str | None = None
    deducted: int = 0

    @property
    def running(self) -> bool:
        """Whether no receipt has answered it yet."""
        return self.status is ControlStatus.RUNNING


@dataclass(frozen=True, slots=True)
class Auction:
    """One round of selling an asset that an entry has begun, the `serial`-th of the asset, and where it stands. Money in fen."""

    asset: str
    kind: AuctionKind
    round: int
    serial: int = 0
    platform: str | None = None
    start_price: int | None = None
    deposit: int | None = None
    auction_on: date | None = None
    bidding_hours: int | None = None
    until: date | None = None
    notice_text: str | None = None
    outcome: AuctionOutcome = AuctionOutcome.RUNNING
    price: int | None = None

    @property
    def id(self) -> str:
        """Its key at the platform: A1-2."""
        return f"{self.asset}-{self.serial}"

    @property
    def live(self) -> bool:
        """Its end is not known yet."""
        return self.outcome in LIVE

    @property
    def payable(self) -> int:
        """Fen of its buyer that belong on the case account by now: his deposit once it is sold, and the rest once he has paid."""
        match self.outcome:
            case AuctionOutcome.PAID:
                return self.price or 0
            case AuctionOutcome.SOLD | AuctionOutcome.DEFAULTED:
                return self.deposit or 0
            case _:
                return 0
