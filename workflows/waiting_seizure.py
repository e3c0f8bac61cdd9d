"""WaitingSeizureProcedure: a waiting seizure (轮候) is asked after once a day until it takes effect (art 16)."""

from temporalio import workflow

from workflows.control import control_order, state_of
from workflows.failures import told_to_the_case
from workflows.policies import POLL_DAILY
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from enforcement.contracts.control import ControlState
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.control import waiting_ended


@workflow.defn(name="WaitingSeizureProcedure")
class WaitingSeizureProcedure:
    """One waiting seizure; it may wait for years."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._order = control_order(procedure)
        self._state = ControlState(self._order.order)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Wait for the first rank, or for the end of the seizure."""
        async with told_to_the_case(procedure):
            if not await until_done(self._ended, "轮候查封生效", first=POLL_DAILY, last=POLL_DAILY):
                workflow.continue_as_new(procedure)
            if self._state.first_at is not None:
                await report(waiting_ended(self._order, self._state))

    async def _ended(self) -> bool:
        self._state = await state_of(self._order)
        return self._state.first_at is not None or self._state.ended_at is not None
