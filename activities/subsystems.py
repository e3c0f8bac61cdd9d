"""The hands on the subsystems: each method one idempotent act on one of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import activity
from temporalio.exceptions import ApplicationError

from enforcement.contracts.subsystems import (
    CreditOrder,
    CreditState,
    PaymentNotice,
    PaymentState,
    QueryFeedback,
    QueryOrder,
    QueryReceipt,
    ValuationOrder,
    ValuationState,
)
from enforcement.ports.subsystems import CreditPort, FundPort, QueryPort, SubsystemAway, SubsystemRejected, ValuationPort

_Answer = TypeVar("_Answer")
_Question = TypeVar("_Question")


def _ask(call: Callable[[_Question], _Answer], question: _Question) -> _Answer:
    """Call a port; what is refused for good fails at once, what is away is tried again when it asks for it."""
    try:
        return call(question)
    except SubsystemRejected as error:
        raise ApplicationError(str(error), type="SubsystemRejected", non_retryable=True) from error
    except SubsystemAway as error:
        delay = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        raise ApplicationError(str(error), type="SubsystemAway", next_retry_delay=delay) from error


class QueryActivities:
    """Property queries."""

    def __init__(self, port: QueryPort) -> None:
        self._port = port

    @activity.defn(name="query.launch")
    def launch(self, order: QueryOrder) -> QueryReceipt:
        """Launch a query in one channel."""
        return _ask(self._port.launch, order)

    @activity.defn(name="query.feedback")
    def feedback(self, order: str) -> QueryFeedback:
        """What a query has answered so far."""
        return _ask(self._port.feedback, order)


class FundActivities:
    """Payment notices and pay-outs."""

    def __init__(self, port: FundPort) -> None:
        self._port = port

    @activity.defn(name="fund.send_payment_notice")
    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        """Send a payment notice to finance."""
        return _ask(self._port.send_payment_notice, notice)

    @activity.defn(name="fund.payment")
    def payment(self, notice: str) -> PaymentState:
        """Where a payment stands."""
        return _ask(self._port.payment, notice)


class CreditActivities:
    """Credit measures."""

    def __init__(self, port: CreditPort) -> None:
        self._port = port

    @activity.defn(name="credit.order")
    def order(self, order: CreditOrder) -> CreditState:
        """Order a measure."""
        return _ask(self._port.order, order)

    @activity.defn(name="credit.state")
    def state(self, order: str) -> CreditState:
        """Who acknowledged a measure."""
        return _ask(self._port.state, order)


class ValuationActivities:
    """Reference prices."""

    def __init__(self, port: ValuationPort) -> None:
        self._port = port

    @activity.defn(name="valuation.order")
    def order(self, order: ValuationOrder) -> ValuationState:
        """Start a method for an asset."""
        return _ask(self._port.order, order)

    @activity.defn(name="valuation.state")
    def state(self, order: str) -> ValuationState:
        """What became of it."""
        return _ask(self._port.state, order)
