"""The query and control system in memory, behind its ports."""

from dataclasses import replace

from enforcement.contracts.control import ControlMeasure, ControlOrder, ControlState, ControlStatus, Rank
from enforcement.contracts.query import FoundAsset, QueryFeedback, QueryOrder, QueryReceipt, TypeAnswer
from enforcement.ports.subsystems import SubsystemRejected


class FakeQuery:
    """Finds one deposit for each debtor in each channel, or nothing."""

    def __init__(self) -> None:
        self.orders: dict[str, QueryOrder] = {}
        self.finds = True

    def launch(self, order: QueryOrder) -> QueryReceipt:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("query", "this key was used before with another body")
        return QueryReceipt(order.order, f"CK-{len(self.orders)}", ["银行存款"])

    def feedback(self, order: str) -> QueryFeedback:
        if order not in self.orders:
            raise SubsystemRejected("query", "no such order")
        known = self.orders[order]
        found = [FoundAsset(f"{debtor}-{known.channel}", "银行存款", True, 8_000_000) for debtor in known.debtors if self.finds]
        return QueryFeedback(order, [TypeAnswer("银行存款", found)], complete=True)


class FakeControl:
    """Everything is answered once it is `unready` no more: in full, or as told.

    By asset: `refuses` gives reasons, `balances` what there is, `waiting` that others were before, and when they are gone if they are.
    """

    def __init__(self) -> None:
        self.orders: dict[str, ControlOrder] = {}
        self.unready = 0
        self.refuses: dict[str, str] = {}
        self.waiting: dict[str, str | None] = {}
        self.balances: dict[str, int] = {}

    def order(self, order: ControlOrder) -> ControlState:
        if self.orders.setdefault(order.order, order) != order:
            raise SubsystemRejected("query", "this key was used before with another body")
        return ControlState(order.order)

    def state(self, order: str) -> ControlState:
        if order not in self.orders:
            raise SubsystemRejected("query", "no such measure")
        self.unready -= 1
        if self.unready >= 0:
            return ControlState(order)
        known = self.orders[order]
        answer = ControlState(order, receipt_number=f"XZ-{known.key}")
        if known.asset in self.refuses:
            return replace(answer, status=ControlStatus.FAILED, reason=self.refuses[known.asset])
        match known.measure:
            case ControlMeasure.FREEZE | ControlMeasure.SEIZE:
                rank = Rank.WAITING if known.asset in self.waiting else Rank.FIRST
                amount = min(known.amount or 0, self.balances.get(known.asset, known.amount or 0))
                taken = replace(answer, status=ControlStatus.EFFECTIVE, rank=rank, amount=amount, expires_on="2029-03-01")
                return replace(taken, first_at=self.waiting.get(known.asset))
            case ControlMeasure.RENEW:
                return replace(answer, status=ControlStatus.RENEWED, expires_on=known.expires_on)
            case ControlMeasure.RELEASE:
                return replace(answer, status=ControlStatus.RELEASED)
            case ControlMeasure.DEDUCT:
                return replace(answer, status=ControlStatus.DEDUCTED, amount=known.amount)
