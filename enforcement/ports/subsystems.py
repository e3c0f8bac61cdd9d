"""Ports of the subsystems: what the court asks of them. Every write may be repeated with the same id and then changes nothing.

All methods raise SubsystemAway while the system cannot answer and SubsystemRejected for what it will never accept.
"""

from typing import Protocol

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
from enforcement.errors import ZhixingError


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


class QueryPort(Protocol):
    """总对总 and 点对点 property queries (art 13)."""

    def launch(self, order: QueryOrder) -> QueryReceipt:
        """Launch a query."""

    def feedback(self, order: str) -> QueryFeedback:
        """What a query has answered so far."""


class FundPort(Protocol):
    """The case account and finance (arts 19–22)."""

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        """Send a payment notice to finance."""

    def payment(self, notice: str) -> PaymentState:
        """Where a payment stands."""


class CreditPort(Protocol):
    """Restriction of consumption, dishonest list, credit bureau (art 23)."""

    def order(self, order: CreditOrder) -> CreditState:
        """Order a measure."""

    def state(self, order: str) -> CreditState:
        """Who acknowledged a measure."""


class ValuationPort(Protocol):
    """The national valuation system: negotiation, inquiries, appraisal (art 16)."""

    def order(self, order: ValuationOrder) -> ValuationState:
        """Start a method for an asset."""

    def state(self, order: str) -> ValuationState:
        """What became of it."""
