"""ValuationProcedure: one method of fixing an asset's reference price, from the order to its outcome (art 16)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.valuation import ValuationActivities
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.valuation import valuation_ended, valuation_started
    from enforcement.contracts.valuation import ValuationOrder, ValuationState


@workflow.defn(name="ValuationProcedure")
class ValuationProcedure:
    """One method for one asset. Which method is next is a person's decision."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        data, value = procedure.data, procedure.data.get("value")
        self._order = ValuationOrder(
            order=subsystem_id(procedure.case_id, procedure.key, "valuation"),
            case_id=procedure.case_id,
            key=procedure.key,
            asset=str(data.get("asset")),
            method=str(data.get("method")),
            value=value if isinstance(value, int) else None,
        )
        self._state: ValuationState | None = None

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order the method, record that it has started, and follow it to a price, a report or its failure."""
        async with told_to_the_case(procedure):
            order = self._order
            started = await ask(ValuationActivities.order, order, f"{order.asset} {order.method}")
            for entry in valuation_started(order, started):
                await report(entry)
            if not await until_done(self._ended, order.method):
                workflow.continue_as_new(procedure)
            if self._state is not None:
                await report(valuation_ended(order, self._state))

    async def _ended(self) -> bool:
        self._state = await ask(ValuationActivities.state, self._order.order, self._order.asset)
        return self._state.outcome != "running"
