"""RiskFeed: the one reader of the outbox for integrity risk control, as long as there are cases (art 41)."""

from dataclasses import replace

from temporalio import workflow

from workflows.policies import FEED_PAUSE, FEED_RETRY, FEED_SILENCE, FEED_TIMEOUT

with workflow.unsafe.imports_passed_through():
    from activities.risks import RiskActivities
    from enforcement.contracts.risks import RISK_FEED, FeedBatch, FeedInput, FeedResult


@workflow.defn(name=RISK_FEED)
class RiskFeed:
    """Goes through what waits in the order of ids, then begins anew after a pause: an id may become visible after a later one."""

    @workflow.run
    async def run(self, feed: FeedInput) -> None:
        """Feed; never ends, but continues as new."""
        after = feed.after
        for _ in range(feed.batches):
            after = (await self._feed(FeedBatch(after, feed.limit))).last
            if not after:
                await workflow.sleep(FEED_PAUSE, summary="等待新的风险点")
        workflow.continue_as_new(replace(feed, after=after))

    async def _feed(self, batch: FeedBatch) -> FeedResult:
        return await workflow.execute_activity_method(
            RiskActivities.feed,
            batch,
            start_to_close_timeout=FEED_TIMEOUT,
            heartbeat_timeout=FEED_SILENCE,
            retry_policy=FEED_RETRY,
            summary=f"{batch.after or '…'}",
        )
