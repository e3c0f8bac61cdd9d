"""Asking an outside system again until it has a result: soon at first, then ever more seldom. Callbacks only make it faster."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio import workflow

from workflows.policies import POLL_FACTOR, POLL_FIRST, POLL_LAST, POLLS_PER_RUN


async def until_done(ask: Callable[[], Awaitable[bool]], what: str, *, first: timedelta = POLL_FIRST, last: timedelta = POLL_LAST) -> bool:
    """Ask until it is done; False when this run has asked often enough and should continue as new."""
    wait = first
    for _ in range(POLLS_PER_RUN):
        if await ask():
            return True
        await workflow.sleep(wait, summary=f"等待{what}")
        wait = min(timedelta(seconds=wait.total_seconds() * POLL_FACTOR), last)
    return False
