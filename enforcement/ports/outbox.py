"""What is read of the outbox: one message for each journal row, written with it and delivered at least once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from enforcement.docket.risks import Journaled


@dataclass(frozen=True, slots=True)
class Message:
    """One message that was not delivered yet."""

    id: int
    row: Journaled


class Outbox(Protocol):
    """The messages of all cases, in the order of their ids."""

    def waiting(self, after: int, limit: int) -> Sequence[Message]:
        """The next messages after an id that were not delivered."""

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        """These were delivered. Saying so twice changes nothing."""
