"""QueryProcedure: the property query in both channels, from the act to the feedback on every enabled type (art 13)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.query import QueryActivities
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.query import CHANNELS, QueryFeedback, QueryOrder, QueryReceipt
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.query import query_act, query_answered, query_complete, query_launched


@workflow.defn(name="QueryProcedure")
class QueryProcedure:
    """One query of one case."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._procedure = procedure
        self._reported = set(procedure.done)
        self._waiting = set(CHANNELS)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Launch both channels, record the receipts, collect the feedback type by type, and say when it is complete."""
        async with told_to_the_case(procedure):
            await self._do(procedure)

    async def _do(self, procedure: ProcedureInput) -> None:
        case_id, key = procedure.case_id, procedure.key
        if not procedure.done:
            if await self._report(query_act(case_id, key)) == "refused":
                return
            receipts = [await launched(procedure, channel) for channel in CHANNELS]
            await self._report(query_launched(case_id, key, [receipt.receipt_number for receipt in receipts]))
        if not await until_done(self._collect, "查询反馈"):
            workflow.continue_as_new(ProcedureInput(case_id, procedure.kind, key, procedure.data, sorted(self._reported)))
        await self._report(query_complete(case_id, key))

    async def _collect(self) -> bool:
        for channel in sorted(self._waiting):
            feedback = await feedback_of(self._procedure, channel)
            for answer in feedback.answers:
                await self._report(query_answered(self._procedure.case_id, self._procedure.key, channel, answer))
            if feedback.complete:
                self._waiting.discard(channel)
        return not self._waiting

    async def _report(self, entry: EntryMessage) -> str:
        if entry.id in self._reported:
            return "duplicate"
        outcome = await report(entry)
        self._reported.add(entry.id)
        return outcome


async def launched(procedure: ProcedureInput, channel: str) -> QueryReceipt:
    """Order the query in one channel, once whatever is repeated."""
    debtors = procedure.data.get("debtors")
    names = [str(debtor) for debtor in debtors] if isinstance(debtors, list) else []
    order = QueryOrder(_order(procedure, channel), procedure.case_id, procedure.key, channel, names)
    return await ask(QueryActivities.launch, order, channel)


async def feedback_of(procedure: ProcedureInput, channel: str) -> QueryFeedback:
    """What one channel has answered so far."""
    return await ask(QueryActivities.feedback, _order(procedure, channel), channel)


def _order(procedure: ProcedureInput, channel: str) -> str:
    return subsystem_id(procedure.case_id, procedure.key, channel)
