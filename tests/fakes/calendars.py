"""Cases to publish a calendar to, in memory."""

from collections.abc import Sequence
from datetime import datetime

from enforcement.contracts.messages import EntryMessage


class FakeCalendars:
    """Hands out entries until the case has taken its one in; `broken` cases never do."""

    def __init__(self, entries: Sequence[EntryMessage] = ()) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.case_id)
        self.failures: dict[str, str] = {}

    def unpublished(self, year: int, after: str, limit: int) -> Sequence[EntryMessage]:
        return [entry for entry in self._entries if entry.case_id > after and entry.data["year"] == year][:limit]

    def failed(self, entry: EntryMessage, error: str, at: datetime) -> None:
        self.failures[entry.case_id] = error
