"""What a procedure is told of the last try, in whatever form the server tells that patience is exhausted."""

import pytest
from temporalio.exceptions import ActivityError, ApplicationError, RetryState, TimeoutType
from temporalio.exceptions import TimeoutError as TimedOut

from workflows.asking import _last


def exhausted(cause: BaseException) -> ActivityError:
    error = ActivityError(
        "Activity task failed",
        scheduled_event_id=5,
        started_event_id=6,
        identity="worker",
        activity_type="query.launch",
        activity_id="1",
        retry_state=RetryState.TIMEOUT,
    )
    error.__cause__ = cause
    return error


def timed_out(cause: BaseException | None) -> TimedOut:
    error = TimedOut("activity ScheduleToClose timeout", type=TimeoutType.SCHEDULE_TO_CLOSE, last_heartbeat_details=[])
    error.__cause__ = cause
    return error


AWAY = ApplicationError("subsystem query did not answer: HTTP 503", type="SubsystemAway")


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (AWAY, "subsystem query did not answer: HTTP 503"),
        (timed_out(AWAY), "subsystem query did not answer: HTTP 503"),
        (timed_out(timed_out(None)), "activity ScheduleToClose timeout"),
        (timed_out(None), "activity ScheduleToClose timeout"),
    ],
    ids=["the try itself", "time ran out after it", "every try timed out", "nobody tried"],
)
def test_the_last_error_is_found(cause: BaseException, told: str) -> None:
    assert _last(exhausted(cause)) == told
