"""Procedures that do nothing but wait to be ended, in the place of the real ones."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.procedures import ProcedureInput


@workflow.defn(name="QueryProcedure")
class WaitingQuery:
    """A query that is answered when it is told so."""

    def __init__(self) -> None:
        self._ended = False

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        await workflow.wait_condition(lambda: self._ended)

    @workflow.signal
    def end(self) -> None:
        self._ended = True
