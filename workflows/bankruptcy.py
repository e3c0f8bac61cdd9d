"""BankruptcyProcedure: the file of one debtor at the court of bankruptcy, from the decision to its ruling (art 5)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.bankruptcy import BankruptcyActivities
    from enforcement.contracts.bankruptcy import BankruptcyOrder, Ruling
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.bankruptcy import transfer_received, transfer_ruled
    from enforcement.contracts.receipts.entry import subsystem_id


@workflow.defn(name="BankruptcyProcedure")
class BankruptcyProcedure:
    """One transfer of one debtor."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        data = procedure.data
        self._reported = set(procedure.done)
        self._order = BankruptcyOrder(
            order=subsystem_id(procedure.case_id, procedure.key, "bankruptcy"),
            case_id=procedure.case_id,
            key=procedure.key,
            debtor=str(data.get("debtor")),
            to_court=str(data.get("to_court")),
            consenting=str(data.get("consenting")),
            approved_by=str(data.get("approved_by")),
        )

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Send the file, record that it is there, and then what was ruled: in this order, because the first begins a stay that the other may end."""
        async with told_to_the_case(procedure):
            await ask(BankruptcyActivities.order, self._order, self._order.debtor)
            if not await until_done(self._ruled, "破产审查裁定"):
                done = sorted(self._reported)
                workflow.continue_as_new(ProcedureInput(procedure.case_id, procedure.kind, procedure.key, procedure.data, done))

    async def _ruled(self) -> bool:
        order = self._order
        state = await ask(BankruptcyActivities.state, order.order, order.debtor)
        if state.receipt_number is None:
            return False
        await self._report(transfer_received(order.case_id, order.key, order.debtor))
        if state.ruling == Ruling.PENDING:
            return False
        await self._report(transfer_ruled(order.case_id, order.key, order.debtor, state.ruling))
        return True

    async def _report(self, entry: EntryMessage) -> None:
        if entry.id not in self._reported:
            await report(entry)
            self._reported.add(entry.id)
