"""Calling a port from an activity: what is refused for good fails at once, what is away is tried again when it asks for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected

# A call that is tried again is seen in Temporal, and a circuit that opens in the log: not every try of every case.
EXPECTED = ApplicationErrorCategory.BENIGN
_Answer = TypeVar("_Answer")
_Question = TypeVar("_Question")


def ask(call: Callable[[_Question], _Answer], question: _Question) -> _Answer:
    """Call a port."""
    try:
        return call(question)
    except SubsystemRejected as error:
        raise ApplicationError(str(error), type="SubsystemRejected", non_retryable=True) from error
    except SubsystemAway as error:
        delay = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        raise ApplicationError(str(error), type="SubsystemAway", next_retry_delay=delay, category=EXPECTED) from error
