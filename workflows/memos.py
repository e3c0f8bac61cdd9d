"""MemoFeed: officers and supervisors are told what they have to know, as long as there are cases."""

from temporalio import workflow

from workflows.policies import FEED_PAUSE, FEED_RETRY, FEED_SILENCE, FEED_TIMEOUT

with workflow.unsafe.imports_passed_through():
    from activities.memos import MemoActivities
    from enforcement.contracts.memos import MEMO_FEED, MemoBatch, MemoFeedInput, MemoResult


@workflow.defn(name=MEMO_FEED)
class MemoFeed:
    """Sends what is due, then looks again after a pause."""

    @workflow.run
    async def run(self, feed: MemoFeedInput) -> None:
        """Feed; never ends, but continues as new."""
        for _ in range(feed.batches):
            if (await self._send(MemoBatch(feed.limit))).tried < feed.limit:
                await workflow.sleep(FEED_PAUSE, summary="等待新的提醒")
        workflow.continue_as_new(feed)

    async def _send(self, batch: MemoBatch) -> MemoResult:
        return await workflow.execute_activity_method(
            MemoActivities.send,
            batch,
            start_to_close_timeout=FEED_TIMEOUT,
            heartbeat_timeout=FEED_SILENCE,
            retry_policy=FEED_RETRY,
            summary="提醒",
        )
