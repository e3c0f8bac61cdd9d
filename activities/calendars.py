"""Publishing a holiday notice: the calendar in force, written into the next cases through their workflows."""

import asyncio
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client

from enforcement import clock
from enforcement.contracts.calendars import BatchOrder, BatchResult
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.reading import EntryError
from enforcement.errors import ZhixingError
from enforcement.ports.calendars import Calendars
from enforcement.temporal import CaseStart, TemporalAway, record_entry

AT_ONCE = 8


class CalendarActivities:
    """Batches of cases. A batch done again finds the cases that are left."""

    def __init__(self, calendars: Calendars, client: Client, start: CaseStart) -> None:
        self._calendars = calendars
        self._client = client
        self._start = start

    @activity.defn(name="calendars.publish")
    async def publish(self, order: BatchOrder) -> BatchResult:
        """Publish to the next cases. A case that cannot take the calendar in is noted; an orchestrator that is away is tried again."""
        entries = await asyncio.to_thread(self._calendars.unpublished, order.year, order.after, order.limit)
        if not entries:
            return BatchResult()
        places = asyncio.Semaphore(AT_ONCE)
        published = sum(await asyncio.gather(*(self._publish(entry, places) for entry in entries)))
        return BatchResult(entries[-1].case_id, published, len(entries) - published)

    async def _publish(self, entry: EntryMessage, places: asyncio.Semaphore) -> bool:
        async with places:
            try:
                await record_entry(self._client, entry, self._start)
            except TemporalAway:
                # Either nobody answers at all, and the batch is tried again, or this one case is stuck.
                if not await self._answers():
                    raise
                return await self._failed(entry, "its workflow did not answer in time")
            except (EntryError, ZhixingError) as error:
                return await self._failed(entry, str(error))
            finally:
                activity.heartbeat(entry.case_id)
            return True

    async def _answers(self) -> bool:
        return await self._client.service_client.check_health(timeout=timedelta(seconds=5))

    async def _failed(self, entry: EntryMessage, error: str) -> bool:
        await asyncio.to_thread(self._calendars.failed, entry, error, clock.now())
        return False
