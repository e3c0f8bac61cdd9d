"""The hands on the credit systems."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.credit import CreditOrder, CreditState
from enforcement.ports.subsystems import CreditPort


class CreditActivities:
    """Credit measures."""

    def __init__(self, port: CreditPort) -> None:
        self._port = port

    @activity.defn(name="credit.order")
    def order(self, order: CreditOrder) -> CreditState:
        """Order a measure."""
        return ask(self._port.order, order)

    @activity.defn(name="credit.state")
    def state(self, order: str) -> CreditState:
        """Who acknowledged a measure."""
        return ask(self._port.state, order)
