"""Telling the court above of a rung that is its own: the supervising system's receipt comes before the list's (arts 25, 28)."""

from enforcement.contracts.messages import EscalationKey
from enforcement.contracts.receipts.entry import subsystem_id
from enforcement.contracts.supervision import Desk, SupervisionOrder
from enforcement.ports.subsystems import SupervisionPort
from enforcement.ports.supervisors import Supervisors

# From this level the ladder leaves the court (domain: L4 the court above, L5 一案双查).
SUPERIOR_LEVEL = 4


class ReportedSupervisors:
    """Supervisors in the court, and above a level those of the court above too: a rung counts as told once both have it."""

    def __init__(self, within: Supervisors, port: SupervisionPort) -> None:
        self._within = within
        self._port = port

    def tell(self, key: EscalationKey) -> None:
        """Tell the supervisor of a rung. SubsystemAway or SubsystemRejected while the court above has not taken it."""
        if key.level >= SUPERIOR_LEVEL:
            self._port.order(_report(key))
        self._within.tell(key)


def _report(key: EscalationKey) -> SupervisionOrder:
    name = f"rung-{key.clock}-{key.level}"
    order = subsystem_id(key.case_id, name, "supervision")
    return SupervisionOrder(order, key.case_id, name, Desk.SUPERIOR, key.clock, text=f"{key.level}级")
