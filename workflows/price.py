"""PriceProcedure: an appraisal to whose report nobody objects any more becomes the reference price (法释〔2018〕15号 arts 22–23, 26)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.valuation import ValuationActivities
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.valuation import APPRAISAL, appraisal_final
    from enforcement.contracts.valuation import ValuationOrder


@workflow.defn(name="PriceProcedure")
class PriceProcedure:
    """The price of one appraisal, as it stands in the valuation system once the time to object is over."""

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Read the appraised price with its validity and record it."""
        case_id, key, asset = procedure.case_id, procedure.key, str(procedure.data.get("asset"))
        order = ValuationOrder(subsystem_id(case_id, key, "valuation"), case_id, key, asset, APPRAISAL)
        async with told_to_the_case(procedure):
            state = await ask(ValuationActivities.state, order.order, asset)
            if state.price is None:
                raise ApplicationError(f"the report on {asset} has no price: {state.outcome}", type="NoPrice", non_retryable=True)
            await report(appraisal_final(order, state))
