"""CreditProcedure: a measure on a debtor, from the order to the acknowledgement of every assisting unit (art 23)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.credit import CreditActivities
    from enforcement.contracts.credit import CreditOrder
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.credit import credit_acknowledged, credit_ordered, unit_acknowledged
    from enforcement.contracts.receipts.entry import subsystem_id

# What a measure consists of, where it is more than itself: taking a listing off is done only when the credit bureau has acknowledged it too.
_STEPS = {"shield": ("shield", "push")}


@workflow.defn(name="CreditProcedure")
class CreditProcedure:
    """One measure on one debtor."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._procedure = procedure
        self._done = set(procedure.done)
        self._told: set[str] = set()

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order each step and follow it until every unit has acknowledged it."""
        async with told_to_the_case(procedure):
            await self._do(procedure)

    async def _do(self, procedure: ProcedureInput) -> None:
        name = procedure.key.split("-")[0]
        for measure in _STEPS.get(name, (name,)):
            if measure in self._done:
                continue
            order = self._order(measure)
            state = await ask(CreditActivities.order, order, f"{measure} {order.debtor}")
            await self._report(credit_ordered(order, state.units))
            if not await until_done(lambda order=order: self._acknowledged(order), "协助单位回执"):  # type: ignore[misc]
                done = sorted(self._done)
                workflow.continue_as_new(ProcedureInput(procedure.case_id, procedure.kind, procedure.key, procedure.data, done))
            await self._report(credit_acknowledged(order))
            self._done.add(measure)

    def _order(self, measure: str) -> CreditOrder:
        case_id, key, data = self._procedure.case_id, self._procedure.key, self._procedure.data
        ground, term, person = data.get("ground"), data.get("term_years"), data.get("person")
        return CreditOrder(
            order=subsystem_id(case_id, key, measure),
            case_id=case_id,
            key=key,
            measure=measure,
            debtor=str(data.get("debtor")),
            ground=ground if isinstance(ground, int) else None,
            term_years=term if isinstance(term, int) else None,
            person=person if isinstance(person, str) else None,
        )

    async def _acknowledged(self, order: CreditOrder) -> bool:
        state = await ask(CreditActivities.state, order.order, order.measure)
        for unit in state.acknowledged:
            await self._report(unit_acknowledged(order, unit))
        return state.complete

    async def _report(self, entry: EntryMessage) -> None:
        if entry.id not in self._told:
            await report(entry)
            self._told.add(entry.id)
