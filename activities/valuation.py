"""The hands on the national valuation system."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.valuation import ValuationOrder, ValuationState
from enforcement.ports.subsystems import ValuationPort


class ValuationActivities:
    """Reference prices."""

    def __init__(self, port: ValuationPort) -> None:
        self._port = port

    @activity.defn(name="valuation.order")
    def order(self, order: ValuationOrder) -> ValuationState:
        """Start a method for an asset."""
        return ask(self._port.order, order)

    @activity.defn(name="valuation.state")
    def state(self, order: str) -> ValuationState:
        """What became of it."""
        return ask(self._port.state, order)
