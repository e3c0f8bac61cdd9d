"""FundOrderProcedure: a case's account, a deposit or a distribution, from the instruction to the fund system's receipt (arts 5, 19, 22)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.fund_orders import FundOrderActivities
    from enforcement.contracts.fund_orders import FundOrder, FundOrderState
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.fund_orders import fund_order_done


@workflow.defn(name="FundOrderProcedure")
class FundOrderProcedure:
    """One instruction of one case."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        data, amount = procedure.data, procedure.data.get("amount")
        self._order = FundOrder(
            order=subsystem_id(procedure.case_id, procedure.key, procedure.kind),
            case_id=procedure.case_id,
            key=procedure.key,
            instruction=str(data.get("instruction")),
            about=str(data.get("about", "")),
            receipt=str(data.get("receipt", "")),
            amount=amount if isinstance(amount, int) else None,
        )
        self._state: FundOrderState | None = None

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Give the instruction, follow it until it is done, and record that."""
        async with told_to_the_case(procedure):
            await ask(FundOrderActivities.order, self._order, f"{self._order.instruction} {self._order.about}".strip())
            if not await until_done(self._done, "案款系统回执"):
                workflow.continue_as_new(procedure)
            if self._state is not None:
                await report(fund_order_done(self._order, self._state.number))

    async def _done(self) -> bool:
        self._state = await ask(FundOrderActivities.state, self._order.order, self._order.instruction)
        return self._state.done
