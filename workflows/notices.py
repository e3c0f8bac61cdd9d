"""NoticeProcedure: one node, or one asset under control, told to every party that it concerns (arts 11, 14)."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.notices import NoticeActivities
    from enforcement.contracts.notices import Channel, Delivery, NoticeOrder
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.entry import subsystem_id
    from enforcement.contracts.receipts.notices import asset_pushed, node_pushed


@workflow.defn(name="NoticeProcedure")
class NoticeProcedure:
    """One message, to each party in the first channel that reaches him."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        parties = procedure.data.get("parties")
        self._procedure = procedure
        self._parties = [str(party) for party in parties] if isinstance(parties, list) else []

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Tell every party, and record who was told."""
        async with told_to_the_case(procedure):
            reached = await asyncio.gather(*(self._reach(party) for party in self._parties))
            if None in reached:
                workflow.continue_as_new(procedure)
            unreached = [party for party, told in zip(self._parties, reached, strict=True) if not told]
            await self._report(unreached)

    async def _reach(self, party: str) -> bool | None:
        """Whether a channel reached the party; None when this run has asked often enough."""
        for channel in Channel:
            order = self._order(party, channel)
            await ask(NoticeActivities.order, order, f"{party} {channel}")
            deliveries = list[str]()
            if not await until_done(lambda order=order, found=deliveries: self._settled(order, found), "送达回执"):  # type: ignore[misc]
                return None
            if deliveries[-1] == Delivery.DELIVERED:
                return True
        return False

    def _order(self, party: str, channel: Channel) -> NoticeOrder:
        case_id, key, data = self._procedure.case_id, self._procedure.key, self._procedure.data
        name = subsystem_id(case_id, key, f"{party}:{channel}")
        return NoticeOrder(name, case_id, key, party, channel, str(data.get("title")), str(data.get("text")))

    async def _settled(self, order: NoticeOrder, deliveries: list[str]) -> bool:
        state = await ask(NoticeActivities.state, order.order, f"{order.party} {order.channel}")
        deliveries.append(state.delivery)
        return state.delivery != Delivery.SENT

    async def _report(self, unreached: list[str]) -> None:
        case_id, key, asset = self._procedure.case_id, self._procedure.key, self._procedure.data.get("asset")
        if asset is None:
            await report(node_pushed(case_id, key, unreached))
            return
        if unreached and unreached == self._parties:
            raise ApplicationError("no channel reaches any party", type="NobodyReached", non_retryable=True)
        await report(asset_pushed(case_id, key, str(asset), unreached))
