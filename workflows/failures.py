"""A procedure that fails for good tells its case: a person takes over, and a clock runs until he has."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput

REASON_LENGTH = 500


@asynccontextmanager
async def told_to_the_case(procedure: ProcedureInput) -> AsyncIterator[None]:
    """Record the failure of what is done here in the case, and fail."""
    try:
        yield
    except (ActivityError, ApplicationError) as error:
        await report(_failure(procedure, error, workflow.info().run_id))
        raise


def _failure(procedure: ProcedureInput, error: ActivityError | ApplicationError, run_id: str) -> EntryMessage:
    cause = error.cause if isinstance(error, ActivityError) else error
    reason = cause.message if isinstance(cause, ApplicationError) else str(cause or error)
    name = f"{procedure.kind}/{procedure.key}"
    data = {"procedure": name, "reason": reason[:REASON_LENGTH] or type(error).__name__}
    return EntryMessage(procedure.case_id, f"failed/{name}/{run_id}", "fact", "procedure_failed", "system", {**data})
