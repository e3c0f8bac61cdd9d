"""How a procedure speaks to its case: every receipt goes through the same `record` as everything else."""

from temporalio import workflow

from workflows.policies import REPORT_RETRY, REPORT_TIMEOUT

with workflow.unsafe.imports_passed_through():
    from activities.case import CaseActivities
    from enforcement.contracts.messages import EntryMessage


async def report(entry: EntryMessage) -> str:
    """Record an entry in its case, until it is there; gives the outcome."""
    return await workflow.execute_activity_method(
        CaseActivities.report, entry, start_to_close_timeout=REPORT_TIMEOUT, retry_policy=REPORT_RETRY, summary=entry.id
    )
