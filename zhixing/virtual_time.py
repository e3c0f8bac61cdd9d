"""Virtual time for one case on the time-skipping server: its clock, shifted, and moved from timer to timer."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from enforcement.ports.docket import Docket

_CATCH_UP_SECONDS = 60
_ACTIVITY_ENDED = (
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
)
_IN_PROGRESS = (EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)


class VirtualTime:
    """The time of one case: the server's time plus a shift that is fixed when the case begins."""

    def __init__(self, environment: WorkflowEnvironment, docket: Docket, case_id: str, shift: timedelta) -> None:
        self._environment = environment
        self._docket = docket
        self._case_id = case_id
        self.shift = shift

    @classmethod
    async def beginning(cls, environment: WorkflowEnvironment, docket: Docket, case_id: str, first: datetime) -> "VirtualTime":
        """Virtual time that stands at `first` now."""
        return cls(environment, docket, case_id, first - await environment.get_current_time())

    async def now(self) -> datetime:
        """The present virtual instant."""
        return await self._environment.get_current_time() + self.shift

    async def reach(self, instant: datetime, on_stop: Callable[[], None] = lambda: None) -> None:
        """Move to an instant, stopping at every timer until the workflow has done what it means; `on_stop` is called after each.

        The test server cannot take the answer of a workflow while it skips time past another timer.
        """
        while (ring := self._next_ring()) is not None and ring <= instant:
            await self._skip_to(ring)
            await self._settled(ring)
            on_stop()
        await self._skip_to(instant)

    async def _skip_to(self, instant: datetime) -> None:
        delay = instant - await self.now()
        if delay > timedelta():
            await self._environment.sleep(delay)

    async def _settled(self, ring: datetime) -> None:
        deadline = time.monotonic() + _CATCH_UP_SECONDS
        while ((following := self._next_ring()) is not None and following <= ring) or self._docket.standing(self._case_id).escalations:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._case_id}: the workflow did not do what falls on {ring} in {_CATCH_UP_SECONDS} s")
            await asyncio.sleep(0.005)

    def _next_ring(self) -> datetime | None:
        wake_ups = self._docket.standing(self._case_id).wake_ups
        return min((datetime.fromisoformat(wake_up.at) for wake_up in wake_ups), default=None)


async def terminate(client: Client, workflow_id: str, reason: str) -> None:
    """End a workflow, if it runs, as soon as nothing is being worked on: ended in the midst of it, the test server never skips time again."""
    handle = client.get_workflow_handle(workflow_id)
    deadline = time.monotonic() + _CATCH_UP_SECONDS
    try:
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            kinds = [event.event_type for event in (await handle.fetch_history()).events]
            open_activities = kinds.count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) - sum(kind in _ACTIVITY_ENDED for kind in kinds)
            if time.monotonic() > deadline or (kinds[-1] not in _IN_PROGRESS and not open_activities):
                await handle.terminate(reason)
                return
            await asyncio.sleep(0.005)
    except RPCError as error:
        # It never began, or ended by itself just now.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
