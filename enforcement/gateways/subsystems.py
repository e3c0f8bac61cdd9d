"""The gateways: each port over HTTP. A real system takes a stand-in's place by its URL and credential."""

import hashlib
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from enforcement.contracts.auction import Appointment, AppointmentState, AuctionOrder, AuctionState, Withdrawal, WithdrawalState
from enforcement.contracts.bankruptcy import BankruptcyOrder, BankruptcyState
from enforcement.contracts.control import ControlOrder, ControlState
from enforcement.contracts.credit import CreditOrder, CreditState
from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus
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
from enforcement.gateways import plausibility
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.plausibility import Doubt, Ordered, about
from enforcement.ports.subsystems import SubsystemAway

_Order = TypeVar("_Order", bound=Ordered)
_State = TypeVar("_State", bound=Ordered)


class OrderGateway(Generic[_Order, _State]):
    """Orders to one collection of a subsystem: POST to it, GET one of it."""

    def __init__(self, client: SubsystemClient, state: type[_State], doubt: Doubt[_State], collection: str = "orders") -> None:
        self._client = client
        self._state = state
        self._doubt = doubt
        self._path = f"/{collection}"

    def order(self, order: _Order) -> _State:
        return self._client.post(self._path, order.order, order, self._state, about(order.order, self._doubt))

    def state(self, order: str) -> _State:
        return self._client.get(f"{self._path}/{quote(order, safe='')}", self._state, about(order, self._doubt))


class QueryGateway:
    """The property query systems."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def launch(self, order: QueryOrder) -> QueryReceipt:
        return self._client.post("/orders", order.order, order, QueryReceipt, about(order.order, plausibility.receipt))

    def feedback(self, order: str) -> QueryFeedback:
        return self._client.get(f"/orders/{quote(order, safe='')}/feedback", QueryFeedback, about(order, plausibility.feedback))


class PersonnelGateway:
    """The personnel register."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def staff(self, after: str) -> StaffPage:
        return self._client.get(f"/staff?after={quote(after, safe='')}", StaffPage, plausibility.staff_after(after))


class FundGateway:
    """The case account and finance."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        return self._client.post("/payment-notices", notice.notice, notice, PaymentState, plausibility.noticed(notice))

    def payment(self, notice: str) -> PaymentState:
        return self._client.get(f"/payment-notices/{quote(notice, safe='')}", PaymentState, plausibility.payment(notice))

    def statement(self, question: StatementQuestion) -> Statement:
        asked = {"after": question.after} if question.month is None else {"after": question.after, "month": question.month}
        path = f"/accounts/{quote(question.case_id, safe='')}/statement?{urlencode(asked)}"
        return self._client.get(path, Statement, plausibility.statement(question))

    def accounts(self, question: AccountsQuestion) -> Accounts:
        asked = urlencode({"month": question.month, "after": question.after})
        path = f"/courts/{quote(question.court, safe='')}/accounts?{asked}"
        return self._client.get(path, Accounts, plausibility.accounts(question))


class SuspenseGateway:
    """The suspense list of the fund system."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def suspense(self, question: SuspenseQuestion) -> Suspense:
        path = f"/courts/{quote(question.court, safe='')}/suspense?{urlencode({'after': question.after})}"
        return self._client.get(path, Suspense, plausibility.suspense(question))

    def match(self, match: Match) -> Matched:
        return self._client.post("/matches", match.order, match, Matched, about(match.order, plausibility.matched(match)))


class DocumentsGateway(OrderGateway[DocumentOrder, DocumentState]):
    """Documents and the e-file. What is said to be in the e-file is read, and must be what was sealed."""

    def __init__(self, client: SubsystemClient) -> None:
        super().__init__(client, DocumentState, plausibility.document, "documents")

    def state(self, order: str) -> DocumentState:
        state = super().state(order)
        if state.status is not DocumentStatus.RUNNING:
            content = self._client.content(f"{self._path}/{quote(order, safe='')}/content")
            if hashlib.sha256(content).hexdigest() != state.sha256:
                raise SubsystemAway("documents", f"a paper in the e-file that is not the one that was filed: {order}")
        return state


def credit_gateway(client: SubsystemClient) -> OrderGateway[CreditOrder, CreditState]:
    """The credit and publicity systems."""
    return OrderGateway(client, CreditState, plausibility.measure)


def valuation_gateway(client: SubsystemClient) -> OrderGateway[ValuationOrder, ValuationState]:
    """The national valuation system."""
    return OrderGateway(client, ValuationState, plausibility.valuation)


def notices_gateway(client: SubsystemClient) -> OrderGateway[NoticeOrder, NoticeState]:
    """The channels to the parties."""
    return OrderGateway(client, NoticeState, plausibility.notice)


def supervision_gateway(client: SubsystemClient) -> OrderGateway[SupervisionOrder, SupervisionState]:
    """The supervising systems."""
    return OrderGateway(client, SupervisionState, plausibility.supervision)


def risk_gateway(client: SubsystemClient) -> OrderGateway[RiskNotice, RiskReceipt]:
    """Integrity risk control, at the supervising systems."""
    return OrderGateway(client, RiskReceipt, plausibility.risk, "risks")


def control_gateway(client: SubsystemClient) -> OrderGateway[ControlOrder, ControlState]:
    """The control side of the property query systems."""
    return OrderGateway(client, ControlState, plausibility.control, "controls")


def publicity_gateway(client: SubsystemClient) -> OrderGateway[PublicationOrder, PublicationState]:
    """The public systems."""
    return OrderGateway(client, PublicationState, plausibility.publication)


def auction_gateway(client: SubsystemClient) -> OrderGateway[AuctionOrder, AuctionState]:
    """The auction platforms."""
    return OrderGateway(client, AuctionState, plausibility.auction)


def withdrawal_gateway(client: SubsystemClient) -> OrderGateway[Withdrawal, WithdrawalState]:
    """Taking a round off its platform."""
    return OrderGateway(client, WithdrawalState, plausibility.nothing, "withdrawals")


def auxiliary_gateway(client: SubsystemClient) -> OrderGateway[Appointment, AppointmentState]:
    """The auxiliary agencies."""
    return OrderGateway(client, AppointmentState, plausibility.nothing, "appointments")


def bankruptcy_gateway(client: SubsystemClient) -> OrderGateway[BankruptcyOrder, BankruptcyState]:
    """The bankruptcy case system."""
    return OrderGateway(client, BankruptcyState, plausibility.bankruptcy)


def fund_order_gateway(client: SubsystemClient) -> OrderGateway[FundOrder, FundOrderState]:
    """The fund system, for accounts, deposits and distributions."""
    return OrderGateway(client, FundOrderState, plausibility.fund_order)
