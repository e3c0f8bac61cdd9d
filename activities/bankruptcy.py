"""The hands on the bankruptcy case system."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.bankruptcy import BankruptcyOrder, BankruptcyState
from enforcement.ports.subsystems import BankruptcyPort


class BankruptcyActivities:
    """Transfers to bankruptcy."""

    def __init__(self, port: BankruptcyPort) -> None:
        self._port = port

    @activity.defn(name="bankruptcy.order")
    def order(self, order: BankruptcyOrder) -> BankruptcyState:
        """Send the file of a debtor to the court of bankruptcy."""
        return ask(self._port.order, order)

    @activity.defn(name="bankruptcy.state")
    def state(self, order: str) -> BankruptcyState:
        """What became of it."""
        return ask(self._port.state, order)
