"""Reconciliation: the accounts of a court are held against its cases, month by month, to the fen (arts 19, 21)."""

from dataclasses import fields
from datetime import timedelta

from temporalio import workflow
from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from workflows.policies import RECONCILE_SILENCE, RECONCILE_TIMEOUT, SUBSYSTEM_PATIENCE, SUBSYSTEM_RETRY

with workflow.unsafe.imports_passed_through():
    from activities.reconciliation import ReconciliationActivities
    from enforcement.contracts.reconciliation import (
        RECONCILIATION,
        ROUND,
        Outcome,
        PageOrder,
        PageResult,
        ReconciliationInput,
        Totals,
        reconciliation_workflow_id,
    )
    from enforcement.law.periods import SHANGHAI

PAGES_PER_RUN = 200
# Taken from the page that came last, where the others are added up.
_BALANCES = ("special", "suspense")


@workflow.defn(name=RECONCILIATION)
class Reconciliation:
    """One court and month, page by page."""

    @workflow.init
    def __init__(self, asked: ReconciliationInput) -> None:
        self._asked = asked
        self._run = asked.run or workflow.info().run_id
        self._after: str | None = asked.after
        self._totals = asked.totals

    @workflow.run
    async def run(self, asked: ReconciliationInput) -> Outcome:
        """Go through the accounts, and keep what it came to."""
        for _ in range(PAGES_PER_RUN):
            if self._after is None:
                break
            await self._page(self._after)
        else:
            if self._after is not None:
                workflow.continue_as_new(ReconciliationInput(asked.court, asked.month, self._run, self._after, self._totals))
        outcome = Outcome(self._run, asked.court, asked.month, self._totals)
        await workflow.execute_activity_method(
            ReconciliationActivities.close, outcome, start_to_close_timeout=RECONCILE_TIMEOUT, retry_policy=SUBSYSTEM_RETRY
        )
        return outcome

    async def _page(self, after: str) -> None:
        asked = self._asked
        page: PageResult = await workflow.execute_activity_method(
            ReconciliationActivities.page,
            PageOrder(self._run, asked.court, asked.month, after),
            start_to_close_timeout=RECONCILE_TIMEOUT,
            schedule_to_close_timeout=SUBSYSTEM_PATIENCE,
            heartbeat_timeout=RECONCILE_SILENCE,
            retry_policy=SUBSYSTEM_RETRY,
            summary=f"{asked.month} · {after or '…'}",
        )
        self._totals, self._after = _added(self._totals, page.totals), page.next


@workflow.defn(name=ROUND)
class ReconciliationRound:
    """Every court, for the month in which yesterday lies: each night the month so far, and once more when it is over."""

    @workflow.run
    async def run(self) -> list[str]:
        """Start them one after another; gives the courts."""
        courts = await workflow.execute_activity_method(
            ReconciliationActivities.courts, start_to_close_timeout=RECONCILE_TIMEOUT, retry_policy=SUBSYSTEM_RETRY
        )
        month = (workflow.now().astimezone(SHANGHAI) - timedelta(days=1)).strftime("%Y-%m")
        for court in courts:
            await self._start(court, month)
        return courts

    async def _start(self, court: str, month: str) -> None:
        try:
            await workflow.start_child_workflow(
                Reconciliation.run,
                ReconciliationInput(court, month),
                id=reconciliation_workflow_id(court, month),
                parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                static_summary=f"{court} {month} 对账",
            )
        except WorkflowAlreadyStartedError:
            workflow.logger.info("%s is being reconciled for %s already", court, month)


def _added(so_far: Totals, page: Totals) -> Totals:
    def value(name: str) -> int:
        latest: int = getattr(page, name)
        return latest if name in _BALANCES else getattr(so_far, name) + latest

    return Totals(**{field.name: value(field.name) for field in fields(Totals)})
