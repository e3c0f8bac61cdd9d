"""CalendarRevision: an approved holiday notice reaches every waiting case, at a bounded rate, through crashes."""

from datetime import timedelta

from temporalio import workflow

from workflows.policies import PUBLISH_RETRY, PUBLISH_SILENCE, PUBLISH_TIMEOUT

with workflow.unsafe.imports_passed_through():
    from activities.calendars import CalendarActivities
    from enforcement.contracts.calendars import CALENDAR_WORKFLOW, BatchOrder, BatchResult, RevisionInput

BATCH = 100
BATCHES_PER_RUN = 200


@workflow.defn(name=CALENDAR_WORKFLOW)
class CalendarRevision:
    """Goes through the waiting cases in the order of their ids, and again when it is told so meanwhile."""

    @workflow.init
    def __init__(self, revision: RevisionInput) -> None:
        self._after = revision.after
        self._published, self._failed = revision.published, revision.failed
        self._again = False

    @workflow.run
    async def run(self, revision: RevisionInput) -> BatchResult:
        """Publish until no case is left that can take the calendar in; gives how many did and how many did not."""
        batches = 0
        while await self._next_batch(revision) or self._begin_again():
            batches += 1
            if batches == BATCHES_PER_RUN:
                workflow.continue_as_new(RevisionInput(revision.year, revision.rate, self._after, self._published, self._failed))
        return self.progress()

    @workflow.signal(name="again")
    def again(self) -> None:
        """A notice was approved, or failures are to be repeated: begin at the first case when this pass is through."""
        self._again = True

    @workflow.query(name="progress")
    def progress(self) -> BatchResult:
        """The last case reached, how many have the calendar, how many could not take it in."""
        return BatchResult(self._after, self._published, self._failed)

    async def _next_batch(self, revision: RevisionInput) -> bool:
        started = workflow.now()
        batch = await self._publish(revision)
        self._after = batch.last
        self._published, self._failed = self._published + batch.published, self._failed + batch.failed
        await self._keep_to(revision.rate, batch, workflow.now() - started)
        return bool(batch.last)

    def _begin_again(self) -> bool:
        again, self._again = self._again, False
        return again

    async def _publish(self, revision: RevisionInput) -> BatchResult:
        return await workflow.execute_activity_method(
            CalendarActivities.publish,
            BatchOrder(revision.year, self._after, BATCH),
            start_to_close_timeout=PUBLISH_TIMEOUT,
            heartbeat_timeout=PUBLISH_SILENCE,
            retry_policy=PUBLISH_RETRY,
            summary=f"{revision.year} · {self._after or '…'}",
        )

    async def _keep_to(self, rate: float, batch: BatchResult, took: timedelta) -> None:
        wait = timedelta(seconds=(batch.published + batch.failed) / rate) - took
        if wait > timedelta():
            await workflow.sleep(wait, summary="节流")
