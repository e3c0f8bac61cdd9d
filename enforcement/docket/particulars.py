"""What a case file holds: parties, assets, debtors, money, objections, documents. Frozen records; money in fen."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enforcement.contracts.auction import LIVE, AuctionKind, AuctionOutcome
from enforcement.contracts.control import ControlMeasure, ControlStatus, Rank
from enforcement.contracts.documents import Statement
from enforcement.docket.transfer import Transfer


@dataclass(frozen=True, slots=True)
class Party:
    id: str
    role: str
    name: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """The account the applicant confirmed at filing (art 20)."""

    number: str | None
    bank: str | None = None
    confirmed: bool = False


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

    `entered`: the asset was entered in the system after it was controlled; `reason` says why the measure was not possible.
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

    @property
    def id(self) -> str:
        """Its key at the platform: A1-2."""
        return f"{self.asset}-{self.serial}"

    @property
    def live(self) -> bool:
        """Its end is not known yet."""
        return self.outcome in LIVE


@dataclass(frozen=True, slots=True)
class Debtor:
    """A debtor and the measures on him. `shielded`: a listing that was taken off; `pushed`: the credit bureau acknowledged that."""

    id: str
    restricted: bool = False
    restriction_ordered: bool = False
    listed: bool = False
    listing_ordered: int | None = None
    listing_term: int | None = None
    shielded: bool = False
    credit_pushed: bool = False
    performed: bool = False
    guaranteed: bool = False
    grace_until: date | None = None
    insolvent: bool = False
    inquiry_answered: bool = False
    lifting_due: bool = False
    # Who represented the debtor before and asks to be freed of his restriction.
    lifting_persons: tuple[str, ...] = ()
    correction_due: bool = False
    corrections: int = 0
    # The round grows with every transfer that was decided.
    transfer: Transfer | None = None
    transfers: int = 0
    # Grows with every measure that came into force, so that the next one is told apart from it.
    round: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure that was ordered, and which of the assisting units have acknowledged it (art 23)."""

    id: str
    measure: str
    debtor: str
    units: tuple[str, ...] = ()
    acknowledged: tuple[str, ...] = ()

    @property
    def silent(self) -> tuple[str, ...]:
        """The units that have not acknowledged it."""
        return tuple(unit for unit in self.units if unit not in self.acknowledged)


@dataclass(frozen=True, slots=True)
class Publication:
    """Something of the case that the public sees (art 11). `over`: its ground has ended, and it comes off; `errors`: how often it was found wrong."""

    id: str
    item: str
    subject: str = ""
    published: bool = False
    wrong: bool = False
    errors: int = 0
    over: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money credited to the case account, in fen."""

    id: str
    amount: int
    ready: bool | None = None
    identified: bool | None = None
    disputed: int = 0
    deferred: int = 0


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
    payee_account: str | None = None
    ordered: bool = False
    noticed: bool = False
    paid: int = 0
    returns: int = 0
    notices: int = 0


@dataclass(frozen=True, slots=True)
class Clue:
    id: str
    verified: bool = False


class ObjectionKind(StrEnum):
    OUTSIDER = "outsider"
    ACT = "act"
    TERMINATION = "termination"


@dataclass(frozen=True, slots=True)
class Objection:
    id: str
    kind: ObjectionKind
    asset: str | None = None
    decided_on: date | None = None
    upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute between courts or with another authority (art 27)."""

    id: str
    between_courts: bool
    asset: str | None = None
    opinion_received: bool = False
    implemented: bool = False
    started: bool = False
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Petition:
    id: str
    entered: bool = False
    closed: bool = False
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case: issued by the court, or `received` from outside. `undelivered` says why it could not be served electronically."""

    id: str
    kind: str
    issued_on: date
    addressee: str | None = None
    served_on: date | None = None
    undelivered: str | None = None
    statements: tuple[Statement, ...] = ()
    particulars: tuple[str, ...] = ()
    received: bool = False
    number: str | None = None
    sha256: str | None = None
    page: int | None = None
    filed_on: date | None = None
    # Grows with every time it is issued; a document of before is left as it is.
    round: int = 0


@dataclass(frozen=True, slots=True)
class Query:
    """A launched query; `complete` when both channels and every enabled type were asked (art 13)."""

    launched_on: date
    complete: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter entrusted to another court (事项委托, art 27); the case's own clocks run on."""

    id: str
    to_court: str
    what: str
    answer_by: date
    completed: bool = False
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Posting:
    """A person in a post (art 42). `leading`: leaders and those who handle cases on their own."""

    id: str
    name: str
    post: str
    leading: bool
    since: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """Something that an inspection found, to be put right by a day (art 33)."""

    id: str
    finding: str
    rectify_by: date
    rectified: bool = False
    closed: bool = False


class Elsewhere(StrEnum):
    """How a case came to another court."""

    ELEVATED = "elevated"
    DESIGNATED = "designated"
    ENTRUSTED = "entrusted"


@dataclass(frozen=True, slots=True)
class Failure:
    """A procedure, by kind and key, that failed for good: refused, or unanswered for days. `replaced`: a person does it outside the system."""

    procedure: str
    reason: str
    replaced: bool = False
