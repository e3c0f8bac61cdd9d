"""The hands on the fund system and finance."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.fund import PaymentNotice, PaymentState
from enforcement.contracts.statement import Statement, StatementQuestion
from enforcement.ports.subsystems import FundPort


class FundActivities:
    """Payment notices, pay-outs, and the statement."""

    def __init__(self, port: FundPort) -> None:
        self._port = port

    @activity.defn(name="fund.send_payment_notice")
    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        """Send a payment notice to finance."""
        return ask(self._port.send_payment_notice, notice)

    @activity.defn(name="fund.payment")
    def payment(self, notice: str) -> PaymentState:
        """Where a payment stands."""
        return ask(self._port.payment, notice)

    @activity.defn(name="fund.statement")
    def statement(self, question: StatementQuestion) -> Statement:
        """A page of the statement of a case's account."""
        return ask(self._port.statement, question)
