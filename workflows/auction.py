"""AuctionProcedure: one round of auction, sale or self-disposal, from the order to the price on the case account (arts 17, 18; 法释〔2016〕18号)."""

from temporalio import workflow

from workflows.asking import ask
from workflows.failures import told_to_the_case
from workflows.policies import POLL_AUCTION
from workflows.polling import until_done
from workflows.reporting import report

with workflow.unsafe.imports_passed_through():
    from activities.auction import AuctionActivities
    from enforcement.contracts.auction import AuctionKind, AuctionOrder
    from enforcement.contracts.messages import Json
    from enforcement.contracts.procedures import ProcedureInput
    from enforcement.contracts.receipts.auction import auction_facts
    from enforcement.contracts.receipts.entry import subsystem_id


@workflow.defn(name="AuctionProcedure")
class AuctionProcedure:
    """One round. Whether there is another one, and at what price, is a person's decision."""

    @workflow.init
    def __init__(self, procedure: ProcedureInput) -> None:
        self._procedure = procedure
        self._order = _order(procedure)
        self._reported = set(procedure.done)

    @workflow.run
    async def run(self, procedure: ProcedureInput) -> None:
        """Order the round and report what becomes of it until it is paid for, or has failed, defaulted or been withdrawn."""
        async with told_to_the_case(procedure):
            await ask(AuctionActivities.order, self._order, f"{self._order.asset} {self._order.kind}")
            if not await until_done(self._follow, "拍卖结果", last=POLL_AUCTION):
                done = sorted(self._reported)
                workflow.continue_as_new(ProcedureInput(procedure.case_id, procedure.kind, procedure.key, procedure.data, done))

    async def _follow(self) -> bool:
        state = await ask(AuctionActivities.state, self._order.order, self._order.asset)
        for told in auction_facts(self._order, state):
            if told.id not in self._reported:
                await report(told)
                self._reported.add(told.id)
        return state.ended


def _order(procedure: ProcedureInput) -> AuctionOrder:
    data = procedure.data
    return AuctionOrder(
        order=subsystem_id(procedure.case_id, procedure.key, "auction"),
        case_id=procedure.case_id,
        key=procedure.key,
        asset=str(data.get("asset")),
        round=_number(data.get("round")) or 1,
        kind=AuctionKind(str(data.get("kind"))),
        platform=_text(data.get("platform")),
        start_price=_number(data.get("start_price")),
        deposit=_number(data.get("deposit")),
        auction_on=_text(data.get("auction_on")),
        bidding_hours=_number(data.get("bidding_hours")),
        until=_text(data.get("until")),
        notice_text=_text(data.get("notice_text")),
    )


def _number(value: Json) -> int | None:
    return value if isinstance(value, int) else None


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
