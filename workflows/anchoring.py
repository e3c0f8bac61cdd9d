"""Anchoring: every night the root over all journals is signed, kept elsewhere, and stamped by an authority (art 12)."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

from workflows.policies import ANCHOR_PATIENCE, ANCHOR_RETRY, ANCHOR_TIMEOUT, STAMP_PATIENCE

with workflow.unsafe.imports_passed_through():
    from activities.anchors import AnchorActivities
    from enforcement.contracts.anchors import ANCHORING, AnchoringResult


@workflow.defn(name=ANCHORING)
class Anchoring:
    """One night. What a night cannot do, the next one makes up for."""

    @workflow.run
    async def run(self) -> AnchoringResult:
        """Sign, export, stamp, and export the stamps."""
        anchored = await workflow.execute_activity_method(
            AnchorActivities.sign, workflow.info().workflow_id, start_to_close_timeout=ANCHOR_TIMEOUT, retry_policy=ANCHOR_RETRY
        )
        written = await self._export()
        stamped = await self._stamp()
        if stamped:
            written += await self._export()
        return AnchoringResult(anchored, stamped, written)

    async def _export(self) -> list[str]:
        return await workflow.execute_activity_method(
            AnchorActivities.export,
            start_to_close_timeout=ANCHOR_TIMEOUT,
            schedule_to_close_timeout=ANCHOR_PATIENCE,
            retry_policy=ANCHOR_RETRY,
        )

    async def _stamp(self) -> list[int]:
        try:
            return await workflow.execute_activity_method(
                AnchorActivities.stamp,
                start_to_close_timeout=ANCHOR_TIMEOUT,
                schedule_to_close_timeout=STAMP_PATIENCE,
                retry_policy=ANCHOR_RETRY,
            )
        except ActivityError as error:
            # The anchor stands without it.
            workflow.logger.warning("no time stamp tonight: %s", error.cause)
            return []
