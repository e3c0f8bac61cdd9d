"""The case file: what the docket knows of one case, folded from its journal.

Frozen records in dictionaries keyed by their ids. Only `enforcement.docket.changes` and `decide` change a `CaseFile`, and only a copy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from enforcement.contracts.ids import Register, parse_case_id, register_of
from enforcement.docket.clocks import Clock
from enforcement.docket.particulars.approvals import Approval
from enforcement.docket.particulars.assets import Asset, Auction, Control
from enforcement.docket.particulars.matters import (
    Clue,
    Dispute,
    DoubleCheck,
    Elsewhere,
    Failure,
    Matter,
    Objection,
    Petition,
    Query,
    Suggestion,
)
from enforcement.docket.particulars.money import Deposit, PayeeAccount, Payment, Receipt
from enforcement.docket.particulars.papers import Document, Publication
from enforcement.docket.particulars.parties import Debtor, Measure, Party
from enforcement.docket.particulars.registers import InspectionFinding, Posting
from enforcement.law.calendar import Calendar, Notice, national_calendar
from enforcement.law.periods import Span


@dataclass(frozen=True, slots=True)
class Hold:
    """A ground that stops clocks on the days [start, end). `asset` limits it to one asset; `key` tells what ends it."""

    ground: str
    key: str
    start: date
    asset: str | None = None
    end: date | None = None

    def touches(self, clock: Clock) -> bool:
        """Whether the ground concerns this clock's subject."""
        return self.ground in clock.pauses and (self.asset is None or clock.subject.get("asset") in (None, self.asset))


@dataclass
class CaseFile:
    """One case. Money in fen, days in Asia/Shanghai."""

    case_id: str
    calendar_through: int
    number: str = ""
    court: str = ""
    kind: str = ""
    officer: str = ""
    filed_on: date | None = None
    applied_on: date | None = None
    claim: int = 0
    fees: int = 0
    debtor_kind: str | None = None
    account: str | None = None
    payee_account: PayeeAccount | None = None
    parties: tuple[Party, ...] = ()
    materials_on: date | None = None
    track: str | None = None
    track_limit_over: bool = False
    terminated_on: date | None = None
    termination_served: bool = False
    termination_registered: bool = False
    closed_on: date | None = None
    closing_form: str | None = None
    settled: bool = False
    settlement_breached: bool = False
    settlement_performed: bool = False
    parent: str | None = None
    parent_informed: bool = False
    resumed_as: str | None = None
    elsewhere: Elsewhere | None = None
    other_court: str | None = None
    withdrawn: bool = False
    bankruptcy_notice: bool = False
    bankruptcy_accepted: bool = False
    feedback_complete: bool = False
    last_at: datetime | None = None
    assets: dict[str, Asset] = field(default_factory=dict)
    controls: dict[str, Control] = field(default_factory=dict)
    auctions: dict[str, Auction] = field(default_factory=dict)
    auxiliaries: dict[str, bool] = field(default_factory=dict)
    debtors: dict[str, Debtor] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    publications: dict[str, Publication] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    deposits: dict[str, Deposit] = field(default_factory=dict)
    distributions: dict[str, bool] = field(default_factory=dict)
    clues: dict[str, Clue] = field(default_factory=dict)
    objections: dict[str, Objection] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    petitions: dict[str, Petition] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    evasion_measures: dict[str, bool] = field(default_factory=dict)
    contacts: dict[str, bool] = field(default_factory=dict)
    issues: dict[str, bool] = field(default_factory=dict)
    double_checks: dict[str, DoubleCheck] = field(default_factory=dict)
    errors: dict[str, bool] = field(default_factory=dict)
    orders: dict[str, bool] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    postings: dict[str, Posting] = field(default_factory=dict)
    findings: dict[str, InspectionFinding] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    # Nodes that were reached, and whether the parties were told (art 11).
    nodes: dict[str, bool] = field(default_factory=dict)
    ended_parties: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()
    holds: tuple[Hold, ...] = ()
    notices: tuple[Notice, ...] = ()
    clocks: dict[str, Clock] = field(default_factory=dict)
    handlers: tuple[str, ...] = ()
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar:
        """The calendar this case counts by: the notices known when it was filed and those published to it since."""
        return _calendar(self.calendar_through, self.notices)

    @property
    def limit(self) -> int:
        """Fen still owed: claim and fees less what was paid out (art 15)."""
        return self.claim + self.fees - sum(payment.paid for payment in self.payments.values())

    @property
    def controlled(self) -> int:
        """Fen under control, accepted orders that are not answered yet included (art 15)."""
        return sum(asset.controlled_value for asset in self.assets.values())

    @property
    def open_clocks(self) -> Iterable[Clock]:
        """Clocks whose duty is not done: running, paused or missed; in the order of their ids, however the file was stored."""
        return sorted((clock for clock in self.clocks.values() if clock.is_open), key=lambda clock: clock.id)

    @property
    def waits(self) -> bool:
        """Whether the case waits for anything: filed and not closed, or with a clock that is open still."""
        filed = self.filed_on is not None and self.closed_on is None
        return filed or any(clock.is_open for clock in self.clocks.values())

    def noticed(self, receipt: str) -> int:
        """Fen of this receipt for which finance has payment notices."""
        return sum(p.amount for p in self.payments.values() if p.receipt == receipt and p.noticed)

    def paid(self, receipt: str) -> int:
        """Fen of this receipt that reached the payee."""
        return sum(p.paid for p in self.payments.values() if p.receipt == receipt)

    def last_auction(self, asset: str) -> Auction | None:
        """The round of an asset that was begun last."""
        rounds = (auction for auction in self.auctions.values() if auction.asset == asset)
        return max(rounds, key=lambda auction: auction.serial, default=None)

    def copy(self) -> "CaseFile":
        """A copy whose dictionaries can be changed without touching this one; the records in them are frozen."""
        return self._like({name: dict(value) if isinstance(value, dict) else value for name, value in self.__dict__.items()})

    def at(self, instant: datetime) -> "CaseFile":
        """The same file at a later instant, at which nothing has changed."""
        return self._like({**self.__dict__, "last_at": instant})

    @staticmethod
    def _like(values: dict[str, Any]) -> "CaseFile":
        # Not through the constructor: a file is copied for every decision, and its sixty fields are all there.
        file = object.__new__(CaseFile)
        file.__dict__ = values
        return file

    def holds_on(self, clock: Clock) -> tuple[Hold, ...]:
        """Grounds that stop this clock now, the earliest first."""
        return tuple(sorted((hold for hold in self.holds if hold.end is None and hold.touches(clock)), key=lambda hold: hold.start))

    def pauses_of(self, clock: Clock) -> tuple[Span, ...]:
        """Days that are not counted for this clock, from grounds that have ended."""
        return tuple(Span(hold.start, hold.end) for hold in self.holds if hold.end is not None and hold.touches(clock))


def empty_case(case_id: str, calendar_through: int | None = None) -> CaseFile:
    """A case of which nothing is known yet; it counts by the calendar announced through that year (default: by this release)."""
    through = national_calendar().announced_through if calendar_through is None else calendar_through
    case = CaseFile(case_id=case_id, calendar_through=through)
    if register_of(case_id) is not Register.CASE:
        # A case has its number and court from its filing; every other file carries them in its id.
        name = parse_case_id(case_id)
        case.number, case.court, case.kind = case_id, name.court, name.kind
    return case


@lru_cache(maxsize=64)
def _calendar(through: int, notices: tuple[Notice, ...]) -> Calendar:
    # A release that ships a new notice must not move a running case's dates: they move when the notice is published to it.
    national = national_calendar()
    calendar = Calendar(tuple(n for n in national.notices if n.year <= through), national.statutory)
    for notice in notices:
        calendar = calendar.with_notice(notice)
    return calendar
