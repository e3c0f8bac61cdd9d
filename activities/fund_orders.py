"""The hands on the fund system for accounts, deposits and distributions."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.fund_orders import FundOrder, FundOrderState
from enforcement.ports.subsystems import FundOrderPort


class FundOrderActivities:
    """Instructions about a case's money."""

    def __init__(self, port: FundOrderPort) -> None:
        self._port = port

    @activity.defn(name="fund.order")
    def order(self, order: FundOrder) -> FundOrderState:
        """Give an instruction."""
        return ask(self._port.order, order)

    @activity.defn(name="fund.order_state")
    def state(self, order: str) -> FundOrderState:
        """Whether it is done."""
        return ask(self._port.state, order)
