"""SupervisionProcedure: one thing given to another desk, followed until that is done with it (arts 27, 30, 31, 36)."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.supervision import SupervisionActivities
    from enforcement.contracts.messages import EntryMessage, Json
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.supervision import settled
    from enforcement.contracts.supervision import Outcome, SupervisionOrder


@workflow.defn(name="SupervisionProcedure")
class SupervisionProcedure:
    """One matter, petition, discipline issue or answer of one file."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        case_id, key, data = procedure.case_id, procedure.key, procedure.data
        self._order = SupervisionOrder(
            order=subsystem_id(case_id, key, "supervision"),
            case_id=case_id,
            key=key,
            desk=str(data.get("desk")),
            about=str(data.get("about")),
            to_court=_text(data.get("to_court")),
            text=_text(data.get("text")),
            answer_by=_text(data.get("answer_by")),
        )
        self._fact: EntryMessage | None = None

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Give it to the desk, follow it, and record what became of it."""
        async with told_to_the_case(procedure):
            await ask(SupervisionActivities.order, self._order, self._order.about)
            if not await until_done(self._settled, "对方回执"):
                workflow.continue_as_new(procedure)
            if self._fact is not None:
                await report(self._fact)

    async def _settled(self) -> bool:
        state = await ask(SupervisionActivities.state, self._order.order, self._order.about)
        if state.outcome == Outcome.TAKEN:
            return False
        self._fact = settled(self._order, state)
        if self._fact is None:
            raise ApplicationError(f"{self._order.desk} sent it back: {state.said}", type="SentBack", non_retryable=True)
        return True


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
