"""What crosses the wire when a holiday notice is published to running cases."""

from dataclasses import dataclass

CALENDAR_WORKFLOW = "CalendarRevision"


def revision_workflow_id(year: int) -> str:
    """calendar/2027: one at a time for a year, so that a corrected notice never races with the one before it."""
    return f"calendar/{year}"


@dataclass(frozen=True, slots=True)
class RevisionInput:
    """A year whose calendar in force is to reach every waiting case, at most `rate` cases a second."""

    year: int
    rate: float = 100.0
    after: str = ""
    published: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """The next cases after an id."""

    year: int
    after: str
    limit: int


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch came to. `last` is the id of its last case, empty when no case was left."""

    last: str = ""
    published: int = 0
    failed: int = 0
