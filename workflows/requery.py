"""RequeryProcedure: after 终本, the query of every six months, in both channels (终本规定 art 9)."""

from temporalio import workflow

from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.query import feedback_of, launched
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.query import CHANNELS, FoundAsset
    from enforcement.contracts.receipts.query import property_found, requery_completed


@workflow.defn(name="RequeryProcedure")
class RequeryProcedure:
    """One of the ten queries of a terminated case."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._procedure = procedure
        self._found: dict[str, FoundAsset] = {}

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Ask both channels, report every asset that was found, and that the query is complete."""
        async with told_to_the_case(procedure):
            for channel in CHANNELS:
                await launched(procedure, channel)
            if not await until_done(self._answered, "终本后查询反馈"):
                workflow.continue_as_new(procedure)
            for asset in self._found.values():
                await report(property_found(procedure.case_id, procedure.key, asset))
            await report(requery_completed(procedure.case_id, procedure.key, found=bool(self._found)))

    async def _answered(self) -> bool:
        feedback = [await feedback_of(self._procedure, channel) for channel in CHANNELS]
        self._found = {found.asset: found for channel in feedback for answer in channel.answers for found in answer.assets}
        return all(channel.complete for channel in feedback)
