"""ResumptionProcedure: the case before learns that execution goes on under a new number (执恢)."""

from temporalio import workflow

from workflows.failures import told_to_the_case
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.ids import parse_case_number
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput


@workflow.defn(name="ResumptionProcedure")
class ResumptionProcedure:
    """Two entries, each under an id of its own: one in the case before, one in the new case."""

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Tell the case before, then note in the new one that it was told."""
        async with told_to_the_case(procedure):
            await self._do(procedure)

    async def _do(self, procedure: ProcedureInput) -> None:
        data, parent = procedure.data, parse_case_number(str(procedure.data["parent"])).case_id
        name = f"resumed-as/{procedure.case_id}"
        await report(EntryMessage(parent, name, "fact", "case_resumed", "filing_clerk", {"case_number": data["case_number"]}))
        await report(EntryMessage(procedure.case_id, f"informed/{parent}", "fact", "parent_case_informed", "system"))
