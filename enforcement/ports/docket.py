"""What the driver asks of the court's record: one call is one transaction."""

from datetime import datetime
from typing import Protocol

from enforcement.contracts.messages import EntryMessage, EscalationKey, RecordResult, Standing, TickMessage


class Docket(Protocol):
    """The docket of all cases. Undecidable where it fails itself: the case is kept apart and reported."""

    def record(self, message: EntryMessage) -> RecordResult:
        """Take an entry in. EntryError for one that cannot be read, EntryConflict for an id used for something else."""

    def tick(self, message: TickMessage) -> RecordResult:
        """Let time pass for a case up to an instant."""

    def standing(self, case_id: str) -> Standing:
        """Where a case stands; `unfiled` for one that is not known."""

    def tell(self, key: EscalationKey, at: datetime) -> None:
        """The supervisor of a rung was told. Telling twice changes nothing."""
