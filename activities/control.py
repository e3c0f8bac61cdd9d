"""The hands on the control systems and registries."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.control import ControlOrder, ControlState
from enforcement.ports.subsystems import ControlPort


class ControlActivities:
    """Measures on assets."""

    def __init__(self, port: ControlPort) -> None:
        self._port = port

    @activity.defn(name="control.order")
    def order(self, order: ControlOrder) -> ControlState:
        """Order a measure."""
        return ask(self._port.order, order)

    @activity.defn(name="control.state")
    def state(self, order: str) -> ControlState:
        """What became of it."""
        return ask(self._port.state, order)
