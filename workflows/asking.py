"""Asking an outside system: tried again for days, then given up with a sentence that says who did not answer since when."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, RetryState
from temporalio.exceptions import TimeoutError as TimedOut

from workflows.policies import SUBSYSTEM_PATIENCE, SUBSYSTEM_RETRY, SUBSYSTEM_TIMEOUT

with workflow.unsafe.imports_passed_through():
    from enforcement.law.periods import SHANGHAI

UNANSWERED = "SubsystemUnanswered"
_Hands = TypeVar("_Hands")
_Question = TypeVar("_Question")
_Answer = TypeVar("_Answer")


async def ask(method: Callable[[_Hands, _Question], _Answer], question: _Question, summary: str) -> _Answer:
    """The answer of a subsystem's activity. ActivityError for what it refuses, ApplicationError when patience with it is exhausted."""
    since = workflow.now()
    try:
        return await workflow.execute_activity_method(
            method,
            question,
            start_to_close_timeout=SUBSYSTEM_TIMEOUT,
            schedule_to_close_timeout=SUBSYSTEM_PATIENCE,
            retry_policy=SUBSYSTEM_RETRY,
            summary=summary,
        )
    except ActivityError as error:
        if error.retry_state is not RetryState.TIMEOUT:
            raise
        raise ApplicationError(_unanswered(error, since), type=UNANSWERED, non_retryable=True) from error


def _unanswered(error: ActivityError, since: datetime) -> str:
    name = error.activity_type
    return f"subsystem {name.split('.')[0]} has not answered {name} since {_minute(since)}, given up {_minute(workflow.now())}; last: {_last(error)}"


def _minute(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="minutes")


def _last(error: ActivityError) -> str:
    """What the last try ended with. A server tells of it itself, or as the cause of the time that ran out."""
    cause = error.cause
    while isinstance(cause, TimedOut) and cause.cause is not None:
        cause = cause.cause
    return cause.message if isinstance(cause, ApplicationError | TimedOut) else str(cause)
