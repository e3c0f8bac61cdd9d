"""The docket's three activities: short, local, one transaction each."""

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from enforcement.contracts.messages import EntryMessage, RecordResult, Standing, TickMessage
from enforcement.docket.reading import EntryError
from enforcement.errors import Undecidable, ZhixingError
from enforcement.ports.docket import Docket

INVALID, UNDECIDABLE = "Invalid", "Undecidable"
# What people got wrong is an answer, and no incident for the log.
EXPECTED = ApplicationErrorCategory.BENIGN


class DocketActivities:
    """Entries in, standing out.

    None is broken off by an exception thrown into its thread: they are short, and what comes out of nowhere in the midst of a decision would be
    taken for a failure of the docket itself.
    """

    def __init__(self, docket: Docket) -> None:
        self._docket = docket

    @activity.defn(name="docket.record", no_thread_cancel_exception=True)
    def record(self, message: EntryMessage) -> RecordResult:
        """Take an entry in. What can never be taken in fails without retry; an unreachable database is tried again."""
        try:
            return self._docket.record(message)
        except EntryError as error:
            details = [[e.path, e.expected, e.got, e.hint] for e in error.errors]
            raise ApplicationError(str(error), details, type=INVALID, non_retryable=True, category=EXPECTED) from error
        except Undecidable as error:
            raise _stuck(error) from error
        except ZhixingError as error:
            raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True, category=EXPECTED) from error

    @activity.defn(name="docket.tick", no_thread_cancel_exception=True)
    def tick(self, message: TickMessage) -> RecordResult:
        """Let time pass up to the planned instant of a timer."""
        try:
            return self._docket.tick(message)
        except Undecidable as error:
            raise _stuck(error) from error

    @activity.defn(name="docket.standing", no_thread_cancel_exception=True)
    def standing(self, case_id: str) -> Standing:
        """Where the case stands."""
        try:
            return self._docket.standing(case_id)
        except Undecidable as error:
            raise _stuck(error) from error


def _stuck(error: Undecidable) -> ApplicationError:
    """Nothing is tried again until somebody has looked at it."""
    return ApplicationError(str(error), error.about, error.reason, type=UNDECIDABLE, non_retryable=True)
