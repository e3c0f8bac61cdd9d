"""Telling a supervisor that a clock was missed."""

from typing import Protocol

from enforcement.contracts.messages import EscalationKey


class Supervisors(Protocol):
    """Whoever carries the message. Telling the same rung twice must reach people once."""

    def tell(self, key: EscalationKey) -> None:
        """Tell the supervisor of a rung."""
