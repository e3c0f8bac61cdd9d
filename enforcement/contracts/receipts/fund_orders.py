"""Facts from the fund system about accounts, deposits and distributions (arts 5, 19, 22)."""

from enforcement.contracts.fund_orders import FundOrder, Instruction
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.contracts.receipts.entry import fact

_FACT_OF = {
    Instruction.OPEN: "case_account_opened",
    Instruction.HOLD: "deposit_held",
    Instruction.RELEASE: "deposit_released",
    Instruction.DISTRIBUTE: "distribution_received",
}


def fund_order_done(order: FundOrder, number: str, happened_at: str | None = None) -> EntryMessage:
    """The fund system has done what it was told."""
    type_, data = _FACT_OF[Instruction(order.instruction)], _data(order, number)
    return fact(order.case_id, f"fund/order/{order.key}", type_, "fund_system", data, happened_at)


def _data(order: FundOrder, number: str) -> dict[str, Json]:
    match order.instruction:
        case Instruction.OPEN:
            return {"account": number}
        case Instruction.DISTRIBUTE:
            return {"distribution": order.about}
        case _:
            return {"deposit": order.about}
