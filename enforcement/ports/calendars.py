"""What publishing a holiday notice asks of the records."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from enforcement.contracts.messages import EntryMessage


class Calendars(Protocol):
    """The calendars approved, and the cases that do not have them yet."""

    def unpublished(self, year: int, after: str, limit: int) -> Sequence[EntryMessage]:
        """The entries by which the year's calendar in force reaches the next waiting cases, in the order of their ids."""

    def failed(self, entry: EntryMessage, error: str, at: datetime) -> None:
        """Note that a case could not take its calendar in; a later publication tries again."""
