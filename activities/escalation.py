"""Climbing the ladder: the supervisor of a rung is told."""

from temporalio import activity

from activities.asking import ask
from enforcement.contracts.messages import EscalationKey
from enforcement.ports.supervisors import Supervisors


class EscalationActivities:
    """Tells supervisors, once for each clock and rung."""

    def __init__(self, supervisors: Supervisors) -> None:
        self._supervisors = supervisors

    @activity.defn(name="escalation.raise")
    def tell(self, key: EscalationKey) -> None:
        """Tell the supervisor of one rung."""
        ask(self._supervisors.tell, key)
