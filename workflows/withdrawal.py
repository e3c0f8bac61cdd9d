"""WithdrawalProcedure: what must not be disposed of any more is taken off its platform (法释〔2016〕18号 art 28)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.auction import AuctionActivities
    from enforcement.contracts.auction import Withdrawal
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.auction import auction_withdrawn
    from enforcement.contracts.receipts.entry import subsystem_id


@workflow.defn(name="WithdrawalProcedure")
class WithdrawalProcedure:
    """One withdrawal of one round. When the bidding was over before it, the round's own procedure reports how it ended."""

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order the withdrawal, and record that the platform has taken the round off."""
        case_id, key, data = procedure.case_id, procedure.key, procedure.data
        asset, reason = str(data.get("asset")), str(data.get("reason"))
        withdrawal = Withdrawal(subsystem_id(case_id, key, "withdrawal"), case_id, key, subsystem_id(case_id, key, "auction"), reason)
        async with told_to_the_case(procedure):
            taken_off = await ask(AuctionActivities.withdraw, withdrawal, f"{asset} {reason}")
            if taken_off.withdrawn:
                await report(auction_withdrawn(case_id, key, asset, reason))
