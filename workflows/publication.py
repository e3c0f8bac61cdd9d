"""PublicationProcedure: something of a case is made public, put right or taken off, until the public system has a receipt for it (arts 11, 24)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.publicity import PublicityActivities
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.publicity import PublicationOrder
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.publicity import publication_done


@workflow.defn(name="PublicationProcedure")
class PublicationProcedure:
    """One thing done with one publication."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        data = procedure.data
        self._order = PublicationOrder(
            order=subsystem_id(procedure.case_id, procedure.key, "publication"),
            case_id=procedure.case_id,
            key=procedure.key,
            publication=str(data.get("publication")),
            item=str(data.get("item")),
            action=str(data.get("action")),
            subject=str(data.get("subject", "")),
        )

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order it, follow it until it is done, and record that."""
        async with told_to_the_case(procedure):
            await ask(PublicityActivities.order, self._order, f"{self._order.item} {self._order.subject}".strip())
            if not await until_done(self._done, "公开回执"):
                workflow.continue_as_new(procedure)
            await report(publication_done(self._order))

    async def _done(self) -> bool:
        state = await ask(PublicityActivities.state, self._order.order, self._order.item)
        return state.done
