"""ControlProcedure: one measure on one asset, from the order to its receipt and the entry of what was controlled on line (arts 13–15)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.control import ControlActivities
    from enforcement.contracts.control import ControlMeasure, ControlOrder, ControlState, ControlStatus
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.control import asset_entered, control_answered
    from enforcement.contracts.receipts.entry import subsystem_id


@workflow.defn(name="ControlProcedure")
class ControlProcedure:
    """One measure of one case. Which measure, and of what amount, is a person's decision."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._order = control_order(procedure)
        self._state = ControlState(self._order.order)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order the measure, follow it to its receipt, and enter what is now under control on line."""
        async with told_to_the_case(procedure):
            order = self._order
            await ask(ControlActivities.order, order, f"{order.measure} {order.asset}")
            if not await until_done(self._answered, "控制回执"):
                workflow.continue_as_new(procedure)
            await report(control_answered(order, self._state))
            if order.online and self._state.status is ControlStatus.EFFECTIVE:
                await report(asset_entered(order))

    async def _answered(self) -> bool:
        self._state = await state_of(self._order)
        return self._state.status is not ControlStatus.RUNNING


def control_order(procedure: ProcedureInput) -> ControlOrder:
    """What a procedure orders, the same at every start."""
    data, amount, expires_on = procedure.data, procedure.data.get("amount"), procedure.data.get("expires_on")
    return ControlOrder(
        order=subsystem_id(procedure.case_id, procedure.key, "control"),
        case_id=procedure.case_id,
        key=procedure.key,
        measure=ControlMeasure(str(data.get("measure"))),
        asset=str(data.get("asset")),
        asset_kind=str(data.get("asset_kind")),
        online=data.get("online") is True,
        ruling=str(data.get("ruling")),
        amount=amount if isinstance(amount, int) else None,
        expires_on=str(expires_on) if expires_on is not None else None,
    )


async def state_of(order: ControlOrder) -> ControlState:
    """What became of a measure."""
    return await ask(ControlActivities.state, order.order, f"{order.measure} {order.asset}")
