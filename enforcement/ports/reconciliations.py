"""What a reconciliation asks of the records."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from enforcement.contracts.reconciliation import Booked, Difference, Outcome, PageOrder


class Reconciliations(Protocol):
    """The money in the journals of a court, and the book of what was found."""

    def courts(self) -> Sequence[str]:
        """Every court that has cases."""

    def known(self, case_id: str) -> bool:
        """Whether there is such a case."""

    def booked(self, page: PageOrder, until: str | None, entries: Sequence[str]) -> Mapping[str, Sequence[Booked]]:
        """The money of the cases after the page's beginning up to `until`: what moved in its month, and what stands under one of `entries`."""

    def note(self, page: PageOrder, found: Sequence[Difference]) -> None:
        """Keep what a page has found; again, it changes nothing but what has been put right."""

    def close(self, outcome: Outcome, at: datetime) -> None:
        """Keep what a reconciliation came to, once."""
