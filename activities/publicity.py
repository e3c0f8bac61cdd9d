"""The hands on the public systems."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.publicity import PublicationOrder, PublicationState
from enforcement.ports.subsystems import PublicityPort


class PublicityActivities:
    """Publications."""

    def __init__(self, port: PublicityPort) -> None:
        self._port = port

    @activity.defn(name="publicity.order")
    def order(self, order: PublicationOrder) -> PublicationState:
        """Publish, withdraw or correct something."""
        return ask(self._port.order, order)

    @activity.defn(name="publicity.state")
    def state(self, order: str) -> PublicationState:
        """Whether it is done."""
        return ask(self._port.state, order)
