"""Telling supervisors by the list of escalations: a rung that was told appears as delivered; messages leave through the outbox."""

from collections.abc import Callable
from datetime import datetime

from enforcement.contracts.messages import EscalationKey
from enforcement.ports.docket import Docket


class ListedSupervisors:
    """Supervisors who read the list of escalations."""

    def __init__(self, docket: Docket, now: Callable[[], datetime]) -> None:
        self._docket = docket
        self._now = now

    def tell(self, key: EscalationKey) -> None:
        """Put the rung on its supervisor's list."""
        self._docket.tell(key, self._now())
