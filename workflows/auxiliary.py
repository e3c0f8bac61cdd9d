"""AuxiliaryProcedure: an agency of the High Court's list is appointed to help with an auction (art 18)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.auction import AuctionActivities
    from enforcement.contracts.auction import Appointment
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.auction import auxiliary_accepted
    from enforcement.contracts.receipts.entry import subsystem_id


@workflow.defn(name="AuxiliaryProcedure")
class AuxiliaryProcedure:
    """One appointment of one agency."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        case_id, key, agency = procedure.case_id, procedure.key, str(procedure.data.get("agency"))
        self._appointment = Appointment(subsystem_id(case_id, key, "auxiliary"), case_id, key, agency)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Appoint the agency and follow it until it has taken the appointment on."""
        async with told_to_the_case(procedure):
            await ask(AuctionActivities.appoint, self._appointment, self._appointment.agency)
            if not await until_done(self._accepted, "辅助机构回执"):
                workflow.continue_as_new(procedure)
            await report(auxiliary_accepted(self._appointment))

    async def _accepted(self) -> bool:
        return (await ask(AuctionActivities.appointment, self._appointment.order, self._appointment.agency)).accepted
