"""An outbox in memory."""

from collections.abc import Sequence
from datetime import datetime

from enforcement.docket.risks import Journaled
from enforcement.ports.outbox import Message


class FakeOutbox:
    """Messages in the order in which their rows came; it knows when each was delivered."""

    def __init__(self, rows: Sequence[Journaled] = ()) -> None:
        self._messages = [Message(n, row) for n, row in enumerate(rows, 1)]
        self.delivered_at: dict[int, datetime] = {}

    def add(self, row: Journaled) -> None:
        self._messages.append(Message(len(self._messages) + 1, row))

    def waiting(self, after: int, limit: int) -> Sequence[Message]:
        return [message for message in self._messages if message.id > after and message.id not in self.delivered_at][:limit]

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        for message in ids:
            self.delivered_at.setdefault(message, at)
