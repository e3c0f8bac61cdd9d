"""The hands on the supervising systems."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.supervision import SupervisionOrder, SupervisionState
from enforcement.ports.subsystems import SupervisionPort


class SupervisionActivities:
    """What is given to other courts' desks, the petition system, the inspectorate and the procuratorate."""

    def __init__(self, port: SupervisionPort) -> None:
        self._port = port

    @activity.defn(name="supervision.order")
    def order(self, order: SupervisionOrder) -> SupervisionState:
        """Give something to a desk."""
        return ask(self._port.order, order)

    @activity.defn(name="supervision.state")
    def state(self, order: str) -> SupervisionState:
        """What became of it."""
        return ask(self._port.state, order)
