"""The hands on the auction platforms and the agencies that help them."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.auction import Appointment, AppointmentState, AuctionOrder, AuctionState, Withdrawal, WithdrawalState
from enforcement.ports.subsystems import AuctionPort, AuxiliaryPort, WithdrawalPort


class AuctionActivities:
    """Rounds of auction, sale and self-disposal; taking them off; auxiliary agencies."""

    def __init__(self, auctions: AuctionPort, withdrawals: WithdrawalPort, auxiliaries: AuxiliaryPort) -> None:
        self._auctions = auctions
        self._withdrawals = withdrawals
        self._auxiliaries = auxiliaries

    @activity.defn(name="auction.order")
    def order(self, order: AuctionOrder) -> AuctionState:
        """Order a round."""
        return ask(self._auctions.order, order)

    @activity.defn(name="auction.state")
    def state(self, order: str) -> AuctionState:
        """What became of it."""
        return ask(self._auctions.state, order)

    @activity.defn(name="auction.withdraw")
    def withdraw(self, withdrawal: Withdrawal) -> WithdrawalState:
        """Take a round off its platform."""
        return ask(self._withdrawals.order, withdrawal)

    @activity.defn(name="auction.appoint")
    def appoint(self, appointment: Appointment) -> AppointmentState:
        """Appoint an auxiliary agency."""
        return ask(self._auxiliaries.order, appointment)

    @activity.defn(name="auction.appointment")
    def appointment(self, order: str) -> AppointmentState:
        """Whether the agency has taken the appointment on."""
        return ask(self._auxiliaries.state, order)
