"""PayoutProcedure: a payment notice goes to finance and is tracked to the bank's receipt (art 22)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.fund import FundActivities
    from enforcement.contracts.fund import PaymentNotice
    from enforcement.contracts.messages import EntryMessage
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.fund import notice_received, payout_completed, payout_returned


@workflow.defn(name="PayoutProcedure")
class PayoutProcedure:
    """One payment of one case."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        data, self._procedure = procedure.data, procedure
        self._reported = set(procedure.done)
        amount = data.get("amount")
        self._notice = PaymentNotice(
            notice=subsystem_id(procedure.case_id, procedure.key, "payment"),
            case_id=procedure.case_id,
            key=procedure.key,
            payment=str(data.get("payment")),
            receipt=str(data.get("receipt")),
            amount=amount if isinstance(amount, int) else 0,
            payee_account=str(data.get("payee_account")),
        )

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Send the notice and follow it until the payee has the money or the bank has sent it back."""
        async with told_to_the_case(procedure):
            await self._do(procedure)

    async def _do(self, procedure: ProcedureInput) -> None:
        await ask(FundActivities.send_payment_notice, self._notice, procedure.key)
        if not await until_done(self._follow, "银行回单"):
            workflow.continue_as_new(
                ProcedureInput(procedure.case_id, procedure.kind, procedure.key, procedure.data, sorted(self._reported))
            )

    async def _follow(self) -> bool:
        notice = self._notice
        state = await ask(FundActivities.payment, notice.notice, notice.key)
        if state.received:
            await self._report(notice_received(notice.case_id, notice.key, notice.payment, notice.receipt, notice.amount))
        if state.paid:
            await self._report(payout_completed(notice.case_id, notice.key, notice.payment, state.paid))
        if state.returned:
            await self._report(payout_returned(notice.case_id, notice.key, notice.payment, state.returned))
        return bool(state.paid or state.returned)

    async def _report(self, entry: EntryMessage) -> None:
        if entry.id not in self._reported:
            await report(entry)
            self._reported.add(entry.id)
