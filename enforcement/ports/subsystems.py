"""Ports of the subsystems: what the court asks of them. Every write may be repeated with the same id and then changes nothing.

All methods raise SubsystemAway while the system cannot answer and SubsystemRejected for what it will never accept.
"""

from typing import Protocol, TypeAlias, TypeVar

from enforcement.contracts.auction import Appointment, AppointmentState, AuctionOrder, AuctionState, Withdrawal, WithdrawalState
from enforcement.contracts.bankruptcy import BankruptcyOrder, BankruptcyState
from enforcement.contracts.control import ControlOrder, ControlState
from enforcement.contracts.credit import CreditOrder, CreditState
from enforcement.contracts.documents import DocumentOrder, DocumentState
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.fund_orders import FundOrder, FundOrderState
from enforcement.contracts.notices import NoticeOrder, NoticeState
from enforcement.contracts.personnel import StaffPage
from enforcement.contracts.publicity import PublicationOrder, PublicationState
from enforcement.contracts.query import QueryFeedback, QueryOrder, QueryReceipt
from enforcement.contracts.reconciliation import Accounts, AccountsQuestion
from enforcement.contracts.risks import RiskNotice, RiskReceipt
from enforcement.contracts.statement import Statement, StatementQuestion
from enforcement.contracts.supervision import SupervisionOrder, SupervisionState
from enforcement.contracts.suspense import Match, Matched, Suspense, SuspenseQuestion
from enforcement.contracts.valuation import ValuationOrder, ValuationState
from enforcement.errors import ZhixingError

_Order = TypeVar("_Order", contravariant=True)
_State = TypeVar("_State", covariant=True)


class SubsystemAway(ZhixingError):
    """The system did not answer, or said that it cannot now. To be tried again."""

    def __init__(self, subsystem: str, reason: str, retry_after: float | None = None) -> None:
        self.subsystem, self.reason, self.retry_after = subsystem, reason, retry_after
        super().__init__(f"subsystem {subsystem} did not answer: {reason}")


class SubsystemRejected(ZhixingError):
    """The system refuses, or answers what cannot be read. Trying again does not help."""

    def __init__(self, subsystem: str, reason: str) -> None:
        self.subsystem, self.reason = subsystem, reason
        super().__init__(f"subsystem {subsystem} refused: {reason}")


class OrderPort(Protocol[_Order, _State]):
    """A system that takes orders, each under an id of its own, and tells what became of them."""

    def order(self, order: _Order) -> _State:
        """Order something, once."""

    def state(self, order: str) -> _State:
        """What became of an order."""


class QueryPort(Protocol):
    """总对总 and 点对点 property queries (art 13)."""

    def launch(self, order: QueryOrder) -> QueryReceipt:
        """Launch a query."""

    def feedback(self, order: str) -> QueryFeedback:
        """What a query has answered so far."""


class PersonnelPort(Protocol):
    """The personnel register (art 42)."""

    def staff(self, after: str) -> StaffPage:
        """The page of the register after a file; the first one after nothing."""


class FundPort(Protocol):
    """The case account and finance (arts 19–22)."""

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        """Send a payment notice to finance."""

    def payment(self, notice: str) -> PaymentState:
        """Where a payment stands."""

    def statement(self, question: StatementQuestion) -> Statement:
        """A page of the statement of a case's account."""

    def accounts(self, question: AccountsQuestion) -> Accounts:
        """A page of a court's accounts."""


class SuspensePort(Protocol):
    """Money whose case is not known (art 19)."""

    def suspense(self, question: SuspenseQuestion) -> Suspense:
        """A page of what a court has in suspense."""

    def match(self, match: Match) -> Matched:
        """Credit it to the account of its case."""


# Restriction of consumption, dishonest list, credit bureau (art 23).
CreditPort: TypeAlias = OrderPort[CreditOrder, CreditState]
# The national valuation system: negotiation, inquiries, appraisal (art 16).
ValuationPort: TypeAlias = OrderPort[ValuationOrder, ValuationState]
# SMS, WeChat, app and 12368 to the parties (arts 11, 14).
NoticePort: TypeAlias = OrderPort[NoticeOrder, NoticeState]
# Other courts' desks, the petition system, the inspectorate, the court above (arts 25–33).
SupervisionPort: TypeAlias = OrderPort[SupervisionOrder, SupervisionState]
# Integrity risk control (art 41).
RiskPort: TypeAlias = OrderPort[RiskNotice, RiskReceipt]
# Control on line, and assistance notices to registrars and holders (arts 13–15).
ControlPort: TypeAlias = OrderPort[ControlOrder, ControlState]
# The public site and the library of terminated cases (arts 11, 24).
PublicityPort: TypeAlias = OrderPort[PublicationOrder, PublicationState]
# The auction platforms of the SPC's list (arts 17, 18), taking a round off them (法释〔2016〕18号 art 28), and the auxiliary agencies (art 18).
AuctionPort: TypeAlias = OrderPort[AuctionOrder, AuctionState]
WithdrawalPort: TypeAlias = OrderPort[Withdrawal, WithdrawalState]
AuxiliaryPort: TypeAlias = OrderPort[Appointment, AppointmentState]
# The bankruptcy case system (art 5).
BankruptcyPort: TypeAlias = OrderPort[BankruptcyOrder, BankruptcyState]
# The fund system beside pay-outs: case accounts, deposits, distribution plans (arts 5, 19, 22).
FundOrderPort: TypeAlias = OrderPort[FundOrder, FundOrderState]
# Documents, their seal and the e-file (arts 12, 20).
DocumentsPort: TypeAlias = OrderPort[DocumentOrder, DocumentState]
